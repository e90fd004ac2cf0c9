#pragma once

#include <span>
#include <string>
#include <vector>

#include "api/request.h"
#include "api/value.h"
#include "sampling/option.h"

namespace coldread {

/// Every option: those of the steps, then those of no step.
std::span<const SamplingOption> sampling_options();
/// The names that sampling options have everywhere (flags, YAML keys, JSON keys).
const std::vector<std::string>& sampling_option_names();

/// Settings from options by name. Where do_sample is not among them, it is true if any option asks for a distribution
/// (one that shapes it, but for a temperature of 0); a temperature of 0 always means greedy.
/// Throws Error(usage): unknown name with a suggestion, wrong kind, impossible value.
SamplingSettings sampling_settings(const Dict& options);

/// All options by name, as a report shows them and sampling_settings reads them back.
Dict to_options(const SamplingSettings& settings);
/// Those of them whose values differ from those of `base`.
Dict changed_options(const SamplingSettings& settings, const SamplingSettings& base);
/// Those of them that an answer depends on, as the key holds it that the answer is stored under: a draw heeds all,
/// greedy generation bias, penalties and beams.
Dict key_options(const SamplingSettings& settings);

}  // namespace coldread
