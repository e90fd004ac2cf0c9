#include "fuzz/targets.h"
#include "hub/repository_files.h"

namespace coldread::fuzz {

/// A listing of a repository's files, and which of them are needed.
void fuzz_hub_listing(std::string_view input) {
  const std::vector<hub::RemoteFile> files = hub::parse_tree(input, "input");
  if (hub::needed_files({.owner = "a", .name = "b"}, files).empty()) broken("nothing is needed");
}

}  // namespace coldread::fuzz
