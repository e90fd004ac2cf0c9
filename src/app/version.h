#pragma once

#include <string>

namespace coldread::app {

/// What `--version` prints: version and commit, compiler, instruction set, libraries, a line each.
std::string version_text();
/// Of the checkout that the program was built from; empty where that was none.
std::string commit();
std::string compiler();

}  // namespace coldread::app
