#pragma once

#include <filesystem>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "api/request.h"
#include "api/value.h"
#include "io/file.h"
#include "io/json.h"

// Reference data of tokenizers: one JSON object a line.
namespace coldread::test {

inline std::vector<Value> read_lines(const std::filesystem::path& file) {
  const std::string text = read_text_file(file);
  std::vector<Value> lines;
  std::string_view rest = text;
  while (!rest.empty()) {
    const std::size_t end = rest.find('\n');
    lines.push_back(parse_json(rest.substr(0, end), file.string()));
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
  }
  return lines;
}

inline std::vector<TokenId> ids_of(const Value& list) {
  std::vector<TokenId> ids;
  for (const Value& id : list.as_list()) ids.push_back(static_cast<TokenId>(id.as_int()));
  return ids;
}

/// Whether the file or folder is there; says by name what is skipped where it is not.
inline bool has(const std::filesystem::path& path, std::string_view what) {
  if (std::filesystem::exists(path)) return true;
  std::cout << "skipped: " << what << " (" << path.lexically_normal().string() << " is absent)\n";
  return false;
}

}  // namespace coldread::test
