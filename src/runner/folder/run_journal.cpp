#include "runner/folder/run_journal.h"

#include <utility>

#include "runner/folder/inputs.h"
#include "runner/folder/outputs.h"

namespace coldread {

RunJournal::RunJournal(const Plan& plan, const std::vector<std::vector<PlannedDocument>>& documents,
                       const RunJournalOptions& options)
    : plan_(plan), inputs_(digests_of(plan)), head_(journal_identity(plan, inputs_)), fresh_(options.fresh) {
  std::error_code error;
  const bool exists = std::filesystem::file_size(file(), error) > 0 && !error;
  if (exists && !fresh_) {
    contents_ = read_journal(file(), ErrorCode::output);
    relation_ = relation_to(folder(), contents_, head_, plan, documents);
  }
  if (options.answers != nullptr) take_over(*options.answers, documents);
}

void RunJournal::take_over(const Answers& answers, const std::vector<std::vector<PlannedDocument>>& documents) {
  for (const std::string& key : keys_of(documents)) {
    const auto found = answers.find(key);
    if (found != answers.end()) takes_over_ = contents_.answers.emplace(key, found->second).second || takes_over_;
  }
}

std::unique_ptr<Journal> RunJournal::open() {
  write_inputs(folder(), plan_, inputs_);
  if (fresh_ || extends()) remove_outputs(folder());  // they speak of other answers
  std::unique_ptr<Journal> journal;
  if (extends() || takes_over_) {
    if (!goes_on() || extends()) contents_.head = head_;
    std::vector<std::string> keys;
    for (const auto& [key, response] : contents_.answers) keys.push_back(key);
    write_journal(file(), contents_.head.as_dict(), keys, contents_.answers);
    contents_.torn = false;
    journal = std::make_unique<Journal>(file(), std::move(contents_));
  } else if (goes_on()) {
    journal = std::make_unique<Journal>(file(), std::move(contents_));
  } else {
    journal = std::make_unique<Journal>(file(), head_);
  }
  remove_other_inputs(folder(), inputs_.all);
  return journal;
}

}  // namespace coldread
