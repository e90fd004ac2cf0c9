#include <cmath>
#include <fmt/format.h>
#include <string_view>

#include "base/error.h"
#include "sampling/sampling.h"

namespace coldread {
namespace {

void demand(bool possible, std::string_view name, double value, std::string_view range) {
  if (!possible) {
    throw Error(ErrorCode::usage, fmt::format("{} is {}, but must be {}", name, value, range));
  }
}

}  // namespace

void check(const SamplingSettings& settings) {
  const auto& s = settings;
  demand(s.temperature >= 0 && std::isfinite(s.temperature), "temperature", s.temperature, "0 (greedy) or more");
  demand(s.top_k >= 0, "top_k", static_cast<double>(s.top_k), "1 or more, or 0 for off");
  demand(s.top_p >= 0 && s.top_p <= 1, "top_p", s.top_p, "between 0 and 1 (off)");
  demand(s.min_p >= 0 && s.min_p <= 1, "min_p", s.min_p, "between 0 (off) and 1");
  demand(s.typical_p > 0 && s.typical_p <= 1, "typical_p", s.typical_p, "above 0 and at most 1 (off)");
  demand(s.epsilon_cutoff >= 0 && s.epsilon_cutoff < 1, "epsilon_cutoff", s.epsilon_cutoff, "between 0 (off) and 1");
  demand(s.eta_cutoff >= 0 && s.eta_cutoff < 1, "eta_cutoff", s.eta_cutoff, "between 0 (off) and 1");
  demand(std::isfinite(s.frequency_penalty), "frequency_penalty", s.frequency_penalty,
         "a finite number, where 0 is off");
  demand(std::isfinite(s.presence_penalty), "presence_penalty", s.presence_penalty, "a finite number, where 0 is off");
  demand(s.no_repeat_ngram_size >= 0, "no_repeat_ngram_size", static_cast<double>(s.no_repeat_ngram_size),
         "1 or more, or 0 for off");
  demand(s.num_beams >= 1 && s.num_beams <= 64, "num_beams", static_cast<double>(s.num_beams), "1 (off) to 64");
  demand(s.num_beams == 1 || !s.do_sample, "num_beams", static_cast<double>(s.num_beams),
         "1 where tokens are drawn: beam search takes do_sample: false");
  demand(std::isfinite(s.length_penalty), "length_penalty", s.length_penalty, "a finite number");
  for (const auto& [id, bias] : s.logit_bias) {
    demand(id >= 0, "a token id of logit_bias", static_cast<double>(id), "0 or more");
    demand(std::isfinite(bias), "logit_bias", bias, "a finite number");
  }
  demand(s.repetition_penalty > 0 && std::isfinite(s.repetition_penalty), "repetition_penalty", s.repetition_penalty,
         "above 0, where 1 is off");
}

}  // namespace coldread
