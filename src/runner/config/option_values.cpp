#include "runner/config/option_values.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"
#include "io/shipped.h"

namespace coldread {
namespace {

template <typename... Readers>
struct Overloaded : Readers... {
  using Readers::operator()...;
};
template <typename... Readers>
Overloaded(Readers...) -> Overloaded<Readers...>;

/// Reads a value into the field of an option, as the field's type wants it.
void read_value(const RunOption& option, const OptionValue& value, RunConfig& config) {
  const auto whole = [&] {
    const NamedValue number = value.named();
    return option.most == INT64_MAX ? number.integer(option.least) : number.integer(option.least, option.most);
  };
  std::visit(Overloaded{
                 [&](const OwnField& own) { own.read(value, config); },
                 [&](std::string RunConfig::*field) { config.*field = value.named().text(); },
                 [&](bool RunConfig::*field) { config.*field = value.named().boolean(); },
                 [&](std::optional<bool> RunConfig::*field) { config.*field = value.named().boolean(); },
                 [&](std::optional<std::int64_t> RunConfig::*field) {
                   if (!value.node.is_null()) config.*field = whole();
                 },
                 [&](int RunConfig::*field) { config.*field = static_cast<int>(whole()); },
                 [&](Dict RunConfig::*field) {
                   if (!value.node.is_dict()) value.named().refuse_kind("a dict");
                   config.*field = to_value(value.node).as_dict();
                 },
                 [&](std::filesystem::path RunConfig::*field) { config.*field = value.path(value.named().text()); },
                 [&](std::vector<std::filesystem::path> RunConfig::*field) {
                   for (const std::string& path : texts_of(value.node, value.name))
                     (config.*field).push_back(value.path(path));
                 },
             },
             option.field);
}

/// What a config sets an option to; nothing where that is as if it had not been given.
std::optional<Value> echo_value(const RunOption& option, const RunConfig& config) {
  const auto unless = [](bool unset, auto value) { return unset ? std::nullopt : std::optional<Value>(value()); };
  return std::visit(
      Overloaded{
          [&](const OwnField& own) { return own.echo == nullptr ? std::nullopt : own.echo(config); },
          [&](std::string RunConfig::*field) { return unless((config.*field).empty(), [&] { return config.*field; }); },
          [&](bool RunConfig::*field) { return unless(!(config.*field), [] { return true; }); },
          [&](std::filesystem::path RunConfig::*field) {
            return unless((config.*field).empty(), [&] { return (config.*field).string(); });
          },
          [&](Dict RunConfig::*field) { return unless((config.*field).empty(), [&] { return config.*field; }); },
          [&](std::vector<std::filesystem::path> RunConfig::*field) {
            return unless((config.*field).empty(), [&] {
              List paths;
              for (const std::filesystem::path& path : config.*field) paths.emplace_back(path.string());
              return paths;
            });
          },
          [&](int RunConfig::*field) {
            return unless(config.*field == 0, [&] { return static_cast<std::int64_t>(config.*field); });
          },
          [&](auto field) { return unless(!(config.*field), [&] { return *(config.*field); }); },
      },
      option.field);
}

YamlNode scalar_node(Value value) {
  YamlNode node;
  node.scalar = std::move(value);
  return node;
}

template <typename Number>
std::optional<Number> number_in(const std::string& text) {
  Number number{};
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  return error == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

/// A text that is no value of its kind stays a text, for the reader to refuse.
Value scalar_of(OptionKind kind, const std::string& text) {
  if (kind == OptionKind::plain) return plain_value(text);
  if (kind == OptionKind::yes_no && (text == "true" || text == "false")) return text == "true";
  if (kind == OptionKind::whole_number) {
    if (const auto number = number_in<std::int64_t>(text)) return *number;
  }
  return text;
}

std::string trimmed(const std::string& text) {
  const std::size_t start = text.find_first_not_of(" \t\n");
  return start == std::string::npos ? "" : text.substr(start, text.find_last_not_of(" \t\n") + 1 - start);
}

YamlNode pairs_node(const std::string& text, const std::string& flag) {
  if (text.starts_with('{')) return parse_yaml(text, flag);
  YamlNode dict;
  dict.kind = YamlNode::Kind::dict;
  for (const std::string& pair : split_commas(text)) {
    const std::size_t equals = pair.find('=');
    if (equals == std::string::npos || equals == 0) {
      throw Error(ErrorCode::usage, flag + " " + text + ": '" + pair + "' is no pair; write key=value,key=value");
    }
    const std::string key = trimmed(pair.substr(0, equals));
    std::erase_if(dict.members, [&](const YamlMember& member) { return member.key == key; });
    dict.members.push_back(
        {.key = key, .line = 0, .column = 0, .value = scalar_node(plain_value(trimmed(pair.substr(equals + 1))))});
  }
  return dict;
}

/// The node that a config would hold where a flag gave these texts. Throws Error(usage).
YamlNode node_of(OptionKind kind, const std::vector<std::string>& texts, const std::string& flag) {
  if (kind == OptionKind::present) return scalar_node(true);
  for (const std::string& text : texts) {
    if (trimmed(text).empty() && kind != OptionKind::text) throw Error(ErrorCode::usage, flag + " is given nothing");
  }
  if (kind == OptionKind::pairs) return pairs_node(texts.back(), flag);
  if (kind != OptionKind::texts && kind != OptionKind::commas) return scalar_node(scalar_of(kind, texts.back()));
  YamlNode list;
  list.kind = YamlNode::Kind::list;
  for (const std::string& text : texts) {
    for (const std::string& item : kind == OptionKind::commas ? split_commas(text) : std::vector{text})
      list.items.push_back(scalar_node(item));
  }
  if (list.items.empty()) throw Error(ErrorCode::usage, flag + " " + texts.back() + " names nothing");
  return list;
}

/// Keys that say one thing in two ways.
void refuse_contradictions(const YamlNode& root) {
  const YamlNode* first = nullptr;
  std::string named;
  for (const char* key : {"seed", "seeds", "repeats"}) {
    const YamlNode* node = root.find(key);
    if (node == nullptr) continue;
    if (first != nullptr) {
      throw Error(ErrorCode::usage, node->place(),
                  std::string(key) + " and " + named + " say the same in two ways; leave one of them out");
    }
    first = node;
    named = key;
  }
}

}  // namespace

OptionKind RunOption::kind() const {
  return std::visit(Overloaded{
                        [](const OwnField& own) { return own.kind; },
                        [](bool RunConfig::*) { return OptionKind::present; },
                        [](std::optional<bool> RunConfig::*) { return OptionKind::yes_no; },
                        [](std::optional<std::int64_t> RunConfig::*) { return OptionKind::whole_number; },
                        [](int RunConfig::*) { return OptionKind::whole_number; },
                        [](Dict RunConfig::*) { return OptionKind::pairs; },
                        [](std::vector<std::filesystem::path> RunConfig::*) { return OptionKind::texts; },
                        [](auto) { return OptionKind::text; },
                    },
                    field);
}

std::filesystem::path OptionValue::path(const std::string& written) const {
  if (source != OptionSource::config) return written;
  return find_written_path(written, std::filesystem::path(node.place().file).parent_path());
}

std::vector<std::string> split_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    if (std::string part = trimmed(text.substr(start, comma - start)); !part.empty()) parts.push_back(std::move(part));
    start = comma + 1;
  }
  return parts;
}

Value plain_value(const std::string& text) {
  if (text == "true" || text == "True") return true;
  if (text == "false" || text == "False") return false;
  if (const auto whole = number_in<std::int64_t>(text)) return *whole;
  if (const auto real = number_in<double>(text)) return *real;
  return text;
}

void read_options(const YamlNode& root, OptionSource source, RunConfig& config) {
  if (!root.is_dict()) named(root, "a config").refuse_kind("a dict");
  std::vector<std::string> known;
  for (const RunOption& option : run_options()) {
    if (option.in_config || source == OptionSource::head) known.emplace_back(option.key);
  }
  check_keys(root, known, "a config");
  if (source == OptionSource::config) refuse_contradictions(root);
  for (const RunOption& option : run_options()) {
    const YamlNode* node = root.find(option.key);
    if (node == nullptr) continue;
    const std::string name = "'" + std::string(option.key) + "'";
    read_value(option, {.option = option, .node = *node, .name = name, .source = source}, config);
  }
}

void read_flag(const GivenOption& given, RunConfig& config) {
  const std::string name = "--" + std::string(given.option->flag);
  const YamlNode node = node_of(given.option->kind(), given.texts, name);
  const OptionValue value{.option = *given.option, .node = node, .name = name, .source = OptionSource::flag};
  read_value(*given.option, value, config);
}

Dict echo_options(const RunConfig& config, OptionUse use) {
  Dict echo;
  for (const RunOption& option : run_options()) {
    if (option.use != use) continue;
    if (std::optional<Value> value = echo_value(option, config)) echo.set(std::string(option.key), std::move(*value));
  }
  return echo;
}

std::set<std::string> place_keys(std::set<std::string> beside) {
  beside.insert("models.*.path");  // which model it is, the weights' digest says
  for (const RunOption& option : run_options()) {
    if (option.use == OptionUse::places) beside.emplace(option.key);
  }
  return beside;
}

}  // namespace coldread
