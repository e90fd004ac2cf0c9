#include "tokenizer/models/model_type.h"

#include <vector>

#include "tokenizer/description.h"

namespace coldread {
namespace token_models {

#define TOKEN_MODEL(identifier) TokenModelType identifier();
#include "tokenizer/models/models.inc"
#undef TOKEN_MODEL

namespace {

const std::vector<TokenModelType>& types() {
#define TOKEN_MODEL(identifier) identifier(),
  static const std::vector<TokenModelType> table{
#include "tokenizer/models/models.inc"
  };
#undef TOKEN_MODEL
  return table;
}

}  // namespace
}  // namespace token_models

const TokenModelType& model_type(const Value& description, const std::string& origin) {
  const bool unnamed = description.is_dict() && setting(description, "type").is_null();
  const std::string type = !unnamed ? type_of(description) : "BPE";
  std::vector<std::string> names;
  for (const TokenModelType& known : token_models::types()) {
    if (known.type == type) return known;
    names.emplace_back(known.type);
  }
  fail_unknown_type(origin, "model", description, names);
}

}  // namespace coldread
