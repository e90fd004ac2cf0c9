#include "task/outcome.h"

#include <algorithm>
#include <optional>

#include "base/error.h"
#include "task/field.h"
#include "template/template.h"

namespace coldread {
namespace {

std::variant<std::int64_t, NoGold> gold_choice(const Value& target, std::span<const std::string> choices) {
  if (const auto index = as_index(target)) {
    if (*index >= 0 && *index < static_cast<std::int64_t>(choices.size())) return *index;
    return NoGold{"gold answer " + std::to_string(*index) + " is out of range: there are " +
                  std::to_string(choices.size()) + " choices"};
  }
  if (!target.is_string()) return NoGold{"gold answer is " + python_repr(target) + ", no choice"};
  const auto found = std::find(choices.begin(), choices.end(), target.as_string());
  if (found == choices.end()) return NoGold{"gold answer " + python_repr(target) + " is none of the choices"};
  return static_cast<std::int64_t>(found - choices.begin());
}

struct Scored {
  double logprob = 0;
  bool is_greedy = false;
};

Scored scored(const Value& filtered) {
  const bool pair = filtered.is_list() && filtered.as_list().size() == 2 && filtered.as_list()[0].is_number() &&
                    filtered.as_list()[1].is_bool();
  if (!pair) {
    throw Error(ErrorCode::usage, "a filter turned a log-likelihood into " + python_repr(filtered) +
                                      "; only take_first makes sense there");
  }
  return {filtered.as_list()[0].as_number(), filtered.as_list()[1].as_bool()};
}

ChoiceOutcome choice_outcome(const Expected& expected, std::span<const Value> filtered, bool with_unconditional) {
  ChoiceOutcome outcome;
  const std::size_t conditional = with_unconditional ? filtered.size() / 2 : filtered.size();
  for (std::size_t i = 0; i < filtered.size(); ++i) {
    const Scored one = scored(filtered[i]);
    if (i < conditional) {
      outcome.logprobs.push_back(one.logprob);
      outcome.is_greedy.push_back(one.is_greedy);
    } else {
      outcome.unconditional_logprobs.push_back(one.logprob);
    }
  }
  outcome.choices = expected.choices;
  outcome.gold = expected.gold;
  return outcome;
}

}  // namespace

std::variant<std::vector<std::int64_t>, NoGold> gold_choices(const Value& target, std::span<const std::string> choices,
                                                             Compat compat) {
  const List targets = target.is_list() ? target.as_list() : List{target};
  if (targets.empty()) return NoGold{"there is no gold answer"};
  std::vector<std::int64_t> gold;
  for (const Value& one : targets) {
    const auto index = gold_choice(one, choices);
    if (const auto* missing = std::get_if<NoGold>(&index)) {
      if (compat == Compat::none) return *missing;
      gold.push_back(kNoChoice);
      continue;
    }
    gold.push_back(std::get<std::int64_t>(index));
  }
  return gold;
}

Value response_value(const Response& response, bool rolling) {
  if (const auto* text = std::get_if<GeneratedText>(&response)) return text->text;
  const auto& scores = std::get<TokenScores>(response);
  if (rolling) return scores.total;
  return List{scores.total, scores.is_greedy};
}

Outcome make_outcome(std::string_view output_type, const Expected& expected, std::span<const Value> filtered,
                     bool with_unconditional) {
  if (output_type == "multiple_choice") return choice_outcome(expected, filtered, with_unconditional);
  const Value& only = filtered.front();
  if (output_type == "loglikelihood") {
    const Scored one = scored(only);
    return LikelihoodOutcome{.logprob = one.logprob, .is_greedy = one.is_greedy};
  }
  if (output_type == "loglikelihood_rolling") {
    if (!only.is_number()) throw Error(ErrorCode::usage, "a filter turned a log-likelihood into " + python_repr(only));
    return RollingOutcome{.logprob = only.as_number(), .text = expected.text};
  }
  return TextOutcome{.prediction = only.is_string() ? only.as_string() : python_str(only),
                     .references = expected.references};
}

}  // namespace coldread
