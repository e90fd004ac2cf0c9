#include "base/regex.h"
#include "filter/entry.h"

// The part-of-speech tags of a response written as Python pairs, [('word', 'TAG'), ...]: a list of tags a response, or
// fallback where there are none. regex_pattern must be a pattern but is not used, as in lm-evaluation-harness.

namespace coldread::filters {
namespace {

class RegexPos final : public Filter {
 public:
  explicit RegexPos(OptionReader& options) {
    const coldread::Regex checked(options.text("regex_pattern", R"(\['(.*?)'\])"));
    options.integer("group_select", 0, -(1 << 20), 1 << 20);
    if (const Value* fallback = options.value("fallback")) fallback_ = *fallback;
  }

  List apply(List responses, const Document&) const override {
    for (Value& response : responses) {
      List tags;
      if (response.is_string()) {
        for (const auto& row : pairs_.find_all(response.as_string())) tags.emplace_back(row[1]);
      }
      response = tags.empty() ? fallback_ : Value(std::move(tags));
    }
    return responses;
  }
  std::optional<Value> fallback() const override { return fallback_; }

 private:
  coldread::Regex pairs_{R"(\('([^']*)', '([^']*)'\))"};
  Value fallback_ = List{"invalid"};
};

}  // namespace

Entry regex_pos() {
  return {"regex_pos", make<RegexPos>};
}

}  // namespace coldread::filters
