#include <algorithm>
#include <utility>

#include "base/error.h"
#include "task/loaded_task.h"
#include "template/template.h"

namespace coldread {
namespace {

const RequestFailure* first_failure(std::span<const Response> responses) {
  for (const Response& response : responses) {
    if (const auto* failure = std::get_if<RequestFailure>(&response)) return failure;
  }
  return nullptr;
}

}  // namespace

std::vector<std::string> LoadedTask::references(const Document& document) const {
  const RowPlace where = row(document);
  Value gold = target(document);
  if (const auto index = as_index(gold); index && fields_->choices) {
    const std::vector<std::string> choices = evaluate_choices(*fields_->choices, where);
    const auto size = static_cast<std::int64_t>(choices.size());
    if (*index >= 0 && *index < size) return {choices[static_cast<std::size_t>(*index)]};
    fields_->target.fail(
        where, "answer " + std::to_string(*index) + " is out of range: there are " + std::to_string(size) + " choices");
  }
  if (!several_targets_ || !gold.is_list()) return {python_str(gold)};
  std::vector<std::string> list;
  for (const Value& one : gold.as_list()) list.push_back(python_str(one));
  return list;
}

bool LoadedTask::is_null_target(const Document& document) const {
  const Value answer = target(document);
  if (answer.is_null()) return true;
  return answer == Value("None") && !fields_->target.null_column(row(document)).empty();
}

std::variant<Expected, NoGold> LoadedTask::expected(const Document& document) const {
  Expected expected;
  if (compat_ == Compat::none && is_null_target(document)) {
    const std::string column = fields_->target.null_column(row(document));
    return NoGold{"the target is null" + (column.empty() ? "" : ", as is the column '" + column + "'")};
  }
  if (config_.output_type == "generate_until") {
    expected.references = references(document);
  } else if (config_.output_type == "loglikelihood_rolling") {
    expected.text = python_str(target(document));
  } else if (config_.output_type == "multiple_choice") {
    const RowPlace where = row(document);
    expected.choices = evaluate_choices(*fields_->choices, where);
    const Value answer = choices_are_contexts_ ? evaluate_text(*fields_->text, true, where) : target(document);
    auto gold = gold_choices(answer, expected.choices, compat_);
    if (auto* missing = std::get_if<NoGold>(&gold)) return std::move(*missing);
    expected.gold = std::move(std::get<std::vector<std::int64_t>>(gold));
  }
  return expected;
}

std::vector<ItemScore> LoadedTask::scores(const Document& document, std::span<const Value> filtered) const {
  std::vector<ItemScore> list;
  if (results_ != nullptr) {
    const std::vector<ItemScore> given = results_->score(document.fields, filtered);
    for (const std::size_t index : result_order_) list.push_back(given[index]);
    return list;
  }
  const std::variant<Expected, NoGold> expectation = expected(document);
  if (const auto* missing = std::get_if<NoGold>(&expectation)) throw Error(ErrorCode::usage, missing->reason);
  const Outcome outcome =
      make_outcome(config_.output_type, std::get<Expected>(expectation), filtered, needs_unconditional_);
  for (const TaskMetric& metric : metrics_) {
    if (!metric.of_repeats) list.push_back(metric.metric->score(outcome));
  }
  return list;
}

std::vector<ItemScore> LoadedTask::repeat_scores(const Document& document, std::span<const List> left) const {
  const std::size_t repeats = left.front().size();
  std::vector<std::vector<ItemScore>> by_metric(metrics_.size() - of_repeats_.size());
  for (std::size_t r = 0; r < repeats; ++r) {
    std::vector<Value> one;
    for (const List& responses : left) one.push_back(responses[r]);
    const std::vector<ItemScore> scored = scores(document, one);
    for (std::size_t m = 0; m < by_metric.size(); ++m) by_metric[m].push_back(scored[m]);
  }
  std::vector<ItemScore> list;
  for (const std::vector<ItemScore>& values : by_metric) list.push_back(mean_score(values));
  for (const RepeatMetric& figure : of_repeats_) {
    const std::size_t k = std::min(figure.responses, repeats);
    if (figure.kind == RepeatMetric::Kind::pass) {
      const auto right = std::ranges::count_if(by_metric[figure.base], [](const ItemScore& s) { return s.value > 0; });
      list.push_back({pass_at_k(repeats, static_cast<std::size_t>(right), k), {}});
    } else {
      const std::vector<Value> vote{majority(std::span(left.front()).first(k))};
      list.push_back(scores(document, vote)[figure.base]);
    }
  }
  return list;
}

std::vector<ScoredFilter> LoadedTask::score(const Document& document, std::span<const Response> responses) const {
  const auto repeats = static_cast<std::size_t>(config_.repeats);
  COLDREAD_CHECK(!responses.empty() && responses.size() % repeats == 0);
  const RequestFailure* failure = first_failure(responses);
  std::vector<ScoredFilter> results;
  for (const FilterPipeline& pipeline : pipelines_) {
    ScoredFilter result{.filter = pipeline.name(), .responses = {}, .scores = {}, .failure = {}, .no_match = false};
    if (failure != nullptr) {
      result.failure = failure->message;
      results.push_back(std::move(result));
      continue;
    }
    try {
      std::vector<List> left;  // by request
      for (std::size_t first = 0; first < responses.size(); first += repeats) {
        List values;
        for (std::size_t i = first; i < first + repeats; ++i) {
          values.push_back(response_value(responses[i], config_.output_type == "loglikelihood_rolling"));
        }
        FilteredResponses filtered = pipeline.apply(std::move(values), document);
        result.no_match = result.no_match || filtered.no_match;
        left.push_back(std::move(filtered.values));
        result.responses.push_back(left.back().size() == 1 ? left.back().front() : Value(left.back()));
      }
      const bool several = left.front().size() > 1;
      result.scores = several ? repeat_scores(document, left) : scores(document, result.responses);
    } catch (const Error& error) {  // of this document alone: the others are scored
      result.failure = error.what();
    }
    results.push_back(std::move(result));
  }
  return results;
}

}  // namespace coldread
