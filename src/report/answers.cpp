#include "report/answers.h"

#include <algorithm>
#include <map>

#include "base/unicode.h"
#include "report/sample_view.h"

namespace coldread {
namespace {

constexpr std::size_t kMostShown = 5;
constexpr std::size_t kLongest = 80;  // characters of an answer that can be one of the commonest

/// The row whose number is 0 or 1 on every document of every run; nullptr where there is none.
const ScoreRow* verdict_row(const Report& report, const TaskBlock& block) {
  for (const ScoreRow& row : block.rows) {
    bool any = false, all = true;
    for (const Sample& sample : report.samples) {
      if (sample.task != block.facts->name) continue;
      const auto number = metric_number(sample, row.filter, row.metric);
      all = all && (!number || *number == 0 || *number == 1);
      any = any || number;
    }
    if (any && all) return &row;
  }
  return nullptr;
}

/// What the filter of a row made of a sample's first answer.
std::string answer_of(const Sample& sample, const SampleView& view, const std::string& filter) {
  const auto outcome = std::ranges::find(sample.outcomes, filter, &FilteredOutcome::filter);
  if (outcome != sample.outcomes.end() && !outcome->responses.empty() && outcome->responses.front().is_string()) {
    return outcome->responses.front().as_string();
  }
  return view.answers.empty() ? "" : view.answers.front().text;
}

std::string first_word(const std::string& text) {
  const std::string stripped(strip(text));
  return stripped.substr(0, stripped.find_first_of(" \t\n"));
}

CountedTexts commonest(const std::map<std::string, std::int64_t>& counts, std::int64_t least) {
  CountedTexts list;
  for (const auto& [text, count] : counts) {
    if (count >= least) list.emplace_back(text, count);
  }
  std::ranges::stable_sort(list, std::greater{}, [](const auto& entry) { return entry.second; });
  list.resize(std::min(list.size(), kMostShown));
  return list;
}

void add_wrong(const Sample& sample, const SampleView& view, const std::string& answer,
               std::map<std::string, std::int64_t>& wrong, AnswerFacts& facts) {
  ++facts.wrong;
  const std::string stripped(strip(answer));
  if (stripped.size() <= kLongest) ++wrong[stripped];
  const std::string loose = loosened(answer);
  for (const std::string& reference : view.references) {
    if (loose.empty() || loose != loosened(reference)) continue;
    ++facts.near_count;
    if (facts.near_misses.size() < kMostShown) facts.near_misses.push_back({sample.document, stripped, reference});
    return;
  }
}

AnswerFacts facts_of(const Report& report, const std::string& task, const ScoreRow* verdict, const Arm& arm,
                     std::size_t index) {
  AnswerFacts facts{.arm = index, .near_misses = {}, .wrong_answers = {}, .first_words = {}};
  std::map<std::string, std::int64_t> wrong, words;
  for (const Sample& sample : report.samples) {
    if (sample.task != task || std::ranges::find(arm.runs, sample.run) == arm.runs.end()) continue;
    const SampleView view = view_of(sample);
    if (view.answers.empty()) continue;
    ++facts.answers;
    if (const std::string word = first_word(view.answers.front().text); !word.empty()) ++words[word];
    const auto number = verdict == nullptr ? std::nullopt : metric_number(sample, verdict->filter, verdict->metric);
    if (number && *number == 0) add_wrong(sample, view, answer_of(sample, view, verdict->filter), wrong, facts);
  }
  facts.wrong_answers = commonest(wrong, 2);
  facts.first_words = commonest(words, 2);
  return facts;
}

}  // namespace

std::string loosened(const std::string& text) {
  const std::string lowered = lower(text);
  std::string out, word;
  const auto end_word = [&] {
    if (!word.empty() && word != "a" && word != "an" && word != "the") out += (out.empty() ? "" : " ") + word;
    word.clear();
  };
  for (const char32_t c : to_utf32(lowered)) {
    const bool punctuation =
        c < 0x80 &&
        std::string_view("!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~").find(static_cast<char>(c)) != std::string_view::npos;
    if (is_white_space(c)) {
      end_word();
    } else if (!punctuation) {
      word += to_utf8(std::u32string(1, c));
    }
  }
  end_word();
  return out;
}

std::vector<AnswerTask> answer_tasks(const Report& report, const ArmTable& table) {
  std::vector<AnswerTask> tasks;
  for (const TaskBlock& block : table.blocks) {
    if (block.facts->output_type != "generate_until") continue;
    AnswerTask one{.task = block.facts, .arms = {}};
    const ScoreRow* verdict = has_verdicts(*block.facts) ? verdict_row(report, block) : nullptr;
    for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
      AnswerFacts facts = facts_of(report, block.facts->name, verdict, table.arms[arm], arm);
      if (facts.answers > 0) one.arms.push_back(std::move(facts));
    }
    if (!one.arms.empty()) tasks.push_back(std::move(one));
  }
  return tasks;
}

}  // namespace coldread
