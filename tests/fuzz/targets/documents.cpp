#include <string>

#include "fuzz/targets.h"
#include "io/json.h"
#include "task/document_choice.h"

namespace coldread::fuzz {
namespace {

void read_ids(const Value& value) {
  const std::string text = to_string(document_ids(value, "ids"));
  if (to_string(document_ids(text, "written")) != text) broken("ids that were written read back as others");
}

}  // namespace

/// Which documents a run takes (first byte 0 of 3: a limit, 1: ids, else: a file of samples by task).
void fuzz_documents(std::string_view input) {
  const unsigned kind = take_byte(input) % 3;
  if (kind == 0) {
    const DocumentLimit limit = document_limit(std::string(input), "limit");
    if (!(document_limit(to_value(limit), "written") == limit))
      broken("a limit that was written reads back as another");
    if (limit.of(1000) > 1000) broken("a limit takes more documents than there are");
  } else if (kind == 1) {
    read_ids(std::string(input));
  } else {
    const Value samples = parse_json(input, "samples");
    if (!samples.is_dict()) return;
    for (const auto& [task, ids] : samples.as_dict()) read_ids(ids);
  }
}

}  // namespace coldread::fuzz
