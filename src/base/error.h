#pragma once

#include <stdexcept>
#include <string>
#include <string_view>

namespace coldread {

/// What kind of thing went wrong. The command line turns it into an exit code: usage 2, input 3, output 4.
enum class ErrorCode {
  usage,   ///< command line, config, task or template: the person's text is wrong
  input,   ///< a model, tokenizer or data file is missing, damaged or not supported
  output,  ///< a result could not be saved
};

/// Where in a file the culprit stands. line and column count from 1; 0 means unknown.
struct Place {
  std::string file;
  int line = 0;
  int column = 0;
};

/// "file:line:column: ", as far as known; empty for an unknown place.
std::string to_string(const Place& place);

/// The one exception type of the program, thrown while loading and resolving. The message names the culprit and the
/// cure. What goes wrong with one request is not an Error but data in its Response.
class Error : public std::runtime_error {
 public:
  Error(ErrorCode code, const std::string& message);
  Error(ErrorCode code, const Place& place, const std::string& message);

  ErrorCode code() const noexcept { return code_; }

 private:
  ErrorCode code_;
};

[[noreturn]] void check_failed(const char* file, int line, const char* condition);

}  // namespace coldread

/// Our own bugs only: prints the place and aborts, in every build type.
#define COLDREAD_CHECK(condition) ((condition) ? void(0) : ::coldread::check_failed(__FILE__, __LINE__, #condition))
