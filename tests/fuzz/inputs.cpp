#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>

#include "fuzz/targets.h"

namespace coldread::fuzz {
namespace {

void write_all(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(fd, bytes.data(), bytes.size());
    if (written <= 0) throw std::runtime_error("cannot write an input");
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
}

class Folder {
 public:
  Folder() {
    std::string pattern =
        std::filesystem::exists("/dev/shm") ? "/dev/shm/coldread-fuzz-XXXXXX" : "coldread-fuzz-XXXXXX";
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot make a folder");
    path_ = std::filesystem::absolute(pattern).string();
  }
  ~Folder() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
  }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace

void broken(const std::string& promise) {
  throw std::logic_error(promise);
}

unsigned take_byte(std::string_view& input) {
  if (input.empty()) return 0;
  const auto byte = static_cast<unsigned char>(input.front());
  input.remove_prefix(1);
  return byte;
}

std::string file_of(std::string_view bytes) {
  static const int fd = ::memfd_create("input", MFD_CLOEXEC);
  if (fd < 0 || ::ftruncate(fd, 0) != 0 || ::lseek(fd, 0, SEEK_SET) != 0) {
    throw std::runtime_error("cannot make a file in memory");
  }
  write_all(fd, bytes);
  return "/proc/self/fd/" + std::to_string(fd);
}

const std::string& folder() {
  static const Folder made;
  return made.path();
}

std::string write(const std::string& name, std::string_view bytes) {
  std::string path = folder() + "/" + name;
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (fd < 0) throw std::runtime_error("cannot write an input");
  write_all(fd, bytes);
  ::close(fd);
  return path;
}

}  // namespace coldread::fuzz
