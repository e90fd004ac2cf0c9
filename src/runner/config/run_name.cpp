#include "runner/config/run_name.h"

#include <string_view>

#include "io/sha256.h"

namespace coldread {
namespace {

constexpr std::size_t kLongest = 80;
constexpr std::size_t kDigits = 8;

/// A task's name, or the name of its YAML file.
std::string task_part(const RunTask& task) {
  if (!task.overrides.name.empty()) return task.overrides.name;
  const std::filesystem::path path(task.pattern);
  return path.extension() == ".yaml" || path.extension() == ".yml" ? path.stem().string() : task.pattern;
}

bool is_safe(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return std::string_view("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._+").find(c) !=
             std::string_view::npos ||
         byte >= 0x80;
}

}  // namespace

std::string as_folder_name(const std::string& name) {
  std::string made;
  for (const char c : name) {
    if (is_safe(c)) {
      made += c;
    } else if (!made.empty() && made.back() != '-') {
      made += '-';
    }
  }
  while (!made.empty() && made.back() == '-') made.pop_back();
  const std::size_t start = made.find_first_not_of(".-");  // neither hidden, nor a folder above, nor like a flag
  return start == std::string::npos ? "run" : made.substr(start);
}

std::string run_name(const RunConfig& config) {
  std::string name;
  for (const RunModel& model : config.models) name += (name.empty() ? "" : "-") + model.name;
  for (const RunTask& task : config.tasks) name += "-" + task_part(task);
  const std::string safe = as_folder_name(name);
  if (safe.size() <= kLongest) return safe;
  std::size_t end = kLongest - kDigits - 1;
  while ((static_cast<unsigned char>(safe[end]) & 0xC0u) == 0x80u) --end;  // whole characters
  return safe.substr(0, end) + "-" + sha256_hex(name).substr(0, kDigits);
}

}  // namespace coldread
