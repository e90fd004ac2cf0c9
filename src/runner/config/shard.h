#pragma once

#include <cstdint>
#include <string>

namespace coldread {

/// A part of a run: those documents whose key falls to it, whatever the models, the settings and the other documents
/// are.
struct Shard {
  std::uint64_t index = 0;  ///< below count
  std::uint64_t count = 1;

  bool is_whole() const { return count == 1; }
  bool holds(const std::string& task, std::int64_t document) const;
  bool operator==(const Shard&) const = default;
};

/// "2/3": the second of three. "0/3" is the third too, so that counting from nought gives each part once as well.
/// Throws Error(usage).
Shard parse_shard(const std::string& text);
/// "2/3"; "" for a whole run.
std::string to_string(const Shard& shard);

}  // namespace coldread
