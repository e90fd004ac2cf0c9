#pragma once

#include <optional>

#include "runner/config/run_options.h"

namespace coldread {

// Readers of the options that are more than one value in one field, and what a config shows of them; for the table
// alone. Each reader throws Error(usage).

// own_options.cpp: models, tasks, sampling and how a run computes
void read_description(const OptionValue& value, RunConfig& config);
void read_models(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_models(const RunConfig& config);
void read_tasks(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_tasks(const RunConfig& config);
void read_sampling_option(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_sampling(const RunConfig& config);
void read_seeds_option(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_seeds(const RunConfig& config);
void read_repeats_option(const OptionValue& value, RunConfig& config);
void read_fewshot(const OptionValue& value, RunConfig& config);
void read_multiturn(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_multiturn(const RunConfig& config);
void read_chat_template(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_chat_template(const RunConfig& config);
void read_chat_date(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_chat_date(const RunConfig& config);
void read_chat_template_kwargs(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_chat_template_kwargs(const RunConfig& config);
void read_compute(const OptionValue& value, RunConfig& config);
void read_eos(const OptionValue& value, RunConfig& config);
void read_ignore_config(const OptionValue& value, RunConfig& config);
void read_compat(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_compat(const RunConfig& config);
void read_memory(const OptionValue& value, RunConfig& config);
void read_out(const OptionValue& value, RunConfig& config);

// document_options.cpp: which documents, with which examples
void read_shard(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_shard(const RunConfig& config);
void read_limit(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_limit(const RunConfig& config);
void read_documents(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_documents(const RunConfig& config);
void read_shuffle(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_shuffle(const RunConfig& config);
void read_samples(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_samples(const RunConfig& config);
void read_num_fewshot(const OptionValue& value, RunConfig& config);
void read_seed(const OptionValue& value, RunConfig& config);
std::optional<Value> echo_seed(const RunConfig& config);

// lm_eval_options.cpp: flags of lm-evaluation-harness
void read_model_args(const OptionValue& value, RunConfig& config);
void read_device(const OptionValue& value, RunConfig& config);
void note_no_effect(const OptionValue& value, RunConfig& config);       ///< the row's help says why
void refuse_lm_eval_flag(const OptionValue& value, RunConfig& config);  ///< the row's help says what to do instead
/// A flag's model that is none but a kind of model of lm-evaluation-harness. Throws Error(usage).
void refuse_lm_eval_kinds(const RunConfig& config);

}  // namespace coldread
