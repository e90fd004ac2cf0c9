#include "tokenizer/files/folder_reader.h"

#include <algorithm>
#include <system_error>
#include <utility>

#include "io/json.h"
#include "tokenizer/fail_in.h"

namespace coldread {
namespace {

/// Of a JSON file about a tokenizer and of a list of merges. The largest vocabularies in use take 35 MB.
constexpr std::size_t kMaxFileBytes = std::size_t{256} << 20u;
constexpr std::size_t kMaxTemplateBytes = std::size_t{1} << 20u;

}  // namespace

FolderReader::FolderReader(std::filesystem::path folder) : folder_(std::move(folder)) {}

bool FolderReader::has(const char* name) const {
  std::error_code ignored;
  return std::filesystem::exists(path(name), ignored);
}

Value FolderReader::json_dict(const char* name) {
  const MappedFile mapped = lines(name);
  Value value = parse_json(mapped.text(), mapped.path().string());
  if (!value.is_dict()) {
    fail_in(mapped.path(), "holds a " + std::string(kind_name(value.kind())) + "; expected a dict");
  }
  return value;
}

MappedFile FolderReader::lines(const char* name) {
  MappedFile mapped(path(name));
  check_size(mapped, kMaxFileBytes);
  note(mapped.path());
  return mapped;
}

std::string FolderReader::chat_template(const char* name) {
  std::string text = read_text_file(path(name), ErrorCode::input, kMaxTemplateBytes);
  note(path(name));
  return text;
}

void FolderReader::note(const std::filesystem::path& file) {
  if (std::ranges::find(files_, file) == files_.end()) files_.push_back(file);
}

}  // namespace coldread
