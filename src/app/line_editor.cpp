#include "app/line_editor.h"

#include <cerrno>
#include <histedit.h>
#include <unistd.h>

#include "app/stop_signal.h"

namespace coldread::app {
namespace {

constexpr int kLinesKept = 1000;

char* prompt_of(EditLine* editor) {
  void* owner = nullptr;
  ::el_get(editor, EL_CLIENTDATA, &owner);
  return const_cast<char*>(static_cast<LineEditor*>(owner)->prompt().c_str());  // libedit only reads it
}

/// Ctrl-C would throw away what was printed last, our next prompt included: not while we read lines. Gives the
/// terminal's former state.
std::unique_ptr<termios> keep_output() {
  auto before = std::make_unique<termios>();
  if (::tcgetattr(STDIN_FILENO, before.get()) != 0) return nullptr;
  termios changed = *before;
  changed.c_lflag |= NOFLSH;
  ::tcsetattr(STDIN_FILENO, TCSANOW, &changed);
  return before;
}

}  // namespace

LineEditor::LineEditor(std::string prompt)
    : prompt_(std::move(prompt)),
      before_(keep_output()),
      editor_(::el_init("coldread", stdin, stdout, stderr)),
      history_(::history_init()) {
  HistEvent event;
  ::history(history_, &event, H_SETSIZE, kLinesKept);
  ::history(history_, &event, H_SETUNIQUE, 1);
  ::el_set(editor_, EL_CLIENTDATA, this);
  ::el_set(editor_, EL_PROMPT, &prompt_of);
  ::el_set(editor_, EL_EDITOR, "emacs");
  ::el_set(editor_, EL_HIST, &::history, history_);
  ::el_set(editor_, EL_SIGNAL, 1);
}

LineEditor::~LineEditor() {
  ::history_end(history_);
  ::el_end(editor_);
  if (before_) ::tcsetattr(STDIN_FILENO, TCSANOW, before_.get());
}

LineEditor::Status LineEditor::read(std::string& line) {
  int count = 0;
  ::el_set(editor_, EL_PREP_TERM, 1);  // before the prompt shows: what is typed at once is read by our rules already
  const char* text = ::el_gets(editor_, &count);
  if (text == nullptr || count <= 0) {
    if (stop_signal.load() == 0) return Status::end;
    ::el_reset(editor_);
    return Status::interrupted;
  }
  line.assign(text, static_cast<std::size_t>(count));
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
  if (!line.empty()) {
    HistEvent event;
    ::history(history_, &event, H_ENTER, line.c_str());
  }
  return Status::line;
}

}  // namespace coldread::app
