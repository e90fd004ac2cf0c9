#include "app/lines.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "app/commands.h"
#include "base/error.h"
#include "base/suggest.h"
#include "io/json.h"

namespace coldread::app {
namespace {

Place place(const InputLine& line) {
  return {.file = line.origin, .line = line.number};
}

InputLine read_line(std::string_view text, const std::string& origin, int number) {
  InputLine line{.object = {}, .error = "", .origin = origin, .number = number};
  try {
    line.object = parse_json(text, origin, ErrorCode::usage, number);
    if (!line.object.is_dict()) throw Error(ErrorCode::usage, place(line), "expected a JSON object");
  } catch (const Error& error) {
    line.error = error.what();
  }
  return line;
}

}  // namespace

LineReader::LineReader(const std::string& file) : origin_(file.empty() ? "standard input" : file) {
  if (file.empty()) return;
  fd_ = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd_ < 0) throw Error(ErrorCode::input, {.file = file}, std::string("cannot open: ") + std::strerror(errno));
}

LineReader::~LineReader() {
  if (fd_ != 0) ::close(fd_);
}

bool LineReader::fill(bool wait) {
  if (ended_) return false;
  pollfd ready{.fd = fd_, .events = POLLIN, .revents = 0};
  if (!wait && ::poll(&ready, 1, 0) == 0) return false;
  std::array<char, 1 << 16> chunk{};
  ssize_t got = 0;
  do {
    got = ::read(fd_, chunk.data(), chunk.size());
  } while (got < 0 && errno == EINTR);
  if (got < 0) throw Error(ErrorCode::input, {.file = origin_}, std::string("cannot read: ") + std::strerror(errno));
  if (got == 0) {
    ended_ = true;
    if (start_ < buffer_.size()) buffer_ += '\n';  // a last line without its newline
    return start_ < buffer_.size();
  }
  buffer_.append(chunk.data(), static_cast<std::size_t>(got));
  return true;
}

std::vector<InputLine> LineReader::next(std::size_t limit) {
  std::vector<InputLine> lines;
  while (lines.size() < limit) {
    const std::size_t end = buffer_.find('\n', start_);
    if (end == std::string::npos) {
      buffer_.erase(0, start_);
      start_ = 0;
      if (!fill(lines.empty())) break;
      continue;
    }
    const std::string_view text = std::string_view(buffer_).substr(start_, end - start_);
    start_ = end + 1;
    ++line_;
    if (text.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    lines.push_back(read_line(text, origin_, line_));
  }
  return lines;
}

Value line_error(const InputLine& line, const std::string& message) {
  Dict dict;
  dict.set("error", message);
  dict.set("line", line.number);
  return dict;
}

int answer_lines(const std::string& file, const std::function<std::optional<Value>(const InputLine&)>& answer) {
  constexpr std::size_t kLinesAtOnce = 1024;
  LineReader reader(file);
  int exit_code = kDone;
  for (auto lines = reader.next(kLinesAtOnce); !lines.empty(); lines = reader.next(kLinesAtOnce)) {
    for (const InputLine& line : lines) {
      try {
        if (!line.error.empty()) throw Error(ErrorCode::usage, line.error);
        if (const auto answered = answer(line)) write_line(*answered);
      } catch (const Error& error) {
        if (error.code() != ErrorCode::usage) throw;
        write_line(line_error(line, error.what()));
        exit_code = kSomeRequestsFailed;
      }
    }
    flush_output();
  }
  return exit_code;
}

void write_line(const Value& object) {
  const std::string text = to_json(object) + "\n";
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) flush_output();
}

void flush_output() {
  if (std::fflush(stdout) != 0 || std::ferror(stdout) != 0) {
    throw Error(ErrorCode::output, std::string("cannot write to standard output: ") + std::strerror(errno));
  }
}

const std::string& string_member(const InputLine& line, std::string_view key) {
  const Value* value = line.object.find(key);
  if (value == nullptr) throw Error(ErrorCode::usage, place(line), "\"" + std::string(key) + "\" is missing");
  return named_member(line, key, *value).text();
}

NamedValue named_member(const InputLine& line, std::string_view key, const Value& value) {
  return {value, "\"" + std::string(key) + "\"", place(line)};
}

std::vector<std::int32_t> ids_member(const InputLine& line, std::string_view key) {
  const Value* value = line.object.find(key);
  const std::string name = "\"" + std::string(key) + "\"";
  if (value == nullptr) throw Error(ErrorCode::usage, place(line), name + " is missing");
  if (!value->is_list()) throw Error(ErrorCode::usage, place(line), name + " must be a list of token ids");
  std::vector<std::int32_t> ids;
  for (const Value& id : value->as_list()) {
    if (!id.is_int() || id.as_int() < 0 || id.as_int() > INT32_MAX) {
      throw Error(ErrorCode::usage, place(line), name + " must hold token ids (0 or more)");
    }
    ids.push_back(static_cast<std::int32_t>(id.as_int()));
  }
  return ids;
}

bool bool_member(const InputLine& line, std::string_view key, bool otherwise) {
  const Value* value = line.object.find(key);
  if (value == nullptr) return otherwise;
  return NamedValue(*value, "\"" + std::string(key) + "\"", place(line)).boolean();
}

void check_keys(const InputLine& line, const std::vector<std::string>& known) {
  for (const auto& [key, value] : line.object.as_dict()) {
    if (std::find(known.begin(), known.end(), key) == known.end()) {
      throw Error(ErrorCode::usage, place(line), "unknown key \"" + key + "\"" + did_you_mean(key, known));
    }
  }
}

}  // namespace coldread::app
