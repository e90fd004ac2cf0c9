#include "tokenizer/models/character_bpe.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;
using Merges = std::vector<std::pair<std::string, std::string>>;

Ids encode(std::vector<std::string> tokens, const Merges& merges, const CharacterBpe::Settings& settings,
           std::string_view piece) {
  const auto vocabulary = std::make_shared<const Vocabulary>("file.json", std::move(tokens));
  MergeTable table = ranked_merges(*vocabulary, model_tokens(*vocabulary), merges, settings.continuing_prefix);
  Ids ids;
  CharacterBpe(vocabulary, settings, std::move(table)).encode(piece, ids);
  return ids;
}

TEST_CASE("characters merge by rank; those that are no token become bytes, unknown, or nothing") {
  const std::vector<std::string> tokens{"<unk>", "é", "a", "éa", "<0xC3>", "<0xBC>"};
  const Merges merges{{"é", "a"}};
  CHECK(encode(tokens, merges, {}, "éaaé") == Ids{3, 2, 1});
  CHECK(encode(tokens, merges, {}, "aüa") == Ids{2, 2});
  CHECK(encode(tokens, merges, {.byte_fallback = true}, "aü") == Ids{2, 4, 5});
  CHECK(encode(tokens, merges, {.byte_fallback = true, .unknown = 0}, "ß") == Ids{0});
  CHECK(encode(tokens, merges, {.unknown = 0}, "ßüa") == Ids{0, 0, 2});
  CHECK(encode(tokens, merges, {.unknown = 0, .fuses_unknown = true}, "ßüa") == Ids{0, 2});
}

TEST_CASE("a prefix goes in front of all characters but the first, a suffix behind the last") {
  const std::vector<std::string> tokens{"a", "##b", "ab", "b</w>", "ab</w>", "a</w>"};
  CHECK(encode(tokens, {{"a", "##b"}}, {.continuing_prefix = "##"}, "ab") == Ids{2});
  CHECK(encode(tokens, {{"a", "b</w>"}}, {.word_suffix = "</w>"}, "ab") == Ids{4});
  CHECK(encode(tokens, {}, {.word_suffix = "</w>"}, "aa") == Ids{0, 5});
}

TEST_CASE("words are cut in front of marks only where no merge goes over them") {
  const std::vector<std::string> tokens{"▁", "a", "▁a", "▁▁", "a▁"};
  CHECK(encode(tokens, {{"▁", "▁"}, {"▁", "a"}}, {}, "▁a▁▁a") == Ids{2, 3, 1});
  CHECK(encode(tokens, {{"a", "▁"}, {"▁", "a"}}, {}, "▁a▁a") == Ids{0, 4, 1});
}

TEST_CASE("tokens merge by score, the leftmost first among equals") {
  const auto vocabulary =
      std::make_shared<const Vocabulary>("m", std::vector<std::string>{"a", "b", "ab", "ba", "aba"});
  const std::vector<float> scores{0, 0, -1, -1, -2};
  Ids ids;
  CharacterBpe(vocabulary, {}, scored_merges(model_tokens(*vocabulary), scores)).encode("abab", ids);
  CHECK(ids == Ids{2, 2});
}

}  // namespace
}  // namespace coldread
