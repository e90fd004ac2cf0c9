#include "io/gzip.h"

#include <algorithm>
#include <array>
#include <limits>
#include <utility>
#include <zlib.h>

#include "base/error.h"

namespace coldread {
namespace {

constexpr std::size_t kMost = std::size_t{4} << 30u;
/// Text packs to a tenth, repetitive text to a fiftieth; a thousandth is the format's limit and a bomb.
constexpr std::size_t kMostTimes = 256;
constexpr std::size_t kHarmless = std::size_t{64} << 20u;
constexpr int kGzipOnly = 15 + 16;  // the largest window, gzip header

bool packs_too_well(std::size_t unpacked, std::size_t packed) {
  return unpacked > kHarmless && unpacked / kMostTimes > packed;
}

class Deflater {
 public:
  /// level: zlib's; 0 stores the text as it is.
  Deflater(int level, std::string& file) : file_(file) {
    if (::deflateInit2(&stream_, level, Z_DEFLATED, kGzipOnly, kMostMemory, Z_DEFAULT_STRATEGY) != Z_OK)
      throw Error(ErrorCode::output, "cannot pack: out of memory");
  }
  ~Deflater() { ::deflateEnd(&stream_); }
  Deflater(const Deflater&) = delete;
  Deflater& operator=(const Deflater&) = delete;

  void add(std::string_view text) {
    for (; !text.empty(); text.remove_prefix(std::min(text.size(), kMostAtOnce))) {
      pack(text.substr(0, kMostAtOnce), Z_NO_FLUSH);
    }
  }
  void finish() { pack({}, Z_FINISH); }

 private:
  static constexpr int kMostMemory = 9;
  static constexpr std::size_t kMostAtOnce = std::size_t{1} << 30u;

  void pack(std::string_view text, int flush) {
    stream_.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(text.data()));
    stream_.avail_in = static_cast<uInt>(text.size());
    int state = Z_OK;
    do {
      stream_.next_out = reinterpret_cast<Bytef*>(block_.data());
      stream_.avail_out = static_cast<uInt>(block_.size());
      state = ::deflate(&stream_, flush);
      COLDREAD_CHECK(state != Z_STREAM_ERROR);
      file_.append(block_.data(), block_.size() - stream_.avail_out);
    } while (stream_.avail_out == 0 || (flush == Z_FINISH && state != Z_STREAM_END));
  }

  std::string& file_;
  std::array<char, 1u << 16u> block_{};
  z_stream stream_{};
};

}  // namespace

struct GzipReader::State {
  std::string_view packed;  ///< what is left of the file
  std::string origin;
  std::size_t packed_size = 0;
  std::size_t unpacked = 0;
  bool in_member = false;
  z_stream stream{};
  std::array<char, 1u << 16u> block{};

  [[noreturn]] void fail(const std::string& message) const { throw Error(ErrorCode::input, {.file = origin}, message); }

  void count(std::size_t size) {
    unpacked += size;
    if (unpacked > kMost) fail("unpacks to more than 4 GiB");
    if (packs_too_well(unpacked, packed_size)) {
      fail("unpacks to more than 256 times its " + std::to_string(packed_size) +
           " bytes; unpack it yourself if that is meant");
    }
  }

  /// Unpacks a block of the member that the stream is in; its size.
  std::size_t inflate_block() {
    const std::string_view input = packed.substr(0, std::numeric_limits<uInt>::max());
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(input.data()));
    stream.avail_in = static_cast<uInt>(input.size());
    stream.next_out = reinterpret_cast<Bytef*>(block.data());
    stream.avail_out = static_cast<uInt>(block.size());
    const int state = ::inflate(&stream, Z_NO_FLUSH);
    if (state == Z_BUF_ERROR) fail("is cut off");
    if (state != Z_OK && state != Z_STREAM_END) fail("is damaged: it does not unpack as gzip");
    packed.remove_prefix(input.size() - stream.avail_in);
    in_member = state != Z_STREAM_END;
    return block.size() - stream.avail_out;
  }
};

GzipReader::GzipReader(std::string_view packed, std::string origin) : state_(std::make_unique<State>()) {
  state_->packed = packed;
  state_->packed_size = packed.size();
  state_->origin = std::move(origin);
  if (::inflateInit2(&state_->stream, kGzipOnly) != Z_OK) state_->fail("cannot be unpacked: out of memory");
}

GzipReader::~GzipReader() {
  ::inflateEnd(&state_->stream);
}

std::string_view GzipReader::next() {
  State& state = *state_;
  for (;;) {
    if (!state.in_member) {
      // Padding of zeros may follow the last member.
      const bool at_start = state.packed.size() == state.packed_size;
      if (state.packed.empty() || (!at_start && state.packed.find_first_not_of('\0') == std::string_view::npos))
        return {};
      ::inflateReset(&state.stream);
      state.in_member = true;
    }
    const std::size_t size = state.inflate_block();
    state.count(size);
    if (size > 0) return {state.block.data(), size};
  }
}

std::string gunzip(std::string_view packed, const std::string& origin) {
  GzipReader reader(packed, origin);
  std::string text;
  for (std::string_view piece = reader.next(); !piece.empty(); piece = reader.next()) text += piece;
  return text;
}

std::string gzip(const std::function<void(const std::function<void(std::string_view)>& add)>& write) {
  const auto packed = [&](int level, std::size_t& size) {
    std::string file;
    Deflater deflater(level, file);
    write([&](std::string_view text) {
      size += text.size();
      deflater.add(text);
    });
    deflater.finish();
    return file;
  };
  std::size_t size = 0;
  std::string file = packed(Z_DEFAULT_COMPRESSION, size);
  return packs_too_well(size, file.size()) ? packed(Z_NO_COMPRESSION, size) : file;
}

}  // namespace coldread
