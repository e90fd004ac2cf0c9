#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace coldread {

/// The text as HTML text or attribute value: the one escaper of the page. Control characters become visible.
std::string escape_html(std::string_view text);

/// A text as part of an address: everything but unreserved characters as %XX, as JavaScript's encodeURIComponent reads.
std::string encode_uri(std::string_view text);

/// Writes elements with escaped text and attributes and closes what it opened, so that a page is well-formed by
/// construction.
class HtmlWriter {
 public:
  using Attributes = std::initializer_list<std::pair<std::string_view, std::string_view>>;

  HtmlWriter& open(std::string_view tag, Attributes attributes = {});
  HtmlWriter& close();  ///< the innermost open element
  HtmlWriter& text(std::string_view text);
  HtmlWriter& element(std::string_view tag, Attributes attributes, std::string_view text);
  HtmlWriter& element(std::string_view tag, std::string_view text) { return element(tag, {}, text); }
  HtmlWriter& empty(std::string_view tag, Attributes attributes);  ///< a void element: meta, br
  /// Our own style, script and JSON alone: nothing in it is escaped.
  HtmlWriter& raw(std::string_view content);

  std::string take();  ///< every element must be closed

 private:
  void start(std::string_view tag, Attributes attributes);

  std::string out_;
  std::vector<std::string> open_;
};

}  // namespace coldread
