#include <cstdio>
#include <fmt/format.h>
#include <memory>
#include <optional>
#include <random>

#include "app/backend.h"
#include "app/commands.h"
#include "app/console.h"
#include "app/lines.h"
#include "app/options.h"
#include "app/progress.h"
#include "runner/verify.h"

namespace coldread::app {
namespace {

struct Flags {
  std::string folder;
  VerifyOptions options;
  std::optional<std::uint64_t> seed;
};

int run(Flags flags) {
  std::random_device entropy;
  flags.options.seed = flags.seed.value_or(entropy());
  Progress progress;
  const Verification verification = verify(flags.folder, flags.options, backend(), progress);
  progress.finish();
  for (const UnequalAnswer& difference : verification.differences) {
    say(difference.request + ": " + difference.what);
  }
  const bool matches = verification.mismatch.empty();
  if (!matches) {
    std::fputs(fmt::format("coldread: {}: {}\n", flags.folder, verification.mismatch).c_str(), stderr);
  }
  const std::string scope =
      fmt::format("{} of {} answers of {}", verification.verified, verification.answers, flags.folder);
  const bool equal = verification.differences.empty();
  const std::string verdict = equal ? "computed again, all equal to the bit"
                                    : fmt::format("computed again, {} differ", verification.differences.size());
  std::fputs(fmt::format("{}: {} (seed {})\ndigest of all answers: {}\n", scope, verdict, flags.options.seed,
                         verification.digest)
                 .c_str(),
             stdout);
  flush_output();
  return equal && matches ? kDone : kSomeRequestsFailed;
}

}  // namespace

void add_verify(CLI::App& app, int& exit_code) {
  CLI::App* command =
      app.add_subcommand("verify", "computes random answers of a finished run again and demands equal bits");
  auto flags = std::make_shared<Flags>();
  command->add_option("run", flags->folder, "the folder of a finished run")->required();
  command->add_option("--sample", flags->options.sample, "answers to compute again")
      ->check(at_least(1))
      ->capture_default_str();
  command->add_option("--seed", flags->seed, "chooses them (default: others each time; it is printed)");
  command->add_option("--threads", flags->options.threads, "threads (default: all that the process may use)")
      ->check(whole_number(1, 4096));
  command->add_option("--memory", flags->options.memory, "budget of the key/value cache, e.g. 512M or 2G");
  command->footer(
      "Reads the run's folder and its models, which are looked for where they lay. Exit code 1 where an answer\n"
      "differs, or where the results were made of other answers than the journal holds; standard error names it.\n\n"
      "Example:\n  coldread verify reports/quickstart --sample 100");
  command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace coldread::app
