#include "hub/environment.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fstream>
#include <string_view>

namespace coldread::hub {
namespace {

namespace fs = std::filesystem;

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

/// HF_HOME, or where it is by default.
fs::path home() {
  if (const std::string given = variable("HF_HOME"); !given.empty()) return given;
  if (const std::string cache = variable("XDG_CACHE_HOME"); !cache.empty()) return fs::path(cache) / "huggingface";
  const std::string user = variable("HOME");
  return user.empty() ? fs::path() : fs::path(user) / ".cache" / "huggingface";
}

bool is_on(std::string value) {
  std::ranges::transform(value, value.begin(),
                         [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  constexpr std::array<std::string_view, 4> kOn = {"1", "on", "yes", "true"};
  return std::ranges::find(kOn, value) != kOn.end();
}

}  // namespace

fs::path cache_folder() {
  for (const char* name : {"HF_HUB_CACHE", "HUGGINGFACE_HUB_CACHE"}) {
    if (const std::string given = variable(name); !given.empty()) return given;
  }
  const fs::path of_home = home();
  return of_home.empty() ? of_home : of_home / "hub";
}

std::string endpoint() {
  std::string url = variable("HF_ENDPOINT");
  while (url.ends_with('/')) url.pop_back();
  return url.empty() ? "https://huggingface.co" : url;
}

std::string token() {
  if (std::string given = variable("HF_TOKEN"); !given.empty()) return given;
  std::string path = variable("HF_TOKEN_PATH");
  if (path.empty()) path = (home() / "token").string();
  std::string word;
  std::ifstream(path) >> word;
  return word;
}

bool is_offline() {
  return is_on(variable("HF_HUB_OFFLINE")) || is_on(variable("TRANSFORMERS_OFFLINE"));
}

}  // namespace coldread::hub
