#include <algorithm>
#include <doctest/doctest.h>
#include <set>
#include <string_view>

#include "io/json.h"
#include "io/sha256.h"
#include "report/fixture/hostile_report.h"
#include "report/fixture/lmeval_report.h"
#include "report/fixture/markup.h"
#include "report/fixture/report_fixture.h"
#include "report/html/html_writer.h"
#include "report/html/marked_words.h"
#include "report/writers.h"

using namespace coldread;
using namespace std::string_view_literals;
using coldread::fixture::at;
using coldread::fixture::Markup;
using coldread::fixture::parse_markup;

namespace {

std::string decoded_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : text) {
    if (c == '=') break;
    bits = (bits << 6) | static_cast<unsigned>(kAlphabet.find(c));
    held += 6;
    if (held >= 8) {
      held -= 8;
      out += static_cast<char>((bits >> held) & 255);
    }
  }
  return out;
}

std::string bytes_of_hex(const std::string& hex) {
  std::string out;
  for (std::size_t i = 0; i < hex.size(); i += 2) out += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
  return out;
}

std::vector<std::string> values_of(const Markup& markup, std::string_view name) {
  std::vector<std::string> values;
  for (const auto& [key, value] : markup.attributes) {
    if (key == name) values.push_back(fixture::unescaped(value));
  }
  return values;
}

}  // namespace

TEST_CASE("The page is well-formed, ids are unique and every reference within it leads somewhere") {
  for (const Report& report : {fixture::example_report(), fixture::single_report(), Report{}}) {
    const Markup markup = parse_markup(html(report));
    CHECK(markup.error == "");
    const auto ids = values_of(markup, "id");
    const std::set<std::string> known(ids.begin(), ids.end());
    CHECK(known.size() == ids.size());
    for (const std::string& address : values_of(markup, "href")) {
      REQUIRE(address.starts_with("#"));
      const std::string anchor = address.substr(1, address.find('&', 1) - 1);  // what follows '&' is a view of it
      CHECK_MESSAGE((known.contains(address.substr(1)) || known.contains(anchor)), address);
    }
    for (const std::string& id : values_of(markup, "aria-labelledby")) CHECK_MESSAGE(known.contains(id), id);
  }
}

TEST_CASE("Nothing but the page's own script may run and nothing is fetched") {
  const std::string page = html(fixture::example_report());
  const Markup markup = parse_markup(page);
  REQUIRE(markup.raw.size() == 3);  // style, data, script
  const std::string policy = fixture::unescaped(values_of(markup, "content")[0]);
  const std::string before = "default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-";
  REQUIRE(policy.starts_with(before));
  const std::string digest = policy.substr(before.size(), 44);
  CHECK(policy.substr(before.size() + 44) == "'; img-src data:; base-uri 'none'; form-action 'none'");
  CHECK(decoded_base64(digest) == bytes_of_hex(sha256_hex(markup.raw[2])));
  CHECK(markup.raw[2].find("innerHTML") == std::string::npos);
  CHECK(page.find("src=") == std::string::npos);
  CHECK(page.find("://") == std::string::npos);
}

TEST_CASE("Hostile texts in every field change no tag and no attribute of the page") {
  const auto& hostile = fixture::hostile_texts();
  std::vector<std::string> harmless;
  for (std::size_t i = 0; i < hostile.size(); ++i) harmless.push_back(" harmless " + std::to_string(i));
  const Markup expected = parse_markup(html(fixture::with_texts(harmless)));
  const std::string page = html(fixture::with_texts(hostile));
  const Markup markup = parse_markup(page);
  REQUIRE(expected.error == "");
  CHECK(markup.error == "");
  // Which words are marked, and which of prompts differ, depends on the texts.
  const auto without_marks = [](std::vector<std::string> tags) {
    std::erase_if(tags, [](const std::string& tag) {
      return std::set<std::string_view>{"mark", "/mark", "ins", "/ins", "del", "/del"}.contains(tag);
    });
    return tags;
  };
  CHECK(without_marks(markup.tags) == without_marks(expected.tags));
  REQUIRE(markup.raw.size() == 3);
  CHECK(markup.raw[0] == expected.raw[0]);
  CHECK(markup.raw[1].find('<') == std::string::npos);
  CHECK(markup.raw[2] == expected.raw[2]);
  for (const char c : page) CHECK((static_cast<unsigned char>(c) >= 0x20 || c == '\n' || c == '\t'));
  parse_json(markup.raw[1], "the page's data");
}

TEST_CASE("The escaper leaves no character that markup is made of, and shows control characters") {
  CHECK(escape_html("<a href=\"x\" b='y'>&amp;</a>") ==
        "&lt;a href=&quot;x&quot; b=&#39;y&#39;&gt;&amp;amp;&lt;/a&gt;");
  CHECK(escape_html("a\0b\x1b\n\tc\x7f\xff"sv) == "a\u2400b\u241B\n\tc\u2421\uFFFD");
  CHECK(encode_uri("a b/<é>~") == "a%20b%2F%3C%C3%A9%3E~");
}

TEST_CASE("Without a script the scores, pictures and the first documents of each task are there") {
  const std::string page = html(fixture::example_report());
  CHECK(page.find("SmolLM2-135M-Instruct leads on Cloze, Reading comprehension and TL;DR;") != std::string::npos);
  CHECK(page.find("<table class=\"scores\"") != std::string::npos);
  const Markup markup = parse_markup(page);
  const auto plots =
      std::ranges::count_if(markup.tags, [](const std::string& tag) { return tag.starts_with("svg class"); });
  CHECK(plots >= std::ssize(fixture::example_report().scores));  // an interval drawn for each score
  const auto ids = values_of(markup, "id");
  for (const char* id :
       {"task=cloze&doc=0", "task=cloze&doc=9", "task=choice&doc=0", "task=language_modelling&doc=2"}) {
    CHECK_MESSAGE(std::ranges::find(ids, id) != ids.end(), id);
  }
  CHECK(page.find("Failed: the logits of token 3 are not finite") != std::string::npos);
  CHECK(page.find("prompt cut by 37 tokens") != std::string::npos);
  CHECK(page.find("<summary>The examples before each question") != std::string::npos);
  CHECK(page.find("على الرف") != std::string::npos);
}

TEST_CASE("The data for the script holds every document, the shared examples once") {
  const Report report = fixture::example_report();
  const Markup markup = parse_markup(html(report));
  const Value data = parse_json(markup.raw[1], "the page's data");
  const List& tasks = at(data, "tasks").as_list();
  REQUIRE(tasks.size() == 5);
  const Value& choice = tasks[1];
  CHECK(at(choice, "docs").as_list().size() == 80);
  REQUIRE(at(choice, "starts").as_list().size() == 1);
  const std::string& start = at(choice, "starts").as_list()[0].as_string();
  const List& document = at(choice, "docs").as_list()[3].as_list();
  CHECK(document[1].as_int() == 0);
  const Sample& sample = report.samples[60 + 3];
  CHECK(start + document[2].as_string() == std::get<LogLikelihood>(sample.requests[0].request.body).context);
  CHECK(document[4].as_list().size() == 4);
  const Value& entry = document[5].as_list()[1];
  CHECK(at(entry, "l").as_list().size() == 4);
  const Value& failed = at(tasks[2], "docs").as_list()[7].as_list()[5].as_list()[1];
  CHECK(at(failed, "x").as_list()[0].as_string() == "the logits of token 3 are not finite");
  CHECK(at(tasks[0], "verdict").as_int() == 0);
  CHECK(at(tasks[3], "verdict").as_int() == -1);
}

TEST_CASE("Equal reports give the same bytes from every writer") {
  const Report a = fixture::example_report(), b = fixture::example_report();
  CHECK(html(a) == html(b));
  CHECK(results_json(a) == results_json(b));
  CHECK(results_csv(a) == results_csv(b));
  CHECK(samples_csv(a) == samples_csv(b));
  CHECK(samples_jsonl(a, 1, "qa") == samples_jsonl(b, 1, "qa"));
  CHECK(markdown(a) == markdown(b));
  CHECK(console_table(a) == console_table(b));
}

TEST_CASE("Ten thousand short samples stay below five megabytes") {
  const std::string page = html(fixture::many_samples(10'000));
  MESSAGE("page of 10,000 samples: ", page.size(), " bytes");
  CHECK(page.size() <= 5'000'000);
  const Markup markup = parse_markup(page);
  CHECK(markup.error == "");
  CHECK(std::ranges::count(markup.tags, "details class id") == 10);
}

TEST_CASE("Words that another setting did not say are marked without a script") {
  const auto text = [](std::string_view base, std::string_view own) {
    std::string marked;
    for (const MarkedWord& word : marked_words(base, own)) {
      marked += word.differs ? "[" + std::string(word.text) + "]" : std::string(word.text);
    }
    return marked;
  };
  CHECK(text("the cat sat down", "the dog sat  down") == "the [dog] sat  down");
  CHECK(text("", "a b") == "[a] [b]");
  CHECK(text("a b", "a b") == "a b");
  CHECK(text("a b c", "") == "");
  CHECK(text("b a", "a\u00A0b") == "a\u00A0[b]");
  CHECK(html(fixture::example_report()).find("<mark>") != std::string::npos);
}

TEST_CASE("A task's language is that of its texts, and unknown where its metadata names none") {
  Report report = fixture::example_report();
  Dict config, metadata;
  metadata.set("language", "de");
  config.set("metadata", metadata);
  report.tasks[0].config = config;
  const std::string page = html(report);
  CHECK(page.find("<div class=\"text\" dir=\"auto\" lang=\"de\">") != std::string::npos);
  CHECK(page.find("<div class=\"text\" dir=\"auto\" lang=\"\">") != std::string::npos);
}

TEST_CASE("The data names the models where there are several") {
  const Value data = parse_json(parse_markup(html(fixture::example_report())).raw[1], "the page's data");
  REQUIRE(data.find("models") != nullptr);
  CHECK(data.find("of")->as_list().size() == data.find("runs")->as_list().size());
  const Value one = parse_json(parse_markup(html(fixture::single_report())).raw[1], "the page's data");
  CHECK(one.find("models") == nullptr);
}

TEST_CASE("A run with other choices or references shows its own, not its numbers under another's") {
  Report report;
  report.runs = {fixture::run_column("a", "gpt2", 1), fixture::run_column("b", "gpt2", 1)};
  report.tasks = {fixture::task_facts("t", "", "", "multiple_choice", 0, {{"acc", true}}),
                  fixture::task_facts("u", "", "", "generate_until", 0, {{"exact_match", true}})};
  for (const std::size_t run : {0u, 1u}) {
    Sample picks = fixture::sample_of(run, "t", 0, 0);
    for (const std::int32_t choice : {0, 1}) {
      const std::string text = run == 0 ? (choice == 0 ? " box" : " table") : (choice == 0 ? " A" : " B");
      fixture::add_request(picks, choice, LogLikelihood{"on the", text}, fixture::token_scores(-1.25 - choice, 1, 2));
    }
    Sample says = fixture::sample_of(run, "u", 0, run == 0 ? "Paris" : "Rome");
    fixture::add_request(says, 0, Generate{.prompt = "p", .until = {}, .max_tokens = 3, .sampling = {}},
                         fixture::generated("x", StopReason::length, 1));
    report.samples.push_back(picks);
    report.samples.push_back(says);
  }
  const std::string page = html(report);
  CHECK(page.find("This run&#39;s own choices, ln p") != std::string::npos);
  CHECK(page.find("<bdi> B</bdi> \u22122.250") != std::string::npos);
  CHECK(page.find("This run&#39;s own reference") != std::string::npos);
  const Value data = parse_json(parse_markup(page).raw[1], "the page's data");
  const List& tasks = at(data, "tasks").as_list();
  const Value& other = at(tasks[0], "docs").as_list()[0].as_list()[5].as_list()[1];
  CHECK(other.find("l") == nullptr);
  CHECK(at(other, "o").as_list().size() == 2);
  CHECK(at(at(tasks[1], "docs").as_list()[0].as_list()[5].as_list()[1], "r").as_list()[0].as_string() == "Rome");
}
