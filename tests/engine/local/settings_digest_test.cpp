#include "engine/local/settings_digest.h"

#include <algorithm>
#include <doctest/doctest.h>
#include <vector>

#include "io/sha256.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

TEST_CASE("the digest of settings is over names, sizes and contents in the order that journals were made with") {
  const TemporaryFolder folder;
  std::vector<std::filesystem::path> files = {
      folder.write("config.json", "{}"), folder.write("vocab.json", "vocabulary"), folder.write("merges.txt", "m"),
      folder.write("tokenizer_config.json", "[1]"), folder.write("chat_template.jinja", "")};
  const std::string digest = settings_digest(files);
  CHECK(digest == sha256_hex("config.json 2\n{}tokenizer_config.json 3\n[1]vocab.json 10\nvocabularymerges.txt 1\nm"
                             "chat_template.jinja 0\n"));
  std::ranges::reverse(files);
  CHECK(settings_digest(files) == digest);
}

TEST_CASE("without files it is the digest of nothing") {
  CHECK(settings_digest({}) == sha256_hex(""));
}

TEST_CASE("what a run overrides belongs to the digest") {
  const std::string none = settings_digest({});
  const auto with_ends = [](std::vector<TokenName> names) {
    return settings_digest({}, {.end_tokens = std::move(names), .ignored_settings = {}});
  };
  CHECK(settings_digest({}, {}) == none);
  CHECK(with_ends({}) != none);
  CHECK(with_ends({TokenName(2)}) != with_ends({}));
  CHECK(with_ends({TokenName(2)}) != with_ends({TokenName(0), TokenName(2)}));
  CHECK(with_ends({TokenName("2")}) != with_ends({TokenName(2)}));
  CHECK(settings_digest({}, {.end_tokens = {}, .ignored_settings = {"a"}}) != none);
}

TEST_CASE("a file that no order names belongs to the digest, at its end") {
  const TemporaryFolder folder;
  const std::vector<std::filesystem::path> files = {folder.write("tokenizer.model", "t"),
                                                    folder.write("chat_template.jinja", "c"),
                                                    folder.write("added_tokens.json", "a")};
  CHECK(settings_digest(files) == sha256_hex("chat_template.jinja 1\ncadded_tokens.json 1\natokenizer.model 1\nt"));
}

}  // namespace
}  // namespace coldread
