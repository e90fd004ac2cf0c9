#include "hub/repository_files.h"

#include <algorithm>
#include <array>
#include <fmt/ranges.h>

#include "base/error.h"
#include "base/suggest.h"
#include "io/json.h"

namespace coldread::hub {
namespace {

constexpr std::array<std::string_view, 14> kSettings = {"tokenizer.json",
                                                        "tokenizer_config.json",
                                                        "special_tokens_map.json",
                                                        "added_tokens.json",
                                                        "vocab.json",
                                                        "merges.txt",
                                                        "vocab.txt",
                                                        "tokenizer.model",
                                                        "spiece.model",
                                                        "sentencepiece.bpe.model",
                                                        "chat_template.jinja",
                                                        "chat_template.json",
                                                        "generation_config.json",
                                                        "config.json"};

const RemoteFile* find(const std::vector<RemoteFile>& all, std::string_view path) {
  const auto found = std::ranges::find(all, path, &RemoteFile::path);
  return found == all.end() ? nullptr : &*found;
}

/// NAME, or the shards NAME-00001-of-00002 and their index.
std::vector<RemoteFile> weights(const std::vector<RemoteFile>& all, const std::string& stem,
                                const std::string& extension) {
  const RemoteFile* index = find(all, stem + extension + ".index.json");
  std::vector<RemoteFile> files;
  for (const RemoteFile& file : all) {
    const bool is_shard = file.path.starts_with(stem + "-") && file.path.ends_with(extension);
    if (index != nullptr ? is_shard : file.path == stem + extension) files.push_back(file);
  }
  if (index != nullptr && !files.empty()) files.push_back(*index);
  return files;
}

[[noreturn]] void fail(const ModelName& name, const std::string& message) {
  throw Error(ErrorCode::input, name.repository() + ": " + message);
}

std::vector<std::string> gguf_files(const std::vector<RemoteFile>& all) {
  std::vector<std::string> names;
  for (const RemoteFile& file : all) {
    if (file.path.ends_with(".gguf")) names.push_back(file.path);
  }
  return names;
}

}  // namespace

std::vector<RemoteFile> parse_tree(std::string_view json, const std::string& origin) {
  const Value root = parse_json(json, origin);
  if (!root.is_list()) throw Error(ErrorCode::input, origin + ": the hub's answer is no list of files");
  std::vector<RemoteFile> files;
  for (const Value& entry : root.as_list()) {
    const Value* path = entry.find("path");
    const Value* large = entry.find("lfs");
    const Value& of = large != nullptr && large->is_dict() ? *large : entry;
    const Value* size = of.find("size");
    const Value* digest = of.find("oid");
    if (path == nullptr || !path->is_string() || size == nullptr || !size->is_int() || size->as_int() < 0 ||
        digest == nullptr || !digest->is_string()) {
      continue;  // a folder
    }
    files.push_back({path->as_string(), static_cast<std::uint64_t>(size->as_int()), digest->as_string()});
  }
  return files;
}

std::vector<RemoteFile> needed_files(const ModelName& name, const std::vector<RemoteFile>& all) {
  const std::vector<std::string> ggufs = gguf_files(all);
  if (!name.file.empty()) {
    const RemoteFile* file = find(all, name.file);
    if (file == nullptr) {
      fail(name, "holds no '" + name.file + "'" + did_you_mean(name.file, ggufs) +
                     (ggufs.empty() ? "; it has no .gguf file" : ""));
    }
    return {*file};
  }
  std::vector<RemoteFile> files = weights(all, "model", ".safetensors");
  if (files.empty()) files = weights(all, "pytorch_model", ".bin");
  if (files.empty() && ggufs.size() == 1) return {*find(all, ggufs.front())};
  if (files.empty() && !ggufs.empty()) {
    fail(name,
         fmt::format("holds several .gguf files; name one as {}:FILE: {}", name.repository(), fmt::join(ggufs, ", ")));
  }
  if (files.empty() || find(all, "config.json") == nullptr) {
    fail(name,
         "holds no model that can be read: neither config.json with model.safetensors or pytorch_model.bin, nor a "
         ".gguf file");
  }
  for (const std::string_view settings : kSettings) {
    if (const RemoteFile* file = find(all, settings)) files.push_back(*file);
  }
  return files;
}

}  // namespace coldread::hub
