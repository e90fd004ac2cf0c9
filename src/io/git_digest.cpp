#include "io/git_digest.h"

#include <array>
#include <memory>
#include <new>
#include <openssl/evp.h>
#include <string_view>

#include "base/error.h"
#include "io/file.h"

namespace coldread {

std::string git_blob_digest(const std::filesystem::path& path) {
  const std::unique_ptr<EVP_MD_CTX, void (*)(EVP_MD_CTX*)> context(EVP_MD_CTX_new(), EVP_MD_CTX_free);
  if (!context || EVP_DigestInit_ex(context.get(), EVP_sha1(), nullptr) != 1) throw std::bad_alloc();
  const auto add = [&](std::string_view text) {
    COLDREAD_CHECK(EVP_DigestUpdate(context.get(), text.data(), text.size()) == 1);
  };
  add("blob " + std::to_string(std::filesystem::file_size(path)) + '\0');
  read_pieces(path, add);
  std::array<unsigned char, 20> digest{};
  COLDREAD_CHECK(EVP_DigestFinal_ex(context.get(), digest.data(), nullptr) == 1);
  std::string text;
  for (const unsigned char byte : digest) {
    text += "0123456789abcdef"[byte >> 4];
    text += "0123456789abcdef"[byte & 15];
  }
  return text;
}

}  // namespace coldread
