// coldread: the command line. The only place that exits, and, with the commands beside it, that writes to standard
// output.
#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fmt/ranges.h>
#include <new>
#include <string>
#include <string_view>
#include <system_error>
#include <unistd.h>
#include <vector>

#include "app/commands.h"
#include "app/console.h"
#include "app/help.h"
#include "app/lines.h"
#include "app/version.h"
#include "base/error.h"
#include "base/suggest.h"
#include "sampling/options.h"

namespace coldread::app {
namespace {

int exit_code_of(ErrorCode code) {
  switch (code) {
    case ErrorCode::usage:
      return 2;
    case ErrorCode::input:
      return 3;
    case ErrorCode::output:
      return 4;
  }
  return 2;
}

std::vector<std::string> command_names(const CLI::App& app) {
  std::vector<std::string> names;
  for (const CLI::App* command : app.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

/// The innermost command that was being parsed.
const CLI::App& innermost(const CLI::App& app) {
  const CLI::App* inner = &app;
  while (!inner->get_subcommands().empty()) inner = inner->get_subcommands().front();
  return *inner;
}

std::vector<std::string> flag_names(const CLI::App& command) {
  std::vector<std::string> names;
  for (const CLI::Option* option : command.get_options()) {
    for (const std::string& name : option->get_lnames()) names.push_back("--" + name);
  }
  return names;
}

/// Where a sampling option goes in a command whose samples are drawn as tasks and configs say.
std::string sampling_hint(const std::string& flag, const CLI::App& command) {
  std::vector<std::string> names;
  for (const std::string& name : sampling_option_names()) names.push_back("--" + name);
  std::string wanted = flag;
  std::replace(wanted.begin() + 2, wanted.end(), '-', '_');
  const bool known = std::ranges::find(names, wanted) != names.end();
  if (command.get_option_no_throw("--gen_kwargs") == nullptr) return "";
  if (known) return "; write it as --gen_kwargs " + wanted.substr(2) + "=VALUE";
  const std::string meant = did_you_mean(wanted, names);
  return meant.empty() ? "" : meant + " Write it as --gen_kwargs NAME=VALUE";
}

std::string unknown_flag(const std::string& given, const CLI::App& command) {
  const std::string name = given.substr(0, given.find('='));
  std::string hint = did_you_mean(name, flag_names(command));
  if (hint.empty() && name.starts_with("--")) hint = sampling_hint(name, command);
  return "unknown option '" + name + "'" + hint;
}

/// What CLI11 could not place: an option or an argument that the innermost command does not have.
std::string unknown_argument(const std::string& given, const CLI::App& command) {
  if (given.starts_with('-') && given != "-") return unknown_flag(given, command);
  const std::vector<std::string> parts = command_names(command);
  if (parts.empty()) return "unexpected argument '" + given + "'";
  return "unknown command '" + given + "'" + did_you_mean(given, parts);
}

int usage_error(const CLI::App& app, const CLI::ParseError& error) {
  const CLI::App& command = innermost(app);
  std::string message = error.what();
  // A mistyped option is why what it was to say is missing.
  const bool may_be_mistyped = dynamic_cast<const CLI::ExtrasError*>(&error) != nullptr ||
                               dynamic_cast<const CLI::RequiredError*>(&error) != nullptr;
  const std::vector<std::string> rest = app.remaining(true);
  if (may_be_mistyped && !rest.empty()) {
    message = unknown_argument(rest.front(), command);
  } else if (dynamic_cast<const CLI::RequiredError*>(&error) != nullptr && !command_names(command).empty()) {
    message = fmt::format("{} needs a command: {}", path_of(command), fmt::join(command_names(command), ", "));
  }
  say(message + " (see " + path_of(command) + " --help)");
  return 2;
}

/// A thread that waits for its team spins before it sleeps, for milliseconds by GCC's default: beside other programs it
/// then burns the very processor that the one it waits for needs (60 passages of LAMBADA beside two busy programs: 17
/// to 24 seconds, and 14 with short spins; alone the same). The OpenMP library reads the setting while the program is
/// loaded, so it is started anew with it.
void wait_politely(char** argv) {
  if (std::getenv("GOMP_SPINCOUNT") != nullptr || std::getenv("OMP_WAIT_POLICY") != nullptr) return;
  ::setenv("GOMP_SPINCOUNT", "1000", 1);
  // By its path, for the name that ps shows. Where that fails, the default does.
  std::error_code failed;
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", failed);
  if (!failed) ::execv(program.c_str(), argv);
}

/// A mapped file that another program cuts off, or a disk that fails under one: there is no way back into the code that
/// was reading.
void leave_a_lost_mapping(int) {
  constexpr std::string_view kLost = "coldread: a file was cut off or became unreadable while it was read\n";
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, kLost.data(), kLost.size());
  ::_exit(3);
}

int run_program(int argc, char** argv) {
  CLI::App app("Measures how well language models do tasks that they were never trained for.", "coldread");
  app.set_version_flag("--version", version_text, "version, commit, compiler, instruction set, libraries");
  app.require_subcommand(0, 1);
  app.option_defaults()->take_last();  // of a flag given twice; lists add up
  app.footer(
      "coldread COMMAND --help explains a command, with examples.\n\n"
      "Examples:\n"
      "  coldread run configs/quickstart.yaml\n"
      "  coldread run --model smollm2-135m-instruct --tasks cloze,qa --limit 20\n"
      "  coldread tasks ls\n\n"
      "Exit codes: 0 done, 1 some requests failed, 2 usage or config error, 3 model or data file error,\n"
      "4 output could not be saved, 130/143/129 interrupted (rerun the same command to resume).");
  int exit_code = kDone;
  std::string group;
#define GROUP(title) group = title;
#define COMMAND(name)         \
  add_##name(app, exit_code); \
  app.get_subcommands({}).back()->group(group);
#include "app/commands.inc"
#undef COMMAND
#undef GROUP
  set_up_help(app);
  try {
    app.parse(argc, argv);
  } catch (const CLI::Success& shown) {  // help, version
    const int code = app.exit(shown);
    flush_output();
    return code;
  } catch (const CLI::ParseError& error) {
    return usage_error(app, error);
  }
  if (app.get_subcommands().empty()) {
    print_text(first_steps());
    flush_output();
    return kDone;
  }
  return exit_code;
}

}  // namespace
}  // namespace coldread::app

namespace {

std::atomic_flag told;
thread_local bool telling = false;

/// What a failure is told as, and the exit code it has. Of several threads that fail together the first tells.
int tell_failure() {
  if (telling) ::_exit(3);  // what tells it failed too
  telling = true;
  while (told.test_and_set()) ::pause();  // until the first one ends the program
  try {
    throw;
  } catch (const coldread::Error& error) {
    coldread::app::say(error.what());
    return coldread::app::exit_code_of(error.code());
  } catch (const std::bad_alloc&) {
    std::fputs("coldread: out of memory; see coldread plan, --compute and --memory\n", stderr);
    return 3;
  } catch (const std::filesystem::filesystem_error& error) {
    coldread::app::say(error.what());
    return 4;
  } catch (const std::exception& error) {
    coldread::app::say(error.what());
    return 3;
  }
}

/// Memory may run out where nothing can be thrown, on a thread of a team or while another failure is on its way. What
/// is on the disk is sound at any moment, so the program may end right there.
[[noreturn]] void end_at_once() {
  if (std::current_exception()) ::_exit(tell_failure());
  std::fputs("coldread: internal error: ended without a reason\n", stderr);
  ::_exit(3);
}

/// Before every other initialisation, which may need memory too.
__attribute__((constructor(101))) void expect_failures() {
  std::set_terminate(end_at_once);
}

}  // namespace

int main(int argc, char** argv) {
  coldread::app::wait_politely(argv);
  // A reader that goes away (`| head`) ends the program quietly.
  std::signal(SIGPIPE, SIG_DFL);
  std::signal(SIGBUS, coldread::app::leave_a_lost_mapping);
  try {
    return coldread::app::run_program(argc, argv);
  } catch (...) {
    return tell_failure();
  }
}
