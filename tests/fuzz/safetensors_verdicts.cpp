// Reads paths of .safetensors files from standard input, one a line; says of each whether it is accepted.
#include <cstdio>
#include <iostream>
#include <string>

#include "base/error.h"
#include "io/safetensors.h"

int main() {
  for (std::string path; std::getline(std::cin, path);) {
    try {
      const coldread::SafetensorsFile file(path);
      std::puts("accepted");
    } catch (const coldread::Error& error) {
      std::printf("refused: %s\n", error.what());
    }
  }
}
