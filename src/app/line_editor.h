#pragma once

#include <memory>
#include <string>
#include <termios.h>

struct editline;
struct history;

namespace coldread::app {

/// Reads lines from a terminal with editing and history.
class LineEditor {
 public:
  explicit LineEditor(std::string prompt);
  ~LineEditor();
  LineEditor(const LineEditor&) = delete;
  LineEditor& operator=(const LineEditor&) = delete;

  enum class Status { line, interrupted, end };
  /// The next line without its newline. interrupted: a signal came instead (Ctrl-C).
  Status read(std::string& line);

  const std::string& prompt() const { return prompt_; }

 private:
  std::string prompt_;
  std::unique_ptr<termios> before_;  ///< how the terminal was found; null where there is none
  editline* editor_;
  history* history_;
};

}  // namespace coldread::app
