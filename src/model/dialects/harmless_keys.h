#pragma once

#include <string_view>

namespace coldread::hub {

/// Whether a key of config.json changes no log-probability in any family: bookkeeping, training, classification heads,
/// defaults of generation, what a model is to return.
bool is_harmless_key(std::string_view key);

}  // namespace coldread::hub
