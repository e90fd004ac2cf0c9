#include "io/json.h"

#include <array>
#include <cstdio>
#include <nlohmann/json.hpp>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include "base/number_text.h"
#include "base/unicode.h"
#include "io/json_data.h"
#include "io/json_numbers.h"

namespace coldread {
namespace {

/// Builds a Value from nlohmann's events, so that order and integer width are ours.
class Builder : public nlohmann::json_sax<nlohmann::json> {
 public:
  static constexpr std::size_t kMaxDepth = 512;
  /// Values of one text: 2 bytes of text ("0,") take 40 of memory.
  static constexpr std::size_t kMaxValues = std::size_t{1} << 24u;
  static constexpr std::size_t kMaxValuesOfHeader = std::size_t{1} << 22u;

  explicit Builder(bool unique_keys)
      : unique_keys_(unique_keys), values_left_(unique_keys ? kMaxValuesOfHeader : kMaxValues) {}
  /// Of data. mark: what strings that stand for numbers begin with; '\0': there are none.
  Builder(char mark, JsonNotes* notes) : Builder(false) {
    mark_ = mark;
    notes_ = notes;
  }

  bool null() override { return add(Value()); }
  bool boolean(bool value) override { return add(Value(value)); }
  bool number_integer(std::int64_t value) override { return add(Value(value)); }
  bool number_unsigned(std::uint64_t value) override {
    if (value > static_cast<std::uint64_t>(INT64_MAX)) return add(Value(static_cast<double>(value)));
    return add(Value(static_cast<std::int64_t>(value)));
  }
  bool number_float(double value, const std::string&) override { return add(Value(value)); }
  bool string(std::string& value) override {
    return add(is_marked(value) ? Value(marked_number(value)) : Value(std::move(value)));
  }
  bool binary(nlohmann::json::binary_t&) override { return false; }
  bool start_object(std::size_t) override { return open(false); }
  bool start_array(std::size_t) override { return open(true); }
  bool key(std::string& value) override {
    if (is_marked(value)) {
      message_ = "a key must be a string";
      return false;
    }
    frames_.back().key = std::move(value);
    return true;
  }
  bool end_object() override {
    std::vector<Dict::Entry>& entries = frames_.back().entries;
    if (!settle_repeated_keys(entries)) return false;
    return close(Value(Dict::of_distinct(std::move(entries))));
  }
  bool end_array() override { return close(Value(std::move(frames_.back().list))); }
  bool parse_error(std::size_t position, const std::string&, const nlohmann::json::exception& error) override {
    position_ = position;
    message_ = error.what();
    return false;
  }

  Value take() { return std::move(root_); }
  std::size_t position() const { return position_; }
  const std::string& message() const { return message_; }

 private:
  struct Frame {
    bool is_list = false;
    List list;
    std::vector<Dict::Entry> entries;
    std::string key;
  };

  /// A repeated key keeps its first place and takes its last value, as in Python; false where that is forbidden.
  /// Linear: vocabularies have 10^5 keys.
  bool settle_repeated_keys(std::vector<Dict::Entry>& entries) {
    if (entries.size() < 2) return true;
    std::unordered_map<std::string_view, std::size_t> first(entries.size());
    std::vector<bool> repeats(entries.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      const auto [found, is_new] = first.emplace(entries[i].first, i);
      if (is_new) continue;
      if (notes_ != nullptr && notes_->repeated_keys++ == 0) notes_->first_repeated = entries[i].first;
      if (unique_keys_) {
        message_ = "the key '" + entries[i].first + "' stands twice";
        return false;
      }
      entries[found->second].second = std::move(entries[i].second);
      repeats[i] = true;
    }
    if (first.size() == entries.size()) return true;
    std::vector<Dict::Entry> kept;
    kept.reserve(first.size());
    for (std::size_t i = 0; i < entries.size(); ++i) {
      if (!repeats[i]) kept.push_back(std::move(entries[i]));
    }
    entries = std::move(kept);
    return true;
  }

  bool open(bool is_list) {
    if (frames_.size() >= kMaxDepth) {
      message_ = "nested deeper than 512 levels";
      return false;
    }
    frames_.push_back(Frame{.is_list = is_list, .list = {}, .entries = {}, .key = {}});
    return true;
  }
  bool close(Value value) {
    frames_.pop_back();
    return add(std::move(value));
  }
  bool add(Value value) {
    if (values_left_-- == 0) {
      message_ = "more values than the limit of " + std::to_string(unique_keys_ ? kMaxValuesOfHeader : kMaxValues);
      return false;
    }
    if (frames_.empty()) {
      root_ = std::move(value);
    } else if (frames_.back().is_list) {
      frames_.back().list.push_back(std::move(value));
    } else {
      frames_.back().entries.emplace_back(std::move(frames_.back().key), std::move(value));
    }
    return true;
  }

  bool is_marked(const std::string& text) const { return mark_ != '\0' && !text.empty() && text[0] == mark_; }

  bool unique_keys_;
  char mark_ = '\0';
  JsonNotes* notes_ = nullptr;
  std::size_t values_left_;
  std::vector<Frame> frames_;
  Value root_;
  std::size_t position_ = 0;
  std::string message_;
};

/// nlohmann's text without its "[json.exception.parse_error.101] parse error at line 1, column 2: " head.
std::string plain_message(const std::string& what) {
  const std::size_t column = what.find("column ");
  const std::size_t colon = column == std::string::npos ? std::string::npos : what.find(": ", column);
  return colon == std::string::npos ? what : what.substr(colon + 2);
}

Place place_of(std::string_view text, std::size_t position, const std::string& origin, int first_line) {
  Place place{.file = origin, .line = first_line, .column = 1};
  for (std::size_t i = 0; i + 1 < position && i < text.size(); ++i) {
    if (text[i] == '\n') {
      ++place.line;
      place.column = 1;
    } else {
      ++place.column;
    }
  }
  return place;
}

void append_unicode_escape(std::string& out, char32_t code_point) {
  const auto unit = [&](unsigned value) {
    std::array<char, 12> buffer{};  // room for any unsigned
    std::snprintf(buffer.data(), buffer.size(), "\\u%04x", value);
    out += buffer.data();
  };
  if (code_point >= 0x10000) {
    const auto rest = static_cast<unsigned>(code_point - 0x10000);
    unit(0xD800 + (rest >> 10));
    unit(0xDC00 + (rest & 0x3FF));
  } else {
    unit(static_cast<unsigned>(code_point));
  }
}

void append_string(std::string& out, std::string_view text, bool ascii_only) {
  out += '"';
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = decoded_at(text, i);
    switch (point.value) {
      case '"':
        out += "\\\"";
        break;
      case '\\':
        out += "\\\\";
        break;
      case '\n':
        out += "\\n";
        break;
      case '\r':
        out += "\\r";
        break;
      case '\t':
        out += "\\t";
        break;
      case '\b':
        out += "\\b";
        break;
      case '\f':
        out += "\\f";
        break;
      default:
        if (point.value < 0x20 || (ascii_only && point.value > 0x7E)) {
          append_unicode_escape(out, point.value);
        } else if (point.valid) {
          out += text.substr(i, point.length);
        } else {
          append_utf8(out, point.value);
        }
    }
    i += point.length;
  }
  out += '"';
}

class Writer {
 public:
  explicit Writer(const JsonStyle& style) : style_(style) {}

  void write(const Value& value, int depth) {
    switch (value.kind()) {
      case Value::Kind::null:
        out_ += "null";
        break;
      case Value::Kind::boolean:
        out_ += value.as_bool() ? "true" : "false";
        break;
      case Value::Kind::integer:
        out_ += std::to_string(value.as_int());
        break;
      case Value::Kind::real:
        write_real(value.as_real());
        break;
      case Value::Kind::string:
        append_string(out_, value.as_string(), style_.ascii_only);
        break;
      case Value::Kind::list:
        write_items('[', ']', value.as_list(), depth, [&](const Value& item) { write(item, depth + 1); });
        break;
      case Value::Kind::dict:
        write_items('{', '}', value.as_dict(), depth, [&](const Dict::Entry& entry) {
          append_string(out_, entry.first, style_.ascii_only);
          out_ += style_.compact ? ":" : ": ";
          write(entry.second, depth + 1);
        });
        break;
    }
  }

  std::string take() { return std::move(out_); }

 private:
  void write_real(double value) {
    const std::string text = number_text(value);
    out_ += text == "nan" ? "NaN" : text == "inf" ? "Infinity" : text == "-inf" ? "-Infinity" : text;
  }

  void new_line(int depth) {
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth) * static_cast<std::size_t>(style_.indent), ' ');
  }

  template <typename Items, typename WriteItem>
  void write_items(char open, char close, const Items& items, int depth, const WriteItem& write_item) {
    out_ += open;
    bool first = true;
    for (const auto& item : items) {
      if (!first) out_ += style_.compact || style_.indent > 0 ? "," : ", ";
      first = false;
      if (style_.indent > 0) new_line(depth + 1);
      write_item(item);
    }
    if (!first && style_.indent > 0) new_line(depth);
    out_ += close;
  }

  JsonStyle style_;
  std::string out_;
};

Value parse(std::string_view text, Builder builder, const std::string& origin, ErrorCode code, int first_line) {
  // nlohmann takes a NUL byte for the end of the text.
  if (const std::size_t nul = text.find('\0'); nul != std::string_view::npos) {
    throw Error(code, place_of(text, nul + 1, origin, first_line), "not valid JSON: it holds a NUL byte");
  }
  if (!nlohmann::json::sax_parse(text.begin(), text.end(), &builder)) {
    throw Error(code, place_of(text, builder.position(), origin, first_line),
                "not valid JSON: " + plain_message(builder.message()));
  }
  return builder.take();
}

}  // namespace

Value parse_json(std::string_view text, const std::string& origin, ErrorCode code, int first_line) {
  return parse(text, Builder(false), origin, code, first_line);
}

Value parse_json_data(std::string_view text, const JsonSource& source) {
  const MarkedJson marked = with_marked_numbers(text);
  return parse(marked.mark != '\0' ? std::string_view(marked.text) : text, Builder(marked.mark, source.notes),
               source.origin, ErrorCode::input, source.first_line);
}

Value parse_json_unique(std::string_view text, const std::string& origin, ErrorCode code) {
  return parse(text, Builder(true), origin, code, 1);
}

std::string to_json(const Value& value, const JsonStyle& style) {
  Writer writer(style);
  writer.write(value, 0);
  return writer.take();
}

}  // namespace coldread
