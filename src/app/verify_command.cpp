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
  bool json = false;
};

Dict to_dict(const Verification& verification, const Flags& flags, int exit_code) {
  List differences;
  for (const UnequalAnswer& difference : verification.differences) {
    Dict dict;
    dict.set("request", difference.request);
    dict.set("what", difference.what);
    differences.emplace_back(std::move(dict));
  }
  Dict dict;
  dict.set("run", flags.folder);
  dict.set("exit", exit_code);
  dict.set("verified", static_cast<std::int64_t>(verification.verified));
  dict.set("answers", static_cast<std::int64_t>(verification.answers));
  dict.set("differences", std::move(differences));
  dict.set("mismatch", verification.mismatch);
  dict.set("seed", static_cast<std::int64_t>(flags.options.seed));
  dict.set("digest", verification.digest);
  return dict;
}

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
  const int exit_code = equal && matches ? kDone : kSomeRequestsFailed;
  if (flags.json) {
    write_line(to_dict(verification, flags, exit_code));
    flush_output();
    return exit_code;
  }
  const std::string verdict = equal ? "computed again, all equal to the bit"
                                    : fmt::format("computed again, {} differ", verification.differences.size());
  std::fputs(fmt::format("{}: {} (seed {})\ndigest of all answers: {}\n", scope, verdict, flags.options.seed,
                         verification.digest)
                 .c_str(),
             stdout);
  flush_output();
  return exit_code;
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
  command->add_flag("--json", flags->json, "prints one JSON object");
  add_verbosity(*command);
  command->footer(
      "Reads the run's folder and its models, which are looked for where they lay. Exit code 1 where an answer\n"
      "differs, or where the results were made of other answers than the journal holds; standard error names it.\n\n"
      "Example:\n  coldread verify reports/quickstart --sample 100");
  command->callback([flags, &exit_code] { exit_code = run(*flags); });
}

}  // namespace coldread::app
