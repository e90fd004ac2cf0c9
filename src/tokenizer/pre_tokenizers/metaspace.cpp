#include <algorithm>
#include <utility>

#include "tokenizer/metaspace_settings.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {
namespace {

/// Spaces become another character, one of which goes before the text; then it may be cut before each.
class Metaspace final : public PreTokenizer {
 public:
  explicit Metaspace(MetaspaceSettings settings) : settings_(std::move(settings)) {}

  void split(Stretch stretch, PieceSink sink) const override {
    const std::string& mark = settings_.replacement;
    std::string text;
    text.reserve(stretch.text.size() * 5 / 4 + mark.size());
    const bool prepends =
        settings_.scheme == PrependScheme::always || (settings_.scheme == PrependScheme::first && stretch.first);
    if (prepends && !stretch.text.starts_with(' ') && !stretch.text.starts_with(mark)) text = mark;
    for (const char c : stretch.text) {
      if (c == ' ') {
        text += mark;
      } else {
        text += c;
      }
    }
    if (!settings_.splits) return sink({.text = text, .first = stretch.first});
    for (std::size_t i = 0; i < text.size();) {
      const std::size_t end = std::min(text.find(mark, i + 1), text.size());
      sink({.text = std::string_view(text).substr(i, end - i), .first = stretch.first && i == 0});
      i = end;
    }
  }
  std::string_view name() const override { return "Metaspace"; }

 private:
  MetaspaceSettings settings_;
};

}  // namespace

PreTokenizerType metaspace() {
  return {.type = "Metaspace",
          .make = [](const Value& settings, const std::string& origin) -> std::unique_ptr<PreTokenizer> {
            return std::make_unique<Metaspace>(read_metaspace(settings, origin));
          }};
}

}  // namespace coldread::pre_tokenizers
