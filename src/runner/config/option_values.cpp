#include "runner/config/option_values.h"

#include <algorithm>
#include <charconv>

#include "base/error.h"

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
  std::visit(
      Overloaded{
          [&](const OwnField& own) { own.read(value, config); },
          [&](std::string RunConfig::* field) { config.*field = value.named().text(); },
          [&](bool RunConfig::* field) { config.*field = value.named().boolean(); },
          [&](std::optional<bool> RunConfig::* field) { config.*field = value.named().boolean(); },
          [&](std::optional<std::int64_t> RunConfig::* field) {
            if (!value.node.is_null()) config.*field = whole();
          },
          [&](int RunConfig::* field) { config.*field = static_cast<int>(whole()); },
          [&](std::filesystem::path RunConfig::* field) { config.*field = value.named().text(); },
          [&](std::vector<std::filesystem::path> RunConfig::* field) {
            for (const std::string& path : texts_of(value.node, value.name)) (config.*field).emplace_back(path);
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
          [&](std::string RunConfig::* field) {
            return unless((config.*field).empty(), [&] { return config.*field; });
          },
          [&](bool RunConfig::* field) { return unless(!(config.*field), [] { return true; }); },
          [&](std::filesystem::path RunConfig::* field) {
            return unless((config.*field).empty(), [&] { return (config.*field).string(); });
          },
          [&](std::vector<std::filesystem::path> RunConfig::* field) {
            return unless((config.*field).empty(), [&] {
              List paths;
              for (const std::filesystem::path& path : config.*field) paths.emplace_back(path.string());
              return paths;
            });
          },
          [&](int RunConfig::* field) {
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

/// A text that is no value of its kind stays a text, for the reader to refuse.
Value scalar_of(OptionKind kind, const std::string& text) {
  if (kind == OptionKind::yes_no && (text == "true" || text == "false")) return text == "true";
  std::int64_t number = 0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, number);
  if (kind == OptionKind::whole_number && error == std::errc{} && stop == end) return number;
  return text;
}

std::vector<std::string> split_commas(const std::string& text) {
  std::vector<std::string> parts;
  std::size_t start = 0;
  while (start <= text.size()) {
    const std::size_t comma = std::min(text.find(',', start), text.size());
    if (comma > start) parts.push_back(text.substr(start, comma - start));
    start = comma + 1;
  }
  return parts;
}

/// The node that a config would hold where a flag gave these texts.
YamlNode node_of(OptionKind kind, const std::vector<std::string>& texts) {
  if (kind == OptionKind::present) return scalar_node(true);
  if (kind != OptionKind::texts && kind != OptionKind::commas) return scalar_node(scalar_of(kind, texts.back()));
  YamlNode list;
  list.kind = YamlNode::Kind::list;
  for (const std::string& text : texts) {
    for (const std::string& item : kind == OptionKind::commas ? split_commas(text) : std::vector{text})
      list.items.push_back(scalar_node(item));
  }
  return list;
}

}  // namespace

OptionKind RunOption::kind() const {
  return std::visit(Overloaded{
                        [](const OwnField& own) { return own.kind; },
                        [](bool RunConfig::*) { return OptionKind::present; },
                        [](std::optional<bool> RunConfig::*) { return OptionKind::yes_no; },
                        [](std::optional<std::int64_t> RunConfig::*) { return OptionKind::whole_number; },
                        [](int RunConfig::*) { return OptionKind::whole_number; },
                        [](std::vector<std::filesystem::path> RunConfig::*) { return OptionKind::texts; },
                        [](auto) { return OptionKind::text; },
                    },
                    field);
}

void read_options(const YamlNode& root, OptionSource source, RunConfig& config) {
  if (!root.is_dict()) named(root, "a config").refuse_kind("a dict");
  std::vector<std::string> known;
  for (const RunOption& option : run_options()) {
    if (option.in_config || source == OptionSource::head) known.emplace_back(option.key);
  }
  check_keys(root, known, "a config");
  if (root.find("seeds") != nullptr && root.find("repeats") != nullptr) {
    throw Error(ErrorCode::usage, root.find("repeats")->place(),
                "repeats and seeds say the same in two ways; leave one of them out");
  }
  for (const RunOption& option : run_options()) {
    const YamlNode* node = root.find(option.key);
    if (node == nullptr) continue;
    read_value(option, {.node = *node, .name = "'" + std::string(option.key) + "'", .source = source}, config);
  }
}

void read_flag(const GivenOption& given, RunConfig& config) {
  const YamlNode node = node_of(given.option->kind(), given.texts);
  const std::string name = "--" + std::string(given.option->flag);
  read_value(*given.option, {.node = node, .name = name, .source = OptionSource::flag}, config);
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
  for (const RunOption& option : run_options()) {
    if (option.use == OptionUse::places) beside.emplace(option.key);
  }
  return beside;
}

}  // namespace coldread
