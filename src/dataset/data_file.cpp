#include "dataset/data_file.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <fnmatch.h>
#include <iterator>
#include <system_error>
#include <vector>

#include "base/cured_error.h"
#include "io/shipped.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

std::string expand(std::string text, const Place& place) {
  constexpr std::string_view kVariable = "${COLDREAD_DATASETS}";
  for (std::size_t at = text.find("${"); at != std::string::npos; at = text.find("${", at)) {
    if (text.compare(at, kVariable.size(), kVariable) != 0) {
      throw Error(ErrorCode::usage, place,
                  "unknown variable in '" + text + "'; only " + std::string(kVariable) + " is replaced");
    }
    const std::string folder = datasets_folder().string();
    text.replace(at, kVariable.size(), folder);
    at += folder.size();
  }
  return text;
}

std::optional<std::int64_t> bound(std::string_view text, const std::string& written, const Place& place) {
  if (text.empty()) return std::nullopt;
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw Error(ErrorCode::usage, place, "bad row slice in '" + written + "'; write [begin:end] with whole numbers");
  }
  return value;
}

/// Cuts a trailing "[begin:end]" off the path.
RowSlice take_slice(std::string& path, const Place& place) {
  if (!path.ends_with(']')) return {};
  const std::size_t open = path.rfind('[');
  const std::size_t colon = open == std::string::npos ? open : path.find(':', open);
  if (colon == std::string::npos) return {};
  const std::string_view inner = std::string_view(path).substr(open + 1, path.size() - open - 2);
  const std::size_t middle = colon - open - 1;
  const RowSlice slice{.begin = bound(inner.substr(0, middle), path, place),
                       .end = bound(inner.substr(middle + 1), path, place)};
  path.resize(open);
  return slice;
}

bool has_wildcard(std::string_view text) {
  return text.find_first_of("*?[") != std::string_view::npos;
}

/// `**` may match across folders: fnmatch's plain `*` does.
bool matches(const std::string& pattern, const std::string& path) {
  const bool deep = pattern.find("**") != std::string::npos;
  if (!deep) return ::fnmatch(pattern.c_str(), path.c_str(), FNM_PATHNAME | FNM_PERIOD) == 0;
  std::string any = pattern;
  for (std::size_t at = any.find("**/"); at != std::string::npos; at = any.find("**/")) any.replace(at, 3, "*");
  return ::fnmatch(any.c_str(), path.c_str(), 0) == 0;
}

/// The longest part of the pattern without wildcards.
fs::path without_wildcards(const fs::path& pattern) {
  fs::path base;
  for (const fs::path& part : pattern) {
    if (has_wildcard(part.string())) break;
    base /= part;
  }
  return base;
}

/// Files below the longest part of the pattern without wildcards.
std::vector<fs::path> matching_files(const fs::path& pattern) {
  const fs::path base = without_wildcards(pattern);
  std::vector<fs::path> files;
  std::error_code error;
  const fs::path start = base.empty() ? fs::path(".") : base;
  const bool deep = pattern.string().find("**") != std::string::npos;
  const auto depth = std::distance(pattern.begin(), pattern.end()) - std::distance(base.begin(), base.end()) - 1;
  auto step = fs::recursive_directory_iterator(start, fs::directory_options::skip_permission_denied, error);
  for (; !error && step != fs::recursive_directory_iterator(); step.increment(error)) {
    if (!deep && step.depth() >= depth) step.disable_recursion_pending();
    const fs::path file = base.empty() ? step->path().lexically_relative(".") : step->path();
    std::error_code ignored;
    if (step->is_regular_file(ignored) && matches(pattern.string(), file.string())) files.push_back(file);
  }
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace

List RowSlice::of(List rows) const {
  const auto size = static_cast<std::int64_t>(rows.size());
  const auto index = [&](std::int64_t value) {
    return std::clamp(value < 0 ? value + size : value, std::int64_t{0}, size);
  };
  const std::int64_t first = index(begin.value_or(0));
  const std::int64_t last = std::max(first, end ? index(*end) : size);
  rows.erase(rows.begin() + last, rows.end());
  rows.erase(rows.begin(), rows.begin() + first);
  return rows;
}

fs::path datasets_folder() {
  const char* folder = std::getenv("COLDREAD_DATASETS");
  if (folder != nullptr && *folder != '\0') return folder;
  std::error_code ignored;
  const fs::path shipped = fs::is_directory("datasets", ignored) ? fs::path() : shipped_folder("datasets");
  return shipped.empty() ? "datasets" : shipped;
}

namespace {

/// The path itself, then below each base, each once.
std::vector<fs::path> candidates_of(const std::string& path, const DataFolders& where) {
  std::vector<fs::path> candidates{path};
  if (fs::path(path).is_absolute()) return candidates;
  for (const fs::path& base : where.bases) {
    fs::path candidate = (base / path).lexically_normal();
    if (std::find(candidates.begin(), candidates.end(), candidate) == candidates.end()) {
      candidates.push_back(std::move(candidate));
    }
  }
  return candidates;
}

/// Throws where none of the candidates was found. Where all of them lie outside the roots, that is the reason.
[[noreturn]] void fail_missing(const std::string& what, const std::string& cure,
                               const std::vector<fs::path>& candidates, const DataFolders& where, const Place& place) {
  const auto is_held = [&](const fs::path& candidate) { return where.roots.hold(candidate); };
  if (std::none_of(candidates.begin(), candidates.end(), is_held)) where.roots.check(candidates.front(), place);
  std::string tried;
  for (const fs::path& candidate : candidates) tried += (tried.empty() ? "" : ", ") + candidate.string();
  if (cure.empty()) throw Error(ErrorCode::input, place, what + "; tried " + tried);
  throw CuredError(ErrorCode::input, place, what + "; tried " + tried, cure);
}

}  // namespace

std::vector<DataFile> find_data_files(const std::string& written, const DataFolders& where, const Place& place) {
  std::string path = expand(written, place);
  const RowSlice slice = take_slice(path, place);
  if (!has_wildcard(path)) return {find_data_file(written, where, place)};
  const std::vector<fs::path> candidates = candidates_of(path, where);
  for (const fs::path& candidate : candidates) {
    if (!where.roots.hold(without_wildcards(candidate))) continue;
    std::error_code ignored;
    if (fs::exists(candidate, ignored) && where.roots.hold(candidate)) return {{.path = candidate, .slice = slice}};
    std::vector<DataFile> found;
    for (fs::path& file : matching_files(candidate)) {
      where.roots.check(file, place);
      found.push_back({.path = std::move(file), .slice = slice});
    }
    if (!found.empty()) return found;
  }
  fail_missing("no data file matches", "", candidates, where, place);
}

DataFile find_data_file(const std::string& written, const DataFolders& where, const Place& place) {
  DataFile file;
  std::string path = expand(written, place);
  file.slice = take_slice(path, place);
  const std::vector<fs::path> candidates = candidates_of(path, where);
  for (const fs::path& candidate : candidates) {
    std::error_code ignored;
    if (fs::exists(candidate, ignored) && where.roots.hold(candidate)) {
      file.path = candidate;
      return file;
    }
  }
  std::string cure;
  if (written.find("${COLDREAD_DATASETS}") != std::string::npos) {
    cure = "; set COLDREAD_DATASETS to the folder that holds it";
  }
  fail_missing("data file not found", cure, candidates, where, place);
}

}  // namespace coldread
