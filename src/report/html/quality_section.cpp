#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "report/answers.h"
#include "report/html/arm_colours.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

constexpr std::size_t kMostArms = 20;   // of a task; the others stand in quality.csv
constexpr std::size_t kAnswerArms = 3;  // whose wrong answers are listed

/// The texts of an arm on a task: means over its runs, counts of all.
struct ArmTexts {
  std::size_t arm = 0;
  std::vector<const TextQuality*> runs = {};

  /// Absent where a run lacks it.
  template <typename Number>
  std::optional<double> mean(const Number& number) const {
    double sum = 0;
    for (const TextQuality* one : runs) {
      const std::optional<double> value = number(*one);
      if (!value) return std::nullopt;
      sum += *value;
    }
    return sum / static_cast<double>(runs.size());
  }
  std::int64_t sum(std::int64_t TextQuality::*member) const {
    std::int64_t total = 0;
    for (const TextQuality* one : runs) total += one->*member;
    return total;
  }
};

std::vector<ArmTexts> texts_of(const Report& report, const ArmTable& table, const std::string& task) {
  std::vector<ArmTexts> list;
  for (std::size_t arm = 0; arm < table.arms.size(); ++arm) {
    ArmTexts texts{.arm = arm};
    for (const TextQuality& one : report.quality) {
      const auto& runs = table.arms[arm].runs;
      if (one.task == task && std::ranges::find(runs, one.run) != runs.end()) texts.runs.push_back(&one);
    }
    if (!texts.runs.empty()) list.push_back(std::move(texts));
  }
  return list;
}

std::string endings(const ArmTexts& texts) {
  const auto share = [&](std::int64_t TextQuality::*member) {
    const auto all = static_cast<double>(texts.sum(&TextQuality::texts));
    return fmt::format("{:.0f}\u2009%", 100.0 * static_cast<double>(texts.sum(member)) / all);
  };
  return share(&TextQuality::stops_end) + " / " + share(&TextQuality::stops_until) + " / " +
         share(&TextQuality::stops_length);
}

/// Where texts leave those of the model's first run: mean of the runs' medians, and how many never do.
std::string divergence(const ArmTexts& texts) {
  double first = 0, runs = 0;
  std::int64_t same = 0;
  bool any = false;
  for (const TextQuality* one : texts.runs) {
    same += one->same_texts.value_or(0);
    any = any || one->same_texts;
    first += one->first_divergence.value_or(0);
    runs += one->first_divergence ? 1 : 0;
  }
  if (!any) return "\u2013";
  return runs > 0 ? fmt::format("token {:.0f}, {} same", first / runs + 1, same) : fmt::format("{} same", same);
}

std::string optional_text(std::optional<double> value, int decimals) {
  if (!value) return "\u2013";
  return (*value < 0 ? "\u2212" : "") + score_text(std::abs(*value), decimals);
}

/// What the tables are written from.
struct Generations {
  const Report& report;
  ArmTable table = arm_table(report);
  std::vector<std::string> colours = arm_colours(report);
  HtmlWriter& html;

  void write_arm(std::size_t arm) const {
    html.open("span", {{"class", "run"}});
    if (table.arms.size() > 1) html.element("i", {{"class", "dot " + colours[arm]}}, "");
    html.element("bdi", table.labels[arm]).close();
  }
};

void write_row(const Generations& page, const std::string& task, const ArmTexts& texts, bool first) {
  HtmlWriter& html = page.html;
  html.open("tr").open("th", {{"scope", "row"}});
  if (first) html.element("bdi", task);
  html.close().open("td");
  page.write_arm(texts.arm);
  html.close();
  const auto cell = [&](const std::string& text) { html.element("td", {{"class", "number"}}, text); };
  const auto mean = [&](auto member, int decimals) {
    cell(optional_text(texts.mean([&](const TextQuality& one) { return std::optional<double>(one.*member); }),
                       decimals));
  };
  mean(&TextQuality::distinct_1, 3);
  mean(&TextQuality::distinct_2, 3);
  mean(&TextQuality::distinct_3, 3);
  mean(&TextQuality::repetition, 3);
  mean(&TextQuality::self_bleu, 1);
  mean(&TextQuality::mean_tokens, 1);
  mean(&TextQuality::mean_logprob, 2);
  cell(endings(texts));
  cell(divergence(texts));
  cell(std::to_string(texts.sum(&TextQuality::texts)));
  html.close();
}

void write_table(const Generations& page) {
  HtmlWriter& html = page.html;
  html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-labelledby", "texts-title"}});
  html.open("table", {{"class", "quality"}});
  html.element(
      "caption",
      "What was generated, whatever its score; means over seeds. Distinct: different words, pairs and triples as a "
      "share "
      "of all. Repeats: four-word runs that a text said before. Ended at: end of text / stop string / token limit. "
      "Diverges at: where a text first differs from that of the model\u2019s first run (median).");
  html.open("thead").open("tr").element("th", {{"scope", "col"}}, "Task").element("th", {{"scope", "col"}}, "");
  for (const std::string_view head :
       {"Distinct 1", "2", "3", "Repeats", "Self-BLEU", "Tokens", "ln p a token", "Ended at", "Diverges at", "n"}) {
    html.element("th", {{"scope", "col"}, {"class", "number"}}, head);
  }
  html.close().close();
  for (const TaskFacts& task : page.report.tasks) {
    std::vector<ArmTexts> all = texts_of(page.report, page.table, task.name);
    if (all.empty()) continue;
    html.open("tbody");
    for (std::size_t i = 0; i < std::min(all.size(), kMostArms); ++i) write_row(page, title_of(task), all[i], i == 0);
    html.close();
  }
  html.close().close();
}

void write_counted(const char* head, const CountedTexts& texts, HtmlWriter& html) {
  if (texts.empty()) return;
  html.element("dt", head).open("dd");
  for (const auto& [text, count] : texts) {
    html.open("span", {{"class", "said-often"}}).element("bdi", text.empty() ? "(nothing)" : text);
    html.element("small", fmt::format("\u00A0\u00D7\u2009{}", count)).close().text(" ");
  }
  html.close();
}

void write_near_misses(const std::string& task, const AnswerFacts& facts, HtmlWriter& html) {
  if (facts.near_count == 0) return;
  html.element("dt", fmt::format("Near misses: {} of {} wrong", facts.near_count, facts.wrong)).open("dd");
  for (const NearMiss& miss : facts.near_misses) {
    html.open("span", {{"class", "said-often"}}).open("a", {{"href", "#" + document_anchor(task, miss.document)}});
    html.element("bdi", miss.answer).close().text(" for ").element("bdi", miss.reference).close().text(" ");
  }
  html.close();
}

/// What was wrong again and again, for the first arms.
void write_answers(const Generations& page) {
  HtmlWriter& html = page.html;
  for (const AnswerTask& task : answer_tasks(page.report, page.table)) {
    html.open("h3").element("bdi", title_of(*task.task)).close();
    for (std::size_t i = 0; i < std::min(task.arms.size(), kAnswerArms); ++i) {
      const AnswerFacts& facts = task.arms[i];
      html.open("dl", {{"class", "answers-often"}});
      if (page.table.arms.size() > 1) {
        html.open("dt");
        page.write_arm(facts.arm);
        html.close().element("dd", fmt::format("{} answers", facts.answers));
      }
      write_near_misses(task.task->name, facts, html);
      write_counted("Commonest wrong answers", facts.wrong_answers, html);
      write_counted("Commonest first words", facts.first_words, html);
      html.close();
    }
  }
}

}  // namespace

void write_quality(const Report& report, HtmlWriter& html) {
  if (report.quality.empty()) return;
  html.open("section", {{"id", "texts"}, {"aria-labelledby", "texts-title"}});
  html.element("h2", {{"id", "texts-title"}}, "Generations");
  const Generations page{.report = report, .html = html};
  write_table(page);
  write_answers(page);
  html.close();
}

}  // namespace coldread
