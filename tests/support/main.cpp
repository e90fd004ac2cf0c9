#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdlib>
#include <doctest/doctest.h>

#include "support/source_dir.h"

namespace coldread {

const std::filesystem::path& source_dir() {
  static const std::filesystem::path folder = COLDREAD_SOURCE_DIR;
  return folder;
}

}  // namespace coldread

int main(int argc, char** argv) {
  ::setenv("XDG_CACHE_HOME", COLDREAD_BINARY_DIR "/cache", 1);  // not the user's
  return doctest::Context(argc, argv).run();
}
