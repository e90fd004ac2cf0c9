#include "stats/two_way.h"

#include "base/error.h"
#include "base/philox.h"

namespace coldread {

KeyedDraws::KeyedDraws(std::string_view key) {
  std::uint64_t hash = 0xcbf29ce484222325;  // FNV-1a
  for (const char c : key) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3;
  key_ = {static_cast<std::uint32_t>(hash), static_cast<std::uint32_t>(hash >> 32)};
}

std::size_t KeyedDraws::below(std::size_t n) {
  if (used_ == words_.size()) {
    words_ = philox4x32({static_cast<std::uint32_t>(block_), static_cast<std::uint32_t>(block_ >> 32), 0, 0}, key_);
    ++block_;
    used_ = 0;
  }
  return static_cast<std::size_t>((static_cast<std::uint64_t>(words_[used_++]) * n) >> 32);
}

std::vector<double> two_way_replicates(
    const Units& units, std::size_t seeds, std::int64_t rounds, std::string_view key,
    const std::function<double(std::span<const std::size_t> documents, std::size_t seed)>& statistic) {
  COLDREAD_CHECK(!units.empty() && seeds > 0);
  KeyedDraws draws(key);
  std::vector<double> replicates;
  std::vector<std::size_t> documents;
  std::vector<double> of_seed(seeds);
  for (std::int64_t round = 0; round < rounds; ++round) {
    documents.clear();
    for (std::size_t i = 0; i < units.size(); ++i) {
      const auto& unit = units[draws.below(units.size())];
      documents.insert(documents.end(), unit.begin(), unit.end());
    }
    for (std::size_t seed = 0; seed < seeds; ++seed) of_seed[seed] = statistic(documents, seed);
    double sum = 0;
    for (std::size_t i = 0; i < seeds; ++i) sum += of_seed[draws.below(seeds)];
    replicates.push_back(sum / static_cast<double>(seeds));
  }
  return replicates;
}

}  // namespace coldread
