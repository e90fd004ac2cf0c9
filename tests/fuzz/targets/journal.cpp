#include <string>

#include "fuzz/targets.h"
#include "io/sha256.h"
#include "runner/journal/journal_file.h"

namespace coldread::fuzz {

/// A journal as it is, or (first byte odd) with lengths and checksums that hold over whatever the lines say.
void fuzz_journal(std::string_view input) {
  const bool sealed = take_byte(input) % 2 != 0;
  std::string text;
  while (sealed && !input.empty()) {
    const std::size_t end = std::min(input.find('\n'), input.size());
    const std::string body = std::to_string(end) + " " + std::string(input.substr(0, end));
    text += sha256_hex(body).substr(0, 16) + " " + body + "\n";
    input.remove_prefix(std::min(end + 1, input.size()));
  }
  if (!sealed) text = input;
  const JournalContents contents = read_journal(file_of(text));
  if (contents.whole > text.size()) broken("more whole bytes than the file has");
}

}  // namespace coldread::fuzz
