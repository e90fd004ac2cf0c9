#include "runner/config/run_config.h"

#include <doctest/doctest.h>

#include "io/json.h"
#include "runner/config/option_values.h"
#include "support/error_of.h"
#include "support/temporary_folder.h"

namespace coldread {
namespace {

using test::error_of;

/// A config file with flags over it.
class Given {
 public:
  explicit Given(const std::string& yaml) {
    folder_.write("c.yaml", yaml);
    flags_.config_file = (folder_.path() / "c.yaml").string();
  }
  Given& flag(const std::string& key, std::vector<std::string> texts) {
    flags_.options.push_back({.option = &run_option(key), .texts = std::move(texts)});
    return *this;
  }
  RunConfig read() const { return read_run_config(flags_); }
  std::string error() const {
    return test::error_of([&] { read(); });
  }

 private:
  TemporaryFolder folder_;
  RunFlags flags_;
};

constexpr const char* kSmall = "models: [m.gguf]\ntasks: [qa]\n";

TEST_CASE("every option has a key of its own, and a flag of its own where it has one") {
  std::set<std::string_view> keys;
  std::set<std::string_view> flags;
  for (const RunOption& option : run_options()) {
    CHECK_MESSAGE(keys.insert(option.key).second, option.key);
    if (option.flag.empty()) continue;
    CHECK_MESSAGE(flags.insert(option.flag).second, option.flag);
    CHECK_MESSAGE(!option.help.empty(), option.flag);
  }
}

TEST_CASE("what is said for all tasks and models holds for those that say nothing themselves") {
  const RunConfig config = Given(
                               "models: [m.gguf, {path: n.gguf, compute: bf16}]\ncompute: int8\nlimit: 10\n"
                               "num_fewshot: 2\ntasks: [qa, {task: cloze, num_fewshot: 0, limit: 3}]\n")
                               .read();
  CHECK(config.models[0].compute == "int8");
  CHECK(config.models[1].compute == "bf16");
  CHECK(config.tasks[0].overrides.num_fewshot == 2);
  CHECK(config.tasks[0].overrides.limit == 10);
  CHECK(config.tasks[1].overrides.num_fewshot == 0);
  CHECK(config.tasks[1].overrides.limit == 3);
}

TEST_CASE("a flag wins over the file, and its limit is the most for every task") {
  const RunConfig config = Given("models: [m.gguf]\nlimit: 10\ntasks: [qa, {task: cloze, num_fewshot: 0, limit: 3}]\n")
                               .flag("limit", {"5"})
                               .flag("num_fewshot", {"1"})
                               .flag("compute", {"int8"})
                               .read();
  CHECK(config.limit == 5);
  CHECK(config.tasks[0].overrides.limit == 5);
  CHECK(config.tasks[1].overrides.limit == 3);
  CHECK(config.tasks[1].overrides.num_fewshot == 1);
  CHECK(config.models[0].compute == "int8");
}

TEST_CASE("the file's settings hold for tasks and models that flags name") {
  const RunConfig config = Given("models: [m.gguf]\ntasks: [qa]\ncompute: int8\nnum_fewshot: 3\n")
                               .flag("models", {"n.gguf"})
                               .flag("tasks", {"cloze,senti"})
                               .read();
  REQUIRE(config.tasks.size() == 2);
  CHECK(config.tasks[1].pattern == "senti");
  CHECK(config.tasks[1].overrides.num_fewshot == 3);
  CHECK(config.models[0].name == "n");
  CHECK(config.models[0].compute == "int8");
}

TEST_CASE("ends of a text and settings that are passed over are said for one model, for all, or by a flag") {
  using Names = std::vector<TokenName>;
  using Keys = std::vector<std::string>;
  const std::string yaml =
      "models: [{path: m.gguf, eos: ['<|im_end|>', 0], ignore_config: a}, {path: n.gguf, eos: []}, o.gguf]\n"
      "eos: 2\nignore_config: [b, a]\ntasks: [qa]\n";
  const RunConfig config = Given(yaml).read();
  CHECK(config.models[0].overrides.end_tokens == Names{TokenName("<|im_end|>"), TokenName(0)});
  CHECK(config.models[0].overrides.ignored_settings == Keys{"a", "b"});
  CHECK(config.models[1].overrides.end_tokens == Names{});
  CHECK(config.models[2].overrides.end_tokens == Names{TokenName(2)});
  CHECK(config.models[2].overrides.ignored_settings == Keys{"b", "a"});
  const RunConfig again = run_config_from(to_value(config), {.file = "journal"});
  for (std::size_t m = 0; m < 3; ++m) CHECK(again.models[m].overrides == config.models[m].overrides);
  const RunConfig flags = Given(yaml).flag("eos", {"7", "</s>"}).flag("ignore_config", {"c"}).read();
  CHECK(flags.models[0].overrides.end_tokens == Names{TokenName(7), TokenName("</s>")});
  CHECK(flags.models[0].overrides.ignored_settings == Keys{"a", "b", "c"});
  CHECK(Given(kSmall).read().models[0].overrides == ModelOverrides{});
  CHECK(Given("models: [{path: m, eos: -1}]\ntasks: [qa]\n").error().find("'eos' must be") != std::string::npos);
}

TEST_CASE("compat names one release, and is part of what answers depend on") {
  const RunConfig config = Given(std::string(kSmall) + "compat: lm-eval-0.4.13\n").read();
  CHECK(config.compat == Compat::lm_eval_0_4_13);
  CHECK(*to_value(config).find("compat") == Value("lm-eval-0.4.13"));
  CHECK(run_config_from(to_value(config), {.file = "journal"}).compat == Compat::lm_eval_0_4_13);
  CHECK(Given(kSmall).flag("compat", {"lm-eval-0.4.13"}).read().compat == Compat::lm_eval_0_4_13);
  CHECK(to_value(Given(kSmall).read()).find("compat") == nullptr);
  CHECK(Given(kSmall).flag("compat", {"lm-eval"}).error().find("unknown compat 'lm-eval'") != std::string::npos);
}

TEST_CASE("the head of a journal gives the config back") {
  const RunConfig config = Given(
                               "models: [m.gguf]\ntasks: [{task: qa, limit: 2, doc_to_text: '{{q}}'}]\nseeds: [4, 5]\n"
                               "apply_chat_template: true\nsampling: {hot: {temperature: 2.0}}\n")
                               .flag("allow_path", {"/data"})
                               .flag("shard", {"2/3"})
                               .read();
  Dict head = to_value(config);
  for (const OptionUse use : {OptionUse::part, OptionUse::places}) {
    for (const auto& [key, value] : echo_options(config, use)) head.set(key, value);
  }
  const RunConfig again = run_config_from(head, {.file = "journal"});
  CHECK(to_json(to_value(again)) == to_json(to_value(config)));
  CHECK(again.shard == config.shard);
  CHECK(again.allowed_paths == config.allowed_paths);
}

TEST_CASE("a value that makes no sense is named by its key and place, or by its flag") {
  CHECK(Given("models: [m]\ntasks: [qa]\nlimit: 0\n")
            .error()
            .ends_with("c.yaml:3:8: 'limit' must be a whole number, 1 or more, or a share of the documents such as 10% "
                       "or 0.1, not 0"));
  CHECK(Given(kSmall)
            .flag("limit", {"ten"})
            .error()
            .starts_with("--limit must be a whole number, 1 or more, or a share"));
  CHECK(Given(kSmall).flag("fewshot_as_multiturn", {"often"}).error() ==
        "--fewshot_as_multiturn must be true or false, not string");
  CHECK(Given("models: [m]\ntasks: [qa]\nallow_path: /\n").error().find("unknown key 'allow_path'") !=
        std::string::npos);
  CHECK(Given("models: [m]\ntasks: [qa]\nseeds: [1]\nrepeats: 2\n").error().find("leave one of them out") !=
        std::string::npos);
}

}  // namespace
}  // namespace coldread
