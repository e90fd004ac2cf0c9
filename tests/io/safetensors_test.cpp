#include "io/safetensors.h"

#include <cstdint>
#include <cstring>
#include <doctest/doctest.h>
#include <string>

#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

std::string file_bytes(const std::string& header, std::size_t data_bytes, char fill = 'x') {
  std::string bytes(8, '\0');
  const std::uint64_t length = header.size();
  std::memcpy(bytes.data(), &length, 8);
  return bytes + header + std::string(data_bytes, fill);
}

std::string error_of_bytes(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto path = folder.write("m.safetensors", bytes);
  return test::error_of([&] { SafetensorsFile file(path); });
}

void check_error(const std::string& bytes, const std::string& part) {
  const std::string message = error_of_bytes(bytes);
  INFO(message);
  CHECK(message.find("m.safetensors:") != std::string::npos);
  CHECK(message.find(part) != std::string::npos);
}

const std::string kTwo = R"({"__metadata__":{"format":"pt"},"b":{"dtype":"F16","shape":[2,3],"data_offsets":[4,16]},)"
                         R"("a":{"dtype":"F32","shape":[],"data_offsets":[0,4]}}  )";

TEST_CASE("tensors come in the order of their data, with type and shape") {
  const TemporaryFolder folder;
  const SafetensorsFile file(folder.write("m.safetensors", file_bytes(kTwo, 16)));
  REQUIRE(file.tensors().size() == 2);
  CHECK(file.tensors().begin()->name == "a");
  CHECK(file.tensors().begin()->elements() == 1);
  const TensorView* b = file.tensors().find("b");
  REQUIRE(b != nullptr);
  CHECK(b->type == TensorType::f16);
  CHECK(b->file_type == "F16");
  CHECK(b->shape == std::vector<std::int64_t>{2, 3});
  CHECK(b->data.size() == 12);
  CHECK(*file.metadata().find("format") == Value("pt"));
}

TEST_CASE("integers and booleans are kept as other, empty tensors and empty files are fine") {
  const TemporaryFolder folder;
  const SafetensorsFile file(
      folder.write("m.safetensors", file_bytes(R"({"m":{"dtype":"U8","shape":[3],"data_offsets":[0,3]},)"
                                               R"("z":{"dtype":"F4","shape":[0],"data_offsets":[3,3]}})",
                                               3)));
  CHECK(file.tensors().find("m")->type == TensorType::other);
  CHECK(file.tensors().find("m")->file_type == "U8");
  CHECK(file.tensors().find("z")->data.empty());
  CHECK(error_of_bytes(file_bytes("{}", 0)).empty());
}

TEST_CASE("a file cut anywhere is an error, and so is one with more at its end") {
  const std::string whole = file_bytes(kTwo, 16);
  for (std::size_t length = 0; length < whole.size(); ++length) {
    if (error_of_bytes(whole.substr(0, length)).empty()) FAIL_CHECK("length " << length);
  }
  check_error(whole + "x", "17 bytes of data, but its tensors end at 16");
}

TEST_CASE("headers that lie are errors") {
  check_error(file_bytes(" {}", 0), "does not begin with {");
  check_error(file_bytes("[1]", 0), "does not begin with {");
  check_error(file_bytes("{\"a\":", 0), "not valid JSON");
  check_error(std::string(16, '\xff'), "expected at most 100000000");
  check_error("version https://git-lfs.github.com/spec/v1", "Git LFS pointer");
  check_error(file_bytes(R"({"__metadata__":{"a":1}})", 0), "'__metadata__'");
  check_error(file_bytes(R"({"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},)"
                         R"("a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}})",
                         8),
              "'a' stands twice");
  const auto one = [](const std::string& entry) { return file_bytes("{\"a\":" + entry + "}", 8); };
  check_error(one(R"({"dtype":"F32","shape":[3],"data_offsets":[0,8]})"), "needs 12 bytes, but its offsets span 8");
  check_error(one(R"({"dtype":"F33","shape":[2],"data_offsets":[0,8]})"), "unknown type 'F33'");
  check_error(one(R"({"shape":[2],"data_offsets":[0,8]})"), "needs the string 'dtype'");
  check_error(one(R"({"dtype":"F32","data_offsets":[0,8]})"), "needs the list 'shape'");
  check_error(one(R"({"dtype":"F32","shape":[-2],"data_offsets":[0,8]})"), "dimension");
  check_error(one(R"({"dtype":"F32","shape":[2.0],"data_offsets":[0,8]})"), "dimension");
  check_error(one(R"({"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,8]})"), "impossible");
  check_error(one(R"({"dtype":"F4","shape":[3],"data_offsets":[0,1]})"), "impossible");
  check_error(one(R"({"dtype":"F32","shape":[2],"data_offsets":[8,0]})"), "0 <= begin <= end");
  check_error(one(R"({"dtype":"F32","shape":[2],"data_offsets":[0]})"), "0 <= begin <= end");
  check_error(one(R"({"dtype":"F32","shape":[2],"data_offsets":[4,12]})"), "begins at 4; expected 0");
  check_error(one(R"({"dtype":"F32","shape":[4],"data_offsets":[0,16]})"), "truncated");
}

TEST_CASE("holes and overlaps are errors") {
  const auto two = [](int begin, int end) {
    return file_bytes(
        R"({"a":{"dtype":"U8","shape":[4],"data_offsets":[0,4]},"b":{"dtype":"U8","shape":[4],"data_offsets":[)" +
            std::to_string(begin) + "," + std::to_string(end) + "]}}",
        static_cast<std::size_t>(end));
  };
  CHECK(error_of_bytes(two(4, 8)).empty());
  check_error(two(5, 9), "begins at 5; expected 4");
  check_error(two(3, 7), "begins at 3; expected 4");
  check_error(two(0, 4), "begins at 0; expected 4");
}

const std::string kA = file_bytes(R"({"a":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1);
const std::string kB = file_bytes(R"({"b":{"dtype":"U8","shape":[1],"data_offsets":[0,1]}})", 1);

TEST_CASE("a folder is read from one file or from the shards of its index") {
  const TemporaryFolder folder;
  CHECK(test::error_of([&] { SafetensorsFolder f(folder.path()); }).find("has neither model.safetensors") !=
        std::string::npos);
  folder.write("s1.safetensors", kA);
  folder.write("s2.safetensors", kB);
  folder.write("model.safetensors.index.json", R"({"weight_map":{"b":"s2.safetensors","a":"s1.safetensors"}})");
  const SafetensorsFolder sharded(folder.path());
  CHECK(sharded.tensors().size() == 2);
  REQUIRE(sharded.files().size() == 2);
  CHECK(sharded.files()[0].filename() == "s1.safetensors");
  CHECK(sharded.tensors().find("b")->data[0] == std::byte{'x'});
  folder.write("model.safetensors", kA);
  CHECK(SafetensorsFolder(folder.path()).tensors().size() == 1);
}

TEST_CASE("an index may name files of its own folder only, and must keep its promises") {
  const TemporaryFolder folder;
  folder.write("s1.safetensors", kA);
  folder.write("s2.safetensors", kA);
  const auto message = [&](const std::string& index) {
    folder.write("model.safetensors.index.json", index);
    return test::error_of([&] { SafetensorsFolder f(folder.path()); });
  };
  for (const std::string name : {"../s1.safetensors", "/tmp/s1.safetensors", "x/s1.safetensors", "", "..", "s1.bin"}) {
    CHECK(message(R"({"weight_map":{"a":")" + name + R"("}})").find("in the same folder") != std::string::npos);
  }
  CHECK(message(R"({"weight_map":{"a":"s1.safetensors","c":"s1.safetensors"}})").find("lacks tensor 'c'") !=
        std::string::npos);
  CHECK(message(R"({"weight_map":{"a":"s1.safetensors","b":"s2.safetensors"}})").find("another shard holds too") !=
        std::string::npos);
  CHECK(message(R"({"weight_map":{"a":"s9.safetensors"}})").find("s9.safetensors: cannot open") != std::string::npos);
  CHECK(message(R"({"weight_map":{}})").find("weight_map") != std::string::npos);
  CHECK(message(R"([])").find("weight_map") != std::string::npos);
}

}  // namespace
}  // namespace coldread
