#include "runner/journal/journal.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <set>

#include "io/file.h"
#include "runner/journal/answers.h"
#include "runner/journal/head_differences.h"
#include "runner/journal/response_json.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

using namespace coldread;
using coldread::test::error_of;

namespace {

Dict head(std::int64_t limit) {
  Dict dict;
  dict.set("coldread journal", 3);
  dict.set("limit", limit);
  return dict;
}

Response scores(double total) {
  return TokenScores{.ids = {5, 7}, .logprobs = {-0.5F, -0.1F}, .total = total, .is_greedy = true};
}

Response text(const std::string& answer) {
  return GeneratedText{.text = answer, .ids = {1}, .logprobs = {-1.0F / 3}};
}

/// Four answers of all kinds, one of them with characters of several bytes.
const std::vector<std::pair<std::string, Response>> kAnswers = {{"a1", scores(-0.6)},
                                                                {"b2", text("na\u00efve \u4e2d\n\"x\"")},
                                                                {"c3", RequestFailure{"no"}},
                                                                {"d4", scores(-1e-300)}};

std::string whole_journal(const std::filesystem::path& path) {
  Journal journal(path, head(3));
  for (const auto& [key, response] : kAnswers) journal.append(key, response);
  journal.sync();
  return read_text_file(path);
}

/// Every answer that was read is one that was written, to the bit.
void check_answers(const Answers& answers) {
  for (const auto& [key, response] : kAnswers) {
    const auto found = answers.find(key);
    if (found != answers.end()) CHECK(journal_line(key, found->second) == journal_line(key, response));
  }
  for (const auto& [key, response] : answers) CHECK(key.size() == 2);
}

}  // namespace

TEST_CASE("a journal cut after any byte keeps every whole record and takes new ones") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  const std::string whole = whole_journal(path);
  const std::size_t first = journal_head(head(3)).size();
  for (std::size_t size = first; size <= whole.size(); ++size) {
    folder.write("journal", whole.substr(0, size));
    std::size_t kept = 0;
    {
      Journal journal(path, read_journal(path));
      kept = journal.answers().size();
      CHECK(journal.damage().empty());
      check_answers(journal.answers());
      journal.append("e5", text("new"));
    }
    const JournalContents again = read_journal(path);
    CHECK(again.answers.size() == kept + 1);
    CHECK(again.damage.empty());
    CHECK_FALSE(again.torn);
  }
}

TEST_CASE("a journal cut within its head is no journal") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  const std::string whole = whole_journal(path);
  const std::size_t line = journal_head(head(3)).size() / 2;
  for (std::size_t size = 1; size < line; ++size) {
    folder.write("journal", whole.substr(0, size));
    CHECK(read_journal(path).head.is_null());
  }
}

TEST_CASE("a flipped bit anywhere is found, or changes nothing") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  const std::string whole = whole_journal(path);
  for (std::size_t i = 0; i < whole.size(); ++i) {
    for (const int bit : {0, 3, 7}) {
      std::string damaged = whole;
      damaged[i] = static_cast<char>(damaged[i] ^ (1 << bit));
      folder.write("journal", damaged);
      const JournalContents contents = read_journal(path);
      check_answers(contents.answers);
      CHECK(contents.head == Value(head(3)));  // it stands twice
      CHECK((contents.torn || !contents.damage.empty()));
      CHECK(contents.answers.size() >= kAnswers.size() - 2);
    }
  }
}

TEST_CASE("damage is named by its line") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  std::string whole = whole_journal(path);
  whole[whole.find("\"a1\"") + 1] = 'z';
  folder.write("journal", whole);
  const JournalContents contents = read_journal(path);
  REQUIRE(contents.damage.size() == 1);
  CHECK(contents.damage[0].line == 3);
  CHECK(contents.damage[0].offset == journal_head(head(3)).size());
  CHECK(damage_text(contents.damage).starts_with("line 3 (from byte "));
  CHECK_FALSE(contents.answers.contains("a1"));
}

TEST_CASE("a finished journal is in the order of its keys, whatever order its answers came in") {
  const TemporaryFolder folder;
  const std::vector<std::string> keys = {"d4", "b2", "a1", "c3", "b2"};
  std::vector<std::string> files;
  for (const bool backwards : {false, true}) {
    const auto path = folder.path() / (backwards ? "b" : "a");
    auto answers = kAnswers;
    if (backwards) std::reverse(answers.begin(), answers.end());
    Journal journal(path, head(3));
    journal.append("zz", text("of no request any more"));
    for (const auto& [key, response] : answers) journal.append(key, response);
    journal.finish(keys);
    files.push_back(read_text_file(path));
  }
  CHECK(files[0] == files[1]);
  CHECK(read_journal(folder.path() / "a").answers.size() == 4);
  CHECK(read_journal(folder.path() / "a").damage.empty());
}

TEST_CASE("a finished journal takes further answers") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  Journal journal(path, head(3));
  journal.append("b", text("1"));
  journal.append("a", text("2"));
  journal.finish({"a", "b"});
  journal.append("c", text("3"));
  CHECK(read_journal(path).answers.size() == 3);
}

TEST_CASE("a journal that is begun anew holds nothing of the former one") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  whole_journal(path);
  CHECK(read_journal_head(path) == Value(head(3)));
  const Journal fresh(path, head(4));
  CHECK(fresh.answers().empty());
  CHECK(read_journal_head(path) == Value(head(4)));
}

TEST_CASE("the bytes of tokens are kept beside an answer, and are no part of its digest") {
  const TemporaryFolder folder;
  const auto path = folder.path() / "journal";
  GeneratedText answer{.text = "ab c", .ids = {1, 2}, .logprobs = {-1.0F, -2.0F}};
  const std::string plain = answer_line("a", answer);
  const std::string digest = answers_digest({"a"}, {{"a", answer}});
  answer.token_bytes = {2, 2};
  CHECK(answer_line("a", answer) == plain);
  CHECK(answers_digest({"a"}, {{"a", answer}}) == digest);
  Journal journal(path, head(3));
  journal.append("a", answer);
  const Answers answers = read_journal(path).answers;
  CHECK(token_bytes_of(answers.at("a")) == std::vector<std::int32_t>{2, 2});
}

TEST_CASE("bytes of tokens that cannot be an answer's are left out") {
  Response answer = GeneratedText{.text = "abc", .ids = {1, 2}, .logprobs = {}};
  for (const List& bytes : {List{1, 1}, List{3}, List{-1, 4}, List{"1", 2}, List{std::int64_t{1} << 40, 2}}) {
    set_token_bytes(answer, bytes);
    CHECK(token_bytes_of(answer).empty());
  }
  set_token_bytes(answer, List{1, 2});
  CHECK(token_bytes_of(answer) == std::vector<std::int32_t>{1, 2});
}

TEST_CASE("differences name the path of each") {
  Dict models;
  models.set("path", "m");
  models.set("compute", "fp32");
  Dict before = head(3);
  before.set("models", List{models});
  models.set("compute", "int8");
  Dict after = head(3);
  after.set("models", List{models});
  after.set("system_instruction", "x");
  CHECK(differences(before, after, {}) ==
        "models.0.compute was \"fp32\", is \"int8\"; system_instruction was not set, is \"x\"");
  CHECK(differences(before, after, {"models", "system_instruction"}).empty());
  CHECK(differences(Value(), after, {}) == "a damaged head");
}

TEST_CASE("the digest of answers depends on all of them and on no order") {
  const Answers answers(kAnswers.begin(), kAnswers.end());
  const std::string all = answers_digest({"a1", "b2", "c3", "d4"}, answers);
  CHECK(all == answers_digest({"d4", "c3", "b2", "a1", "a1"}, answers));
  CHECK(all != answers_digest({"a1", "b2", "c3"}, answers));
  Answers other = answers;
  other["d4"] = scores(-2e-300);
  CHECK(all != answers_digest({"a1", "b2", "c3", "d4"}, other));
}

TEST_CASE("prompts that differ in bytes that are no text have keys of their own") {
  const auto key = [](const std::string& prompt) {
    return answer_key("model", "fp32", {.key = {}, .body = LogLikelihood{.context = prompt, .continuation = "x"}});
  };
  CHECK(key("a\xFF") != key("a\xFE"));
  CHECK(key("a\xFF") != key("a\xEF\xBF\xBD"));
  CHECK(key("a") == key("a"));
}

TEST_CASE("a key holds all that can change an answer") {
  const Request base{.key = {.task = "t", .document = 1, .choice = 0, .repeat = 0},
                     .body = Generate{.prompt = "p", .until = {"x"}, .max_tokens = 4, .sampling = {.do_sample = true}}};
  std::set<std::string> keys = {answer_key("m", "fp32", base), answer_key("n", "fp32", base),
                                answer_key("m", "int8", base)};
  const auto add = [&](const auto& change) {
    Request request = base;
    change(request, std::get<Generate>(request.body));
    keys.insert(answer_key("m", "fp32", request));
  };
  add([](Request&, Generate& body) { body.prompt = "q"; });
  add([](Request&, Generate& body) { body.prompt = std::vector<TokenId>{1}; });
  add([](Request&, Generate& body) { body.until = {"x", "y"}; });
  add([](Request&, Generate& body) { body.max_tokens = 5; });
  add([](Request&, Generate& body) { body.ignore_end_of_text = true; });
  add([](Request&, Generate& body) { body.sampling.seed = 1; });
  add([](Request&, Generate& body) { body.sampling.temperature = 0.5; });
  add([](Request&, Generate& body) { body.sampling.order = SamplingOrder::openai_gpt2; });
  add([](Request&, Generate& body) { body.sampling.logit_bias = {{3, 1.0}}; });
  add([](Request&, Generate& body) { body.sampling.num_beams = 2; });
  add([](Request&, Generate& body) { body.sampling.do_sample = false; });
  add([](Request& request, Generate&) { request.key.document = 2; });
  add([](Request& request, Generate&) { request.key.repeat = 1; });
  add([](Request& request, Generate&) { request.key.task = "u"; });
  CHECK(keys.size() == 17);
}
