#define DOCTEST_CONFIG_IMPLEMENT
#include <cstdlib>
#include <doctest/doctest.h>

int main(int argc, char** argv) {
  ::setenv("XDG_CACHE_HOME", COLDREAD_BINARY_DIR "/cache", 1);  // not the user's
  return doctest::Context(argc, argv).run();
}
