#pragma once

#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace coldread {

/// The files beside a model's weights that loading it reads: the network's settings, the tokenizer, the chat template.
/// Each once, in the order of reading; none for a model of one file.
std::vector<std::filesystem::path> settings_files(const std::filesystem::path& model);

/// sha256 over these files by name, size and content, hex, whatever order they come in.
std::string digest_of_settings(std::span<const std::filesystem::path> files);

}  // namespace coldread
