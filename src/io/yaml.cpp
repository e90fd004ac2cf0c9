#include "io/yaml.h"

#include <algorithm>
#include <map>
#include <optional>
#include <ranges>
#include <sstream>
#include <unordered_map>
#include <utility>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/unicode.h"
#include "io/file.h"
#include "io/json.h"
#include "io/yaml_scalar.h"
#include "io/yaml_source.h"

namespace coldread {
namespace {

constexpr std::string_view kYamlTags = "tag:yaml.org,2002:";

std::size_t count_nodes(const YamlNode& node) {
  std::size_t count = 1;
  for (const YamlNode& item : node.items) count += count_nodes(item);
  for (const YamlMember& member : node.members) count += count_nodes(member.value);
  return count;
}

/// Builds the tree from yaml-cpp's events.
class Builder : public YAML::EventHandler {
 public:
  Builder(std::string_view text, const std::string& origin, const YamlLimits& limits)
      : source_(text), file_(std::make_shared<const std::string>(origin)), limits_(limits) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override { add(node_at(mark), anchor); }

  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& parsed) override {
    YamlNode node = node_at(mark);
    std::string text = parsed;
    source_.describe(node, text);
    if (tag.empty() || tag == "?") {
      node.scalar = resolve_yaml_scalar(text);
    } else if (tag == "!" || tag == std::string(kYamlTags) + "str") {
      node.scalar = text;
    } else if (tag.starts_with(kYamlTags)) {
      node.scalar = tagged_scalar(node, tag.substr(kYamlTags.size()), text);
    } else {
      node.tag = tag;
      node.scalar = text;
    }
    add(std::move(node), anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    const YamlNode here = node_at(mark);
    if (++aliases_ > limits_.aliases) {
      fail(here, "more than " + std::to_string(limits_.aliases) + " aliases; write the values out");
    }
    const auto anchored = anchors_.find(anchor);
    if (anchored == anchors_.end()) fail(here, "an alias inside the value it stands for");
    account(count_nodes(anchored->second), here);
    add(YamlNode(anchored->second), 0);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(mark, tag, "seq", YamlNode::Kind::list, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(mark, tag, "map", YamlNode::Kind::dict, anchor);
  }
  void OnMapEnd() override {
    merge(frames_.back());
    close();
  }

  YamlNode take() {
    root_.warnings = std::move(warnings_);
    return std::move(root_);
  }
  const std::shared_ptr<const std::string>& file() const { return file_; }

 private:
  struct Frame {
    YamlNode node;
    YAML::anchor_t anchor = 0;
    std::optional<YamlMember> pending;  ///< a key that waits for its value
    bool pending_is_merge = false;
    std::vector<YamlNode> merges;  ///< values of << keys
  };

  [[noreturn]] static void fail(const YamlNode& node, const std::string& message) {
    throw Error(ErrorCode::usage, node.place(), message);
  }

  [[noreturn]] void fail_keys(const YamlNode& node) const {
    fail(node, "more than " + std::to_string(limits_.keys) + " keys in one dict; keep data in data files");
  }

  YamlNode node_at(const YAML::Mark& mark) const {
    YamlNode node;
    node.file = file_;
    node.line = mark.line + 1;
    node.column = mark.column + 1;
    return node;
  }

  void account(std::size_t nodes, const YamlNode& here) {
    alias_nodes_ += nodes;
    if (alias_nodes_ > limits_.alias_nodes) {
      fail(here, "anchors and aliases expand to more than " + std::to_string(limits_.alias_nodes) + " values");
    }
  }
  void count_written(const YamlNode& here) {
    if (++nodes_ > limits_.nodes) {
      fail(here, "more than " + std::to_string(limits_.nodes) + " values; keep data in data files");
    }
  }

  static Value tagged_scalar(const YamlNode& node, const std::string& name, const std::string& text) {
    const Value value = resolve_yaml_scalar(text);
    if ((name == "int" && value.is_int()) || (name == "bool" && value.is_bool()) ||
        (name == "null" && value.is_null()) || (name == "float" && value.is_real())) {
      return value;
    }
    if (name == "float" && value.is_int()) return value.as_number();
    fail(node, "'" + text + "' cannot be read as !!" + name);
  }

  void open(const YAML::Mark& mark, const std::string& tag, std::string_view plain_name, YamlNode::Kind kind,
            YAML::anchor_t anchor) {
    Frame frame{.node = node_at(mark), .anchor = anchor, .pending = {}, .pending_is_merge = false, .merges = {}};
    frame.node.kind = kind;
    if (!tag.empty() && tag != "?" && tag != "!" && tag != std::string(kYamlTags).append(plain_name)) {
      if (tag.starts_with(kYamlTags)) fail(frame.node, "unknown tag !!" + tag.substr(kYamlTags.size()));
      frame.node.tag = tag;
    }
    if (static_cast<int>(frames_.size()) >= limits_.depth) {
      fail(frame.node, "nested deeper than " + std::to_string(limits_.depth) + " levels");
    }
    frames_.push_back(std::move(frame));
  }

  void close() {
    Frame frame = std::move(frames_.back());
    frames_.pop_back();
    add(std::move(frame.node), frame.anchor);
  }

  void add(YamlNode node, YAML::anchor_t anchor) {
    count_written(node);
    if (anchor != 0) {
      account(count_nodes(node), node);
      anchors_.insert_or_assign(anchor, node);
    }
    if (frames_.empty()) {
      root_ = std::move(node);
      return;
    }
    Frame& frame = frames_.back();
    if (frame.node.kind == YamlNode::Kind::list) {
      frame.node.items.push_back(std::move(node));
    } else if (!frame.pending) {
      take_key(frame, node);
    } else if (frame.pending_is_merge) {
      frame.merges.push_back(std::move(node));
      frame.pending.reset();
    } else {
      frame.pending->value = std::move(node);
      put(frame.node.members, std::move(*frame.pending));
      frame.pending.reset();
    }
  }

  /// A key that stands twice keeps its first place and takes its last value.
  static void put(std::vector<YamlMember>& members, YamlMember member) {
    const auto same = std::ranges::find(members, member.key, &YamlMember::key);
    if (same == members.end()) {
      members.push_back(std::move(member));
    } else {
      *same = std::move(member);
    }
  }

  void take_key(Frame& frame, const YamlNode& node) {
    if (node.kind != YamlNode::Kind::scalar || !node.tag.empty()) fail(node, "a key must be a plain value");
    std::string key = node.scalar.is_string() ? node.scalar.as_string() : to_json(node.scalar);
    frame.pending_is_merge = key == "<<" && node.style == YamlNode::Style::plain;
    if (const YamlMember* first = frame.node.find_member(key); first != nullptr && !frame.pending_is_merge) {
      warnings_.push_back(to_string(node.place()) + "the key '" + key + "' stands twice, first on line " +
                          std::to_string(first->line) + "; this one counts");
    }
    if (frame.node.members.size() >= limits_.keys) fail_keys(node);
    frame.pending = YamlMember{.key = std::move(key), .line = node.line, .column = node.column, .value = {}};
  }

  /// Merged keys come first, own keys win; of several merged dicts the first wins.
  void merge(Frame& frame) {
    if (frame.merges.empty()) return;
    std::vector<YamlMember> merged;
    std::unordered_map<std::string_view, std::size_t> places;
    const auto put = [&](const YamlMember& member) {
      const auto [place, is_new] = places.emplace(member.key, merged.size());
      if (!is_new) {
        merged[place->second] = member;
        return;
      }
      merged.push_back(member);
      if (merged.size() > limits_.keys) fail_keys(member.value);
    };
    for (const YamlNode& value : frame.merges) {
      std::vector<const YamlNode*> dicts;
      if (value.is_list()) {
        for (const YamlNode& item : value.items) dicts.push_back(&item);
      } else {
        dicts.push_back(&value);
      }
      for (const YamlNode* dict : std::views::reverse(dicts)) {
        if (!dict->is_dict()) fail(*dict, "<< takes a dict or a list of dicts, not " + kind_name(*dict));
        for (const YamlMember& member : dict->members) put(member);
      }
    }
    for (const YamlMember& member : frame.node.members) put(member);
    frame.node.members = std::move(merged);
  }

  YamlSource source_;
  std::shared_ptr<const std::string> file_;
  YamlLimits limits_;
  std::vector<Frame> frames_;
  std::map<YAML::anchor_t, YamlNode> anchors_;
  int aliases_ = 0;
  std::size_t nodes_ = 0;
  std::size_t alias_nodes_ = 0;
  std::vector<std::string> warnings_;
  YamlNode root_;
};

std::string not_utf8(std::string_view text) {
  const bool utf16 = text.starts_with("\xFF\xFE") || text.starts_with("\xFE\xFF");
  return std::string(utf16 ? "the file is UTF-16" : "not valid UTF-8") + "; save the file as UTF-8";
}

/// The column of a tab that indents a line, which YAML forbids; 0 where there is none.
int indenting_tab(std::string_view text, int line) {
  for (; line > 1 && !text.empty(); --line) text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  const std::size_t first = text.find_first_not_of(' ');
  return first != std::string_view::npos && text[first] == '\t' ? static_cast<int>(first) + 1 : 0;
}

/// Bytes that yaml-cpp would misread (it takes 0x04 for the end) and that YAML forbids.
void check_characters(std::string_view text, const std::string& origin, const YamlLimits& limits) {
  int line = 1;
  int column = 1;
  std::size_t marks = 0;
  const auto refuse = [&](const std::string& message) {
    throw Error(ErrorCode::usage, {.file = origin, .line = line, .column = column}, message);
  };
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const bool control = (point.value < 0x20 && point.value != '\t' && point.value != '\n' && point.value != '\r') ||
                         point.value == 0x7F;
    if (!point.valid) refuse(not_utf8(text));
    if (control) refuse("a control character; YAML wants it escaped in double quotes");
    marks += point.length == 1 && std::string_view("[]{},").find(text[i]) != std::string_view::npos ? 1u : 0u;
    if (marks > limits.marks) {
      refuse("more than " + std::to_string(limits.marks) + " of []{}, on one line; keep data in data files");
    }
    if (point.value == '\n') marks = 0;
    column = point.value == '\n' ? 1 : column + static_cast<int>(point.length);
    line += point.value == '\n' ? 1 : 0;
    i += point.length;
  }
}

}  // namespace

YamlNode parse_yaml(std::string_view text, const std::string& origin, const YamlLimits& limits) {
  if (text.size() > limits.bytes) {
    throw Error(ErrorCode::usage, {.file = origin},
                "larger than " + std::to_string(limits.bytes) + " bytes; keep data in data files");
  }
  check_characters(text, origin, limits);
  Builder builder(text, origin, limits);
  try {
    std::istringstream stream{std::string(text)};
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) {
      YamlNode empty;
      empty.file = builder.file();
      empty.line = empty.column = 1;
      return empty;
    }
    YamlNode root = builder.take();
    if (parser.HandleNextDocument(builder)) {
      throw Error(ErrorCode::usage, {.file = origin}, "holds more than one YAML document");
    }
    return root;
  } catch (const YAML::Exception& error) {
    Place place{.file = origin};
    if (!error.mark.is_null()) {
      place.line = error.mark.line + 1;
      place.column = error.mark.column + 1;
      if (const int tab = indenting_tab(text, place.line); tab > 0) {
        place.column = tab;
        throw Error(ErrorCode::usage, place, "not valid YAML: the line is indented with a tab; YAML wants spaces");
      }
    }
    throw Error(ErrorCode::usage, place, "not valid YAML: " + error.msg);
  }
}

YamlNode read_yaml_file(const std::filesystem::path& path, const YamlLimits& limits) {
  return parse_yaml(read_text_file(path, ErrorCode::usage, limits.bytes), path.string(), limits);
}

}  // namespace coldread
