#include "app/explain_choices.h"

#include <algorithm>
#include <fmt/format.h>
#include <vector>

#include "base/unicode.h"
#include "io/json.h"

namespace coldread::app {
namespace {

struct Choice {
  std::string text;
  double logprob = 0, characters = 1;

  double normalised() const { return logprob / characters; }
};

/// Of the requests that share the first one's context; none where one has no answer.
std::vector<Choice> choices_of(std::span<const Request> requests, std::span<const Response> responses) {
  std::vector<Choice> choices;
  const std::string* context = nullptr;
  for (std::size_t i = 0; i < requests.size() && i < responses.size(); ++i) {
    const auto* body = std::get_if<LogLikelihood>(&requests[i].body);
    const auto* scores = std::get_if<TokenScores>(&responses[i]);
    if (body == nullptr || scores == nullptr) return {};
    if (context == nullptr) context = &body->context;
    if (body->context != *context) continue;  // the same choices without a context
    const std::string bare(strip_left(body->continuation));
    const auto length = static_cast<double>(std::max<std::size_t>(count_code_points(bare), 1));
    choices.push_back({.text = bare, .logprob = scores->total, .characters = length});
  }
  return choices;
}

}  // namespace

std::string choices_text(std::span<const Request> requests, std::span<const Response> responses,
                         const std::string& right) {
  const std::vector<Choice> choices = choices_of(requests, responses);
  if (choices.size() < 2) return "";
  const auto by_sum = std::ranges::max_element(choices, {}, &Choice::logprob);
  const auto by_length = std::ranges::max_element(choices, {}, &Choice::normalised);
  std::string text = "\nchoices       ln p  characters  ln p / character\n";
  for (auto one = choices.begin(); one != choices.end(); ++one) {
    text += fmt::format("  {:<3} {:>12.4f}  {:>10.0f}  {:>16.4f}  {}{}{}\n", one - choices.begin(), one->logprob,
                        one->characters, one->normalised(), to_json(one->text),
                        one == by_sum ? "  <- acc takes this" : "", one == by_length ? "  <- acc_norm takes this" : "");
  }
  return text + "  the right one: " + right + "\n";
}

std::string shared_context(std::span<const Request> requests) {
  if (requests.size() < 2) return "";
  const auto* first = std::get_if<LogLikelihood>(&requests.front().body);
  const bool shared = first != nullptr && std::ranges::all_of(requests, [&](const Request& request) {
                        const auto* body = std::get_if<LogLikelihood>(&request.body);
                        return body != nullptr && body->context == first->context;
                      });
  return shared ? first->context : "";
}

}  // namespace coldread::app
