#include "model/tensor_picker.h"

#include <algorithm>
#include <vector>

#include "base/error.h"

namespace coldread {

void TensorPicker::fail(const std::string& message) const {
  throw Error(ErrorCode::input, file_.path.string() + ": " + message);
}

const TensorView* TensorPicker::find(const std::string& name, std::initializer_list<std::int64_t> shape) {
  const TensorView* tensor = file_.tensors->find(name);
  if (tensor == nullptr) return nullptr;
  if (!std::equal(shape.begin(), shape.end(), tensor->shape.begin(), tensor->shape.end())) {
    fail("tensor '" + name + "' has shape " + shape_text(tensor->shape) + ", expected " +
         shape_text(std::vector<std::int64_t>(shape)));
  }
  if (tensor->type == TensorType::other)
    fail("tensor '" + name + "' has type " + tensor->file_type + ", which is not supported");
  used_.insert(name);
  return tensor;
}

const TensorView* TensorPicker::require(const std::string& name, std::initializer_list<std::int64_t> shape) {
  const TensorView* tensor = find(name, shape);
  if (tensor == nullptr) fail("tensor '" + name + "' is missing");
  return tensor;
}

void TensorPicker::ignore_prefix(std::string_view prefix) {
  for (const TensorView& tensor : *file_.tensors) {
    if (tensor.name.starts_with(prefix)) used_.insert(tensor.name);
  }
}

MatrixPart TensorPicker::matrix(const std::string& name, std::int64_t stored, std::int64_t inputs,
                                const MatrixForm& form, Bias bias) {
  MatrixPart part{.form = form, .outputs = stored};
  part.weight =
      form.transposed ? require(name + ".weight", {inputs, stored}) : require(name + ".weight", {stored, inputs});
  if (form.transposed && block_elements(part.weight->type) != 1) {
    fail("tensor '" + name + ".weight' has type " + part.weight->file_type + ", which a transposed matrix cannot have");
  }
  if (bias == Bias::required) part.bias = require(name + ".bias", {stored});
  if (bias == Bias::if_present) part.bias = find(name + ".bias", {stored});
  return part;
}

void TensorPicker::finish() const {
  std::string extra;
  std::size_t count = 0;
  for (const TensorView& tensor : *file_.tensors) {
    if (used_.contains(tensor.name)) continue;
    if (++count <= 3) extra += (extra.empty() ? "'" : ", '") + tensor.name + "' " + shape_text(tensor.shape);
  }
  if (count == 0) return;
  fail(std::to_string(count) + " tensor(s) that the settings leave no place for: " + extra +
       (count > 3 ? ", ..." : ""));
}

}  // namespace coldread
