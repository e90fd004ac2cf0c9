#include "io/gzip.h"

#include <array>
#include <limits>
#include <zlib.h>

#include "base/error.h"

namespace coldread {
namespace {

constexpr std::size_t kMost = std::size_t{4} << 30u;
/// Text packs to a tenth, repetitive text to a fiftieth; a thousandth is the format's limit and a bomb.
constexpr std::size_t kMostTimes = 256;
constexpr std::size_t kHarmless = std::size_t{64} << 20u;
constexpr int kGzipOnly = 15 + 16;  // the largest window, gzip header

class Inflater {
 public:
  /// packed_size: of the whole file, all its members.
  Inflater(const std::string& origin, std::size_t packed_size) : origin_(origin), packed_size_(packed_size) {
    if (::inflateInit2(&stream_, kGzipOnly) != Z_OK) fail("cannot be unpacked: out of memory");
  }
  ~Inflater() { ::inflateEnd(&stream_); }
  Inflater(const Inflater&) = delete;
  Inflater& operator=(const Inflater&) = delete;

  /// Appends one member; returns how many bytes of packed it took.
  std::size_t unpack(std::string_view packed, std::string& text) {
    std::array<char, 1u << 16u> block{};
    std::size_t taken = 0;
    for (int state = Z_OK; state != Z_STREAM_END;) {
      const std::string_view rest = packed.substr(taken).substr(0, std::numeric_limits<uInt>::max());
      stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(rest.data()));
      stream_.avail_in = static_cast<uInt>(rest.size());
      stream_.next_out = reinterpret_cast<Bytef*>(block.data());
      stream_.avail_out = block.size();
      state = ::inflate(&stream_, Z_NO_FLUSH);
      if (state == Z_BUF_ERROR) fail("is cut off");
      if (state != Z_OK && state != Z_STREAM_END) fail("is damaged: it does not unpack as gzip");
      taken += rest.size() - stream_.avail_in;
      text.append(block.data(), block.size() - stream_.avail_out);
      if (text.size() > kMost) fail("unpacks to more than 4 GiB");
      if (text.size() > kHarmless && text.size() / kMostTimes > packed_size_) {
        fail("unpacks to more than 256 times its " + std::to_string(packed_size_) +
             " bytes; unpack it yourself if that is meant");
      }
    }
    return taken;
  }

 private:
  [[noreturn]] void fail(const std::string& message) const {
    throw Error(ErrorCode::input, {.file = origin_}, message);
  }

  const std::string& origin_;
  std::size_t packed_size_;
  z_stream stream_{};
};

}  // namespace

std::string gunzip(std::string_view packed, const std::string& origin) {
  std::string text;
  const std::size_t packed_size = packed.size();
  while (!packed.empty()) {
    packed.remove_prefix(Inflater(origin, packed_size).unpack(packed, text));
    // Padding of zeros may follow the last member.
    if (packed.find_first_not_of('\0') == std::string_view::npos) break;
  }
  return text;
}

}  // namespace coldread
