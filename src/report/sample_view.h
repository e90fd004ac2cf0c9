#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "api/sample.h"

namespace coldread {

/// One candidate continuation of a document.
struct ChoiceView {
  std::string lead;  ///< end of the context where the contexts of a document's choices differ
  std::string text;  ///< what was scored
  std::optional<double> logprob = std::nullopt;  ///< nats; absent where the request failed
  std::int64_t tokens = 0;
  bool is_greedy = false;
  bool is_gold = false;
  bool is_likeliest = false;
};

/// One generated answer.
struct AnswerView {
  std::string text;
  std::string_view stop;  ///< "eos", "until", "length"
  std::int64_t tokens = 0;
  double logprob = 0;  ///< of all its tokens, nats
  const GeneratedText* source = nullptr;
  std::vector<std::string> pieces = {};  ///< the text token by token; empty where that is unknown
};

/// A sample as a person reads it, whatever its output type.
struct SampleView {
  std::string prompt;                   ///< what all its conditional requests begin with
  std::vector<std::string> references;  ///< the target as text; one an element where it is a list
  std::vector<ChoiceView> choices;      ///< the conditional log-likelihood requests
  std::vector<AnswerView> answers;      ///< one a repeat
  std::optional<double> text_logprob;   ///< of a rolling request, nats
  std::int64_t text_tokens = 0;
  std::int64_t context_tokens = 0;    ///< of the first request
  std::int64_t truncated_tokens = 0;  ///< the most that any of its requests lost
  std::vector<std::string> failures;
};

SampleView view_of(const Sample& sample);

/// The number that a sample's metric shows: itself, or absent for the list of parts of a corpus metric.
std::optional<double> metric_number(const Value& value);

/// The number of one metric under one filter; absent where the document failed or the metric keeps parts.
std::optional<double> metric_number(const Sample& sample, const std::string& filter, const std::string& metric);

}  // namespace coldread
