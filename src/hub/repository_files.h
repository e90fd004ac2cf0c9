#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "hub/model_name.h"

namespace coldread::hub {

/// A file of a repository.
struct RemoteFile {
  std::string path;
  std::uint64_t size = 0;
  std::string digest;  ///< hex: sha256 of a large file, else git's sha1 of it as a blob
};

/// The files of the hub's answer to /api/models/.../tree. Throws Error(input) where it is none.
std::vector<RemoteFile> parse_tree(std::string_view json, const std::string& origin);

/// Those that running the model needs, the settings last: config and tokenizer files, and the weights in one form,
/// which is safetensors, else pytorch_model.bin, else the one .gguf; or the one file that the name says. Throws
/// Error(input) that says what the repository holds instead.
std::vector<RemoteFile> needed_files(const ModelName& name, const std::vector<RemoteFile>& all);

}  // namespace coldread::hub
