#include "tokenizer/models/viterbi_unigram.h"

#include <doctest/doctest.h>
#include <string>
#include <vector>

namespace coldread {
namespace {

using Ids = std::vector<TokenId>;

Ids encode(std::string_view piece, bool byte_fallback = false) {
  const std::vector<std::string> tokens{"<unk>", "a", "b", "c", "d", "cd", "ab", "abc", "abcd", "<0xC3>", "<0xBC>"};
  ViterbiUnigram::Settings settings{.scores = {0, 0, 0, 0, 0, 1, 2, 5, 10, 0, 0},
                                    .reachable = std::vector<bool>(tokens.size(), true),
                                    .unknown_score = -10,
                                    .unknown = 0,
                                    .byte_fallback = byte_fallback};
  Ids ids;
  ViterbiUnigram(std::make_shared<const Vocabulary>("m", tokens), settings).encode(piece, ids);
  return ids;
}

TEST_CASE("the cut with the highest sum, as in the test of Hugging Face tokenizers") {
  CHECK(encode("abcdacdxx") == Ids{8, 1, 5, 0});
  CHECK(encode("").empty());
}

TEST_CASE("unknown characters in a row are one token, or bytes where there are all") {
  CHECK(encode("xaxü") == Ids{0, 1, 0});
  CHECK(encode("üa", true) == Ids{9, 10, 1});
  CHECK(encode("üx", true) == Ids{0});
  CHECK(encode("\xC3") == Ids{0});
}

}  // namespace
}  // namespace coldread
