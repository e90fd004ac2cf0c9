#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace coldread::hub {

/// A model of the Hugging Face hub as the command line writes it: OWNER/NAME[:FILE][@REVISION].
struct ModelName {
  std::string owner;
  std::string name;
  std::string file = {};  ///< a .gguf file of the repository, with folders where it lies in any; empty: not said
  std::string revision = "main";

  std::string repository() const { return owner + "/" + name; }
};

/// Nothing where the text is no such name.
std::optional<ModelName> parse_model_name(std::string_view text);

}  // namespace coldread::hub
