#include <algorithm>
#include <cmath>
#include <fmt/format.h>

#include "base/unicode.h"
#include "report/html/arm_colours.h"
#include "report/html/marked_words.h"
#include "report/html/sections.h"

namespace coldread {
namespace {

// The first page of every task, for readers without a script; assets/cards.js builds the same cards from the data.
constexpr std::size_t kStaticDocuments = 10;
constexpr std::size_t kExcerpt = 100;
constexpr std::size_t kOutputExcerpt = 60;
constexpr std::size_t kSaidRuns = 2;  // whose answers have a column in the list
constexpr std::size_t kFewMarks = 6;  // runs that have a mark each

std::string number(double value, int decimals) {
  std::string text = score_text(value, decimals);
  if (text.starts_with('-')) text.replace(0, 1, "\u2212");
  return text;
}

/// A score of a document: whole numbers bare, others with three decimals.
std::string sample_score(double value) {
  return value == static_cast<double>(static_cast<std::int64_t>(value)) ? number(value, 0) : number(value, 3);
}

/// The same in a column of scores that are no verdicts: decimals for all.
std::string column_score(double value) {
  return number(value, std::abs(value) < 10 ? 3 : 1);
}

/// A text on one line, each stretch of white space one blank.
std::u32string one_line(std::string_view text) {
  std::u32string line;
  for (const char32_t c : to_utf32(strip(text))) {
    const bool space = is_white_space(c);
    if (!space || (!line.empty() && line.back() != U' ')) line += space ? U' ' : c;
  }
  return line;
}

/// The end of a text on one line, from a word on: where a prompt asks.
std::string excerpt(std::string_view text) {
  std::u32string line = one_line(text);
  if (line.size() > kExcerpt) {
    line = line.substr(line.size() - kExcerpt);
    const std::size_t word = line.find(U' ');  // npos + 1 is 0: one long word stays whole
    line = U"\u2026\u2009" + line.substr(word + 1);
  }
  return to_utf8(line);
}

/// A text's beginning on one line.
std::string beginning(std::string_view text, std::size_t length) {
  const std::u32string line = one_line(text);
  return to_utf8(line.size() > length ? line.substr(0, length) + U"\u2026" : line);
}

/// What a run said, in short: its output, or the likeliest (or only) choice.
std::string said(const SampleView& view) {
  std::string_view text;
  if (!view.answers.empty()) text = view.answers.front().text;
  for (const ChoiceView& choice : view.choices) {
    if (choice.is_likeliest || (view.choices.size() == 1 && choice.is_greedy)) text = choice.text;
  }
  return beginning(text, kOutputExcerpt);
}

/// lang "" says that the language is unknown: not that of the page.
void write_text(HtmlWriter& html, std::string_view text, const std::string& lang) {
  html.element("div", {{"class", "text"}, {"dir", "auto"}, {"lang", lang}}, text);
}

/// An answer, with the words marked that the first answering run does not have there.
void write_answer_text(const DocumentCard& card, std::size_t run, std::size_t repeat, const std::string& lang,
                       HtmlWriter& html) {
  const std::string& text = card.views[run].answers[repeat].text;
  const auto base = std::ranges::find_if(card.views, [](const SampleView& view) { return !view.answers.empty(); });
  if (base == card.views.begin() + static_cast<std::ptrdiff_t>(run) || repeat >= base->answers.size()) {
    write_text(html, text, lang);
    return;
  }
  html.open("div", {{"class", "text"}, {"dir", "auto"}, {"lang", lang}});
  for (const MarkedWord& word : marked_words(base->answers[repeat].text, text)) {
    word.differs ? html.element("mark", word.text) : html.text(word.text);
  }
  html.close();
}

/// What was to be said: the reference, or the choice that is it.
std::string expected(const DocumentCard& card) {
  constexpr std::size_t kLength = 40;
  const SampleView& view = card.view();
  const auto gold = std::ranges::find_if(view.choices, &ChoiceView::is_gold);
  if (view.choices.size() == 1) return beginning(view.choices.front().text, kLength);
  if (gold != view.choices.end()) return beginning(gold->text, kLength);
  const std::vector<std::string> references = shown_references(card);
  return references.empty() ? "" : beginning(references.front(), kLength);
}

/// One run's result in a card's head: right, wrong, failed, or the score.
void write_mark(const TaskPage& page, const DocumentCard& card, std::size_t run, const std::string& colour,
                HtmlWriter& html) {
  const Sample* sample = card.samples[run];
  const SampleView& view = card.views[run];
  html.open("span", {{"class", "mark"}});
  if (card.samples.size() > 1) html.element("i", {{"class", "dot " + colour}}, "");
  const auto& rows = page.block->rows;
  if (!view.failures.empty()) {
    html.element("span", {{"class", "bad"}}, "failed");
  } else if (const auto verdict = page.verdict ? row_number(sample, rows[*page.verdict]) : std::nullopt) {
    html.element("span", {{"class", *verdict == 1 ? "good" : "bad"}}, *verdict == 1 ? "\u2713 right" : "\u2717 wrong");
  } else if (const auto score = rows.empty() ? std::nullopt : row_number(sample, rows.front())) {
    html.element("span", (rows.front().document_value == "ln p" ? "ln p " : "") + column_score(*score));
  } else if (view.text_logprob) {
    html.element("span", "ln p " + number(*view.text_logprob, 1));
  }
  html.close();
}

/// The results of all runs; of many how many are right, or what they score on average.
void write_marks(const Report& report, const TaskPage& page, const DocumentCard& card, HtmlWriter& html) {
  const std::size_t runs = card.samples.size();
  if (runs <= kFewMarks) {
    const std::vector<std::string> colours = run_colours(report);
    for (std::size_t run = 0; run < runs; ++run) write_mark(page, card, run, colours[run], html);
    return;
  }
  const auto& rows = page.block->rows;
  std::int64_t right = 0, judged = 0, failed = 0;
  double sum = 0, scored = 0;
  for (std::size_t run = 0; run < runs; ++run) {
    if (!card.views[run].failures.empty()) {
      ++failed;
    } else if (const auto verdict = page.verdict ? row_number(card.samples[run], rows[*page.verdict]) : std::nullopt) {
      ++judged;
      right += *verdict == 1 ? 1 : 0;
    } else if (const auto score = rows.empty() ? std::nullopt : row_number(card.samples[run], rows.front())) {
      sum += *score;
      ++scored;
    }
  }
  html.open("span", {{"class", "mark"}});
  if (judged > 0) {
    html.element("span", {{"class", right > 0 ? "good" : "bad"}}, fmt::format("{} of {} right", right, judged));
  } else if (scored > 0) {
    html.text("mean " + column_score(sum / scored));
  }
  if (failed > 0) html.element("span", {{"class", "bad"}}, fmt::format(" {} failed", failed));
  html.close();
}

void write_choices(const Report& report, const DocumentCard& card, HtmlWriter& html) {
  const SampleView& view = card.view();
  if (view.choices.empty()) return;
  const bool one_run = report.runs.size() == 1, several = view.choices.size() > 1;
  html.open("div", {{"class", "scroll"}}).open("table", {{"class", "choices"}});
  html.element("caption", several ? "ln p of each choice; \u25B8 is the likeliest" : "ln p of the continuation");
  html.open("thead").open("tr").element("th", {{"scope", "col"}}, several ? "Choice" : "Continuation");
  for (std::size_t run = 0; run < report.runs.size(); ++run) {
    html.open("th", {{"scope", "col"}, {"class", "number"}});
    one_run ? html.text("ln p") : (write_run_name(report, run, html), html);
    html.close();
  }
  if (one_run) {
    html.element("th", {{"scope", "col"}, {"class", "number"}}, "per character");
    html.element("th", {{"scope", "col"}, {"class", "number"}}, "tokens");
  }
  html.close().close().open("tbody");
  for (std::size_t i = 0; i < view.choices.size(); ++i) {
    const ChoiceView& choice = view.choices[i];
    html.open("tr", {{"class", choice.is_gold ? "gold" : "other"}}).open("th", {{"scope", "row"}});
    html.open("bdi").element("span", {{"class", "lead"}}, choice.lead).text(choice.text).close();
    if (choice.is_gold) html.element("small", " reference");
    html.close();
    for (std::size_t run = 0; run < card.views.size(); ++run) {
      const SampleView& other = card.views[run];
      const bool there = has_shown_choices(card, run) && other.choices[i].logprob;
      const bool likeliest = there && other.choices[i].is_likeliest;
      html.element("td", {{"class", likeliest ? "number likeliest" : "number"}},
                   there ? (likeliest ? "\u25B8 " : "") + number(*other.choices[i].logprob, 3) : "\u2013");
    }
    if (one_run) {
      const auto characters = static_cast<double>(std::max<std::size_t>(count_code_points(strip_left(choice.text)), 1));
      html.element("td", {{"class", "number"}}, choice.logprob ? number(*choice.logprob / characters, 3) : "\u2013");
      html.element("td", {{"class", "number"}}, std::to_string(choice.tokens));
    }
    html.close();
  }
  html.close().close().close();
}

/// Scores, stop reason and token counts of one run, in one line.
std::string meta_line(const Report& report, const TaskPage& page, const DocumentCard& card, std::size_t run) {
  const SampleView& view = card.views[run];
  std::vector<std::string> parts;
  for (const ScoreRow& row : page.block->rows) {
    const auto score = row_number(card.samples[run], row);
    if (!score) continue;
    parts.push_back(row.document_value + (row.names_filter ? " (" + row.filter + ") " : " ") + sample_score(*score));
  }
  if (view.choices.size() == 1 && view.choices.front().logprob) {
    parts.emplace_back(view.choices.front().is_greedy ? "the model's own first choice"
                                                      : "not the model's first choice");
  }
  std::int64_t tokens = view.text_tokens;
  for (const AnswerView& answer : view.answers) {
    parts.push_back("stopped at " + std::string(stop_label(answer.stop)));
    tokens += answer.tokens;
  }
  if (view.text_logprob) parts.push_back("ln p " + number(*view.text_logprob, 3));
  if (view.context_tokens > 0) {
    parts.push_back(
        fmt::format("{} prompt tokens{}", view.context_tokens, tokens > 0 ? fmt::format(" + {}", tokens) : ""));
  } else if (tokens > 0) {
    parts.push_back(fmt::format("{} tokens", tokens));
  }
  if (const auto at = divergence_of(report, card, run)) {
    const std::size_t base = static_cast<std::size_t>(
        std::ranges::find_if(card.views, [](const SampleView& other) { return !other.answers.empty(); }) -
        card.views.begin());
    const auto quoted = [](const std::string& text) { return "\u201C" + text + "\u201D"; };
    parts.push_back(fmt::format("diverges from {} at token {}: {} where it {}", report.runs[base].id, at->token,
                                at->own.empty() ? "ends" : quoted(at->own),
                                at->base.empty() ? "ends" : "says " + quoted(at->base)));
  }
  if (view.truncated_tokens > 0) parts.push_back(fmt::format("prompt cut by {} tokens", view.truncated_tokens));
  std::string line;
  for (const std::string& part : parts) line += (line.empty() ? "" : " \u00B7 ") + part;
  return line;
}

/// References and choices of a run that are others than the card's.
void write_own_parts(const DocumentCard& card, std::size_t run, const std::string& lang, HtmlWriter& html) {
  const std::vector<std::string> references = own_references(card, run);
  if (!references.empty()) html.element("p", {{"class", "label"}}, "This run's own reference");
  for (const std::string& reference : references) write_text(html, reference, lang);
  if (has_shown_choices(card, run) || card.views[run].choices.empty()) return;
  html.element("p", {{"class", "label"}}, "This run's own choices, ln p");
  for (const ChoiceView& choice : card.views[run].choices) {
    html.open("p", {{"class", "filtered"}}).element("bdi", choice.text);
    html.text(" " + (choice.logprob ? number(*choice.logprob, 3) : "\u2013") + (choice.is_gold ? " reference" : ""));
    html.close();
  }
}

void write_answer(const Report& report, const TaskPage& page, const DocumentCard& card, std::size_t run,
                  HtmlWriter& html) {
  const Sample* sample = card.samples[run];
  if (sample == nullptr) return;
  const SampleView& view = card.views[run];
  const std::string lang = language_of(*page.block->facts);
  html.open("div", {{"class", "answer"}}).open("h4");
  if (report.runs.size() > 1) {
    write_run_name(report, run, html);
  } else {
    html.text(view.answers.empty() ? "Result" : "Output");
  }
  html.close();
  if (run != card.first && view.prompt != card.view().prompt) {
    html.element("p", {{"class", "label"}}, "This run's own prompt");
    write_text(html, view.prompt, lang);
  }
  write_own_parts(card, run, lang, html);
  for (std::size_t i = 0; i < view.answers.size(); ++i) write_answer_text(card, run, i, lang, html);
  for (const FilteredOutcome& outcome : sample->outcomes) {
    if (outcome.filter == "none" || outcome.filter.empty()) continue;
    for (const Value& response : outcome.responses) {
      if (!response.is_string()) continue;
      html.open("p", {{"class", "filtered"}}).element("span", outcome.filter).text(" ");
      html.element("bdi", response.as_string()).close();
    }
  }
  for (const std::string& failure : view.failures) html.element("p", {{"class", "failure"}}, "Failed: " + failure);
  html.element("p", {{"class", "meta"}}, meta_line(report, page, card, run)).close();
}

void write_card(const Report& report, const TaskPage& page, const DocumentCard& card, HtmlWriter& html) {
  html.open("details", {{"class", "doc"}, {"id", document_anchor(page.block->facts->name, card.id)}}).open("summary");
  html.element("span", {{"class", "no"}}, std::to_string(card.id));
  html.open("span", {{"class", "ask"}}).element("bdi", excerpt(own_part(page, card))).close();
  const std::string awaited = expected(card);
  if (!awaited.empty()) html.open("span", {{"class", "said expected"}}).element("bdi", awaited).close();
  if (report.runs.size() <= kSaidRuns) {
    for (const SampleView& view : card.views) {
      html.open("span", {{"class", "said"}}).element("bdi", said(view)).close();
    }
  }
  html.open("span", {{"class", "marks"}});
  write_marks(report, page, card, html);
  html.close().close().open("div", {{"class", "body"}});
  const bool rolling = card.view().text_logprob.has_value();
  const std::string lang = language_of(*page.block->facts);
  html.element("h4", rolling ? "Text" : "Prompt").open("div", {{"class", "text"}, {"dir", "auto"}, {"lang", lang}});
  if (card.shared_start >= 0)
    html.element("span", {{"class", "fold"}}, "\u2026 the examples above \u2026").text("\n\n");
  html.text(own_part(page, card)).close();
  const std::vector<std::string> references = shown_references(card);
  if (!references.empty()) html.element("h4", references.size() == 1 ? "Reference" : "References");
  for (const std::string& reference : references) write_text(html, reference, lang);
  write_choices(report, card, html);
  html.open("div", {{"class", "answers"}});
  for (std::size_t run = 0; run < card.samples.size(); ++run) write_answer(report, page, card, run, html);
  html.close().close().close();
}

void write_task(const Report& report, const TaskPage& page, HtmlWriter& html) {
  const TaskFacts& task = *page.block->facts;
  html.open("section", {{"class", "tasklist"}, {"id", task_anchor(task.name)}});
  html.open("h3").element("bdi", title_of(task));
  if (!task.description.empty()) html.element("small", " " + task.description);
  html.close();
  const std::size_t shown = std::min(kStaticDocuments, page.cards.size());
  if (shown < page.cards.size()) {
    html.element("p", {{"class", "note"}},
                 fmt::format("The first {} of {} documents; with scripts allowed this page shows all of them.", shown,
                             page.cards.size()));
  }
  for (const std::string& start : page.starts) {
    html.open("details", {{"class", "start"}});
    html.element("summary", fmt::format("The examples before each question ({} characters)", count_code_points(start)));
    write_text(html, start, language_of(task));
    html.close();
  }
  for (std::size_t i = 0; i < shown; ++i) write_card(report, page, page.cards[i], html);
  html.close();
}

}  // namespace

std::string_view stop_label(std::string_view stop) {
  return stop == "eos" ? "the end of text" : stop == "until" ? "a stop string" : "the token limit";
}

void write_samples(const Report& report, const std::vector<ReportPage>& parts, std::size_t index, HtmlWriter& html) {
  html.open("section", {{"id", "samples"}, {"aria-labelledby", "samples-title"}});
  html.element("h2", {{"id", "samples-title"}}, "Samples");
  if (parts.size() > 1) {
    html.open("nav", {{"class", "parts"}, {"aria-label", "Pages of samples"}});
    html.element(
        "p", {{"class", "note"}},
        fmt::format("This page holds {}. Search and filters cover this page; the others:", part_text(parts[index])));
    for (std::size_t i = 0; i < parts.size(); ++i) {
      if (i == index) continue;
      html.element("a", {{"href", parts[i].file + "#samples"}}, part_text(parts[i]));
    }
    html.close();
  }
  html.open("div", {{"id", "view"}});
  for (const TaskPage& page : parts[index].pages) write_task(report, page, html);
  html.close();
  // Links of the overview to tasks on other pages.
  for (const TaskFacts& task : report.tasks) {
    const ReportPage* elsewhere = part_of(parts, task.name);
    if (index > 0 || elsewhere == nullptr || elsewhere == &parts[index]) continue;
    html.open("p", {{"id", task_anchor(task.name)}, {"class", "note"}}).text(title_of(task) + " is ");
    html.element("a", {{"href", elsewhere->file + "#" + task_anchor(task.name)}}, "on another page").close();
  }
  html.close();
}

void write_further_head(const Report& report, const std::vector<ReportPage>& parts, std::size_t index,
                        HtmlWriter& html) {
  html.open("header", {{"class", "top"}}).open("div", {{"class", "bar"}});
  html.open("h1").element("bdi", report.name).element("small", fmt::format(" samples, page {}", index + 1)).close();
  html.open("nav", {{"aria-label", "Sections"}});
  html.element("a", {{"href", parts.front().file}}, "Overview").close().close().close();
}

}  // namespace coldread
