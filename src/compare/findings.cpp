#include "compare/findings.h"

#include <algorithm>
#include <fmt/format.h>

namespace coldread {
namespace {

std::string list_of(const std::vector<std::int64_t>& documents) {
  constexpr std::size_t kNamed = 10;
  std::string text;
  for (std::size_t i = 0; i < std::min(kNamed, documents.size()); ++i) {
    text += fmt::format("{}{}", i == 0 ? "" : ", ", documents[i]);
  }
  return documents.size() > kNamed ? text + fmt::format(" and {} more", documents.size() - kNamed) : text;
}

}  // namespace

void Findings::add_pairing(const TaskFacts& task, const std::vector<Arm>& arms, std::size_t first, std::size_t second,
                           const Pairing& pairing) {
  const std::string &one = arms[first].id, &other = arms[second].id;
  const std::size_t paired = pairing.documents.size();
  if (!pairing.other_documents.empty()) {
    const std::string list = list_of(pairing.other_documents);
    say({task.name, fmt::format("other documents {}", list)},
        fmt::format(
            "{}: {} of {} documents are not the same in {} and {} (the data differ) and were not paired: number {}",
            task.name, pairing.other_documents.size(), pairing.other_documents.size() + paired, one, other, list));
  }
  if (!pairing.other_prompts.empty()) add_prompts(task.name, first, second, pairing);
  if (!pairing.other_targets.empty()) {
    const std::string list = list_of(pairing.other_targets);
    say({task.name, fmt::format("targets {}", list)},
        fmt::format("{}: targets differ on {} of {} documents between {} and {}: {}", task.name,
                    pairing.other_targets.size(), paired, one, other, list));
  }
  if (pairing.only_first + pairing.only_second > 0 && paired > 0) {
    say({task.name, fmt::format("only {} {}", pairing.only_first, pairing.only_second)},
        fmt::format("{}: compared on the {} documents that both have; {} only in {}, {} only in {}", task.name, paired,
                    pairing.only_first, one, pairing.only_second, other));
  }
  if (paired == 1) {
    say({task.name, "one"},
        fmt::format("{}: not compared, since {} and {} have only one document in common", task.name, one, other));
  }
}

void Findings::add_prompts(const std::string& task, std::size_t first, std::size_t second, const Pairing& pairing) {
  const auto example = std::ranges::find(pairing.documents, pairing.other_prompts.front(), &PairedDocument::id);
  PromptDifference found{.task = task,
                         .first = first,
                         .second = second,
                         .documents = std::ssize(pairing.other_prompts),
                         .paired = std::ssize(pairing.documents),
                         .example = example->id,
                         .diff = prompt_diff(*example->first.front(), *example->other_prompt)};
  const auto same = [&](const PromptDifference& known) {
    return known.task == found.task && known.documents == found.documents && known.paired == found.paired &&
           known.diff == found.diff;
  };
  if (std::ranges::none_of(prompts_, same)) prompts_.push_back(std::move(found));
}

void Findings::add_unscored(const std::string& task, const std::string& metric, std::size_t scored,
                            std::size_t paired) {
  say({task, fmt::format("unscored {} {}", scored, paired)},
      fmt::format("{}: {} of {} paired documents have a score ({}) in every run; {}", task, scored, paired, metric,
                  scored < 2 ? "not compared" : "the others are left out"));
}

void Findings::add_without_metric(const std::string& task, const Arm& first, const Arm& second) {
  say({task, "metrics"},
      fmt::format("{}: not compared, since {} and {} have no score of the same metric", task, first.id, second.id));
}

void Findings::add_ungrouped(const std::string& group, const std::string& task) {
  say({group, "group"},
      fmt::format("{}: not compared as a group, since fewer than two documents of {} were paired", group, task));
}

void Findings::finish(Comparison& comparison) {
  comparison.notes = std::move(notes_);
  comparison.prompts = std::move(prompts_);
}

void Findings::say(Subject subject, std::string note) {
  if (said_.insert(std::move(subject)).second) notes_.push_back(std::move(note));
}

}  // namespace coldread
