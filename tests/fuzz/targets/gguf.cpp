#include "io/gguf.h"

#include "fuzz/targets.h"
#include "model/model.h"
#include "tokenizer/tokenizer.h"

namespace coldread::fuzz {
namespace {

/// Each tensor's bytes lie in the file, or reading them would crash.
unsigned touch(const TensorTable& tensors) {
  unsigned sum = 0;
  for (const TensorView& tensor : tensors) {
    for (std::size_t i = 0; i < tensor.data.size(); i += 97) sum += static_cast<unsigned>(tensor.data[i]);
    if (!tensor.data.empty()) sum += static_cast<unsigned>(tensor.data.back());
    sum += static_cast<unsigned>(tensor.elements());
  }
  return sum;
}

template <typename Read>
void attempt(const Read& read) {
  try {
    read();
  } catch (const Error&) {  // the value has another kind
  }
}

}  // namespace

void fuzz_gguf(std::string_view input) {
  const std::string path = file_of(input);
  const GgufFile file(path);
  touch(file.tensors());
  for (const auto& entry : file.metadata()) {
    const std::string& key = entry.first;
    attempt([&] { file.integer(key); });
    attempt([&] { file.number(key); });
    attempt([&] { file.text(key); });
    attempt([&] { file.texts(key); });
    attempt([&] { file.integers(key); });
    attempt([&] { file.numbers(key); });
  }
  attempt([&] { load_tokenizer(path); });
  inspect_model(path);
  load_model(path, {.threads = 1, .compute = "fp32"});
}

}  // namespace coldread::fuzz
