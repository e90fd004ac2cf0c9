#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "api/named_value.h"
#include "api/value.h"
#include "base/error.h"

namespace coldread {

struct YamlMember;

/// One node of a YAML file, with its place. Aliases and merge keys (<<) are already expanded.
struct YamlNode {
  enum class Kind { scalar, list, dict };
  enum class Style { plain, quoted, literal, folded };

  Kind kind = Kind::scalar;
  Style style = Style::plain;  ///< of a scalar
  std::string tag;             ///< "!function"; empty where the file sets none of its own
  Value scalar;                ///< resolved as PyYAML's SafeLoader does; text where the tag is not empty
  std::vector<YamlNode> items;
  std::vector<YamlMember> members;
  std::shared_ptr<const std::string> file;
  int line = 0;
  int column = 0;
  /// Where a string's own first character stands, if it stands in the file as it is (a literal block, or one line
  /// without escapes); 0 otherwise.
  int text_line = 0;
  int text_column = 0;
  std::vector<std::string> warnings;  ///< of a file's root: keys that stand twice, with their places

  bool is_null() const { return kind == Kind::scalar && tag.empty() && scalar.is_null(); }
  bool is_string() const { return kind == Kind::scalar && tag.empty() && scalar.is_string(); }
  bool is_list() const { return kind == Kind::list; }
  bool is_dict() const { return kind == Kind::dict; }

  /// The value under a key, nullptr where it is absent or this is no dict.
  const YamlNode* find(std::string_view key) const;
  const YamlMember* find_member(std::string_view key) const;
  Place place() const { return {.file = file ? *file : std::string(), .line = line, .column = column}; }
};

struct YamlMember {
  std::string key;  ///< a key that is no string in the way JSON writes it ("true", "8", "null")
  int line = 0;     ///< of the key
  int column = 0;
  YamlNode value;
};

struct YamlLimits {
  std::size_t bytes = 1u << 20u;
  int depth = 64;
  int aliases = 100;
  std::size_t nodes = 50'000;        ///< values that are written out: two bytes of text make one, and 200 of memory
  std::size_t marks = 50'000;        ///< of "[]{}," on one line: yaml-cpp keeps a flow line's tokens until its end
  std::size_t keys = 4'096;          ///< of one dict: lookups are linear
  std::size_t alias_nodes = 50'000;  ///< values that anchors hold, and that aliases and merge keys add
};

/// Parses one document. Of a key that stands twice the last value counts, as in PyYAML, and the root
/// has a warning. Throws Error(usage) as "origin:line:column: ...": syntax, limits, an unknown tag
/// of YAML's own name space, a second document. Empty text is null.
YamlNode parse_yaml(std::string_view text, const std::string& origin, const YamlLimits& limits = {});
YamlNode read_yaml_file(const std::filesystem::path& path, const YamlLimits& limits = {});

/// The same node. Throws Error(usage) where a key stands twice: for files in which that is a mistake.
const YamlNode& unique_keys(const YamlNode& root);

/// The plain value. Throws Error(usage) at a tagged node.
Value to_value(const YamlNode& node);
/// "null", "string", "list", ...; "!function" for a tagged node. For error messages.
std::string kind_name(const YamlNode& node);

/// Throws Error(usage) at the node's place.
[[noreturn]] void fail_at(const YamlNode& node, const std::string& message);
/// A scalar with what errors say of it; of a list, a dict and a tagged node its kind alone, so that each reader refuses
/// it.
NamedValue named(const YamlNode& node, std::string name);
/// The items of a list, or a single node standing for a list of one.
std::vector<const YamlNode*> items_of(const YamlNode& node);
/// A string or a list of strings. Throws Error(usage) at the item that is none.
std::vector<std::string> texts_of(const YamlNode& node, const std::string& name);

/// Throws Error(usage) "unknown key 'x' in WHERE; did you mean 'y'?" for the first key that is not known.
void check_keys(const YamlNode& dict, std::span<const std::string> known, const std::string& where = "");

}  // namespace coldread
