#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/variant.h"
#include "tokenizer/description.h"
#include "tokenizer/fail_in.h"
#include "tokenizer/post_processors/make_post_processor.h"

namespace coldread::post_processors {
namespace {

enum class Text { first, second };
/// What a template puts in a place: a text, or tokens.
struct Place {
  Variant<Text, std::vector<TokenId>> content;
  int type = 0;  ///< to which text its tokens are counted
};
using Places = std::vector<Place>;

std::vector<TokenId> filled(const Places& places, std::span<const TokenId> first, std::span<const TokenId> second) {
  std::vector<TokenId> ids;
  for (const Place& place : places) {
    if (const auto* tokens = std::get_if<std::vector<TokenId>>(&place.content)) {
      ids.insert(ids.end(), tokens->begin(), tokens->end());
    } else {
      const std::span<const TokenId> text = std::get<Text>(place.content) == Text::first ? first : second;
      ids.insert(ids.end(), text.begin(), text.end());
    }
  }
  return ids;
}

class TemplateProcessing final : public PostProcessor {
 public:
  TemplateProcessing(Places single, Places pair) : single_(std::move(single)), pair_(std::move(pair)) {}

  void process(std::vector<TokenId>& ids) const override { ids = filled(single_, ids, {}); }
  std::vector<TokenId> process_pair(std::span<const TokenId> first, std::span<const TokenId> second) const override {
    return filled(pair_, first, second);
  }
  std::vector<int> pair_types(std::size_t first, std::size_t second) const override {
    std::vector<int> types;
    for (const Place& place : pair_) {
      const auto* tokens = std::get_if<std::vector<TokenId>>(&place.content);
      const std::size_t count = tokens != nullptr                              ? tokens->size()
                                : std::get<Text>(place.content) == Text::first ? first
                                                                               : second;
      types.resize(types.size() + count, place.type);
    }
    return types;
  }

 private:
  Places single_;
  Places pair_;
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

/// key: "single" or "pair".
Places places_of(const Value& description, const char* key, const Vocabulary& vocabulary) {
  const Value& list = setting(description, key);
  const auto fail = [&](const std::string& what) {
    fail_in(vocabulary.origin(), std::string("has a TemplateProcessing whose '") + key + "' " + what);
  };
  if (!list.is_list()) fail("is no list");
  Places places;
  for (const Value& entry : list.as_list()) {
    const Value* text = entry.find("Sequence");
    const Value* token = entry.find("SpecialToken");
    Place place;
    if (text != nullptr) {
      place.content = setting(*text, "id") == Value("B") ? Text::second : Text::first;
    } else if (token != nullptr) {
      auto ids = ids_of(setting(*token, "id"), description, vocabulary);
      if (!ids) fail("names a SpecialToken that is not in the vocabulary");
      place.content = *std::move(ids);
    } else {
      fail("holds what is neither a Sequence nor a SpecialToken");
    }
    place.type = setting(text != nullptr ? *text : *token, "type_id") == Value(1) ? 1 : 0;
    places.push_back(std::move(place));
  }
  return places;
}

std::unique_ptr<PostProcessor> make(const Value& description, const Vocabulary& vocabulary) {
  Places single = places_of(description, "single", vocabulary);
  const bool has_pair = !is_off(description, "pair") && !(setting(description, "pair") == Value(List()));
  Places pair = has_pair ? places_of(description, "pair", vocabulary)
                         : Places{{.content = Text::first}, {.content = Text::second, .type = 1}};
  const auto is_text = [](const Place& place) { return std::holds_alternative<Text>(place.content); };
  if (single.size() == 1 && pair.size() == 2 && std::ranges::all_of(single, is_text)) return nullptr;
  return std::make_unique<TemplateProcessing>(std::move(single), std::move(pair));
}

}  // namespace

PostProcessorType template_processing() {
  return {.type = "TemplateProcessing", .make = make};
}

}  // namespace coldread::post_processors
