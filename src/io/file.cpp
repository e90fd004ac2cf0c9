#include "io/file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace coldread {
namespace {

/// Closes on every way out.
class Descriptor {
 public:
  explicit Descriptor(int fd) : fd_(fd) {}
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }

 private:
  int fd_;
};

std::string reason() {
  return std::strerror(errno);
}

/// Between a file's name and six random characters, in the name of its temporary file.
const std::string kPart = ".part-";

/// What is read or written at a time: 1 MiB.
constexpr std::size_t kPiece = std::size_t{1} << 20u;

/// What is read once and dropped: small enough to stay in a core's cache, 256 KiB.
constexpr std::size_t kCachedPiece = std::size_t{256} << 10u;

std::filesystem::path folder_of(const std::filesystem::path& path) {
  return path.parent_path().empty() ? "." : path.parent_path();
}

/// Opens a regular file for reading and tells its size.
std::pair<int, std::size_t> open_regular(const std::filesystem::path& path, ErrorCode code) {
  // The system would open what stands before the NUL.
  if (path.native().find('\0') != std::string::npos) {
    throw Error(code, {.file = path.string()}, "a file's name cannot hold a NUL byte");
  }
  // O_NONBLOCK: opening a FIFO without a writer must not hang.
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  if (fd < 0) throw Error(code, {.file = path.string()}, "cannot open: " + reason());
  struct stat status = {};
  if (::fstat(fd, &status) != 0 || !S_ISREG(status.st_mode)) {
    ::close(fd);
    throw Error(code, {.file = path.string()}, "is not a regular file");
  }
  return {fd, static_cast<std::size_t>(status.st_size)};
}

[[noreturn]] void fail_line(const std::filesystem::path& path, ErrorCode code, std::size_t offset, std::size_t most) {
  throw Error(code, {.file = path.string()},
              "has more than " + std::to_string(most) + " bytes without a line break, from byte " +
                  std::to_string(offset) + " on");
}

[[noreturn]] void fail_size(const std::filesystem::path& path, ErrorCode code, std::size_t size, std::size_t most) {
  throw Error(code, {.file = path.string()},
              "has " + std::to_string(size) + " bytes; expected at most " + std::to_string(most));
}

/// As many bytes as are there, up to `size`; their count.
std::size_t read_up_to(int fd, char* to, std::size_t size, const std::filesystem::path& path, ErrorCode code) {
  std::size_t done = 0;
  while (done < size) {
    const ssize_t got = ::read(fd, to + done, size - done);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw Error(code, {.file = path.string()}, "cannot read: " + reason());
    if (got == 0) break;
    done += static_cast<std::size_t>(got);
  }
  return done;
}

void write_all(int fd, std::string_view content, const std::filesystem::path& path) {
  while (!content.empty()) {
    const ssize_t written = ::write(fd, content.data(), content.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) throw Error(ErrorCode::output, {.file = path.string()}, "cannot write: " + reason());
    content.remove_prefix(static_cast<std::size_t>(written));
  }
}

}  // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : path_(path) {
  const auto [raw, size] = open_regular(path, ErrorCode::input);
  const Descriptor fd(raw);
  size_ = size;
  if (size == 0) return;
  void* address = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd.get(), 0);
  if (address == MAP_FAILED) throw Error(ErrorCode::input, {.file = path.string()}, "cannot map: " + reason());
  data_ = static_cast<const std::byte*>(address);
}

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<std::byte*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : path_(std::move(other.path_)),
      data_(std::exchange(other.data_, nullptr)),
      size_(std::exchange(other.size_, std::size_t{0})) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(path_, other.path_);
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

std::string read_text_file(const std::filesystem::path& path, ErrorCode code, std::size_t most) {
  const auto [raw, size] = open_regular(path, code);
  const Descriptor fd(raw);
  if (size > most) fail_size(path, code, size, most);
  std::string text(size, '\0');
  text.resize(read_up_to(fd.get(), text.data(), size, path, code));
  return text;
}

void read_pieces(const std::filesystem::path& path, const std::function<void(std::string_view piece)>& on_piece) {
  const auto [raw, size] = open_regular(path, ErrorCode::input);
  const Descriptor fd(raw);
  std::vector<char> piece(kCachedPiece);
  while (const std::size_t got = read_up_to(fd.get(), piece.data(), piece.size(), path, ErrorCode::input)) {
    on_piece({piece.data(), got});
  }
}

LinesRead read_lines(const std::filesystem::path& path, ErrorCode code,
                     const std::function<void(std::string_view line, std::size_t offset)>& on_line, std::size_t most) {
  const auto [raw, size] = open_regular(path, code);
  const Descriptor fd(raw);
  const std::size_t piece = std::min(kPiece, size + 1);  // a small file at once
  LinesRead read;
  std::string text;  // from byte read.whole of the file on
  for (bool more = true; more;) {
    const std::size_t known = text.size();
    text.resize(known + piece);
    text.resize(known + read_up_to(fd.get(), text.data() + known, piece, path, code));
    more = text.size() == known + piece;
    std::size_t start = 0;
    for (std::size_t end = text.find('\n', known); end != std::string::npos; end = text.find('\n', start)) {
      if (end - start > most) fail_line(path, code, read.whole + start, most);
      on_line(std::string_view(text).substr(start, end - start), read.whole + start);
      start = end + 1;
    }
    text.erase(0, start);
    read.whole += start;
    if (text.size() > most) fail_line(path, code, read.whole, most);
  }
  read.torn = !text.empty();
  return read;
}

void check_size(const MappedFile& file, std::size_t most) {
  if (file.bytes().size() > most) fail_size(file.path(), ErrorCode::input, file.bytes().size(), most);
}

void write_file_atomically(const std::filesystem::path& path, std::string_view content) {
  write_file_atomically(path, [&](const std::function<void(std::string_view)>& add) { add(content); });
}

void write_file_atomically(const std::filesystem::path& path,
                           const std::function<void(const std::function<void(std::string_view)>& add)>& write) {
  const std::filesystem::path folder = folder_of(path);
  std::string pattern = (folder / ("." + path.filename().string() + kPart + "XXXXXX")).string();
  const int raw = ::mkostemp(pattern.data(), O_CLOEXEC);
  if (raw < 0) throw Error(ErrorCode::output, {.file = path.string()}, "cannot create: " + reason());
  Descriptor fd(raw);
  try {
    std::string small;  // pieces that are written together
    write([&](std::string_view piece) {
      if (small.size() + piece.size() > kPiece) {
        write_all(fd.get(), small, path);
        small.clear();
      }
      if (piece.size() > kPiece) return write_all(fd.get(), piece, path);
      small += piece;
    });
    write_all(fd.get(), small, path);
    // mkostemp's 0600 is for secrets; results are as readable as the umask lets them be.
    const mode_t mask = ::umask(0);
    ::umask(mask);
    ::fchmod(fd.get(), static_cast<mode_t>(0666) & ~mask);
    const bool synced = ::fsync(fd.get()) == 0 && ::close(fd.release()) == 0;
    if (!synced || ::rename(pattern.c_str(), path.c_str()) != 0) {
      throw Error(ErrorCode::output, {.file = path.string()}, "cannot save: " + reason());
    }
  } catch (...) {
    ::unlink(pattern.c_str());
    throw;
  }
  sync_folder(folder);
}

void sync_folder(const std::filesystem::path& folder) {
  const Descriptor fd(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  // EINVAL: a file system whose folders need no syncing.
  if (fd.get() < 0 || (::fsync(fd.get()) != 0 && errno != EINVAL)) {
    throw Error(ErrorCode::output, {.file = folder.string()}, "cannot save the folder: " + reason());
  }
}

void remove_leftovers(const std::filesystem::path& folder) {
  std::error_code error;
  for (const auto& entry : std::filesystem::directory_iterator(folder, error)) {
    const std::string name = entry.path().filename().string();
    const std::size_t part = name.rfind(kPart);
    const bool leftover = part != std::string::npos && name.front() == '.' && name.size() == part + kPart.size() + 6;
    if (leftover) ::unlink(entry.path().c_str());
  }
}

}  // namespace coldread
