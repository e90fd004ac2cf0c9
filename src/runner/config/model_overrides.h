#pragma once

#include <string>
#include <vector>

#include "api/model_facts.h"
#include "io/yaml.h"

namespace coldread {

/// Tokens by id or by text, one or a list; none: no token ends a text. Throws Error(usage).
std::vector<TokenName> read_end_tokens(const YamlNode& node, const std::string& name);
/// The same of a command line, where digits are an id and all else is a text.
std::vector<TokenName> end_tokens_of(const std::vector<std::string>& texts);

/// As a model's entry in a config writes them; only what is overridden.
void add_to(Dict& entry, const ModelOverrides& overrides);

}  // namespace coldread
