#include "template/text/json_text.h"

#include <vector>

#include "api/value.h"
#include "io/json.h"
#include "template/text/python_text.h"
#include "template/values/fault.h"
#include "template/values/mapping.h"
#include "template/values/missing.h"
#include "template/values/order.h"
#include "template/values/runtime.h"

namespace coldread::jinja {
namespace {

class JsonWriter {
 public:
  JsonWriter(Runtime& runtime, const JsonTextStyle& style) : runtime_(runtime), style_(style) {}

  void write(const Item& item, std::size_t depth) {
    runtime_.spend();
    const Runtime::Level level(runtime_);
    switch (item.kind()) {
      case Item::Kind::none:
        out_ += "null";
        break;
      case Item::Kind::boolean:
        out_ += item.as_boolean() ? "true" : "false";
        break;
      case Item::Kind::integer:
        out_ += std::to_string(item.as_integer());
        break;
      case Item::Kind::real:
        out_ += to_json(Value(item.as_real()));
        break;
      case Item::Kind::text:
        write_text(item.bytes());
        break;
      case Item::Kind::list:
      case Item::Kind::tuple:
        write_list(item.sequence(), depth);
        break;
      case Item::Kind::dict:
        write_dict(item.mapping(), depth);
        break;
      default:
        need_defined(item);
        fail("Object of type " + std::string(type_name(item)) + " is not JSON serializable");
    }
    runtime_.check_bytes(out_.size());
  }

  std::string take() { return std::move(out_); }

 private:
  void write_text(std::string_view text) {
    runtime_.spend_characters(text.size());
    out_ += to_json(Value(text), {.indent = 0, .ascii_only = style_.ascii_only, .compact = false});
  }

  void new_line(std::size_t depth) {
    if (!style_.indented) return;
    out_ += '\n';
    for (std::size_t i = 0; i < depth; ++i) out_ += style_.indent;
    runtime_.check_bytes(out_.size());
  }

  void write_list(const Sequence& list, std::size_t depth) {
    if (list.items.empty()) {
      out_ += "[]";
      return;
    }
    out_ += '[';
    bool first = true;
    for (const Item& item : list.items) {
      if (!first) out_ += style_.item_separator;
      first = false;
      new_line(depth + 1);
      write(item, depth + 1);
    }
    new_line(depth);
    out_ += ']';
  }

  void write_key(const Item& key) {
    switch (key.kind()) {
      case Item::Kind::text:
        return write_text(key.bytes());
      case Item::Kind::boolean:
        out_ += key.as_boolean() ? "\"true\"" : "\"false\"";
        return;
      case Item::Kind::none:
        out_ += "\"null\"";
        return;
      case Item::Kind::integer:
      case Item::Kind::real: {
        std::string text;
        write_repr(runtime_, text, key);
        return write_text(text);
      }
      default:
        fail("keys must be str, int, float, bool or None, not " + std::string(type_name(key)));
    }
  }

  void write_dict(const Mapping& dict, std::size_t depth) {
    if (dict.size() == 0) {
      out_ += "{}";
      return;
    }
    std::vector<Mapping::Entry> entries(dict.entries().begin(), dict.entries().end());
    if (style_.sort_keys) sort_entries(entries);
    out_ += '{';
    bool first = true;
    for (const Mapping::Entry& entry : entries) {
      if (!first) out_ += style_.item_separator;
      first = false;
      new_line(depth + 1);
      write_key(entry.key);
      out_ += style_.key_separator;
      write(entry.value, depth + 1);
    }
    new_line(depth);
    out_ += '}';
  }

  void sort_entries(std::vector<Mapping::Entry>& entries) {
    std::vector<Item> keys;
    for (const Mapping::Entry& entry : entries) keys.push_back(entry.key);
    const std::vector<std::size_t> order = sorted_order(runtime_, keys, false);
    std::vector<Mapping::Entry> sorted;
    for (const std::size_t i : order) sorted.push_back(entries[i]);
    entries = std::move(sorted);
  }

  Runtime& runtime_;
  const JsonTextStyle& style_;
  std::string out_;
};

}  // namespace

std::string to_json_text(Runtime& runtime, const Item& item, const JsonTextStyle& style) {
  JsonWriter writer(runtime, style);
  writer.write(item, 0);
  return writer.take();
}

}  // namespace coldread::jinja
