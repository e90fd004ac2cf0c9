#include <algorithm>
#include <fmt/format.h>
#include <utility>

#include "base/error.h"
#include "base/unicode.h"
#include "task/loaded_task.h"
#include "task/row_check.h"
#include "template/template.h"

namespace coldread {
namespace {

/// Whether no two values differ.
class Sameness {
 public:
  void add(const Value& value) {
    if (count_++ == 0) first_ = value;
    same_ = same_ && value == first_;
  }
  bool holds() const { return count_ > 1 && same_; }
  std::size_t count() const { return count_; }
  const Value& value() const { return first_; }

 private:
  Value first_;
  std::size_t count_ = 0;
  bool same_ = true;
};

void note_null_choice(const Field& field, const RowPlace& row, RowNotes& notes) {
  const Value value = field.evaluate(row);
  const bool holds_null = value.is_list() && std::ranges::find(value.as_list(), Value()) != value.as_list().end();
  if (holds_null) notes.add(field.place(), "a choice of doc_to_choice is null", row.document.id);
}

std::string excerpt(const Value& value) {
  constexpr std::size_t kLength = 60;
  const std::u32string text = to_utf32(python_repr(value));
  return to_utf8(text.size() > kLength ? text.substr(0, kLength) + U"\u2026" : text);
}

}  // namespace

Place LoadedTask::generation_place() const {
  return config_.generation_kwargs ? config_.generation_kwargs->place() : Place{.file = config_.file.string()};
}

std::vector<std::string> LoadedTask::check_rows() const {
  std::vector<std::string> doubts = config_.doubts;
  doubts.insert(doubts.end(), rows_->warnings.begin(), rows_->warnings.end());
  const auto take = [&](const std::vector<std::string>& more) {
    doubts.insert(doubts.end(), more.begin(), more.end());
  };
  const bool has_text = fields_->text.has_value() && config_.output_type != "loglikelihood_rolling";
  if (has_text) take(field_doubts("doc_to_text", *fields_->text, rows_->columns));
  const std::vector<std::string> of_target = field_doubts("doc_to_target", fields_->target, rows_->columns);
  take(of_target);

  RowNotes notes;
  Sameness texts, targets, choices;
  std::vector<std::int64_t> unscored;
  std::string reason;
  for (const Document& document : documents()) {
    const RowPlace where = row(document);
    if (has_text) {
      const Value text = evaluate_text(*fields_->text, fields_->choices.has_value(), where);
      note_null("doc_to_text", *fields_->text, text, where, notes);
      texts.add(text);
    }
    const Value answer = target(document);
    if (!is_null_target(document)) note_null("doc_to_target", fields_->target, answer, where, notes);
    targets.add(answer);
    if (fields_->gen_prefix)
      note_null("gen_prefix", *fields_->gen_prefix, evaluate_string(*fields_->gen_prefix, where), where, notes);
    if (description_) note_null("description", *description_, evaluate_string(*description_, where), where, notes);
    if (fields_->choices) {
      const std::vector<std::string> texts_of_choices = evaluate_choices(*fields_->choices, where);
      choices.add(to_list(texts_of_choices));
      if (std::ranges::find(texts_of_choices, "None") != texts_of_choices.end()) {
        note_null_choice(*fields_->choices, where, notes);
      }
    }
    const std::string why = results_ != nullptr ? "" : unscorable(document);
    if (why.empty()) continue;
    if (unscored.empty()) reason = why;
    unscored.push_back(document.id);
  }
  if (!unscored.empty() && unscored.size() == documents().size()) {
    throw Error(ErrorCode::usage, fields_->target.place(),
                fmt::format("task '{}': no document can be scored: {} ({}){}", config_.task, reason,
                            rows_text({unscored.data(), 1}), of_target.empty() ? "" : "; " + of_target.front()));
  }
  take(notes.lines());
  if (!unscored.empty()) {
    doubts.push_back(fmt::format("{}{} of {} documents cannot be scored, {}: {}", to_string(fields_->target.place()),
                                 unscored.size(), documents().size(), rows_text(unscored), reason));
  }
  const bool same_requests = texts.holds() && !choices_are_contexts_ && (choices.count() == 0 || choices.holds());
  if (same_requests && texts.value() != Value("")) {
    doubts.push_back(fmt::format("{}doc_to_text is the same in all {} rows: {}", to_string(fields_->text->place()),
                                 texts.count(), excerpt(texts.value())));
  }
  const bool free_text = !fields_->choices && results_ == nullptr && of_target.empty() && targets.value() != Value("");
  if (targets.holds() && free_text && is_plain_text(fields_->target)) {
    doubts.push_back(fmt::format("{}doc_to_target is the same in all {} rows: {}; the columns are: {}",
                                 to_string(fields_->target.place()), targets.count(), excerpt(targets.value()),
                                 fmt::join(rows_->columns, ", ")));
  }
  return doubts;
}

std::string LoadedTask::unscorable(const Document& document) const {
  try {
    const std::variant<Expected, NoGold> expectation = expected(document);
    const auto* missing = std::get_if<NoGold>(&expectation);
    if (missing != nullptr) return missing->reason;
    const std::vector<std::string>& choices = std::get<Expected>(expectation).choices;
    const bool has_empty =
        config_.target_delimiter.empty() && !choices_are_contexts_ && std::ranges::find(choices, "") != choices.end();
    return has_empty ? "a choice is empty: there is nothing to score" : "";
  } catch (const Error& error) {
    return error.what();
  }
}

}  // namespace coldread
