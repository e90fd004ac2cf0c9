#pragma once

#include <string>
#include <vector>

#include "api/request.h"
#include "api/value.h"

namespace coldread {

/// The names that sampling options have everywhere (flags, YAML keys, JSON keys).
const std::vector<std::string>& sampling_option_names();

/// Settings from options by name. Where do_sample is not among them, it is true if any option asks for a distribution
/// (temperature above 0, top_k, top_p, min_p, typical_p, epsilon_cutoff, eta_cutoff); a temperature of 0 always means
/// greedy.
/// Throws Error(usage): unknown name with a suggestion, wrong kind, impossible value.
SamplingSettings sampling_settings(const Dict& options);

/// All options by name, as a report shows them and sampling_settings reads them back.
Dict to_options(const SamplingSettings& settings);
/// Those of them that greedy generation heeds too: bias, penalties and beams.
Dict penalty_options(const SamplingSettings& settings);

}  // namespace coldread
