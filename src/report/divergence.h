#pragma once

#include <string>

#include "api/divergence.h"
#include "api/value.h"

namespace coldread {

/// divergence.json: the summary, with intervals beside, and the flipped answers of tasks.
Dict divergence_dict(const DivergenceReport& report);
/// divergence.csv: one row a token.
std::string divergence_csv(const DivergenceReport& report);
/// divergence.html: the summary, and the tokens that diverge most in their surroundings. Without a script.
std::string divergence_html(const DivergenceReport& report);

}  // namespace coldread
