#include "report/html/content_policy.h"

#include "io/sha256.h"
#include "report/html/html_writer.h"

namespace coldread {
namespace {

std::string base64_of_hex(std::string_view hex) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  const auto digit = [](char c) { return static_cast<unsigned>(c <= '9' ? c - '0' : c - 'a' + 10); };
  std::string out;
  unsigned bits = 0, held = 0;
  for (const char c : hex) {
    bits = (bits << 4) | digit(c);
    held += 4;
    if (held < 6) continue;
    held -= 6;
    out += kAlphabet[(bits >> held) & 63];
  }
  if (held > 0) out += kAlphabet[(bits << (6 - held)) & 63];
  while (out.size() % 4 != 0) out += '=';
  return out;
}

void insert_before(std::string& text, std::string_view place, const std::string& added) {
  if (const std::size_t at = text.find(place); at != std::string::npos) text.insert(at, added);
}

}  // namespace

std::string script_source(std::string_view script) {
  return "'sha256-" + base64_of_hex(sha256_hex(script)) + "'";
}

std::string content_policy(std::string_view script) {
  const std::string scripts = script.empty() ? "" : " script-src " + script_source(script) + ";";
  return "default-src 'none'; style-src 'unsafe-inline';" + scripts +
         " img-src data:; base-uri 'none'; form-action 'none'";
}

std::string with_live_script(std::string page, std::string_view script) {
  const std::string source = escape_html(script_source(script));
  const std::string connect = escape_html("connect-src 'self'; ");
  // The policy stands in the head, before anything that a model or a task wrote.
  const std::size_t own = page.find("script-src ");
  const std::size_t head_ends = page.find("</head>");
  if (own != std::string::npos && own < head_ends) {
    page.insert(own + std::string_view("script-src ").size(), source + " ");
    insert_before(page, "style-src ", connect);
  } else {
    insert_before(page, "style-src ", connect + "script-src " + source + "; ");
  }
  const std::size_t end = page.rfind("</body>");
  page.insert(end == std::string::npos ? page.size() : end, "<script>" + std::string(script) + "</script>\n");
  return page;
}

}  // namespace coldread
