#include "report/html/page_model.h"

#include <algorithm>
#include <map>
#include <unordered_map>

#include "base/unicode.h"
#include "report/html/html_writer.h"

namespace coldread {
namespace {

std::vector<DocumentCard> cards_of(const Report& report, const std::string& task) {
  std::map<std::int64_t, DocumentCard> cards;
  for (const Sample& sample : report.samples) {
    if (sample.task != task) continue;
    DocumentCard& card = cards[sample.document];
    card.id = sample.document;
    card.samples.resize(report.runs.size());
    card.views.resize(report.runs.size());
    card.samples[sample.run] = &sample;
    card.views[sample.run] = view_of(sample);
  }
  std::vector<DocumentCard> list;
  for (auto& [id, card] : cards) {
    while (card.samples[card.first] == nullptr) ++card.first;
    list.push_back(std::move(card));
  }
  return list;
}

/// The text between two few-shot examples.
std::string delimiter_of(const TaskFacts& task) {
  const Value* delimiter = task.config.find("fewshot_delimiter");
  return delimiter != nullptr && delimiter->is_string() && !delimiter->as_string().empty() ? delimiter->as_string()
                                                                                           : "\n\n";
}

/// Finds the beginnings, up to and with a few-shot delimiter, that at least a fifth of the documents share, and gives
/// each card the longest of its own.
void share_starts(TaskPage& page) {
  constexpr std::size_t kShare = 5;
  if (page.block->facts->num_fewshot == 0 || page.cards.size() < 2) return;
  const std::string delimiter = delimiter_of(*page.block->facts);
  const auto for_each_start = [&](const std::string& prompt, const auto& visit) {
    for (std::size_t at = prompt.find(delimiter); at != std::string::npos; at = prompt.find(delimiter, at + 1)) {
      visit(std::string_view(prompt).substr(0, at + delimiter.size()));
    }
  };
  std::unordered_map<std::string_view, std::size_t> counts;
  for (const DocumentCard& card : page.cards) {
    for_each_start(card.view().prompt, [&](std::string_view start) { ++counts[start]; });
  }
  const std::size_t enough = std::max<std::size_t>(2, page.cards.size() / kShare);
  for (DocumentCard& card : page.cards) {
    std::string_view longest;
    for_each_start(card.view().prompt, [&](std::string_view start) {
      if (counts[start] >= enough) longest = start;
    });
    if (longest.empty()) continue;
    const auto known = std::ranges::find(page.starts, longest);
    card.shared_start = static_cast<int>(known - page.starts.begin());
    if (known == page.starts.end()) page.starts.emplace_back(longest);
  }
}

bool is_verdict(const TaskPage& page, const ScoreRow& row) {
  bool any = false;
  for (const DocumentCard& card : page.cards) {
    for (const Sample* sample : card.samples) {
      const auto number = row_number(sample, row);
      if (number && *number != 0 && *number != 1) return false;
      any = any || number;
    }
  }
  return any;
}

}  // namespace

std::vector<TaskPage> task_pages(const Report& report, const std::vector<TaskBlock>& blocks) {
  std::vector<TaskPage> pages;
  for (const TaskBlock& block : blocks) {
    TaskPage page{.block = &block, .cards = cards_of(report, block.facts->name), .starts = {}, .verdict = {}};
    share_starts(page);
    const auto found = std::ranges::find_if(block.rows, [&](const ScoreRow& row) { return is_verdict(page, row); });
    if (found != block.rows.end() && has_verdicts(*block.facts))
      page.verdict = static_cast<std::size_t>(found - block.rows.begin());
    pages.push_back(std::move(page));
  }
  return pages;
}

std::optional<double> chance_level(const TaskPage& page) {
  const TaskFacts& task = *page.block->facts;
  if (task.output_type != "multiple_choice" || page.cards.empty() || !has_verdicts(task)) return std::nullopt;
  const std::size_t choices = page.cards.front().view().choices.size();
  const bool same =
      std::ranges::all_of(page.cards, [&](const DocumentCard& card) { return card.view().choices.size() == choices; });
  return same && choices > 1 ? std::optional(1.0 / static_cast<double>(choices)) : std::nullopt;
}

std::string_view own_part(const TaskPage& page, const DocumentCard& card) {
  const std::string_view prompt = card.view().prompt;
  return card.shared_start < 0 ? prompt
                               : prompt.substr(page.starts[static_cast<std::size_t>(card.shared_start)].size());
}

std::optional<AnswerDifference> divergence_of(const Report& report, const DocumentCard& card, std::size_t run) {
  std::size_t first = 0;
  while (first < run && card.views[first].answers.empty()) ++first;
  if (first == run || card.views[run].answers.empty()) return std::nullopt;
  if (report.runs[first].model.digest != report.runs[run].model.digest) return std::nullopt;
  const AnswerView& base = card.views[first].answers.front();
  const AnswerView& own = card.views[run].answers.front();
  const auto& a = base.source->ids;
  const auto& b = own.source->ids;
  const auto at = static_cast<std::size_t>(std::mismatch(a.begin(), a.end(), b.begin(), b.end()).first - a.begin());
  if (at == a.size() && at == b.size()) return std::nullopt;
  const auto piece = [&](const AnswerView& answer, std::size_t count) {
    return at >= count ? std::string() : at < answer.pieces.size() ? answer.pieces[at] : std::string("\u2026");
  };
  return AnswerDifference{.token = at + 1, .own = piece(own, b.size()), .base = piece(base, a.size())};
}

namespace {

std::vector<std::string> references_of(const SampleView& view) {
  if (view.text_logprob || view.choices.size() > 1) return {};
  const bool is_continuation = view.choices.size() == 1 && view.references.size() == 1 &&
                               strip(view.references.front()) == strip(view.choices.front().text);
  return is_continuation ? std::vector<std::string>() : view.references;
}

}  // namespace

std::vector<std::string> shown_references(const DocumentCard& card) {
  return references_of(card.view());
}

bool has_shown_choices(const DocumentCard& card, std::size_t run) {
  return std::ranges::equal(card.views[run].choices, card.view().choices, [](const ChoiceView& a, const ChoiceView& b) {
    return a.text == b.text && a.is_gold == b.is_gold;
  });
}

std::vector<std::string> own_references(const DocumentCard& card, std::size_t run) {
  std::vector<std::string> own = references_of(card.views[run]);
  if (own == shown_references(card)) own.clear();
  return own;
}

std::string language_of(const TaskFacts& task) {
  const Value* metadata = task.config.find("metadata");
  const Value* language = metadata == nullptr ? nullptr : metadata->find("language");
  return language != nullptr && language->is_string() ? language->as_string() : "";
}

std::string task_anchor(const std::string& task) {
  return "task=" + encode_uri(task);
}

std::string document_anchor(const std::string& task, std::int64_t document) {
  return task_anchor(task) + "&doc=" + std::to_string(document);
}

std::optional<double> row_number(const Sample* sample, const ScoreRow& row) {
  return sample == nullptr ? std::nullopt : metric_number(*sample, row.filter, row.metric);
}

}  // namespace coldread
