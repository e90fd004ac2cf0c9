#pragma once

#include <memory>
#include <optional>
#include <string>

#include "dataset/dataset.h"
#include "task/config.h"

namespace coldread {

/// A split after process_docs, its rows numbered anew; the split itself where there is none. Throws Error(usage) with
/// the row that it fails on, or where no row is left.
std::shared_ptr<const Split> processed(std::shared_ptr<const Split> split, const std::string& name,
                                       const std::optional<YamlNode>& process_docs, const TaskConfig& config);

}  // namespace coldread
