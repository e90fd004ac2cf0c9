#include <algorithm>
#include <map>
#include <set>

#include "api/arms.h"
#include "report/arms.h"
#include "sampling/options.h"

namespace coldread {
namespace {

/// A setting's name in parts: "temperature=0.7 top_k=40" of a grid's cell, other words as they are.
struct SettingName {
  std::string words;                                       ///< those that are no cell's
  std::vector<std::pair<std::string, std::string>> cells;  ///< option, value
};

SettingName parts_of(const std::string& name) {
  const auto& options = sampling_option_names();
  SettingName parts;
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t end = std::min(name.find(' ', at), name.size());
    const std::string word = name.substr(at, end - at);
    const std::size_t sign = word.find('=');
    const bool is_cell = sign != std::string::npos && std::ranges::find(options, word.substr(0, sign)) != options.end();
    if (is_cell) {
      parts.cells.emplace_back(word.substr(0, sign), word.substr(sign + 1));
    } else {
      parts.words += (parts.words.empty() ? "" : " ") + word;
    }
    at = end + 1;
  }
  return parts;
}

/// "T 0.7", "k 40", "repetition penalty 1.2".
std::string cell_text(const std::string& option, const std::string& value) {
  static const std::map<std::string, std::string> symbols{{"temperature", "T"}, {"top_k", "k"}, {"top_p", "p"}};
  const auto symbol = symbols.find(option);
  std::string name = symbol == symbols.end() ? option : symbol->second;
  std::ranges::replace(name, '_', ' ');
  return name + " " + value;
}

bool all_same(const std::vector<std::string>& texts) {
  return std::ranges::count(texts, texts.front()) == std::ssize(texts);
}

void join(const std::string& part, std::string& label) {
  if (!part.empty()) label += (label.empty() ? "" : ", ") + part;
}

/// One a setting's name: the cells that not all have, the words where they differ.
std::vector<std::string> setting_labels(const std::vector<std::string>& names) {
  std::vector<SettingName> parts;
  std::vector<std::string> words;
  std::map<std::pair<std::string, std::string>, std::size_t> known;
  for (const std::string& name : names) {
    parts.push_back(parts_of(name));
    words.push_back(parts.back().words);
    for (const auto& cell : parts.back().cells) ++known[cell];
  }
  std::vector<std::string> labels;
  for (const SettingName& one : parts) {
    std::string label = all_same(words) ? "" : one.words;
    for (const auto& cell : one.cells) {
      if (known[cell] < names.size()) join(cell_text(cell.first, cell.second), label);
    }
    labels.push_back(std::move(label));
  }
  return labels;
}

/// The id of an arm's runs without their seeds.
std::string id_of(const Report& report, const Arm& arm) {
  const std::string& id = report.runs[arm.runs.front()].id;
  return arm.runs.size() > 1 ? id.substr(0, id.rfind(" / seed ")) : id;
}

}  // namespace

std::vector<Arm> arms_of_report(const Report& report) {
  return report.comparison.arms.empty() ? arms_of(report) : report.comparison.arms;
}

std::vector<std::string> arm_labels(const Report& report) {
  const std::vector<Arm> arms = arms_of_report(report);
  std::vector<std::string> ids, models, computes, settings;
  for (const Arm& arm : arms) {
    const RunColumn& run = report.runs[arm.runs.front()];
    ids.push_back(id_of(report, arm));
    models.push_back(run.model.name);
    computes.push_back(run.model.compute);
    settings.push_back(run.setting);
  }
  if (arms.size() < 2) return ids;
  const std::vector<std::string> of_settings = setting_labels(settings);
  // How a model computes is said where models and settings do not tell the arms apart.
  for (const bool with_compute : {false, true}) {
    std::vector<std::string> labels(arms.size());
    for (std::size_t arm = 0; arm < arms.size(); ++arm) {
      if (!all_same(models)) join(models[arm], labels[arm]);
      if (with_compute && !all_same(computes)) join(computes[arm], labels[arm]);
      join(of_settings[arm], labels[arm]);
    }
    const std::set<std::string> different(labels.begin(), labels.end());
    if (different.size() == labels.size() && !different.contains("")) return labels;
  }
  return ids;
}

}  // namespace coldread
