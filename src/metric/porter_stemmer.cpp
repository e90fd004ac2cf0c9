#include "metric/porter_stemmer.h"

#include <array>
#include <span>
#include <utility>

namespace coldread {
namespace {

// Porter's terms: a word is [C](VC)^m[V] with C and V runs of consonants and vowels; m is its measure.
// y is a consonant at the start of the word and after a vowel.

bool is_vowel_letter(char c) {
  return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u';
}

/// 'c' or 'v' for each letter.
std::string shape_of(std::string_view word) {
  std::string shape;
  for (const char c : word) {
    const bool vowel = is_vowel_letter(c) || (c == 'y' && !shape.empty() && shape.back() == 'c');
    shape += vowel ? 'v' : 'c';
  }
  return shape;
}

int measure(std::string_view stem) {
  const std::string shape = shape_of(stem);
  int count = 0;
  for (std::size_t i = 1; i < shape.size(); ++i) count += shape[i - 1] == 'v' && shape[i] == 'c';
  return count;
}

bool has_vowel(std::string_view stem) {
  return shape_of(stem).find('v') != std::string::npos;
}

bool ends_in_double_consonant(std::string_view word) {
  const std::size_t n = word.size();
  return n >= 2 && word[n - 1] == word[n - 2] && shape_of(word).back() == 'c';
}

/// Porter's *o: consonant, vowel, consonant other than w, x, y; with NLTK also a whole word of vowel and consonant.
bool ends_in_short_syllable(std::string_view word) {
  const std::string shape = shape_of(word);
  if (shape == "vc") return true;
  return shape.ends_with("cvc") && std::string_view("wxy").find(word.back()) == std::string_view::npos;
}

using Condition = bool (*)(std::string_view stem);
bool always(std::string_view) {
  return true;
}
bool positive(std::string_view stem) {
  return measure(stem) > 0;
}
bool above_one(std::string_view stem) {
  return measure(stem) > 1;
}

struct Rule {
  std::string_view suffix;
  std::string_view replacement;
  Condition condition;
};

/// The first rule whose suffix fits decides: it applies, or, where its condition fails, nothing does.
std::string apply(std::string_view word, std::span<const Rule> rules) {
  for (const Rule& rule : rules) {
    if (!word.ends_with(rule.suffix)) continue;
    const std::string_view stem = word.substr(0, word.size() - rule.suffix.size());
    if (!rule.condition(stem)) break;
    return std::string(stem) + std::string(rule.replacement);
  }
  return std::string(word);
}

/// Plurals.
std::string step_1a(std::string_view word) {
  static constexpr std::array<Rule, 4> kRules{
      {{"sses", "ss", always}, {"ies", "i", always}, {"ss", "ss", always}, {"s", "", always}}};
  if (word.size() == 4 && word.ends_with("ies")) return std::string(word.substr(0, 3));
  return apply(word, kRules);
}

/// Puts back what -ed and -ing took: conflat(ed) -> conflate, hopp(ing) -> hop, fil(ing) -> file.
std::string repair(std::string_view stem) {
  for (const std::string_view ending : {"at", "bl", "iz"}) {
    if (stem.ends_with(ending)) return std::string(stem) + "e";
  }
  if (ends_in_double_consonant(stem)) {
    const bool keeps = std::string_view("lsz").find(stem.back()) != std::string_view::npos;
    return std::string(keeps ? stem : stem.substr(0, stem.size() - 1));
  }
  if (measure(stem) == 1 && ends_in_short_syllable(stem)) return std::string(stem) + "e";
  return std::string(stem);
}

/// -ied, -eed, -ed, -ing.
std::string step_1b(std::string_view word) {
  if (word.ends_with("ied")) return std::string(word.substr(0, word.size() - (word.size() == 4 ? 1 : 2)));
  if (word.ends_with("eed"))
    return std::string(positive(word.substr(0, word.size() - 3)) ? word.substr(0, word.size() - 1) : word);
  for (const std::string_view suffix : {"ed", "ing"}) {
    if (!word.ends_with(suffix)) continue;
    const std::string_view stem = word.substr(0, word.size() - suffix.size());
    if (has_vowel(stem)) return repair(stem);
  }
  return std::string(word);
}

/// -y after a consonant that is not the whole stem.
std::string step_1c(std::string_view word) {
  static constexpr std::array<Rule, 1> kRules{
      {{"y", "i", [](std::string_view stem) { return stem.size() > 1 && shape_of(stem).back() == 'c'; }}}};
  return apply(word, kRules);
}

/// Double suffixes to single ones.
std::string step_2(std::string_view word) {
  static constexpr std::array<Rule, 22> kRules{{
      {"ational", "ate", positive},
      {"tional", "tion", positive},
      {"enci", "ence", positive},
      {"anci", "ance", positive},
      {"izer", "ize", positive},
      {"bli", "ble", positive},
      {"alli", "al", positive},
      {"entli", "ent", positive},
      {"eli", "e", positive},
      {"ousli", "ous", positive},
      {"ization", "ize", positive},
      {"ation", "ate", positive},
      {"ator", "ate", positive},
      {"alism", "al", positive},
      {"iveness", "ive", positive},
      {"fulness", "ful", positive},
      {"ousness", "ous", positive},
      {"aliti", "al", positive},
      {"iviti", "ive", positive},
      {"biliti", "ble", positive},
      {"fulli", "ful", positive},
      // The l counts as part of the stem, so that geo and theo do as archaeo does.
      {"logi", "log", [](std::string_view stem) { return positive(std::string(stem) + "l"); }},
  }};
  if (word.ends_with("alli") && positive(word.substr(0, word.size() - 4))) {
    return step_2(word.substr(0, word.size() - 2));
  }
  return apply(word, kRules);
}

std::string step_3(std::string_view word) {
  static constexpr std::array<Rule, 7> kRules{{
      {"icate", "ic", positive},
      {"ative", "", positive},
      {"alize", "al", positive},
      {"iciti", "ic", positive},
      {"ical", "ic", positive},
      {"ful", "", positive},
      {"ness", "", positive},
  }};
  return apply(word, kRules);
}

std::string step_4(std::string_view word) {
  static constexpr Condition kAfterSOrT = [](std::string_view stem) {
    return above_one(stem) && (stem.back() == 's' || stem.back() == 't');
  };
  static constexpr std::array<Rule, 19> kRules{{
      {"al", "", above_one},    {"ance", "", above_one}, {"ence", "", above_one}, {"er", "", above_one},
      {"ic", "", above_one},    {"able", "", above_one}, {"ible", "", above_one}, {"ant", "", above_one},
      {"ement", "", above_one}, {"ment", "", above_one}, {"ent", "", above_one},  {"ion", "", kAfterSOrT},
      {"ou", "", above_one},    {"ism", "", above_one},  {"ate", "", above_one},  {"iti", "", above_one},
      {"ous", "", above_one},   {"ive", "", above_one},  {"ize", "", above_one},
  }};
  return apply(word, kRules);
}

/// A last e, a last double l.
std::string step_5(std::string word) {
  if (word.ends_with('e')) {
    const std::string_view stem = std::string_view(word).substr(0, word.size() - 1);
    const int m = measure(stem);
    if (m > 1 || (m == 1 && !ends_in_short_syllable(stem))) word.pop_back();
  }
  if (word.ends_with("ll") && measure(std::string_view(word).substr(0, word.size() - 1)) > 1) word.pop_back();
  return word;
}

constexpr std::array<std::pair<std::string_view, std::string_view>, 16> kIrregular{{
    {"sky", "sky"},
    {"skies", "sky"},
    {"dying", "die"},
    {"lying", "lie"},
    {"tying", "tie"},
    {"news", "news"},
    {"innings", "inning"},
    {"inning", "inning"},
    {"outings", "outing"},
    {"outing", "outing"},
    {"cannings", "canning"},
    {"canning", "canning"},
    {"howe", "howe"},
    {"proceed", "proceed"},
    {"exceed", "exceed"},
    {"succeed", "succeed"},
}};

}  // namespace

std::string porter_stem(std::string_view word) {
  for (const auto& [form, stem] : kIrregular) {
    if (word == form) return std::string(stem);
  }
  if (word.size() <= 2) return std::string(word);
  return step_5(step_4(step_3(step_2(step_1c(step_1b(step_1a(word)))))));
}

}  // namespace coldread
