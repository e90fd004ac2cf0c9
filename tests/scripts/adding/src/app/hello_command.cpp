// `hello`: one line to standard output.
#include "app/commands.h"
#include "app/lines.h"

namespace coldread::app {

void add_hello(CLI::App& app, int& exit_code) {
  CLI::App* command = app.add_subcommand("hello", "greets");
  command->callback([&exit_code] {
    Dict greeting;
    greeting.set("hello", "world");
    write_line(greeting);
    flush_output();
    exit_code = kDone;
  });
}

}  // namespace coldread::app
