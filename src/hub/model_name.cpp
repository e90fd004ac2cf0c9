#include "hub/model_name.h"

#include <algorithm>

namespace coldread::hub {
namespace {

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_' || c == '-';
}

/// As the hub allows for owners and names, and safe as a part of a path.
bool is_part(std::string_view text) {
  constexpr std::size_t kLongest = 96;
  return !text.empty() && text.size() <= kLongest && std::ranges::all_of(text, is_plain) && text.front() != '.' &&
         text.find("..") == std::string_view::npos && text.find("--") == std::string_view::npos;
}

/// Parts between slashes.
bool is_path(std::string_view text) {
  for (;;) {
    const std::size_t slash = text.find('/');
    if (!is_part(text.substr(0, slash))) return false;
    if (slash == std::string_view::npos) return true;
    text.remove_prefix(slash + 1);
  }
}

}  // namespace

std::optional<ModelName> parse_model_name(std::string_view text) {
  ModelName name;
  if (const std::size_t at = text.rfind('@'); at != std::string_view::npos) {
    name.revision = text.substr(at + 1);
    if (!is_path(name.revision)) return std::nullopt;
    text = text.substr(0, at);
  }
  if (const std::size_t colon = text.find(':'); colon != std::string_view::npos) {
    name.file = text.substr(colon + 1);
    if (!is_path(name.file) || !name.file.ends_with(".gguf")) return std::nullopt;
    text = text.substr(0, colon);
  }
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return std::nullopt;
  name.owner = text.substr(0, slash);
  name.name = text.substr(slash + 1);
  if (!is_part(name.owner) || !is_part(name.name)) return std::nullopt;
  return name;
}

}  // namespace coldread::hub
