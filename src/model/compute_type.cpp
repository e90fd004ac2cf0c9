#include "model/compute_type.h"

#include <array>
#include <fmt/format.h>

#include "base/error.h"
#include "base/suggest.h"

namespace coldread {
namespace {

constexpr std::array kComputeTypes = {ComputeType{"fp32", kernels::WeightType::fp32},
                                      ComputeType{"int8", kernels::WeightType::int8},
                                      ComputeType{"bf16", kernels::WeightType::bf16_dots}};

}  // namespace

const ComputeType& compute_type(const std::string& name) {
  for (const ComputeType& type : kComputeTypes) {
    if (name == type.name) return type;
  }
  const std::vector<std::string> known = compute_types();
  throw Error(ErrorCode::usage, fmt::format("unknown compute type '{}'{} (known: {})", name, did_you_mean(name, known),
                                            fmt::join(known, ", ")));
}

std::vector<std::string> compute_types() {
  std::vector<std::string> names;
  for (const ComputeType& type : kComputeTypes) names.emplace_back(type.name);
  return names;
}

void check_compute_type(const std::string& name) {
  compute_type(name);
}

}  // namespace coldread
