#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "api/request.h"
#include "tokenizer/added_tokens.h"

namespace coldread {

/// The tokens that a model's file lists.
struct ModelTokens {
  std::vector<std::string> bytes;    ///< by id, empty where an id has none
  std::vector<TokenId> unreachable;  ///< which no piece of a text becomes, whatever their bytes
};

/// The tokens by id: those of the model, and those that were added to them.
class Vocabulary {
 public:
  /// origin: the file, for errors. Throws Error(input) on a token that is longer than any.
  Vocabulary(std::string origin, ModelTokens tokens);
  Vocabulary(std::string origin, std::vector<std::string> tokens)
      : Vocabulary(std::move(origin), ModelTokens{.bytes = std::move(tokens), .unreachable = {}}) {}

  /// Gives the token its id, with its literal text in place of the bytes that stood there, or with what a decoder gets
  /// of it. Throws Error(input) where the id is far outside the vocabulary or the text is longer than any.
  void add(AddedToken token);
  void add(AddedToken token, std::string decoded);

  const std::string& origin() const { return origin_; }
  std::size_t size() const { return tokens_.size(); }
  bool contains(TokenId id) const { return id >= 0 && static_cast<std::size_t>(id) < tokens_.size(); }
  const std::vector<std::string>& tokens() const { return tokens_; }
  const std::vector<AddedToken>& added_tokens() const { return added_; }

  /// The id of a token with this text, an added one first.
  std::optional<TokenId> find(std::string_view text) const;

  /// Whether the model lists the token itself, be it added to the vocabulary as well.
  bool is_of_model(TokenId id) const { return contains(id) && (!is_added(id) || model_bytes_.contains(id)); }
  /// The bytes by which the model knows a token: a piece with them may become it. Empty where none does.
  const std::string& model_bytes(TokenId id) const;

  const std::string& token(TokenId id) const { return tokens_[static_cast<std::size_t>(id)]; }
  bool is_added(TokenId id) const { return contains(id) && is_added_[static_cast<std::size_t>(id)]; }
  bool is_special(TokenId id) const { return contains(id) && is_special_[static_cast<std::size_t>(id)]; }

 private:
  std::string origin_;
  std::size_t limit_;  ///< of the ids of added tokens
  std::vector<std::string> tokens_;
  std::unordered_map<TokenId, std::string> model_bytes_;  ///< where they are not the token's
  std::vector<AddedToken> added_;
  std::vector<bool> is_added_;
  std::vector<bool> is_special_;
};

}  // namespace coldread
