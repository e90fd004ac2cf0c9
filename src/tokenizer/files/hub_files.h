#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "api/value.h"
#include "tokenizer/tokenizer_parts.h"

// What tokenizer.json and vocab.json have in common, and the files that the Hugging Face hub keeps beside both.
namespace coldread {

[[noreturn]] void fail_in(const std::filesystem::path& file, const std::string& message);

/// The dict in a JSON file. Throws Error(input) where it is absent or something else.
Value read_json_dict(const std::filesystem::path& file);

/// Bytes by id of a dict from token text to id.
std::vector<std::string> tokens_of_vocabulary(const Value& vocabulary, const std::string& origin);

/// The two bytes strings of a merge written as "left right".
std::pair<std::string, std::string> parse_merge(std::string_view line, const std::string& origin);

/// {"content": ..., "special": ..., "lstrip": ..., ...}; id is left as it is.
AddedToken parse_added_token(const Value& entry, const std::string& origin);

/// Gives the token its id, with its literal text in place of the bytes that stood there.
void place_added_token(TokenizerParts& parts, const AddedToken& token);

/// BOS, EOS and padding token and the chat template from tokenizer_config.json, special_tokens_map.json, config.json
/// and chat_template.jinja, as far as they are there; the first of them that names a token counts.
void read_hub_files(const std::filesystem::path& folder, TokenizerParts& parts);

}  // namespace coldread
