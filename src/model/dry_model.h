#pragma once

#include <filesystem>
#include <memory>
#include <vector>

#include "model/footprint.h"
#include "model/model.h"

namespace coldread {

/// What a model's forward passes took, or would have taken.
struct ForwardDemand {
  std::size_t cache = 0;        ///< bytes of key/value pages at most
  std::size_t activations = 0;  ///< bytes of all buffers of the passes at most
  std::size_t embedding = 0;    ///< bytes of the file's mapping that embedding rows were read from
  std::int64_t tokens = 0;
  struct Pass {
    std::int64_t tokens = 0;
    double matrix_operations = 0;
    double attention_operations = 0;
  };
  std::vector<Pass> passes;
};

/// A model that computes nothing and holds no weights: every token is as likely as any, and each of its passes is only
/// added up. An engine over it goes the way that it would go with the real one.
class DryModel : public Model {
 public:
  virtual const Footprint& footprint() const = 0;
  virtual const ForwardDemand& demand() const = 0;
};

/// Both from the header alone, the first for one copy of the weights. Throw Error(input).
Footprint weights_footprint(const std::filesystem::path& path, const std::string& compute, bool wide = false,
                            const IgnoredSettings& ignored = {});
std::unique_ptr<DryModel> make_dry_model(const std::filesystem::path& path, const ModelOptions& options);

}  // namespace coldread
