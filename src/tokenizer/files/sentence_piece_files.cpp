#include <algorithm>
#include <array>
#include <limits>
#include <utility>

#include "tokenizer/decoders/make_decoder.h"
#include "tokenizer/description.h"
#include "tokenizer/files/added_token_files.h"
#include "tokenizer/files/formats.h"
#include "tokenizer/files/sentence_piece_model.h"
#include "tokenizer/models/character_bpe.h"
#include "tokenizer/models/viterbi_unigram.h"
#include "tokenizer/post_processors/fixed_ends.h"
#include "tokenizer/sentence_piece.h"

namespace coldread {
namespace {

using Kind = SentencePieceModel::Kind;

/// XLM-R's ids are fairseq's: four special tokens, then the pieces but the first three, then <mask>.
/// Source: XLMRobertaTokenizer of transformers.
void shift_to_fairseq(SentencePieceModel& model) {
  std::vector<SentencePieceModel::Piece> pieces{
      {"<s>", 0, Kind::control}, {"<pad>", 0, Kind::control}, {"</s>", 0, Kind::control}, {"<unk>", 0, Kind::unknown}};
  for (std::size_t i = 3; i < model.pieces.size(); ++i) pieces.push_back(std::move(model.pieces[i]));
  pieces.push_back({"<mask>", 0, Kind::control});
  model.pieces = std::move(pieces);
  model.bos = 0;
  model.pad = 1;
  model.eos = 2;
  model.unknown = 3;
}

/// Special tokens are the control pieces and the unknown one.
Vocabulary read_pieces(const SentencePieceModel& model, const std::string& origin) {
  ModelTokens tokens;
  for (const auto& piece : model.pieces) tokens.bytes.push_back(piece.text);
  return {origin, std::move(tokens)};
}

void add_control_pieces(const SentencePieceModel& model, AddedTokens& added) {
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    const auto& [text, score, kind] = model.pieces[i];
    if ((kind != Kind::control && kind != Kind::unknown) || text.empty()) continue;
    added.add({.text = text, .special = true, .strips_left = text == "<mask>"}, static_cast<std::int64_t>(i));
  }
}

/// T5's "<extra_id_0>" and on, which follow the pieces from the last to the first.
void add_extra_ids(const SentencePieceModel& model, const Value& config, AddedTokens& added) {
  const Value& named = setting(config, "extra_ids");
  const std::int64_t count = named.is_int() ? std::clamp<std::int64_t>(named.as_int(), 0, 10000) : 100;
  const auto size = static_cast<std::int64_t>(model.pieces.size());
  for (std::int64_t i = count; i > 0; --i) {
    added.add({.text = "<extra_id_" + std::to_string(i - 1) + ">", .special = true}, size + count - i);
  }
}

std::unique_ptr<TokenModel> make_bpe(const SentencePieceModel& model, std::shared_ptr<const Vocabulary> vocabulary,
                                     std::vector<TokenId> whole) {
  std::vector<float> scores(vocabulary->size());
  for (std::size_t i = 0; i < model.pieces.size(); ++i) scores[i] = model.pieces[i].score;
  MergeTable merges = scored_merges(plain_tokens(*vocabulary), scores);
  CharacterBpe::Settings settings{
      .byte_fallback = model.byte_fallback, .unknown = model.unknown, .fuses_unknown = true};
  settings.whole = std::move(whole);
  return std::make_unique<CharacterBpe>(std::move(vocabulary), std::move(settings), std::move(merges));
}

std::unique_ptr<TokenModel> make_unigram(const SentencePieceModel& model,
                                         std::shared_ptr<const Vocabulary> vocabulary) {
  ViterbiUnigram::Settings settings{.unknown = model.unknown, .byte_fallback = model.byte_fallback};
  float least = std::numeric_limits<float>::max();
  for (const auto& [text, score, kind] : model.pieces) {
    settings.scores.push_back(kind == Kind::user_defined ? 0 : static_cast<double>(score));
    settings.reachable.push_back(kind == Kind::normal || kind == Kind::user_defined);
    if (kind == Kind::normal) least = std::min(least, score);
  }
  settings.unknown_score = static_cast<double>(least) - kUnknownPenalty;
  return std::make_unique<ViterbiUnigram>(std::move(vocabulary), std::move(settings));
}

/// What transformers puts around a text by the class of the tokenizer.
std::unique_ptr<PostProcessor> ends_of_class(std::string_view name, const SpecialTokens& special) {
  const auto is = [&](std::string_view known) { return name == known || name == std::string(known) + "Fast"; };
  if (!special.eos) return nullptr;
  const TokenId eos = *special.eos;
  if (is("T5Tokenizer")) return fixed_ends({.front = {}, .between = {eos}, .behind = {eos}});
  if (!special.bos) return nullptr;
  if (is("XLMRobertaTokenizer")) return fixed_ends({.front = {*special.bos}, .between = {eos, eos}, .behind = {eos}});
  return nullptr;
}

}  // namespace

TokenizerParts read_sentence_piece_files(FolderReader folder, const char* file) {
  const std::string origin = folder.path(file).string();
  const MappedFile mapped = folder.lines(file);
  SentencePieceModel model = parse_sentence_piece_model(mapped.text(), origin);
  const char* config_file = "tokenizer_config.json";
  const Value config = folder.has(config_file) ? folder.json_dict(config_file) : Value(Dict());
  const Value& class_name = setting(config, "tokenizer_class");
  const std::string name = class_name.is_string() ? class_name.as_string() : "";
  if (name.starts_with("XLMRobertaTokenizer")) shift_to_fairseq(model);

  Vocabulary vocabulary = read_pieces(model, origin);
  AddedTokens added(vocabulary);
  added.read(folder, config);
  add_control_pieces(model, added);
  if (name.starts_with("T5Tokenizer")) add_extra_ids(model, config, added);
  std::vector<std::string> user_defined;
  std::vector<TokenId> whole;
  for (std::size_t i = 0; i < model.pieces.size(); ++i) {
    if (model.pieces[i].kind != Kind::user_defined) continue;
    user_defined.push_back(model.pieces[i].text);
    whole.push_back(static_cast<TokenId>(i));
  }

  TokenizerParts parts;
  parts.vocabulary = std::make_shared<const Vocabulary>(std::move(vocabulary));
  std::optional<PrecompiledCharsmap> rules;
  if (!model.charsmap.empty()) rules.emplace(model.charsmap, origin);
  const UserDefinedPieces kept(user_defined);
  parts.normalizer = sentence_piece_normalizer(std::move(rules), model.collapses_spaces, kept);
  const bool legacy = !(setting(config, "legacy") == Value(false));
  parts.pre_tokenizer = sentence_piece_pre_tokenizer(!model.prefix ? PrefixedStretches::none
                                                     : legacy      ? PrefixedStretches::all
                                                                   : PrefixedStretches::first,
                                                     kept);
  parts.model = model.unigram ? make_unigram(model, parts.vocabulary) : make_bpe(model, parts.vocabulary, whole);
  parts.decoder = make_decoder(sentence_piece_decoder(model.prefix), Spelling::text, origin);
  HubFacts facts = read_hub_files(folder, *parts.vocabulary, {.bos = model.bos, .eos = model.eos, .pad = model.pad});
  parts.special_tokens = facts.special_tokens;
  parts.end_tokens = std::move(facts.end_tokens);
  parts.chat_template = std::move(facts.chat_template);
  auto ends = ends_by_config(facts, *parts.vocabulary);
  parts.post_processor = ends ? *std::move(ends) : ends_of_class(name, parts.special_tokens);
  parts.files = std::move(folder).files();
  return parts;
}

}  // namespace coldread
