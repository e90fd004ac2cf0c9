#include "io/tensor_bundle.h"

#include "fuzz/targets.h"
#include "support/sstable_builder.h"

namespace coldread::fuzz {

/// The entries of a checkpoint's index, under right checksums; or, where the first byte is odd, the whole index.
void fuzz_tensor_bundle(std::string_view input) {
  static const std::string data = write("model.ckpt.data-00000-of-00001", std::string(64, 'x'));
  const bool whole = take_byte(input) % 2 == 1;
  write("model.ckpt.index", whole ? std::string(input) : test::sstable_of(input));
  const TensorBundle bundle(folder() + "/model.ckpt");
  unsigned sum = 0;
  for (const TensorView& tensor : bundle.tensors()) {
    for (const std::byte byte : tensor.data) sum += static_cast<unsigned>(byte);
  }
  if (bundle.tensors().size() > input.size()) broken("more tensors than bytes: " + std::to_string(sum));
}

}  // namespace coldread::fuzz
