#include "tokenizer/models/byte_alphabet.h"

#include <doctest/doctest.h>
#include <string>

namespace coldread {
namespace {

TEST_CASE("printable characters are themselves, moved ones the bytes they stand for, others their own UTF-8") {
  CHECK(bytes_in_alphabet("a!") == "a!");
  CHECK(bytes_in_alphabet("\u0120the") == " the");
  CHECK(bytes_in_alphabet("\u0100") == std::string(1, '\0'));
  CHECK(bytes_in_alphabet("\u00C3\u00A9") == "\u00E9");
  CHECK(bytes_in_alphabet("\u0143") == "\xAD");  // the last of the moved
  CHECK(!bytes_in_alphabet("\u0144"));
  CHECK(!bytes_in_alphabet("\u0120\u65E5"));
  CHECK(!bytes_in_alphabet("\u200D"));
}

}  // namespace
}  // namespace coldread
