#include "report/html/parts.h"

#include <algorithm>
#include <fmt/format.h>

namespace coldread {
namespace {

constexpr std::size_t kPartBytes = 4'000'000;
// What a document and each of its runs, tokens and choices take in the data beside their texts.
constexpr std::size_t kDocumentBytes = 40, kRunBytes = 60, kTokenBytes = 9, kChoiceBytes = 30;

std::size_t cost_of(const TaskPage& page, const DocumentCard& card) {
  std::size_t bytes = kDocumentBytes + own_part(page, card).size();
  for (const std::string& reference : shown_references(card)) bytes += reference.size();
  for (const SampleView& view : card.views) {
    bytes += kRunBytes + view.choices.size() * kChoiceBytes;
    for (const AnswerView& answer : view.answers) {
      bytes += 2 * answer.text.size() + answer.pieces.size() * kTokenBytes;  // the text again under its filters
    }
    if (&view == &card.view()) {
      for (const ChoiceView& choice : view.choices) bytes += choice.lead.size() + choice.text.size();
    } else if (view.prompt != card.view().prompt) {
      bytes += view.prompt.size();
    }
  }
  return bytes;
}

}  // namespace

std::vector<ReportPage> split_pages(std::vector<TaskPage> pages, const std::string& stem) {
  std::vector<ReportPage> parts(1);
  parts.front().file = stem + ".html";
  std::size_t bytes = 0;
  for (TaskPage& page : pages) {
    std::vector<DocumentCard> cards = std::move(page.cards);
    page.cards.clear();
    bool begun = false;
    for (DocumentCard& card : cards) {
      const std::size_t cost = cost_of(page, card);
      if (bytes > 0 && bytes + cost > kPartBytes) {
        const std::string file = fmt::format("{}-{}.html", stem, parts.size() + 1);
        parts.emplace_back().file = file;
        bytes = 0;
        begun = false;
      }
      bytes += cost;
      ReportPage& part = parts.back();
      if (!begun) {
        part.pages.push_back(page);
        part.stretches.push_back({.task = page.block->facts->name, .from = card.id, .to = card.id});
        begun = true;
      }
      part.stretches.back().to = card.id;
      part.pages.back().cards.push_back(std::move(card));
    }
    if (cards.empty()) parts.back().pages.push_back(page);
  }
  return parts;
}

const ReportPage* part_of(const std::vector<ReportPage>& parts, const std::string& task) {
  for (const ReportPage& part : parts) {
    if (std::ranges::find(part.stretches, task, &TaskDocuments::task) != part.stretches.end()) return &part;
  }
  return nullptr;
}

std::string part_text(const ReportPage& part) {
  std::string text;
  for (const TaskDocuments& one : part.stretches) {
    text += fmt::format("{}{} {} to {}", text.empty() ? "" : ", ", one.task, one.from, one.to);
  }
  return text;
}

}  // namespace coldread
