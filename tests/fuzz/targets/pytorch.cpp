#include "io/pytorch.h"

#include "fuzz/targets.h"
#include "support/zip_builder.h"

namespace coldread::fuzz {
namespace {

void read_all(std::string_view bytes) {
  const PytorchFile file(file_of(bytes));
  unsigned sum = 0;
  for (const TensorView& tensor : file.tensors()) {
    for (const std::byte byte : tensor.data) sum += static_cast<unsigned>(byte);
  }
  if (file.tensors().size() > bytes.size()) broken("more tensors than bytes: " + std::to_string(sum));
}

}  // namespace

void fuzz_pytorch(std::string_view input) {
  read_all(input);
}

/// The pickle of an archive with two storages.
void fuzz_pickle(std::string_view input) {
  test::ZipBuilder zip;
  zip.add("a/data.pkl", input).add("a/data/0", std::string(48, 'x')).add("a/data/1", std::string(7, 'y'));
  read_all(zip.bytes());
}

}  // namespace coldread::fuzz
