#include "runner/plan/unread_settings.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace coldread {
namespace {

bool gives_generation(const Plan& plan) {
  return !plan.config.gen_kwargs.empty();
}

bool gives_sampling(const Plan& plan) {
  return !plan.config.sampling.empty();
}

bool gives_ends(const Plan& plan) {
  return std::ranges::any_of(plan.config.models,
                             [](const RunModel& model) { return model.overrides.end_tokens.has_value(); });
}

bool gives_several_seeds(const Plan& plan) {
  return plan.config.seeds.size() > 1;
}

bool gives_per_document(const Plan& plan) {
  return std::ranges::any_of(plan.config.tasks, [](const RunTask& task) {
    const Value* fewshot = task.overrides.fields.find("fewshot");
    return fewshot != nullptr && *fewshot == Value("per_document");
  });
}

bool gives_shuffle(const Plan& plan) {
  return std::ranges::any_of(plan.config.tasks, [](const RunTask& task) { return task.overrides.shuffle.has_value(); });
}

bool generates(const Plan& plan) {
  return std::ranges::any_of(plan.tasks,
                             [](const auto& task) { return task->facts().output_type == "generate_until"; });
}

bool shows_examples(const Plan& plan) {
  return std::ranges::any_of(plan.tasks, [](const auto& task) { return task->facts().num_fewshot > 0; });
}

/// A limit is what takes a random part.
bool limits_shuffled(const Plan& plan) {
  return std::ranges::any_of(plan.config.tasks,
                             [](const RunTask& task) { return task.overrides.shuffle && task.overrides.limit; });
}

/// A setting and what reads it.
struct Reading {
  std::string_view setting;
  bool (*is_given)(const Plan& plan);
  bool (*is_read)(const Plan& plan);
  std::string_view why_not;
};

constexpr std::array kReadings = {
    Reading{"gen_kwargs", gives_generation, generates, "no task of this run generates text"},
    Reading{"sampling", gives_sampling, generates, "no task of this run generates text"},
    Reading{"eos", gives_ends, generates, "no task of this run generates text"},
    Reading{"seeds", gives_several_seeds, generates,
            "no task of this run generates text; all seeds give the same scores"},
    Reading{"fewshot: per_document", gives_per_document, shows_examples, "no prompt of this run has examples"},
    Reading{"shuffle", gives_shuffle, limits_shuffled,
            "without a limit, every document that is named or there is asked; add limit"},
};

}  // namespace

std::vector<std::string> unread_settings(const Plan& plan) {
  std::vector<std::string> lines;
  for (const Reading& reading : kReadings) {
    if (!reading.is_given(plan) || reading.is_read(plan)) continue;
    lines.push_back(std::string(reading.setting) + " has no effect: " + std::string(reading.why_not));
  }
  return lines;
}

}  // namespace coldread
