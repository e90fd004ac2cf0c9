#include "base/unicode.h"
#include "tokenizer/description.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

/// White space at the ends goes.
class Strip final : public Normalizer {
 public:
  Strip(bool left, bool right) : left_(left), right_(right) {}

  std::string normalize(std::string_view text) const override {
    std::size_t begin = 0;
    std::size_t last = 0;  // end of the last character that is no white space
    for (std::size_t i = 0; i < text.size();) {
      const CodePoint point = code_point_at(text, i);
      const bool space = point.valid && is_white_space(point.value);
      if (space && begin == i) begin = i + point.length;
      i += point.length;
      if (!space) last = i;
    }
    const std::size_t from = left_ ? begin : 0;
    const std::size_t to = right_ ? last : text.size();
    return from < to ? std::string(text.substr(from, to - from)) : std::string();
  }

 private:
  bool left_;
  bool right_;
};

}  // namespace

NormalizerType strip() {
  return {.type = "Strip", .make = [](const Value& settings, const std::string&) -> std::unique_ptr<Normalizer> {
            return std::make_unique<Strip>(setting(settings, "strip_left") == Value(true),
                                           setting(settings, "strip_right") == Value(true));
          }};
}

}  // namespace coldread::normalizers
