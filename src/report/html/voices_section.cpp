#include <cmath>
#include <fmt/format.h>

#include "base/unicode.h"
#include "report/html/sections.h"
#include "report/voices.h"

namespace coldread {
namespace {

/// "simple +0.034, ..." with the two probabilities as a hint.
void write_words(const std::vector<MovedWord>& words, HtmlWriter& html) {
  html.open("td", {{"class", "words"}});
  for (const MovedWord& word : words) {
    const double change = word.probability - word.against;
    html.open("span", {{"title", fmt::format("{:.4f} against {:.4f}", word.probability, word.against)}});
    html.element("bdi", strip(word.word));
    html.element("small", fmt::format(" {}{:.4f}", change < 0 ? "\u2212" : "+", std::abs(change))).close().text(" ");
  }
  html.close();
}

void write_movement(const VoiceTable& table, HtmlWriter& html) {
  html.open("thead").open("tr");
  for (const char* head : {"Voice", "Gain most", "Lose most"}) html.element("th", {{"scope", "col"}}, head);
  html.close().close().open("tbody");
  for (const Voice& voice : table.voices) {
    html.open("tr").open("th", {{"scope", "row"}}).element("bdi", voice.name).close();
    write_words(voice.gains, html);
    write_words(voice.losses, html);
    html.close();
  }
  html.close();
}

void write_variety(const VoiceTable& table, HtmlWriter& html) {
  html.open("thead").open("tr").element("th", {{"scope", "col"}}, "Voice");
  for (const char* head : {"Distinct 1", "Distinct 2", "Self-BLEU", "Tokens", "n"}) {
    html.element("th", {{"scope", "col"}, {"class", "number"}}, head);
  }
  html.close().close().open("tbody");
  for (const Voice& voice : table.voices) {
    html.open("tr").open("th", {{"scope", "row"}}).element("bdi", voice.name).close();
    html.element("td", {{"class", "number"}}, score_text(voice.distinct_1, 3));
    html.element("td", {{"class", "number"}}, score_text(voice.distinct_2, 3));
    html.element("td", {{"class", "number"}}, voice.self_bleu ? score_text(*voice.self_bleu, 1) : "\u2013");
    html.element("td", {{"class", "number"}}, score_text(voice.mean_tokens, 1));
    html.element("td", {{"class", "number"}}, std::to_string(voice.texts)).close();
  }
  html.close();
}

}  // namespace

void write_voices(const Report& report, HtmlWriter& html) {
  const std::vector<VoiceTable> tables = voice_tables(report);
  if (tables.empty()) return;
  html.open("section", {{"id", "voices"}, {"aria-labelledby", "voices-title"}});
  html.element("h2", {{"id", "voices-title"}}, "Voices");
  html.element(
      "p", {{"class", "note"}},
      "How far answers move with who speaks or listens. Words: the change of a word\u2019s mean probability as the "
      "next one, against the voice named above the table. Distinct: different words and pairs as a share of all; "
      "self-BLEU is high where a voice repeats itself.");
  for (const VoiceTable& table : tables) {
    html.open("div", {{"class", "scroll"}, {"tabindex", "0"}, {"role", "group"}, {"aria-label", table.task}});
    html.open("table", {{"class", "quality voices"}}).open("caption").element("bdi", table.task).text(", ");
    write_run_name(report, table.run, html);
    const bool words = table.voices.front().texts == 0;
    if (words) html.text(" against ").element("bdi", table.against);
    html.close();
    words ? write_movement(table, html) : write_variety(table, html);
    html.close().close();
  }
  html.close();
}

}  // namespace coldread
