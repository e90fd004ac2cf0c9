#pragma once

#include "engine/backend.h"
#include "hub/fetch.h"

namespace coldread {

/// Models in files of this machine, run by its processors. Names are those of find_model().
class LocalBackend final : public Backend {
 public:
  LocalBackend() = default;
  /// observer: hears of models that are fetched from the hub.
  explicit LocalBackend(hub::FetchObserver& observer) : observer_(&observer) {}
  using Backend::find;
  std::unique_ptr<FoundModel> find(const std::string& name, const ModelOverrides& overrides) const override;

 private:
  hub::FetchObserver* observer_ = nullptr;
};

}  // namespace coldread
