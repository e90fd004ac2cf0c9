#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "model/model_file.h"

namespace coldread {

/// The elements of a small tensor that is read with the settings: [size]. Throws Error(input) where it is not there or
/// has another shape.
std::vector<float> setting_tensor(const ModelFile& file, const std::string& name, std::size_t size);

}  // namespace coldread
