#include "report/voices.h"

#include <algorithm>
#include <cmath>

#include "metric/diversity.h"
#include "report/lmeval_text.h"
#include "report/sample_view.h"
#include "stats/moments.h"

namespace coldread {
namespace {

constexpr std::size_t kWords = 10;

std::string text_at(const Value& value, const char* key) {
  const Value* found = value.find(key);
  return found != nullptr && found->is_string() ? found->as_string() : "";
}

/// The samples of one voice, in document order.
using VoiceSamples = std::vector<std::pair<std::string, std::vector<const Sample*>>>;

VoiceSamples by_voice(const Report& report, std::size_t run, const std::string& task, const std::string& column) {
  VoiceSamples voices;
  for (const Sample* sample : samples_of(report, run, task)) {
    const std::string name = text_at(sample->fields, column.c_str());
    auto known = std::ranges::find(voices, name, [](const auto& voice) -> const std::string& { return voice.first; });
    if (known == voices.end()) known = voices.insert(known, {name, {}});
    known->second.push_back(sample);
  }
  return voices;
}

/// Each choice's text with its mean probability over the samples; none where they have other choices.
std::vector<std::pair<std::string, double>> word_probabilities(const std::vector<const Sample*>& samples) {
  std::vector<std::pair<std::string, double>> words;
  for (const Sample* sample : samples) {
    const SampleView view = view_of(*sample);
    if (words.empty()) {
      for (const ChoiceView& choice : view.choices) words.emplace_back(choice.text, 0.0);
    }
    if (view.choices.size() != words.size()) return {};
    for (std::size_t i = 0; i < words.size(); ++i) {
      if (view.choices[i].text != words[i].first || !view.choices[i].logprob) return {};
      words[i].second += std::exp(*view.choices[i].logprob) / static_cast<double>(samples.size());
    }
  }
  return words;
}

void move_words(const std::vector<const Sample*>& own, const std::vector<const Sample*>& against, Voice& voice) {
  const auto a = word_probabilities(against), b = word_probabilities(own);
  if (a.size() != b.size()) return;
  std::vector<MovedWord> moved;
  for (std::size_t i = 0; i < a.size(); ++i) moved.push_back({b[i].first, b[i].second, a[i].second});
  std::ranges::stable_sort(moved, std::greater<>(),
                           [](const MovedWord& word) { return word.probability - word.against; });
  for (std::size_t i = 0; i < std::min(kWords, moved.size()); ++i) {
    const MovedWord& last = moved[moved.size() - 1 - i];
    if (moved[i].probability > moved[i].against) voice.gains.push_back(moved[i]);
    if (last.probability < last.against) voice.losses.push_back(last);
  }
}

void describe_texts(const std::vector<const Sample*>& samples, Voice& voice) {
  std::vector<std::string> texts;
  double tokens = 0;
  for (const Sample* sample : samples) {
    for (const SampleRequest& request : sample->requests) {
      const auto* answer = std::get_if<GeneratedText>(&request.response);
      if (answer == nullptr) continue;
      texts.push_back(answer->text);
      tokens += static_cast<double>(answer->ids.size());
    }
  }
  voice.texts = std::ssize(texts);
  if (texts.empty()) return;
  voice.distinct_1 = distinct_ngrams(texts, 1).pooled;
  voice.distinct_2 = distinct_ngrams(texts, 2).pooled;
  voice.mean_tokens = tokens / static_cast<double>(texts.size());
  if (texts.size() > 1) voice.self_bleu = mean(self_bleu(texts));
}

VoiceTable table_of(const Report& report, std::size_t run, const TaskFacts& task, const Value& personas) {
  VoiceTable table{.task = task.name, .run = run, .against = text_at(personas, "against"), .voices = {}};
  const VoiceSamples voices = by_voice(report, run, task.name, text_at(personas, "column"));
  const auto against =
      std::ranges::find(voices, table.against, [](const auto& voice) -> const std::string& { return voice.first; });
  for (const auto& [name, samples] : voices) {
    Voice voice;
    voice.name = name;
    if (task.output_type == "generate_until") {
      describe_texts(samples, voice);
    } else if (against != voices.end() && name != table.against) {
      move_words(samples, against->second, voice);
    }
    if (voice.texts > 0 || !voice.gains.empty() || !voice.losses.empty()) table.voices.push_back(std::move(voice));
  }
  return table;
}

}  // namespace

std::vector<VoiceTable> voice_tables(const Report& report) {
  std::vector<VoiceTable> tables;
  for (const TaskFacts& task : report.tasks) {
    const Value* metadata = task.config.find("metadata");
    const Value* personas = metadata == nullptr ? nullptr : metadata->find("personas");
    if (personas == nullptr) continue;
    for (std::size_t run = 0; run < report.runs.size(); ++run) {
      VoiceTable table = table_of(report, run, task, *personas);
      if (!table.voices.empty()) tables.push_back(std::move(table));
    }
  }
  return tables;
}

}  // namespace coldread
