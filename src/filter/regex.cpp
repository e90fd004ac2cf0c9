#include "base/unicode.h"
#include "filter/entry.h"
#include "filter/regex_pick.h"

// The match number group_select of regex_pattern in each response, stripped; fallback where there is none. A response
// that is no text counts as empty.

namespace coldread::filters {
namespace {

class RegexFilter final : public Filter {
 public:
  explicit RegexFilter(OptionReader& options)
      : regex_(options.text("regex_pattern", R"(#### (\-?[0-9\.\,]+))")),
        select_(options.integer("group_select", 0, -(1 << 20), 1 << 20)),
        fallback_(options.text("fallback", "[invalid]")) {}

  List apply(List responses, const Document&) const override {
    for (Value& response : responses) {
      const std::string text = response.is_string() ? response.as_string() : "";
      const Pick pick = pick_match(regex_, text, select_, "regex");
      response = pick.matched ? std::string(strip(pick.text ? *pick.text : fallback_)) : fallback_;
    }
    return responses;
  }
  std::optional<Value> fallback() const override { return fallback_; }

 private:
  coldread::Regex regex_;
  std::int64_t select_;
  std::string fallback_;
};

}  // namespace

Entry regex() {
  return {"regex", make<RegexFilter>};
}

}  // namespace coldread::filters
