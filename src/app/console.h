#pragma once

#include "report/writers.h"

namespace coldread::app {

/// Width and colour of standard output: colour on a terminal without NO_COLOR.
ConsoleStyle console_style();

}  // namespace coldread::app
