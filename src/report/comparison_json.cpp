#include "io/json.h"
#include "report/writers.h"

namespace coldread {
namespace {

Value optional_number(const std::optional<double>& number) {
  return number ? Value(*number) : Value();
}

Dict difference_dict(const Comparison& comparison, const Difference& one) {
  Dict dict;
  dict.set("task", one.task);
  dict.set("filter", one.filter);
  dict.set("metric", one.metric);
  dict.set("higher_is_better", one.higher_is_better);
  dict.set("first", comparison.arms[one.first].id);
  dict.set("second", comparison.arms[one.second].id);
  dict.set("n", one.documents);
  dict.set("clusters", one.clusters);
  dict.set("first_value", one.first_value);
  dict.set("second_value", one.second_value);
  dict.set("difference", one.value);
  dict.set("interval", List{one.low, one.high});
  dict.set("interval_method", one.interval);
  dict.set("test", one.test);
  dict.set("p", one.p);
  dict.set("p_holm", optional_number(one.p_holm));
  dict.set("effect", optional_number(one.effect));
  dict.set("effect_name", one.effect_name);
  dict.set("detectable", optional_number(one.detectable));
  dict.set("up", List(one.up.begin(), one.up.end()));
  dict.set("down", List(one.down.begin(), one.down.end()));
  dict.set("documents_up", one.documents_up);
  dict.set("documents_down", one.documents_down);
  dict.set("tasks", static_cast<std::int64_t>(one.tasks));
  dict.set("primary", one.primary);
  dict.set("other_prompts", one.other_prompts);
  dict.set("verdict", verdict_name(one.verdict()));
  dict.set("beyond_noise", one.beyond_noise);
  dict.set("winner", one.winner() ? Value(comparison.arms[*one.winner()].id) : Value());
  return dict;
}

std::string_view piece_name(DiffPiece::Kind kind) {
  return kind == DiffPiece::Kind::same ? "same" : kind == DiffPiece::Kind::removed ? "removed" : "added";
}

Dict prompts_dict(const Comparison& comparison, const PromptDifference& one) {
  List diff;
  for (const DiffPiece& piece : one.diff) {
    Dict dict;
    dict.set("kind", piece_name(piece.kind));
    dict.set("text", piece.text);
    diff.emplace_back(std::move(dict));
  }
  Dict dict;
  dict.set("task", one.task);
  dict.set("first", comparison.arms[one.first].id);
  dict.set("second", comparison.arms[one.second].id);
  dict.set("documents", one.documents);
  dict.set("paired", one.paired);
  dict.set("example", one.example);
  dict.set("diff", std::move(diff));
  return dict;
}

}  // namespace

std::string comparison_json(const Report& report) {
  const Comparison& comparison = report.comparison;
  List arms, differences, prompts;
  for (const Arm& arm : comparison.arms) {
    List runs;
    for (const std::size_t run : arm.runs) runs.emplace_back(report.runs[run].id);
    Dict dict;
    dict.set("id", arm.id);
    dict.set("runs", std::move(runs));
    arms.emplace_back(std::move(dict));
  }
  for (const PromptDifference& one : comparison.prompts) prompts.emplace_back(prompts_dict(comparison, one));
  for (const Difference& one : comparison.differences) differences.emplace_back(difference_dict(comparison, one));
  Dict dict;
  dict.set("name", report.name);
  dict.set("version", report.program_version);
  dict.set("arms", std::move(arms));
  dict.set("level", 0.95);
  dict.set("correction", "holm");
  dict.set("comparisons", comparison.family);
  dict.set("bootstrap_rounds", comparison.bootstrap_rounds);
  dict.set("seed", comparison.bootstrap_seed);
  dict.set("notes", List(comparison.notes.begin(), comparison.notes.end()));
  dict.set("prompts", std::move(prompts));
  dict.set("differences", std::move(differences));
  return to_json(dict, {.indent = 2}) + "\n";
}

}  // namespace coldread
