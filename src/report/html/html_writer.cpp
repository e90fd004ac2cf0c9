#include "report/html/html_writer.h"

#include <algorithm>
#include <array>
#include <fmt/format.h>

#include "base/error.h"
#include "report/visible_text.h"

namespace coldread {

std::string escape_html(std::string_view text) {
  std::string out;
  for (const char c : visible_text(text, {.keep_line_breaks = true, .keep_direction_marks = true})) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string encode_uri(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    if (letter || c == '-' || c == '_' || c == '.' || c == '~') {
      out += c;
    } else {
      out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return out;
}

void HtmlWriter::start(std::string_view tag, Attributes attributes) {
  out_ += '<';
  out_ += tag;
  for (const auto& [name, value] : attributes) {
    out_ += ' ';
    out_ += name;
    out_ += "=\"" + escape_html(value) + "\"";
  }
  out_ += '>';
}

HtmlWriter& HtmlWriter::open(std::string_view tag, Attributes attributes) {
  start(tag, attributes);
  open_.emplace_back(tag);
  return *this;
}

HtmlWriter& HtmlWriter::close() {
  COLDREAD_CHECK(!open_.empty());
  const std::string& tag = open_.back();
  out_ += "</" + tag + ">";
  // A line break after an element inside of a line would be shown as a blank, or in a text as a line break.
  constexpr std::array<std::string_view, 9> kInline{"a", "b", "bdi", "del", "i", "ins", "mark", "small", "span"};
  if (std::ranges::find(kInline, tag) == kInline.end()) out_ += '\n';
  open_.pop_back();
  return *this;
}

HtmlWriter& HtmlWriter::text(std::string_view text) {
  out_ += escape_html(text);
  return *this;
}

HtmlWriter& HtmlWriter::element(std::string_view tag, Attributes attributes, std::string_view content) {
  return open(tag, attributes).text(content).close();
}

HtmlWriter& HtmlWriter::empty(std::string_view tag, Attributes attributes) {
  start(tag, attributes);
  out_ += '\n';
  return *this;
}

HtmlWriter& HtmlWriter::raw(std::string_view content) {
  out_ += content;
  return *this;
}

std::string HtmlWriter::take() {
  COLDREAD_CHECK(open_.empty());
  return std::move(out_);
}

}  // namespace coldread
