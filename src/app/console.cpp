#include "app/console.h"

#include <cstdlib>
#include <unistd.h>

#include "app/progress.h"

namespace coldread::app {

ConsoleStyle console_style() {
  ConsoleStyle style;
  const char* no_colour = std::getenv("NO_COLOR");
  style.colour = ::isatty(STDOUT_FILENO) != 0 && (no_colour == nullptr || *no_colour == '\0');
  style.width = terminal_width(STDOUT_FILENO);
  return style;
}

}  // namespace coldread::app
