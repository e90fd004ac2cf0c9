#include "io/pytorch.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <string>

#include "io/file.h"
#include "io/safetensors.h"
#include "support/error_of.h"
#include "support/source_dir.h"
#include "support/temporary_folder.h"
#include "support/zip_builder.h"

namespace coldread {
namespace {

using namespace std::literals;

const std::filesystem::path kReference = source_dir() / "tests" / "reference" / "pytorch";

std::string error_of_bytes(const std::string& bytes) {
  const TemporaryFolder folder;
  const auto path = folder.write("pytorch_model.bin", bytes);
  return test::error_of([&] { PytorchFile file(path); });
}

/// Whether opening these bytes fails with a message that names the file and holds `part`.
void check_error(const std::string& bytes, const std::string& part) {
  const std::string message = error_of_bytes(bytes);
  INFO(message);
  CHECK(message.find("pytorch_model.bin: ") != std::string::npos);
  CHECK(message.find(part) != std::string::npos);
}

/// An archive of a pickle and of one storage of eight bytes, called "0".
std::string archive(std::string_view pickle) {
  return test::ZipBuilder().add("a/data.pkl", pickle).add("a/data/0", "abcdefgh").bytes();
}

/// {"w": _rebuild_tensor_v2(a FloatStorage "0", offset, sizes, strides, False, OrderedDict())} in protocol 2.
std::string pickle_of(char offset, const std::string& sizes, const std::string& strides) {
  return std::string("\x80\2}X\1\0\0\0wctorch._utils\n_rebuild_tensor_v2\n((X\7\0\0\0storage"sv) +
         std::string("ctorch\nFloatStorage\nX\1\0\0\0000X\3\0\0\0cpuK\2tQK"sv) + offset + "(" + sizes + "t(" + strides +
         "t\x89" + "ccollections\nOrderedDict\n)RtRs.";
}

TEST_CASE("what torch.save wrote is what safetensors holds, in every layout and type") {
  const PytorchFile file(kReference / "state.bin");
  const SafetensorsFile expected(kReference / "state.safetensors");
  CHECK(file.tensors().size() == expected.tensors().size());
  for (const TensorView& tensor : expected.tensors()) {
    CAPTURE(tensor.name);
    const TensorView* found = file.tensors().find(tensor.name);
    REQUIRE(found != nullptr);
    CHECK(found->type == tensor.type);
    CHECK(found->file_type == tensor.file_type);
    CHECK(found->shape == tensor.shape);
    CHECK(std::ranges::equal(found->data, tensor.data));
  }
}

TEST_CASE("nothing in a pickle is executed: what a state dict does not need is refused by name") {
  CHECK(error_of_bytes(archive(pickle_of(0, "K\2", "K\1"))).empty());
  check_error(archive("\x80\2}X\1\0\0\0acposix\nsystem\nX\4\0\0\0true\x85Rs."),
              "truncated");  // its length ends it early
  check_error(archive("\x80\2cposix\nsystem\n."), "names 'posix.system'");
  check_error(archive("\x80\4\x8c\5posix\x8c\6system\x93."), "names 'posix.system'");
  check_error(archive("\x80\2"
                      "ccollections\nOrderedDict\n)\x81."),
              "NEWOBJ");
  check_error(archive("\x80\2(i"), "INST");
  check_error(archive("\x80\2(o"), "OBJ");
  check_error(archive("\x80\2\x82\1"), "EXT");
  check_error(archive("\x80\2\xff"), "opcode 0xff at byte 2");
  check_error(archive("\x80\6."), "protocol 6");
}

TEST_CASE("tensors must lie in their storage, and no number may stand for many") {
  check_error(archive(pickle_of(0, "K\3", "K\1")), "beyond the 2 elements");
  check_error(archive(pickle_of(1, "K\2", "K\1")), "beyond the 2 elements");
  check_error(archive(pickle_of(0, "K\2K\4", "K\0K\0"s)), "beyond the 2 elements");
  check_error(archive(pickle_of(0, "K\2", "K\7")), "beyond the 2 elements");
  check_error(archive(pickle_of(0, "K\2", "")), "beyond the 2 elements");
  check_error(archive(pickle_of(0, "J\xff\xff\xff\xff", "K\1")), "no whole number");
  const std::string most = std::string("\x8a\x08\xff\xff\xff\xff\xff\xff\xff\x7f", 10);
  check_error(archive(pickle_of(0, most + most, "K\1K\1")), "beyond the 2 elements");
  check_error(archive(pickle_of(0, "K\2", most)), "beyond the 2 elements");
  check_error(test::ZipBuilder().add("a/data.pkl", pickle_of(0, "K\2", "K\1")).bytes(), "needs 'a/data/0'");
}

TEST_CASE("files of other kinds say what they are, and the older format its cure") {
  check_error("", "no zip archive");
  check_error("GGUF and more", "no zip archive");
  check_error(read_text_file(kReference / "old.bin"), "torch.load('FILE', weights_only=True)");
  check_error(test::ZipBuilder().add("word/document.xml", "x").bytes(), "holds no data.pkl");
  check_error(archive("\x80\2]."), "no state dict");
  check_error(archive("\x80\2}X\1\0\0\0aK\1s."sv), "'a', which is no tensor");
  check_error(test::ZipBuilder().add("a/data.pkl", "\x80\2}.").add("a/byteorder", "big").bytes(), "big-endian");
  check_error(test::ZipBuilder().add("a/data.pkl", "\x80\2}.").add("a/data.pkl", "\x80\2}.").bytes(), "twice");
  std::string packed = archive("\x80\2}.");
  packed[packed.find("PK\1\2") + 10] = 8;
  check_error(packed, "packed");
}

TEST_CASE(
    "every bit flipped of a small archive, one of every byte of a large one, and every cut ends in an error or well") {
  const TemporaryFolder folder;
  const auto fails = [&](const std::string& bytes) {
    std::filesystem::remove(folder.path() / "pytorch_model.bin");  // writing over it would wait for the disk
    const auto path = folder.write("pytorch_model.bin", bytes);
    return !test::error_of([&] { PytorchFile file(path); }).empty();
  };
  const auto flips = [&](const std::string& whole, int first_bit, int bits) {
    int refused = 0;
    for (std::size_t at = 0; at < whole.size(); ++at) {
      for (int bit = first_bit; bit < first_bit + bits; ++bit) {
        std::string changed = whole;
        changed[at] = static_cast<char>(changed[at] ^ 1 << (static_cast<std::size_t>(bit) + at) % 8);
        refused += fails(changed) ? 1 : 0;
      }
    }
    return refused;
  };
  const std::string small = archive(pickle_of(0, "K\2", "K\1"));
  const std::string large = read_text_file(kReference / "state.bin");
  CHECK(flips(small, 0, 8) > 1500);
  CHECK(flips(large, 3, 1) > 1500);
  for (std::size_t length = 0; length < large.size(); length += 31) CHECK(fails(large.substr(0, length)));
}

}  // namespace
}  // namespace coldread
