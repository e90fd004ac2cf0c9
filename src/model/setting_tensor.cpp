#include "model/setting_tensor.h"

#include "base/error.h"
#include "kernels/dequantize.h"

namespace coldread {

std::vector<float> setting_tensor(const ModelFile& file, const std::string& name, std::size_t size) {
  const std::string place = file.path.string() + ": tensor '" + name + "'";
  const TensorView* tensor = file.tensors->find(name);
  if (tensor == nullptr) throw Error(ErrorCode::input, place + " is missing");
  if (tensor->type == TensorType::other || tensor->elements() != size) {
    throw Error(ErrorCode::input,
                place + " has shape " + shape_text(tensor->shape) + ", expected [" + std::to_string(size) + "]");
  }
  std::vector<float> values(size);
  kernels::dequantize(tensor->type, tensor->data, values);
  return values;
}

}  // namespace coldread
