#include "model/digest.h"

#include <fstream>
#include <vector>

#include "base/error.h"
#include "io/sha256.h"

namespace coldread {

std::string digest_of_files(std::span<const std::filesystem::path> files) {
  Sha256 digest;
  std::vector<char> buffer(1 << 20);
  for (const std::filesystem::path& path : files) {
    std::ifstream file(path, std::ios::binary);
    while (file) {
      file.read(buffer.data(), static_cast<std::streamsize>(buffer.size()));
      digest.add(std::string_view(buffer.data(), static_cast<std::size_t>(file.gcount())));
    }
    if (!file.eof()) throw Error(ErrorCode::input, path.string() + ": cannot be read");
  }
  return digest.hex();
}

}  // namespace coldread
