#include <algorithm>
#include <cstdint>
#include <limits>
#include <utility>

#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/models/model_type.h"
#include "tokenizer/models/viterbi_unigram.h"

namespace coldread::token_models {
namespace {

/// "vocab": a list of [text, score].
ModelTokens tokens(const Value& description, Spelling spelling, const std::string& origin) {
  if (spelling != Spelling::text)
    fail_in(origin, "has a Unigram model over bytes, which is not supported; expected BPE");
  const Value& listed = setting(description, "vocab");
  if (!listed.is_list() || listed.as_list().empty()) fail_in(origin, "has no list 'vocab' in its Unigram model");
  ModelTokens tokens;
  for (const Value& entry : listed.as_list()) {
    const bool is_pair = entry.is_list() && entry.as_list().size() == 2 && entry.as_list()[0].is_string() &&
                         entry.as_list()[1].is_number();
    if (!is_pair) fail_in(origin, "has an entry in its Unigram model's 'vocab' that is no [text, score]");
    tokens.bytes.push_back(entry.as_list()[0].as_string());
  }
  return tokens;
}

std::unique_ptr<TokenModel> make(const Value& description, Spelling,
                                 const std::shared_ptr<const Vocabulary>& vocabulary) {
  ViterbiUnigram::Settings settings;
  double least = std::numeric_limits<double>::infinity();
  for (const Value& entry : setting(description, "vocab").as_list()) {
    settings.reachable.push_back(true);  // special ones, too, as in Hugging Face tokenizers
    settings.scores.push_back(entry.as_list()[1].as_number());
    least = std::min(least, settings.scores.back());
  }
  settings.unknown_score = least - kUnknownPenalty;
  if (const Value& unknown = setting(description, "unk_id"); !unknown.is_null()) {
    if (!unknown.is_int() || unknown.as_int() < 0 ||
        unknown.as_int() >= static_cast<std::int64_t>(settings.scores.size())) {
      fail_in(vocabulary->origin(), "has an unk_id that is no id of its Unigram model");
    }
    settings.unknown = static_cast<TokenId>(unknown.as_int());
  }
  settings.byte_fallback = !is_off(description, "byte_fallback");
  return std::make_unique<ViterbiUnigram>(vocabulary, std::move(settings));
}

}  // namespace

TokenModelType unigram() {
  return {.type = "Unigram", .tokens = tokens, .make = make};
}

}  // namespace coldread::token_models
