#include <algorithm>
#include <cstdint>
#include <doctest/doctest.h>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <random>
#include <string>
#include <vector>

#include "base/error.h"
#include "fuzz/targets.h"
#include "support/source_dir.h"

namespace coldread::fuzz {
namespace {

namespace fs = std::filesystem;

struct Seed {
  std::string name;
  std::string bytes;
};

std::vector<Seed> corpus_of(const std::string& target) {
  std::vector<fs::path> files;
  for (const fs::directory_entry& entry :
       fs::directory_iterator(source_dir().string() + "/tests/fuzz/corpus/" + target)) {
    files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  std::vector<Seed> seeds;
  for (const fs::path& file : files) {
    std::ifstream stream(file, std::ios::binary);
    seeds.push_back({file.filename().string(), {std::istreambuf_iterator<char>(stream), {}}});
  }
  return seeds;
}

/// What came of it that is neither success nor an Error.
std::string harm_of(const Target& target, std::string_view input) {
  try {
    target.run(input);
  } catch (const Error&) {  // bad input, told so
  } catch (const std::exception& error) {
    return error.what();
  }
  return "";
}

/// A few changes: bits flipped, bytes replaced by telling ones, pieces cut, doubled or moved.
std::string mutated(std::string bytes, std::mt19937& random) {
  const auto below = [&](std::size_t most) {
    return static_cast<std::size_t>(random() % std::max<std::size_t>(most, 1));
  };
  constexpr std::string_view kTelling("\0\xFF\x7F\x80{}[]\",:&*%'-0\n ", 20);
  for (std::size_t changes = 1 + below(4); changes > 0; --changes) {
    const std::size_t at = below(bytes.size());
    const std::size_t length = std::min(bytes.size() - std::min(at, bytes.size()), 1 + below(16));
    switch (below(5)) {
      case 0:
        if (!bytes.empty()) bytes[at] = static_cast<char>(bytes[at] ^ (1 << below(8)));
        break;
      case 1:
        if (!bytes.empty()) bytes[at] = kTelling[below(kTelling.size())];
        break;
      case 2:
        bytes.erase(at, length);
        break;
      case 3:
        bytes.insert(at, bytes.substr(at, length));
        break;
      default:
        bytes.insert(at, 1, kTelling[below(kTelling.size())]);
    }
  }
  return bytes;
}

TEST_CASE("every seed and every former finding ends well or in an error that says so") {
  for (const Target& target : targets()) {
    const std::vector<Seed> seeds = corpus_of(target.name);
    CHECK_MESSAGE(!seeds.empty(), target.name);
    for (const Seed& seed : seeds) {
      const std::string harm = harm_of(target, seed.bytes);
      CHECK_MESSAGE(harm.empty(), target.name << "/" << seed.name << ": " << harm);
    }
  }
}

TEST_CASE("changed seeds do no harm either") {
  constexpr int kMutants = 60;
  for (const Target& target : targets()) {
    std::mt19937 random(1);
    for (const Seed& seed : corpus_of(target.name)) {
      for (int i = 0; i < kMutants; ++i) {
        const std::string input = mutated(seed.bytes, random);
        const std::string harm = harm_of(target, input);
        CHECK_MESSAGE(harm.empty(), target.name << ", mutant " << i << " of " << seed.name << ": " << harm);
      }
    }
  }
}

}  // namespace
}  // namespace coldread::fuzz
