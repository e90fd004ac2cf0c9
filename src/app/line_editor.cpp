#include "app/line_editor.h"

#include <cerrno>
#include <clocale>
#include <cwchar>
#include <histedit.h>
#include <poll.h>
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

/// One character, as libedit asks for it: 1 and the character, 0 at the end, -1 once a stop signal has come, be it just
/// before the wait began or to another thread.
int next_character(EditLine*, wchar_t* character) {
  std::mbstate_t state{};
  while (stop_signal.load() == 0) {
    pollfd awaited[] = {{.fd = STDIN_FILENO, .events = POLLIN, .revents = 0},
                        {.fd = stop_descriptor(), .events = POLLIN, .revents = 0}};
    if (::poll(awaited, 2, -1) <= 0 || awaited[0].revents == 0) continue;
    char byte = 0;
    const ssize_t got = ::read(STDIN_FILENO, &byte, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return static_cast<int>(got);
    const std::size_t length = std::mbrtowc(character, &byte, 1, &state);
    if (length == static_cast<std::size_t>(-1)) state = {};  // no UTF-8: left out
    if (length <= 1) return 1;
  }
  errno = EINTR;
  return -1;
}

}  // namespace

LineEditor::LineEditor(std::string prompt)
    : prompt_(std::move(prompt)),
      before_(keep_output()),
      editor_(::el_init("coldread", stdin, stdout, stderr)),
      history_(::history_init()) {
  std::setlocale(LC_CTYPE, "C.UTF-8");  // what is typed, whatever the environment says
  HistEvent event;
  ::history(history_, &event, H_SETSIZE, kLinesKept);
  ::history(history_, &event, H_SETUNIQUE, 1);
  ::el_set(editor_, EL_CLIENTDATA, this);
  ::el_set(editor_, EL_PROMPT, &prompt_of);
  ::el_set(editor_, EL_EDITOR, "emacs");
  ::el_set(editor_, EL_HIST, &::history, history_);
  ::el_set(editor_, EL_SIGNAL, 1);
  ::el_set(editor_, EL_GETCFN, &next_character);
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
