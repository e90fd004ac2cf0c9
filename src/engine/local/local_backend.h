#pragma once

#include "engine/backend.h"

namespace coldread {

/// Models in files of this machine, run by its processors. Names are those of find_model().
class LocalBackend final : public Backend {
 public:
  using Backend::find;
  std::unique_ptr<FoundModel> find(const std::string& name, const ModelOverrides& overrides) const override;
};

}  // namespace coldread
