#include <utility>

#include "base/error.h"
#include "io/json.h"
#include "io/sha256.h"
#include "task/loaded_task.h"
#include "template/template.h"

namespace coldread {
namespace {

/// Python's choices[index], negative indexes included.
const std::string& choice_at(const std::vector<std::string>& choices, std::int64_t index, const Field& field,
                             const RowPlace& row) {
  const auto size = static_cast<std::int64_t>(choices.size());
  if (index < -size || index >= size) {
    field.fail(row,
               "answer " + std::to_string(index) + " is out of range: there are " + std::to_string(size) + " choices");
  }
  return choices[static_cast<std::size_t>(index < 0 ? index + size : index)];
}

std::string prefix_of(const std::optional<Field>& gen_prefix, const RowPlace& row) {
  return gen_prefix ? evaluate_string(*gen_prefix, row) : std::string();
}

}  // namespace

std::vector<Turn> LoadedTask::example_turns(const Document& example, const DocumentFields& fields,
                                            const std::string& split) const {
  const RowPlace where{config_.task, split, example};
  const bool has_choices = config_.doc_to_choice.has_value();
  const Value text = evaluate_text(*fields.text, has_choices, where);
  std::vector<std::string> choices;
  if (fields.choices) choices = evaluate_choices(*fields.choices, where);
  Value answer = evaluate_target(fields.target, has_choices, where);
  QuestionTurns turns{.question = "",
                      .answer = std::nullopt,
                      .gen_prefix = prefix_of(fields.gen_prefix, where),
                      .target_delimiter = config_.fewshot.target_delimiter,
                      .fewshot_delimiter = config_.fewshot.fewshot_delimiter};
  if (choices_are_contexts_) {
    const auto index = as_index(text);
    if (!index) fields.text->fail(where, "the index of a choice is needed, not " + python_repr(text));
    turns.question = choice_at(choices, *index, *fields.text, where);
    choices.clear();
  } else {
    turns.question = text.is_string() ? text.as_string() : python_str(text);
  }
  if (answer.is_list()) {
    if (answer.as_list().empty()) fields.target.fail(where, "the list of answers is empty");
    answer = answer.as_list().front();
  }
  if (const auto index = as_index(answer); index && !choices.empty()) {
    turns.answer = choice_at(choices, *index, fields.target, where);
  } else if (!answer.is_null()) {
    turns.answer = python_str(answer);
  }
  std::vector<Turn> list;
  append_turns(list, turns);
  return list;
}

std::vector<Turn> LoadedTask::opening_turns(const Document& document, const ChatFormat& chat) const {
  std::vector<Turn> turns;
  const std::string description = description_ ? evaluate_string(*description_, row(document)) : "";
  std::string system = join_with(chat.system_instruction, description, config_.fewshot_delimiter);
  if (!system.empty()) turns.push_back({"system", std::move(system), ""});
  if (!rows_->chosen.empty()) {
    for (const std::size_t i : rows_->chosen[positions_.at(document.id)]) {
      const std::vector<Turn>& example = examples_.at(i).turns;
      turns.insert(turns.end(), example.begin(), example.end());
    }
  }
  return turns;
}

std::vector<std::vector<Turn>> LoadedTask::chats(const Document& document, const ChatFormat& chat) const {
  const RowPlace where = row(document);
  const std::vector<Turn> opening = opening_turns(document, chat);
  const std::string prefix = prefix_of(fields_->gen_prefix, where);
  const auto turns_of = [&](std::string question, const std::string& delimiter) {
    std::vector<Turn> turns = opening;
    append_turns(turns, {.question = std::move(question),
                         .answer = std::nullopt,
                         .gen_prefix = prefix,
                         .target_delimiter = delimiter,
                         .fewshot_delimiter = ""});
    return turns;
  };
  const Value text = evaluate_text(*fields_->text, fields_->choices.has_value(), where);
  if (!choices_are_contexts_) {
    if (!text.is_string()) fields_->text->fail(where, "text is needed, not " + python_repr(text));
    return {turns_of(text.as_string(), config_.target_delimiter)};
  }
  std::vector<std::vector<Turn>> list;
  for (std::string& choice : evaluate_choices(*fields_->choices, where)) {
    list.push_back(turns_of(std::move(choice), ""));
  }
  return list;
}

std::vector<std::string> LoadedTask::contexts(const Document& document, const ChatFormat& chat) const {
  std::vector<std::string> list;
  for (const std::vector<Turn>& turns : chats(document, chat)) list.push_back(render_prompt(turns, chat).text);
  return list;
}

std::string LoadedTask::continuation_delimiter(const ChatFormat& chat) const {
  if (!chat.apply) return config_.target_delimiter;
  const std::string prefix = config_.gen_prefix ? config_.gen_prefix->scalar.as_string() : "";
  return prefix.empty() || ends_with_space(prefix) ? "" : config_.target_delimiter;
}

std::vector<LoadedTask::Body> LoadedTask::bodies(const Document& document, const ChatFormat& chat) const {
  const RowPlace where = row(document);
  const Value target = evaluate_target(fields_->target, fields_->choices.has_value(), where);
  const auto target_text = [&] {
    if (target.is_null() || target.is_list() || target.is_dict()) {
      fields_->target.fail(where, "text is needed, not " + python_repr(target));
    }
    return python_str(target);
  };
  if (config_.output_type == "loglikelihood_rolling") {
    return {RollingLogLikelihood{.text = target_text(), .scores_bos = compat_ == Compat::lm_eval_0_4_13}};
  }
  std::vector<std::string> prompts = contexts(document, chat);
  if (config_.output_type == "generate_until") {
    std::vector<Body> list{Generate{.prompt = prompts.front(),
                                    .until = generation_.until,
                                    .max_tokens = generation_.max_tokens,
                                    .sampling = generation_.sampling}};
    if (config_.python_class != nullptr && !config_.python_class->scored_continuation.empty()) {
      list.push_back(LogLikelihood{prompts.front(), std::string(config_.python_class->scored_continuation)});
    }
    return list;
  }
  if (config_.output_type == "loglikelihood") return {LogLikelihood{std::move(prompts.front()), target_text()}};

  const std::string delimiter = continuation_delimiter(chat);
  const std::vector<std::string> choices = evaluate_choices(*fields_->choices, where);
  std::vector<Body> list;
  if (choices_are_contexts_) {
    for (std::string& prompt : prompts) list.push_back(LogLikelihood{std::move(prompt), delimiter + target_text()});
  } else {
    for (const std::string& choice : choices) list.push_back(LogLikelihood{prompts.front(), delimiter + choice});
  }
  if (needs_unconditional_) {
    for (const std::string& choice : choices) list.push_back(LogLikelihood{"", delimiter + choice});
  }
  return list;
}

std::vector<Request> LoadedTask::requests(const Document& document, const ChatFormat& chat) const {
  COLDREAD_CHECK(positions_.contains(document.id));
  std::vector<Request> list;
  std::int32_t choice = 0;
  for (const Body& body : bodies(document, chat)) {
    for (std::int32_t repeat = 0; repeat < config_.repeats; ++repeat) {
      Request request{.key = {.task = config_.task, .document = document.id, .choice = choice, .repeat = repeat},
                      .body = {}};
      std::visit([&](const auto& one) { request.body = one; }, body);
      list.push_back(std::move(request));
    }
    ++choice;
  }
  return list;
}

Value LoadedTask::target(const Document& document) const {
  return evaluate_target(fields_->target, fields_->choices.has_value(), row(document));
}

TaskHashes LoadedTask::hashes(const Document& document, const ChatFormat& chat) const {
  const Value answer = target(document);
  const std::string prompt =
      config_.output_type == "loglikelihood_rolling" ? python_str(answer) : contexts(document, chat).front();
  return {.document = sha256_hex(to_json(document.fields, {.indent = 2})),
          .prompt = sha256_hex(prompt),
          .target = sha256_hex(python_str(answer))};
}

}  // namespace coldread
