#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/variant.h"
#include "tokenizer/description.h"
#include "tokenizer/post_processors/make_post_processor.h"

namespace coldread::post_processors {
namespace {

enum class Text { first, second };
/// What a template puts in a place: a text, or tokens.
using Piece = Variant<Text, std::vector<TokenId>>;
using Pieces = std::vector<Piece>;

std::vector<TokenId> filled(const Pieces& pieces, std::span<const TokenId> first, std::span<const TokenId> second) {
  std::vector<TokenId> ids;
  for (const Piece& piece : pieces) {
    if (const auto* tokens = std::get_if<std::vector<TokenId>>(&piece)) {
      ids.insert(ids.end(), tokens->begin(), tokens->end());
    } else {
      const std::span<const TokenId> text = std::get<Text>(piece) == Text::first ? first : second;
      ids.insert(ids.end(), text.begin(), text.end());
    }
  }
  return ids;
}

class TemplateProcessing final : public PostProcessor {
 public:
  TemplateProcessing(Pieces single, Pieces pair) : single_(std::move(single)), pair_(std::move(pair)) {}

  void process(std::vector<TokenId>& ids) const override { ids = filled(single_, ids, {}); }
  std::vector<TokenId> process_pair(std::span<const TokenId> first, std::span<const TokenId> second) const override {
    return filled(pair_, first, second);
  }

 private:
  Pieces single_;
  Pieces pair_;
};

/// The ids of a token in a template: the description lists them by name, else the vocabulary has one of that text.
std::optional<std::vector<TokenId>> ids_of(const Value& name, const Value& description, const Vocabulary& vocabulary) {
  if (!name.is_string()) return std::nullopt;
  std::vector<TokenId> ids;
  const Value& listed = setting(setting(setting(description, "special_tokens"), name.as_string()), "ids");
  if (listed.is_list()) {
    for (const Value& id : listed.as_list()) ids.push_back(id.is_int() ? static_cast<TokenId>(id.as_int()) : -1);
  } else if (const auto id = vocabulary.find(name.as_string())) {
    ids.push_back(*id);
  }
  const bool known = !ids.empty() && std::ranges::all_of(ids, [&](TokenId id) { return vocabulary.contains(id); });
  return known ? std::optional(ids) : std::nullopt;
}

/// Nothing where a place of the template is not understood.
std::optional<Pieces> pieces_of(const Value& list, const Value& description, const Vocabulary& vocabulary) {
  if (!list.is_list()) return std::nullopt;
  Pieces pieces;
  for (const Value& place : list.as_list()) {
    if (const Value* text = place.find("Sequence")) {
      pieces.emplace_back(setting(*text, "id") == Value("B") ? Text::second : Text::first);
    } else if (const Value* token = place.find("SpecialToken")) {
      auto ids = ids_of(setting(*token, "id"), description, vocabulary);
      if (!ids) return std::nullopt;
      pieces.emplace_back(*std::move(ids));
    } else {
      return std::nullopt;
    }
  }
  return pieces;
}

bool is_text(const Piece& piece) {
  return std::holds_alternative<Text>(piece);
}

/// A text may stand alone or after one place of tokens, which is BOS where a model has one.
std::unique_ptr<PostProcessor> make(const Value& description, const Vocabulary& vocabulary, const SpecialTokens&) {
  auto single = pieces_of(setting(description, "single"), description, vocabulary);
  const bool alone = single && single->size() == 1 && is_text(single->front());
  const bool after_token = single && single->size() == 2 && !is_text(single->front()) && is_text(single->back());
  if (!alone && !after_token) refuse_post_processor(description, vocabulary);
  auto pair = pieces_of(setting(description, "pair"), description, vocabulary);
  if (!pair || pair->empty()) pair = Pieces{Text::first, Text::second};
  if (alone && pair->size() == 2) return nullptr;
  return std::make_unique<TemplateProcessing>(*std::move(single), *std::move(pair));
}

}  // namespace

PostProcessorType template_processing() {
  return {.type = "TemplateProcessing", .make = make};
}

}  // namespace coldread::post_processors
