#include <algorithm>
#include <memory>

#include "app/commands.h"
#include "app/lines.h"
#include "base/error.h"
#include "sampling/options.h"
#include "sampling/sampling.h"

namespace coldread::app {
namespace {

std::vector<double> logits_of(const InputLine& line) {
  const Place place{.file = line.origin, .line = line.number};
  const Value* list = line.object.find("logits");
  if (list == nullptr || !list->is_list() || list->as_list().empty()) {
    throw Error(ErrorCode::usage, place, "\"logits\" must be a list of numbers");
  }
  std::vector<double> logits;
  for (const Value& value : list->as_list()) logits.push_back(named_member(line, "logits", value).number());
  return logits;
}

std::optional<Value> answer(const InputLine& line) {
  Dict options;
  std::vector<TokenId> ids;
  std::size_t prompt_length = 0;
  for (const auto& [key, value] : line.object.as_dict()) {
    if (key == "prev_ids") {
      ids = ids_member(line, key);
    } else if (key == "prompt_length") {
      prompt_length = static_cast<std::size_t>(named_member(line, key, value).integer(0));
    } else if (key != "logits") {
      options.set(key, value);
    }
  }
  SamplingSettings settings;
  try {
    settings = sampling_settings(options);
  } catch (const Error& error) {
    throw Error(ErrorCode::usage, {.file = line.origin, .line = line.number}, error.what());
  }
  const PreviousTokens previous{ids, std::min(prompt_length, ids.size())};
  List probabilities;
  for (const double p : distribution(logits_of(line), settings, previous)) probabilities.emplace_back(p);
  Dict dict;
  dict.set("probs", std::move(probabilities));
  return dict;
}

}  // namespace

void add_distribution(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("distribution", "what sampling settings make of logits, one JSON object a line");
  auto file = std::make_shared<std::string>();
  command->add_option("--file", *file, "read lines from this file instead of standard input");
  command->footer("Example:\n  echo '{\"logits\": [1, 2, 3], \"top_k\": 2}' | coldread distribution");
  command->callback([file, &exit_code] { exit_code = answer_lines(*file, answer); });
}

}  // namespace coldread::app
