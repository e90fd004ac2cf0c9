#pragma once

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace coldread::app {

/// Beginnings of prompts by name, such as "I, as a scientist, believe that".
class Personas {
 public:
  /// Reads a YAML dict of names and texts. Throws Error(usage) with its place.
  explicit Personas(const std::filesystem::path& file);

  /// Throws Error(usage) for a name that is not there, with a suggestion.
  const std::string& text(const std::string& name) const;
  const std::vector<std::pair<std::string, std::string>>& all() const { return personas_; }

 private:
  std::filesystem::path file_;
  std::vector<std::pair<std::string, std::string>> personas_;
};

}  // namespace coldread::app
