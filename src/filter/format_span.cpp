#include <array>
#include <utility>

#include "base/regex.h"
#include "base/unicode.h"
#include "filter/entry.h"

// Named entities written as "label: a, b $$ label: c" or one label a line, as "per: a $ per: b $ loc: c": labels are
// brought to per, loc, org and date, text to lower case, and entities called "none" are dropped.

namespace coldread::filters {
namespace {

/// Labels as models write them; tried in this order, each before a colon.
constexpr std::array<std::pair<std::string_view, std::string_view>, 15> kLabels{{
    {"person", "PER"},
    {"location", "LOC"},
    {"organization", "ORG"},
    {"counties", "LOC"},
    {"places", "LOC"},
    {"people", "PER"},
    {"persons", "PER"},
    {"company", "ORG"},
    {"country", "LOC"},
    {"continent", "LOC"},
    {"time", "DATE"},
    {"date", "DATE"},
    {"per", "PER"},
    {"loc", "LOC"},
    {"org", "ORG"},
}};

using Replacements = std::vector<std::pair<coldread::Regex, std::string>>;

const Replacements& label_replacements() {
  static const Replacements replacements = [] {
    Replacements made;
    for (const auto& [label, tag] : kLabels) {
      made.emplace_back(coldread::Regex(R"(\b)" + std::string(label) + R"(\s*:)"), std::string(tag) + ":");
    }
    return made;
  }();
  return replacements;
}

class FormatSpan final : public Filter {
 public:
  List apply(List responses, const Document&) const override {
    for (Value& response : responses) response = entities(tagged(lower(text_of(response, "format_span"))));
    return responses;
  }

 private:
  /// Labels as tags, entries with one $ between them and none at the end.
  std::string tagged(std::string text) const {
    for (const auto& [regex, tag] : label_replacements()) text = regex.replace(text, tag);
    std::string out;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (text[i] == '$' && i + 1 < text.size() && text[i + 1] == '$') ++i;
      out += text[i];
    }
    out.erase(out.find_last_not_of('$') + 1);
    return out;
  }

  std::string entities(std::string text) const {
    for (char& c : text) {
      if (c == '\n') c = '$';
    }
    std::string out;
    for (const auto& row : spans_.find_all(strip(text))) {
      std::string_view rest = row[1];
      for (bool more = true; more;) {
        const std::size_t comma = rest.find(',');
        const std::string_view entity = strip(rest.substr(0, comma));
        if (lower(entity) != "none") {
          if (!out.empty()) out += " $ ";
          out += lower(row[0]) + ": " + std::string(entity);
        }
        more = comma != std::string_view::npos;
        if (more) rest.remove_prefix(comma + 1);
      }
    }
    return out;
  }

  coldread::Regex spans_{R"(\b(PER|LOC|ORG|DATE):\s*([^$]+))"};
};

}  // namespace

Entry format_span() {
  return {"format_span", make<FormatSpan>};
}

}  // namespace coldread::filters
