#pragma once

#include <filesystem>
#include <string>

// What the variables of huggingface_hub say; an empty variable counts as unset.
namespace coldread::hub {

/// HF_HUB_CACHE, HF_HOME/hub, XDG_CACHE_HOME/huggingface/hub or ~/.cache/huggingface/hub; empty where none is set.
std::filesystem::path cache_folder();

/// HF_ENDPOINT, else https://huggingface.co; without a slash at the end.
std::string endpoint();

/// HF_TOKEN, else what HF_TOKEN_PATH or HF_HOME/token holds; empty where there is none.
std::string token();

/// HF_HUB_OFFLINE or TRANSFORMERS_OFFLINE is 1, on, yes or true.
bool is_offline();

}  // namespace coldread::hub
