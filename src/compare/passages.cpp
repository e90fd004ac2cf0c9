#include "compare/passages.h"

#include <unordered_map>

namespace coldread {

std::string passage_of(const Sample& sample) {
  for (const char* name : {"passage", "context", "article", "story", "paragraph"}) {
    const Value* field = sample.fields.find(name);
    if (field != nullptr && field->is_string()) return field->as_string();
  }
  return {};
}

Units passage_units(std::span<const Sample* const> samples) {
  Units units;
  std::unordered_map<std::string, std::size_t> known;
  for (std::size_t i = 0; i < samples.size(); ++i) {
    const std::string passage = passage_of(*samples[i]);
    if (const auto found = known.find(passage); !passage.empty() && found != known.end()) {
      units[found->second].push_back(i);
      continue;
    }
    if (!passage.empty()) known.emplace(passage, units.size());
    units.push_back({i});
  }
  return units;
}

}  // namespace coldread
