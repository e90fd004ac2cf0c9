#include "tokenizer/models/byte_alphabet.h"

#include <doctest/doctest.h>
#include <string>

namespace coldread {
namespace {

TEST_CASE("printable characters are themselves, moved ones the bytes they stand for, others their own UTF-8") {
  CHECK(bytes_of_token("a!") == "a!");
  CHECK(bytes_of_token("\u0120the") == " the");
  CHECK(bytes_of_token("\u0100") == std::string(1, '\0'));
  CHECK(bytes_of_token("\u00C3\u00A9") == "\u00E9");
  CHECK(bytes_of_token("\u0143") == "\xAD");  // the last of the moved
  CHECK(bytes_of_token("\u0144") == "\u0144");
  CHECK(bytes_of_token("\u0120\u65E5") == "\u0120\u65E5");
}

}  // namespace
}  // namespace coldread
