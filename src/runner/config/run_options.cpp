#include "runner/config/run_options.h"

#include <algorithm>

#include "base/error.h"
#include "runner/config/own_options.h"

namespace coldread {
namespace {

const std::vector<RunOption>& table() {
  using enum OptionKind;
  using enum OptionUse;
  static const std::vector<RunOption> kOptions = {
      {.key = "name",
       .flag = "name",
       .field = &RunConfig::name,
       .help = "what the run is called (default: the config's name, else its model and tasks)",
       .in_run_alone = true},
      {.key = "description", .flag = "", .field = OwnField{text, read_description}},
      {.key = "models",
       .flag = "model",
       .field = OwnField{texts, read_models, echo_models},
       .help = "a .gguf file, a folder, a name under models/, or OWNER/NAME of the hub; may be repeated"},
      {.key = "tasks",
       .flag = "tasks",
       .field = OwnField{commas, read_tasks, echo_tasks},
       .help = "tasks, tags, groups, glob patterns or YAML files, separated by commas"},
      {.key = "sampling", .flag = "", .field = OwnField{text, read_sampling_option, echo_sampling}},
      {.key = "seeds", .flag = "", .field = OwnField{texts, read_seeds_option, echo_seeds}},
      {.key = "repeats", .flag = "", .field = OwnField{whole_number, read_repeats_option}},
      {.key = "seed",
       .flag = "seed",
       .field = OwnField{plain, read_seed, echo_seed},
       .help = "one number for sampling and for the draw of few-shot examples"},
      {.key = "shard",
       .flag = "shard",
       .field = OwnField{text, read_shard, echo_shard},
       .use = part,
       .help = "i/n: only the i-th of n parts of the documents (see coldread merge)",
       .in_config = false,
       .in_run_alone = true},
      {.key = "include_path",
       .flag = "include_path",
       .field = &RunConfig::include_paths,
       .use = places,
       .help = "a folder of task definitions, beside tasks/ and those of coldread; may be repeated"},
      {.key = "allow_path",
       .flag = "allow-path",
       .field = &RunConfig::allowed_paths,
       .use = places,
       .help = "a folder that tasks may read files of, beside their own, the working directory and COLDREAD_DATASETS; "
               "may be repeated",
       .in_config = false},
      {.key = "limit",
       .flag = "limit",
       .field = OwnField{plain, read_limit, echo_limit},
       .help = "at most N documents per task, or a share of them: 10% or 0.1"},
      {.key = "documents",
       .flag = "documents",
       .field = OwnField{text, read_documents, echo_documents},
       .help = "these documents alone, by id: 3,7,12-20"},
      {.key = "shuffle",
       .flag = "shuffle",
       .field = OwnField{whole_number, read_shuffle, echo_shuffle},
       .help = "a seed: --limit takes a random part instead of the first documents"},
      {.key = "samples",
       .flag = "samples",
       .field = OwnField{text, read_samples, echo_samples},
       .help = "{\"task\": [ids]} as JSON or its file: these documents of these tasks"},
      {.key = "num_fewshot",
       .flag = "num_fewshot",
       .field = OwnField{whole_number, read_num_fewshot},
       .help = "examples in each prompt"},
      {.key = "fewshot", .flag = "", .field = OwnField{text, read_fewshot}},
      {.key = "apply_chat_template",
       .flag = "apply_chat_template",
       .field = &RunConfig::apply_chat_template,
       .help = "prompts go through the model's chat template"},
      {.key = "fewshot_as_multiturn",
       .flag = "fewshot_as_multiturn",
       .field = OwnField{yes_no, read_multiturn, echo_multiturn},
       .help = "each example is a turn of the chat (default: true with a chat template)"},
      {.key = "system_instruction",
       .flag = "system_instruction",
       .field = &RunConfig::system_instruction,
       .help = "stands before every prompt, or is the chat's system message"},
      {.key = "chat_template",
       .flag = "chat_template",
       .field = OwnField{text, read_chat_template, echo_chat_template},
       .help = "a file with a chat template in place of each model's own"},
      {.key = "chat_date",
       .flag = "chat_date",
       .field = OwnField{text, read_chat_date, echo_chat_date},
       .help = "the day that chat templates take for today, YYYY-MM-DD (default: 2026-01-01)"},
      {.key = "chat_template_kwargs",
       .flag = "chat_template_kwargs",
       .field = OwnField{texts, read_chat_template_kwargs, echo_chat_template_kwargs},
       .help = "variables of the chat templates: name=value,... (enable_thinking=false)"},
      {.key = "compat",
       .flag = "compat",
       .field = OwnField{text, read_compat, echo_compat},
       .help = "lm-eval-0.4.13: its number wherever it differs from ours on purpose"},
      {.key = "eos",
       .flag = "eos",
       .field = OwnField{texts, read_eos},
       .help = "a token that ends a text, by id or by text, in place of those that the model's files name; may be "
               "repeated"},
      {.key = "ignore_config",
       .flag = "ignore-config",
       .field = OwnField{texts, read_ignore_config},
       .help = "a setting of config.json that is passed over, though it may change the numbers; may be repeated"},
      {.key = "gen_kwargs",
       .flag = "gen_kwargs",
       .field = &RunConfig::gen_kwargs,
       .help = "key=value,...: laid over the generation_kwargs of every task that generates"},
      {.key = "threads",
       .flag = "threads",
       .field = &RunConfig::threads,
       .use = machine,
       .help = "threads (default: all that the process may use)",
       .least = 1,
       .most = 4096},
      {.key = "compute",
       .flag = "compute",
       .field = OwnField{text, read_compute},
       .help = "compute type: fp32, int8 or bf16"},
      {.key = "memory",
       .flag = "memory",
       .field = OwnField{text, read_memory},
       .use = machine,
       .help = "budget of the key/value cache, e.g. 512M or 2G"},
      {.key = "strict",
       .flag = "strict",
       .field = &RunConfig::strict,
       .use = machine,
       .help = "a warning about tasks, rows, prompts or settings is an error"},
      {.key = "out",
       .flag = "out",
       .field = OwnField{text, read_out},
       .use = machine,
       .help = "where results go (default: reports/<name>, or <name>-2 and so on where other runs are there)",
       .in_run_alone = true,
       .alias = "output_path"},
      {.key = "command", .flag = "", .field = &RunConfig::command, .use = places, .in_config = false},
  };
  return kOptions;
}

/// Flags of lm-evaluation-harness that mean something else here, or nothing.
const std::vector<RunOption>& lm_eval_table() {
  using enum OptionKind;
  const auto row = [](std::string_view name, OptionKind kind, auto read, std::string_view help) {
    return RunOption{.key = name,
                     .flag = name,
                     .field = OwnField{kind, read},
                     .use = OptionUse::machine,
                     .help = help,
                     .in_config = false,
                     .group = "As lm-evaluation-harness has them"};
  };
  static const std::vector<RunOption> kOptions = [&] {
    std::vector<RunOption> rows = {
        row("model_args", pairs, read_model_args, "pretrained=PATH[,dtype=float32|bfloat16]: as --model PATH"),
        row("device", text, read_device, "cpu, which is where everything is computed"),
        row("batch_size", text, note_no_effect, "batches are filled by memory, and scores do not depend on them"),
        row("max_batch_size", text, note_no_effect, "batches are filled by memory, and scores do not depend on them"),
        row("log_samples", present, note_no_effect, "samples_*.jsonl are always written"),
        row("predict_only", present, note_no_effect, "samples_*.jsonl hold the answers, and scores stand beside them"),
        row("use_cache", text, note_no_effect, "a run keeps its answers in its folder, and resumes from there"),
        row("cache_requests", text, note_no_effect, "requests are made anew each time"),
        row("verbosity", text, note_no_effect, "there are no levels of messages"),
        row("trust_remote_code", present, note_no_effect, "no code of others is run"),
        row("confirm_run_unsafe_code", present, note_no_effect, "no code of others is run"),
        row("write_out", present, refuse_lm_eval_flag,
            "coldread explain CONFIG TASK DOC shows a prompt and its answer"),
        row("show_config", present, refuse_lm_eval_flag, "coldread tasks show TASK prints a task as it is run"),
        row("check_integrity", present, refuse_lm_eval_flag, "coldread tasks check FOLDER reads every task"),
        row("wandb_args", text, refuse_lm_eval_flag, "results are files in the run's folder; nothing is sent anywhere"),
        row("hf_hub_log_args", text, refuse_lm_eval_flag,
            "results are files in the run's folder; nothing is sent anywhere"),
    };
    rows.front().use = OptionUse::answers;
    return rows;
  }();
  return kOptions;
}

const std::vector<RunOption>& all_options() {
  static const std::vector<RunOption> kOptions = [] {
    std::vector<RunOption> all = table();
    all.insert(all.end(), lm_eval_table().begin(), lm_eval_table().end());
    return all;
  }();
  return kOptions;
}

}  // namespace

std::span<const RunOption> run_options() {
  return all_options();
}

const RunOption& run_option(std::string_view key) {
  const auto found = std::ranges::find(all_options(), key, &RunOption::key);
  COLDREAD_CHECK(found != all_options().end());
  return *found;
}

}  // namespace coldread
