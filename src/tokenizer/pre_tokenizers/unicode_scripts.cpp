#include <string>

#include "base/onig_regex.h"
#include "tokenizer/pre_tokenizers/make_pre_tokenizer.h"

namespace coldread::pre_tokenizers {
namespace {

/// Names of scripts; those of Chinese and Japanese are one, below.
constexpr std::string_view kScripts[] = {"Common",
                                         "Latin",
                                         "Inherited",
                                         "Cyrillic",
                                         "Arabic",
                                         "Devanagari",
                                         "Greek",
                                         "Hangul",
                                         "Hebrew",
                                         "Thai",
                                         "Adlam",
                                         "Ahom",
                                         "Anatolian_Hieroglyphs",
                                         "Armenian",
                                         "Avestan",
                                         "Balinese",
                                         "Bamum",
                                         "Bassa_Vah",
                                         "Batak",
                                         "Bengali",
                                         "Bhaiksuki",
                                         "Bopomofo",
                                         "Brahmi",
                                         "Braille",
                                         "Buginese",
                                         "Buhid",
                                         "Canadian_Aboriginal",
                                         "Carian",
                                         "Caucasian_Albanian",
                                         "Chakma",
                                         "Cham",
                                         "Cherokee",
                                         "Coptic",
                                         "Cuneiform",
                                         "Cypriot",
                                         "Deseret",
                                         "Duployan",
                                         "Egyptian_Hieroglyphs",
                                         "Elbasan",
                                         "Ethiopic",
                                         "Georgian",
                                         "Glagolitic",
                                         "Gothic",
                                         "Grantha",
                                         "Gujarati",
                                         "Gurmukhi",
                                         "Hanunoo",
                                         "Hatran",
                                         "Imperial_Aramaic",
                                         "Inscriptional_Pahlavi",
                                         "Inscriptional_Parthian",
                                         "Javanese",
                                         "Kaithi",
                                         "Kannada",
                                         "Kayah_Li",
                                         "Kharoshthi",
                                         "Khmer",
                                         "Khojki",
                                         "Khudawadi",
                                         "Lao",
                                         "Lepcha",
                                         "Limbu",
                                         "Linear_A",
                                         "Linear_B",
                                         "Lisu",
                                         "Lycian",
                                         "Lydian",
                                         "Mahajani",
                                         "Malayalam",
                                         "Mandaic",
                                         "Manichaean",
                                         "Marchen",
                                         "Meetei_Mayek",
                                         "Mende_Kikakui",
                                         "Meroitic_Cursive",
                                         "Meroitic_Hieroglyphs",
                                         "Miao",
                                         "Modi",
                                         "Mongolian",
                                         "Mro",
                                         "Multani",
                                         "Myanmar",
                                         "Nabataean",
                                         "New_Tai_Lue",
                                         "Newa",
                                         "Nko",
                                         "Ogham",
                                         "Ol_Chiki",
                                         "Old_Hungarian",
                                         "Old_Italic",
                                         "Old_North_Arabian",
                                         "Old_Permic",
                                         "Old_Persian",
                                         "Old_South_Arabian",
                                         "Old_Turkic",
                                         "Oriya",
                                         "Osage",
                                         "Osmanya",
                                         "Pahawh_Hmong",
                                         "Palmyrene",
                                         "Pau_Cin_Hau",
                                         "Phags_Pa",
                                         "Phoenician",
                                         "Psalter_Pahlavi",
                                         "Rejang",
                                         "Runic",
                                         "Samaritan",
                                         "Saurashtra",
                                         "Sharada",
                                         "Shavian",
                                         "Siddham",
                                         "SignWriting",
                                         "Sinhala",
                                         "Sora_Sompeng",
                                         "Sundanese",
                                         "Syloti_Nagri",
                                         "Syriac",
                                         "Tagalog",
                                         "Tagbanwa",
                                         "Tai_Le",
                                         "Tai_Tham",
                                         "Tai_Viet",
                                         "Takri",
                                         "Tamil",
                                         "Tangut",
                                         "Telugu",
                                         "Thaana",
                                         "Tibetan",
                                         "Tifinagh",
                                         "Tirhuta",
                                         "Ugaritic",
                                         "Vai",
                                         "Warang_Citi",
                                         "Yi"};

/// A run of one script; spaces and what is of no script go along with what stands before them.
std::string pattern_of_runs() {
  const std::string neutral = R"([ \p{sc:Unknown}]*+)";
  std::string pattern = R"((?:[\p{sc:Han}\p{sc:Hiragana}\p{sc:Katakana}ー])" + neutral + ")++";
  for (const std::string_view script : kScripts) {
    const std::string_view but = script == "Common" ? "(?![ ー])" : "";
    pattern.append("|(?:").append(but).append(R"(\p{sc:)").append(script).append("}").append(neutral).append(")++");
  }
  return pattern;
}

/// Cuts where the script changes. Spaces in front go.
class UnicodeScripts final : public PreTokenizer {
 public:
  void split(Stretch stretch, PieceSink sink) const override {
    OnigRegex::Matches runs(runs_, stretch.text);
    while (const auto run = runs.next()) {
      sink({.text = run->of(stretch.text), .first = stretch.first && run->begin == 0});
    }
  }
  std::string_view name() const override { return "UnicodeScripts"; }

 private:
  OnigRegex runs_{pattern_of_runs()};
};

}  // namespace

/// Source: scripts by the Unicode data of PCRE2; the rules of Hugging Face tokenizers, which are SentencePiece's.
PreTokenizerType unicode_scripts() {
  return {.type = "UnicodeScripts", .make = [](const Value&, const std::string&) -> std::unique_ptr<PreTokenizer> {
            return std::make_unique<UnicodeScripts>();
          }};
}

}  // namespace coldread::pre_tokenizers
