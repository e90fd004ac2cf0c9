#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "hub/fetch.h"

namespace coldread {

/// The path that `M` of the command line means: a file, a folder, a name under models/ (a folder there that is a model,
/// or holds the file of one), or OWNER/NAME[:FILE][@REVISION] of the Hugging Face hub, which is looked for in its cache
/// and else fetched into it. Throws Error(input) with a suggestion.
std::filesystem::path find_model(const std::string& name, hub::FetchObserver& observer);
/// The same, and nobody hears of a download.
std::filesystem::path find_model(const std::string& name);
/// The same where only the tokenizer is wanted: a folder of its files alone will do.
std::filesystem::path find_tokenizer(const std::string& name, hub::FetchObserver& observer);

/// What find_model() would find without a download: models under models/, and those of the hub's cache.
std::vector<std::string> models_at_hand();

}  // namespace coldread
