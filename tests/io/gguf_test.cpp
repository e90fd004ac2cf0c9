#include "io/gguf.h"

#include <cstdint>
#include <doctest/doctest.h>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

#include "support/error_of.h"
#include "support/gguf_builder.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

using test::GgufBuilder;

GgufBuilder small() {
  GgufBuilder gguf;
  gguf.put("general.architecture", "llama").put("llama.block_count", 2u).put("eps", 0.5f).put_bool("flag", true);
  gguf.put("tokens", std::vector<std::string>(100, "ab")).put("types", std::vector<std::int32_t>{1, -3});
  gguf.tensor("a", {32, 2}, 8, 0).tensor("b", {3}, 0, 96);
  gguf.data = std::string(96 + 12, '\x01');
  return gguf;
}

std::string error_of_bytes(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto path = folder.write("x.gguf", bytes);
  return test::error_of([&] { GgufFile file(path); });
}

/// Whether opening these bytes fails with a message that names the file and holds `part`.
void check_error(const std::string& bytes, const std::string& part) {
  const std::string message = error_of_bytes(bytes);
  INFO(message);
  CHECK(message.find("x.gguf: ") != std::string::npos);
  CHECK(message.find(part) != std::string::npos);
}

TEST_CASE("metadata and tensors are read back") {
  const TemporaryFolder folder;
  const GgufFile file(folder.write("x.gguf", small().bytes()));
  CHECK(file.version() == 3);
  CHECK(file.text("general.architecture") == "llama");
  CHECK(file.integer("llama.block_count") == 2);
  CHECK(file.number("llama.block_count") == 2.0);
  CHECK(file.number("eps") == 0.5);
  CHECK(file.boolean("flag") == true);
  CHECK(file.texts("tokens")->size() == 100);
  CHECK(file.texts("tokens")->back() == "ab");
  CHECK(*file.integers("types") == std::vector<std::int64_t>{1, -3});
  CHECK(*file.numbers("types") == std::vector<float>{1, -3});
  CHECK(!file.integer("absent"));
  CHECK(!file.texts("absent"));
  CHECK(file.contains("tokens"));
  CHECK(file.metadata().begin()->first == "general.architecture");
  CHECK(!file.metadata().contains("tokens"));  // a long array
  REQUIRE(file.metadata().find("types") != nullptr);
  CHECK(file.metadata().find("types")->as_list()[1] == Value(-3));

  REQUIRE(file.tensors().size() == 2);
  const TensorView* a = file.tensors().find("a");
  REQUIRE(a != nullptr);
  CHECK(a->type == TensorType::q8_0);
  CHECK(a->file_type == "Q8_0");
  CHECK(a->shape == std::vector<std::int64_t>{2, 32});
  CHECK(a->data.size() == 68);
  CHECK(a->elements() == 64);
  CHECK(file.tensors().find("b")->data.size() == 12);
  CHECK(file.tensors().find("c") == nullptr);
}

TEST_CASE("version 2 and every integer width are accepted") {
  GgufBuilder gguf;
  gguf.version = 2;
  gguf.value("u8", 0, GgufBuilder::raw<std::uint8_t>(200)).value("i8", 1, GgufBuilder::raw<std::int8_t>(-2));
  gguf.value("u16", 2, GgufBuilder::raw<std::uint16_t>(60000)).value("i16", 3, GgufBuilder::raw<std::int16_t>(-3));
  gguf.value("u64", 10, GgufBuilder::raw<std::uint64_t>(1ull << 40))
      .value("i64", 11, GgufBuilder::raw<std::int64_t>(-4));
  gguf.value("big", 10, GgufBuilder::raw(std::numeric_limits<std::uint64_t>::max()));
  gguf.value("f64", 12, GgufBuilder::raw(0.25));
  const TemporaryFolder folder;
  const GgufFile file(folder.write("x.gguf", gguf.bytes()));
  CHECK(file.integer("u8") == 200);
  CHECK(file.integer("i8") == -2);
  CHECK(file.integer("u16") == 60000);
  CHECK(file.integer("i16") == -3);
  CHECK(file.integer("u64") == std::int64_t{1} << 40);
  CHECK(file.integer("i64") == -4);
  CHECK(file.number("big") == 0x1p64);
  CHECK(file.number("f64") == 0.25);
}

TEST_CASE("a value of another kind is an error that names the key") {
  const TemporaryFolder folder;
  const GgufFile file(folder.write("x.gguf", small().bytes()));
  CHECK(test::error_of([&] { (void)file.integer("eps"); }).find("'eps' is no integer") != std::string::npos);
  CHECK(test::error_of([&] { (void)file.text("tokens"); }).find("'tokens' is no single value") != std::string::npos);
  CHECK(test::error_of([&] { (void)file.texts("types"); }).find("'types' is no array of strings") != std::string::npos);
  CHECK(test::error_of([&] { (void)file.texts("eps"); }).find("'eps' is no array") != std::string::npos);
}

TEST_CASE("files of other kinds are named") {
  check_error("", "is no GGUF file");
  check_error("GGU", "is no GGUF file");
  check_error("PK\x03\x04 and so on", "is no GGUF file");
  check_error("tjgg____________", "old GGML format");
  check_error("GGUF", "truncated");
  check_error(std::string("GGUF\0\0\0\3", 8) + std::string(32, '\0'), "big-endian");
  GgufBuilder first;
  first.version = 1;
  check_error(first.bytes(), "version 1; expected 2 or 3");
}

TEST_CASE("a file cut anywhere is an error") {
  const std::string whole = small().bytes();
  CHECK(error_of_bytes(whole).empty());
  for (std::size_t length = 0; length < whole.size(); ++length) {
    if (error_of_bytes(whole.substr(0, length)).empty()) FAIL_CHECK("length " << length);
  }
}

TEST_CASE("counts and lengths that lie are errors, and nothing is allocated for them") {
  for (const std::int64_t lie :
       {std::int64_t{1}, std::int64_t{1} << 40, std::numeric_limits<std::int64_t>::max() - 8}) {
    GgufBuilder keys = small();
    keys.extra_keys = lie;
    CHECK(!error_of_bytes(keys.bytes()).empty());
    GgufBuilder tensors = small();
    tensors.extra_tensors = lie;
    CHECK(!error_of_bytes(tensors.bytes()).empty());
  }
  const std::uint64_t huge = std::numeric_limits<std::uint64_t>::max();
  check_error(GgufBuilder().value("s", 8, GgufBuilder::raw(huge)).bytes(), "truncated");
  for (const std::uint32_t kind : {0u, 5u, 8u, 10u}) {
    for (const std::uint64_t count : {huge, huge / 8 + 2, std::uint64_t{1} << 61}) {
      check_error(GgufBuilder().value("v", 9, GgufBuilder::raw(kind) + GgufBuilder::raw(count)).bytes(), "truncated");
    }
  }
  check_error(GgufBuilder().value("v", 9, GgufBuilder::raw(9u) + GgufBuilder::raw<std::uint64_t>(1)).bytes(),
              "elements of type 9");
  check_error(GgufBuilder().value("v", 13, std::string(8, '\0')).bytes(), "has type 13; expected 0 to 12");
  check_error(GgufBuilder().put("k", 1u).put("k", 2u).bytes(), "'k' stands twice");
  check_error(GgufBuilder().put("", 1u).bytes(), "expected 1 to 65536");
}

TEST_CASE("what a sparse file can hold and no model has is an error before it is read") {
  const auto message_of = [](const std::string& bytes) {
    const TemporaryFolder folder;
    const auto path = folder.write("x.gguf", bytes);
    std::filesystem::resize_file(path, std::uintmax_t{1} << 40u);
    return test::error_of([&] { GgufFile file(path); });
  };
  const auto array = [](std::uint32_t kind, std::uint64_t count) {
    return GgufBuilder().value("v", 9, GgufBuilder::raw(kind) + GgufBuilder::raw(count)).bytes();
  };
  const std::uint64_t giga = std::uint64_t{1} << 30u;
  CHECK(message_of(GgufBuilder().value("s", 8, GgufBuilder::raw(giga)).bytes()).find("at most 16 MiB") !=
        std::string::npos);
  CHECK(message_of(array(8, giga)).find("at most 16777216") != std::string::npos);
  CHECK(message_of(array(0, giga)).find("at most 16777216") != std::string::npos);
  GgufBuilder wide;
  for (int i = 0; i < 20; ++i) wide.value("s" + std::to_string(i), 8, GgufBuilder::raw(giga / 64));
  CHECK(!message_of(wide.bytes()).empty());
  // Three arrays of 128 MiB, each of which would do.
  GgufBuilder long_header;
  const std::string full = GgufBuilder::raw(10u) + GgufBuilder::raw(giga / 64) + std::string(giga / 8, '\0');
  for (const char* key : {"a", "b", "c"}) long_header.value(key, 9, full);
  CHECK(error_of_bytes(long_header.bytes()).find("more than 256 MiB") != std::string::npos);
}

TEST_CASE("alignment must be a power of two") {
  for (const std::uint32_t alignment : {0u, 3u, 48u, 1u << 31}) {
    check_error(GgufBuilder().put("general.alignment", alignment).bytes(), "expected a power of two");
  }
  check_error(GgufBuilder().put("general.alignment", "32").bytes(), "is no integer");
  check_error(small().put("general.alignment", 256u).bytes(), "no multiple of the alignment 256");
}

TEST_CASE("tensors with impossible shapes, types or places are errors") {
  const auto with = [](const std::vector<std::int64_t>& dimensions, std::uint32_t type, std::uint64_t offset) {
    GgufBuilder gguf = small();
    gguf.tensor("t", dimensions, type, offset);
    return gguf.bytes();
  };
  check_error(with({0, 4}, 0, 0), "a dimension of 0");
  check_error(with({-1}, 0, 0), "a dimension of -1");
  check_error(with({1, 1, 1, 1, 1}, 0, 0), "5 dimensions; expected at most 4");
  check_error(with({std::int64_t{1} << 62, 4}, 0, 0), "impossible shape");
  check_error(with({std::int64_t{1} << 31, std::int64_t{1} << 31, 4}, 0, 0), "impossible shape");
  check_error(with({std::int64_t{1} << 31, std::int64_t{1} << 31, 2}, 26, 0), "impossible shape");
  check_error(with({33}, 8, 0), "whole blocks of 32");
  check_error(with({128}, 12, 0), "whole blocks of 256");
  check_error(with({4}, 15, 0), "type Q8_K, which is not supported");
  check_error(with({4}, 999, 0), "unknown type 999");
  check_error(with({4}, 0, 4), "no multiple of the alignment 32");
  check_error(with({1024}, 0, 128), "truncated");
  check_error(with({4}, 0, ~std::uint64_t{31}), "truncated");
  check_error(with({4}, 0, 64), "overlap");
  check_error(with({3}, 0, 96), "overlap");
  GgufBuilder twice = small();
  check_error(twice.tensor("a", {1}, 0, 128).bytes() + std::string(64, '\0'), "'a' stands twice");
}

TEST_CASE("a part of a split model says what to do") {
  check_error(GgufBuilder().put("split.count", 3u).bytes(), "join them");
}

TEST_CASE("what is no regular file is an error") {
  const TemporaryFolder folder;
  CHECK(!test::error_of([&] { GgufFile file(folder.path()); }).empty());
  CHECK(!test::error_of([&] { GgufFile file(folder.path() / "absent.gguf"); }).empty());
}

}  // namespace
}  // namespace coldread
