#include <algorithm>
#include <doctest/doctest.h>

#include "report/fixture/report_fixture.h"
#include "report/visible_text.h"
#include "report/writers.h"

using namespace coldread;

namespace {

Report two_scores() {
  Report report;
  report.runs = {fixture::run_column("one", "gpt2", 1)};
  report.tasks = {fixture::task_facts("a", "", "", "generate_until", 0, {{"acc", true}}),
                  fixture::task_facts("語", "", "", "loglikelihood_rolling", 5, {{"perplexity", false}})};
  report.tasks[0].documents_used = 60;
  report.tasks[1].documents_used = 3;
  report.scores = {{0, "a", "none", "acc", {0.5, 0.0625, 60}, 0, {}},
                   {0, "a", "strict", "acc", {0.25, 0.05, 58}, 2, {}},
                   {0, "語", "none", "perplexity", {1043.71, std::nullopt, 3}, 0, {}}};
  return report;
}

std::size_t widest_line(const std::string& table) {
  std::size_t widest = 0;
  for (std::size_t start = 0; start < table.size();) {
    const std::size_t end = table.find('\n', start);
    widest = std::max(widest, display_width(std::string_view(table).substr(start, end - start)));
    start = end + 1;
  }
  return widest;
}

}  // namespace

TEST_CASE("The table is aligned by display width, with arrows, intervals, failures and standard errors") {
  CHECK(console_table(two_scores()) ==
        "Task  Metric           n-shot   n                                    one  stderr\n"
        "────────────────────────────────────────────────────────────────────────────────\n"
        "a     acc           ↑       0  60   0.500 [0.38, 0.62]                     0.062\n"
        "      acc (strict)  ↑               0.250 [0.15, 0.35] (58 of 60 scored)   0.050\n"
        "語    perplexity    ↓       5   3  1043.7\n");
}

TEST_CASE("Tasks whose documents share passages are named below the table, in Markdown and on the page") {
  Report report = two_scores();
  const std::string note = "Documents of a share passages: the intervals there are a bootstrap over passages.";
  CHECK(console_table(report).find(note) == std::string::npos);
  report.scores[0].interval = {0.3, 0.7, "cluster bootstrap"};
  CHECK(console_table(report).ends_with("\n" + note + "\n"));
  CHECK(markdown(report).ends_with("\nValue [95 % interval]. " + note + "\n"));
  CHECK(html(report).find(note) != std::string::npos);
}

TEST_CASE("Beside three arms and more there are no standard errors") {
  Report report = two_scores();
  CHECK(console_table(report).find("stderr") != std::string::npos);
  report.runs.resize(3, report.runs.front());
  for (std::size_t run = 0; run < 3; ++run) report.runs[run].setting = std::to_string(run);
  report.comparison.arms = arms_of(report);
  CHECK(console_table(report).find("stderr") == std::string::npos);
  CHECK(markdown(report).find("stderr") == std::string::npos);
  CHECK(latex(report).find("stderr") == std::string::npos);
}

TEST_CASE("LaTeX shows the interval, the standard error in its own column, and groups") {
  Report report = two_scores();
  GroupFacts group;
  group.facts.name = "g_1";
  group.facts.documents_used = 63;
  group.facts.metrics = {{"acc", true}};
  report.groups = {group};
  report.group_scores = {{0, "g_1", "none", "acc", {0.5, 0.0625, 63}, 0, {}}};
  const std::string table = latex(report);
  CHECK(table.find("Task & Metric &  & n-shot & n & one & stderr \\\\") != std::string::npos);
  CHECK(table.find("a & acc & $\\uparrow$ & 0 & 60 & 0.500 [0.38, 0.62] & 0.062 \\\\") != std::string::npos);
  CHECK(table.find("g\\_1 & acc & $\\uparrow$ & 0 & 63 & 0.500 [0.38, 0.62] & 0.062 \\\\") != std::string::npos);
}

TEST_CASE("A narrow terminal gets arms in tables below each other and names above their rows, all whole") {
  const Report report = fixture::example_report();
  CHECK(widest_line(console_table(report, {.width = 100})) <= 100);
  for (const int width : {60, 40}) {
    const std::string narrow = console_table(report, {.width = width});
    CHECK(widest_line(narrow) <= static_cast<std::size_t>(width));
    CHECK(narrow.find("gpt2") > narrow.find("SmolLM2"));
    CHECK(narrow.find("Reading comprehension") != std::string::npos);
  }
}

TEST_CASE("Escape sequences in names reach no terminal, and colour only comes when asked for") {
  Report report = two_scores();
  report.tasks[0].alias = "\x1b[31mred\x1b]52;c;AAAA\a\u009b2J\u202Eevil\xff\r\n";
  report.runs[0].id = "\x7f";
  const std::string plain = console_table(report, {.width = 200});
  for (const char c : plain) CHECK((c == '\n' || static_cast<unsigned char>(c) >= 0x20));
  CHECK(plain.find("\u241B[31mred\u241B]52;c;AAAA\u2407<U+009B>2J<U+202E>evil\uFFFD\u240D\u240A") != std::string::npos);
  CHECK(plain.find("\u2421") != std::string::npos);
  CHECK(console_table(report, {.colour = true}).find("\x1b[1m") != std::string::npos);
}

TEST_CASE("Markdown escapes its own markup and shows value, interval and standard error") {
  Report report = two_scores();
  report.tasks[0].alias = "a|b *c* <img>\n`";
  CHECK(markdown(report) ==
        "| Task | Metric | | n-shot | n | one | stderr |\n|:--|:--|:-:|--:|--:|--:|--:|\n"
        "| a\\|b \\*c\\* \\<img\\>\u240A\\` | acc | ↑ | 0 | 60 | 0.500 [0.38, 0.62] | 0.062 |\n"
        "|  | acc (strict) | ↑ |  |  | 0.250 [0.15, 0.35] (58 of 60 scored) | 0.050 |\n"
        "| 語 | perplexity | ↓ | 5 | 3 | 1043.7 |  |\n\nValue [95 % interval].\n");
}

TEST_CASE("A text cut to a width keeps wide characters whole") {
  CHECK(cut_to_width("hello", 5) == "hello");
  CHECK(cut_to_width("hello", 4) == "hel…");
  CHECK(cut_to_width("語語語", 4) == "語…");
  CHECK(cut_to_width("e\u0301e\u0301", 2) == "e\u0301e\u0301");
}
