#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "io/yaml.h"

namespace coldread {

/// A YAML file's text by line, to see how a scalar was written. The text must outlive it.
class YamlSource {
 public:
  explicit YamlSource(std::string_view text);

  /// Sets style and text place of a scalar from what stands at its place (anchor and tag come before the text), and
  /// reads quoted text anew.
  void describe(YamlNode& node, std::string& text) const;

 private:
  void place_block(YamlNode& node, std::size_t line) const;

  std::string_view text_;
  std::vector<std::string_view> lines_;
};

}  // namespace coldread
