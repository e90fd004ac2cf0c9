#include "io/protobuf.h"

#include <doctest/doctest.h>
#include <string>

#include "support/error_of.h"

namespace coldread {
namespace {

using namespace std::string_view_literals;

TEST_CASE("fields come in the order of the bytes") {
  ProtobufReader reader("\x08\x96\x01\x12\x02hi\x1D\x00\x00\x80\x3F\x21\x01\x00\x00\x00\x00\x00\x00\x00"sv, "m");
  auto field = reader.next();
  CHECK(field->number == 1);
  CHECK(field->integer == 150);
  CHECK(!field->holds_bytes);
  field = reader.next();
  CHECK(field->number == 2);
  CHECK(field->bytes == "hi");
  field = reader.next();
  CHECK(field->number == 3);
  CHECK(field->real() == 1.0F);
  field = reader.next();
  CHECK(field->number == 4);
  CHECK(field->flag());
  CHECK(!reader.next());
}

TEST_CASE("what is cut off or of no kind is an error that names the file") {
  const auto error = [](std::string_view bytes) {
    return test::error_of([&] { ProtobufReader(bytes, "m.model").next(); });
  };
  CHECK(error("\x08"sv).find("m.model: is no protocol buffers message: it ends within a number") != std::string::npos);
  CHECK(error("\x12\x05hi"sv).find("a field of 5 bytes, but 2 are left") != std::string::npos);
  CHECK(error("\x0B"sv).find("wire type 3") != std::string::npos);
  CHECK(error("\x00\x00"sv).find("number 0") != std::string::npos);
  CHECK(error("\x08\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF"sv).find("more than 64 bits") != std::string::npos);
  CHECK(error("\x1D\x00"sv).find("4 bytes") != std::string::npos);
}

}  // namespace
}  // namespace coldread
