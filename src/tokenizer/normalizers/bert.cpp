#include "base/normal_forms.h"
#include "tokenizer/description.h"
#include "tokenizer/normalizers/each_character.h"
#include "tokenizer/normalizers/make_normalizer.h"

namespace coldread::normalizers {
namespace {

/// Ideographs, each a word of its own.
/// Source: Hugging Face tokenizers; U+2B820 to U+2B91F are missing there as well.
bool is_chinese(char32_t c) {
  return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || (c >= 0x20000 && c <= 0x2A6DF) ||
         (c >= 0x2A700 && c <= 0x2B73F) || (c >= 0x2B740 && c <= 0x2B81F) || (c >= 0x2B920 && c <= 0x2CEAF) ||
         (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

/// Source: Devlin et al. 2018, in the code of BERT.
class Bert final : public Normalizer {
 public:
  struct Settings {
    bool cleans = true;          ///< control characters go, all white space becomes a space
    bool parts_chinese = true;   ///< spaces around ideographs
    bool strips_accents = true;  ///< NFD, without nonspacing marks
    bool lowers = true;
  };
  explicit Bert(const Settings& settings) : settings_(settings) {}

  std::string normalize(std::string_view text) const override {
    std::string changed = each_character(text, [&](std::string& out, char32_t c) { clean(out, c); });
    if (settings_.strips_accents) {
      changed = each_character(normal_form(changed, NormalForm::d), [](std::string& out, char32_t c) {
        if (!is_nonspacing_mark(c)) append_utf8(out, c);
      });
    }
    return settings_.lowers ? each_character(changed, append_lower) : changed;
  }

 private:
  void clean(std::string& out, char32_t c) const {
    if (settings_.cleans) {
      const bool is_space = c == U'\t' || c == U'\n' || c == U'\r';  // other control characters are none
      if (c == 0 || c == 0xFFFD || (!is_space && is_control(c))) return;
      if (is_white_space(c)) c = U' ';
    }
    const bool parts = settings_.parts_chinese && is_chinese(c);
    if (parts) out += ' ';
    append_utf8(out, c);
    if (parts) out += ' ';
  }

  Settings settings_;
};

std::unique_ptr<Normalizer> make(const Value& description, const std::string&) {
  const auto says = [&](const char* key, bool otherwise) {
    const Value& value = setting(description, key);
    return value.is_bool() ? value.as_bool() : otherwise;
  };
  const bool lowers = says("lowercase", true);
  return std::make_unique<Bert>(Bert::Settings{.cleans = says("clean_text", true),
                                               .parts_chinese = says("handle_chinese_chars", true),
                                               .strips_accents = says("strip_accents", lowers),
                                               .lowers = lowers});
}

}  // namespace

NormalizerType bert() {
  return {.type = "BertNormalizer", .make = make};
}

}  // namespace coldread::normalizers
