#include "app/console.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <unistd.h>

#include "app/progress.h"
#include "report/visible_text.h"

namespace coldread::app {

ConsoleStyle console_style() {
  ConsoleStyle style;
  const char* no_colour = std::getenv("NO_COLOR");
  style.colour = obeys_codes(STDOUT_FILENO) && (no_colour == nullptr || *no_colour == '\0');
  style.width = terminal_width(STDOUT_FILENO);
  return style;
}

namespace {

void write_visible(std::FILE* file, std::string_view text) {
  const std::string visible = visible_text(text, {.keep_line_breaks = true});
  std::fwrite(visible.data(), 1, visible.size(), file);
}

}  // namespace

void print_text(std::string_view text) {
  write_visible(stdout, text);
}

void print_error(std::string_view message) {
  write_visible(stderr, std::string(message) + "\n");
}

void say(std::string_view message) {
  print_error("coldread: " + std::string(message));
}

namespace {
Verbosity chosen = Verbosity::normal;
}  // namespace

Verbosity verbosity() {
  return chosen;
}

void set_verbosity(Verbosity wanted) {
  chosen = wanted;
}

}  // namespace coldread::app
