#include <memory>

#include "app/commands.h"
#include "app/lines.h"
#include "app/options.h"
#include "base/error.h"
#include "io/yaml.h"
#include "metric/corpus.h"
#include "metric/metric.h"

namespace coldread::app {
namespace {

struct Flags {
  std::string name;
  std::vector<std::string> settings;
  std::string file;
  bool each = false;
};

Dict options_of(const std::vector<std::string>& settings) {
  Dict options;
  for (const std::string& setting : settings) {
    const std::size_t equals = setting.find('=');
    if (equals == std::string::npos || equals == 0)
      throw Error(ErrorCode::usage, "--set " + setting + ": write it as k=v");
    options.set(setting.substr(0, equals), to_value(parse_yaml(setting.substr(equals + 1), "--set " + setting)));
  }
  return options;
}

TextOutcome outcome_of(const InputLine& line) {
  check_keys(line, {"prediction", "references"});
  TextOutcome outcome{.prediction = string_member(line, "prediction"), .references = {}};
  const Value* references = line.object.find("references");
  const Place place{.file = line.origin, .line = line.number};
  if (references == nullptr || !references->is_list()) {
    throw Error(ErrorCode::usage, place, "\"references\" must be a list of strings");
  }
  for (const Value& reference : references->as_list()) {
    if (!reference.is_string()) throw Error(ErrorCode::usage, place, "\"references\" must be a list of strings");
    outcome.references.push_back(reference.as_string());
  }
  return outcome;
}

int score_lines(const Flags& flags) {
  const auto metric = make_metric(flags.name, options_of(flags.settings));
  std::vector<ItemScore> items;
  const int exit_code = answer_lines(flags.file, [&](const InputLine& line) -> std::optional<Value> {
    ItemScore item = metric->score(outcome_of(line));
    if (flags.each) return item_dict(*metric, item);
    items.push_back(std::move(item));
    return std::nullopt;
  });
  if (flags.each) return exit_code;
  if (items.empty()) throw Error(ErrorCode::input, "no line to score");
  write_line(to_dict(flags.name, corpus_result(*metric, items)));
  flush_output();
  return exit_code;
}

}  // namespace

void add_metric(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("metric", "scores predictions against references, one JSON object a line");
  auto flags = std::make_shared<Flags>();
  command->add_option("name", flags->name, "the metric's name, e.g. rouge1, bleu, chrf, squad_f1")->required();
  one_value_each(command->add_option("--set", flags->settings, "an option of the metric: use_stemmer=true"));
  command->add_option("--file", flags->file, "read lines from this file instead of standard input");
  command->add_flag("--each", flags->each, "one value a line instead of one for the corpus");
  command->footer(
      "Example:\n  echo '{\"prediction\": \"the cat\", \"references\": [\"the cat sat\"]}' | coldread metric rouge1");
  command->callback([flags, &exit_code] { exit_code = score_lines(*flags); });
}

}  // namespace coldread::app
