#pragma once

#include <memory>

#include "engine/backend.h"
#include "hub/fetch.h"

namespace coldread::app {

/// Opens the models that the command line and configs name.
const Backend& backend();

/// Shows on standard error how models are fetched from the hub.
hub::FetchObserver& fetch_progress();

/// A model's tokenizer, to look at. Throws Error(input) where there is none on this machine.
std::shared_ptr<const Tokenizer> tokenizer_of(const FoundModel& model);

}  // namespace coldread::app
