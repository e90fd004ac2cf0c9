#include "runner/folder/stored_model.h"

#include <utility>

#include "base/error.h"
#include "io/exact_value.h"
#include "runner/plan/chat.h"

namespace coldread {
namespace {

[[noreturn]] void fail(const std::string& what) {
  throw Error(ErrorCode::input, "a stored model " + what);
}

const Value& member(const Value& value, const char* key) {
  const Value* found = value.find(key);
  if (found == nullptr) fail(std::string("lacks '") + key + "'");
  return *found;
}

std::string text(const Value& value, const char* key) {
  Value exact = from_exact(member(value, key));
  if (!exact.is_string()) fail(std::string("has no text as '") + key + "'");
  return exact.as_string();
}

const List& list(const Value& value, const char* key) {
  const Value& found = member(value, key);
  if (!found.is_list()) fail(std::string("has no list as '") + key + "'");
  return found.as_list();
}

std::vector<std::string> texts(const Value& value, const char* key) {
  std::vector<std::string> made;
  for (const Value& item : list(value, key)) {
    const Value exact = from_exact(item);
    if (!exact.is_string()) fail(std::string("has no texts as '") + key + "'");
    made.push_back(exact.as_string());
  }
  return made;
}

std::int64_t integer(const Value& value, const char* key) {
  const Value& found = member(value, key);
  if (!found.is_int()) fail(std::string("has no integer as '") + key + "'");
  return found.as_int();
}

}  // namespace

Value to_value(const PlannedModel& model) {
  const ModelFacts& facts = model.facts;
  Dict dict;
  dict.set("family", facts.family);
  dict.set("format", facts.format);
  dict.set("path", to_exact(facts.path));
  dict.set("parameters", facts.parameters);
  dict.set("weight_types", facts.weight_types);
  dict.set("digest", facts.digest);
  dict.set("settings_digest", model.settings_digest);
  dict.set("tokenizer", to_exact(facts.tokenizer));
  dict.set("context_length", facts.context_length);
  List tokens;
  for (const SpecialToken& token : facts.special_tokens) {
    Dict entry;
    entry.set("role", token.role);
    entry.set("text", to_exact(token.text));
    entry.set("id", std::int64_t{token.id});
    tokens.emplace_back(std::move(entry));
  }
  dict.set("special_tokens", std::move(tokens));
  List ends;
  for (const EndToken& token : facts.end_tokens) {
    Dict entry;
    entry.set("id", std::int64_t{token.id});
    entry.set("text", to_exact(token.text));
    entry.set("sources", to_exact(to_list(token.sources)));
    ends.emplace_back(std::move(entry));
  }
  dict.set("end_tokens", std::move(ends));
  dict.set("adds_bos", facts.adds_bos);
  dict.set("ignored_settings", to_exact(to_list(facts.ignored_settings)));
  dict.set("control_tokens", to_exact(to_list(model.control_tokens)));
  dict.set("chat_template", to_exact(facts.chat_template));
  return dict;
}

PlannedModel stored_model(const Value& value, const RunModel& wanted, const RunConfig& config) {
  PlannedModel model;
  model.config = wanted;
  ModelFacts& facts = model.facts;
  facts.name = wanted.name;
  facts.compute = wanted.compute;
  facts.family = text(value, "family");
  facts.format = text(value, "format");
  facts.path = text(value, "path");
  facts.parameters = integer(value, "parameters");
  facts.weight_types = text(value, "weight_types");
  facts.digest = text(value, "digest");
  model.settings_digest = text(value, "settings_digest");
  facts.tokenizer = text(value, "tokenizer");
  facts.context_length = integer(value, "context_length");
  for (const Value& token : list(value, "special_tokens")) {
    facts.special_tokens.push_back(
        {.role = text(token, "role"), .text = text(token, "text"), .id = static_cast<TokenId>(integer(token, "id"))});
  }
  for (const Value& token : list(value, "end_tokens")) {
    facts.end_tokens.push_back({.id = static_cast<TokenId>(integer(token, "id")),
                                .text = text(token, "text"),
                                .sources = texts(token, "sources")});
  }
  const Value& adds_bos = member(value, "adds_bos");
  if (!adds_bos.is_bool()) fail("does not say whether it adds BOS");
  facts.adds_bos = adds_bos.as_bool();
  facts.ignored_settings = texts(value, "ignored_settings");
  model.control_tokens = texts(value, "control_tokens");
  facts.chat_template = text(value, "chat_template");
  model.chat = chat_of(config, facts);
  return model;
}

}  // namespace coldread
