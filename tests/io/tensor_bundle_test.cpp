#include "io/tensor_bundle.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>

#include "io/crc32c.h"
#include "io/file.h"
#include "io/safetensors.h"
#include "support/error_of.h"
#include "support/source_dir.h"
#include "support/sstable_builder.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

const std::filesystem::path kReference = source_dir() / "tests" / "reference" / "tensorflow";
const std::string kDataName = "model.ckpt.data-00000-of-00001";

std::string error_of_index(const TemporaryFolder& folder, const std::string& index) {
  std::filesystem::remove(folder.path() / "model.ckpt.index");  // writing over it would wait for the disk
  folder.write("model.ckpt.index", index);
  return test::error_of([&] { TensorBundle bundle(folder.path() / "model.ckpt"); });
}

TEST_CASE("Castagnoli's checksum has the values of RFC 3720") {
  CHECK(crc32c("123456789") == 0xE3069283);
  CHECK(crc32c(std::string(32, '\0')) == 0x8A9136AA);
  CHECK(crc32c(std::string(32, '\xFF')) == 0x62A8AB43);
}

TEST_CASE("tensors of a checkpoint that TensorFlow wrote have their bits") {
  const TensorBundle bundle(kReference / "tiny" / "model.ckpt");
  const SafetensorsFile expected(kReference / "hub" / "model.safetensors");
  CHECK(bundle.tensors().size() == expected.tensors().size());
  const auto same = [&](const char* name, const char* of_hub) {
    const TensorView* tensor = bundle.tensors().find(name);
    REQUIRE(tensor != nullptr);
    CHECK(tensor->type == TensorType::f32);
    CHECK(std::ranges::equal(tensor->data, expected.tensors().find(of_hub)->data));
  };
  same("model/wte", "wte.weight");
  same("model/h1/mlp/c_proj/w", "h.1.mlp.c_proj.weight");
  same("model/h0/ln_2/b", "h.0.ln_2.bias");
  CHECK(bundle.tensors().find("model/h1/mlp/c_proj/w")->shape == std::vector<std::int64_t>{1, 64, 16});
  CHECK(bundle.files().size() == 2);
  CHECK(bundle.files()[1].filename() == kDataName);
}

TEST_CASE("the index of OpenAI's 124M model names all of its tensors") {
  const TemporaryFolder folder;
  const std::string index = read_text_file(kReference / "gpt2-124M.index");
  folder.write(kDataName, "cut");
  CHECK(error_of_index(folder, index).find("is cut off: tensor 'model/") != std::string::npos);
  std::filesystem::resize_file(folder.path() / kDataName, 497759232);  // sparse
  const TensorBundle bundle(folder.path() / "model.ckpt");
  CHECK(bundle.tensors().size() == 12 * 12 + 4);
  CHECK(bundle.tensors().find("model/wte")->shape == std::vector<std::int64_t>{50257, 768});
  CHECK(bundle.tensors().find("model/h11/attn/c_attn/w")->shape == std::vector<std::int64_t>{1, 768, 2304});
  std::size_t bytes = 0;
  for (const TensorView& tensor : bundle.tensors()) bytes += tensor.data.size();
  CHECK(bytes == 497759232);
}

TEST_CASE("every bit of an index counts, and every cut") {
  const TemporaryFolder folder;
  folder.write(kDataName, read_text_file(kReference / "tiny" / kDataName));
  const std::string whole = read_text_file(kReference / "tiny" / "model.ckpt.index");
  CHECK(error_of_index(folder, whole).empty());
  std::size_t unnoticed = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    std::string changed = whole;
    changed[at] = static_cast<char>(changed[at] ^ 1 << at % 8);
    if (error_of_index(folder, changed).empty()) ++unnoticed;
  }
  CHECK(unnoticed < 40);  // what fills the footer up
  for (std::size_t length = 0; length < whole.size(); length += 7) {
    CHECK(!error_of_index(folder, whole.substr(0, length)).empty());
  }
}

/// An entry of the block: the whole key, and the value.
std::string entry(const std::string& key, const std::string& value) {
  return std::string(1, '\0') + test::varint(key.size()) + test::varint(value.size()) + key + value;
}

TEST_CASE("an index that lies in its entries is an error that names the tensor") {
  const TemporaryFolder folder;
  folder.write(kDataName, std::string(16, 'x'));
  const std::string header = entry("", "\x08\x01");
  const std::string restarts("\0\0\0\0\1\0\0\0", 8);
  const auto error_with = [&](const std::string& of_tensor) {
    return error_of_index(folder, test::sstable_of(header + entry("w", of_tensor) + restarts));
  };
  const auto shape = [](const std::string& size) {
    return "\x08\x01\x12" + test::varint(size.size() + 3) + "\x12" + test::varint(size.size() + 1) + "\x08" + size;
  };
  CHECK(error_with(shape("\x04") + "\x28\x10").empty());
  CHECK(error_with(shape("\x04") + "\x28\x0C").find("gives tensor 'w' 12 bytes") != std::string::npos);
  CHECK(error_with(shape("\x05") + "\x28\x14").find("is cut off: tensor 'w'") != std::string::npos);
  CHECK(error_with(shape("\x04") + "\x18\x01\x28\x10").find("in a file that it has not") != std::string::npos);
  CHECK(error_with(shape("\x04") + "\x20\x01\x28\x10").find("is cut off") != std::string::npos);
  CHECK(error_with(shape("\xff\xff\xff\xff\xff\xff\xff\xff\x7f") + "\x28\x10").find("gives tensor") !=
        std::string::npos);
  CHECK(error_with("\x08\x63\x28\x10").find("type number 99") != std::string::npos);
  CHECK(error_with("\x3a\x01x").find("damaged, or in slices") != std::string::npos);
  CHECK(error_of_index(folder, test::sstable_of(header + restarts)).empty());
  CHECK(error_of_index(folder, test::sstable_of(restarts)).find("has no header") != std::string::npos);
  CHECK(error_of_index(folder, test::sstable_of(entry("", "\x08\x01\x10\x01") + restarts)).find("big-endian") !=
        std::string::npos);
  CHECK(error_of_index(folder, "no table").find("no table of LevelDB's format") != std::string::npos);
}

}  // namespace
}  // namespace coldread
