#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "api/comparison.h"
#include "api/quality.h"
#include "api/request.h"
#include "api/response.h"
#include "api/value.h"

namespace coldread {

/// A value with its standard error over count documents. standard_error is absent where none is defined.
struct Estimate {
  double value = 0;
  std::optional<double> standard_error;
  std::int64_t count = 0;
};

struct SpecialToken {
  std::string role;  ///< "bos", "eos", "pad"
  std::string text;
  TokenId id = 0;
};

struct ModelFacts {
  std::string name;
  std::string path;
  std::string family;  ///< "gpt2", "llama"
  std::string format;  ///< "gguf", "safetensors"
  std::int64_t parameters = 0;
  std::string weight_types;  ///< "Q4_1 210, Q8_0 1, F32 61"
  std::string digest;        ///< sha256 of the weights file(s), hex
  std::string tokenizer;     ///< "gpt2", "smollm", "llama-bpe"
  std::int64_t context_length = 0;
  std::string compute;  ///< "fp32", "int8", "bf16"
  std::vector<SpecialToken> special_tokens;
  std::string chat_template;  ///< that prompts went through; empty where none was applied
};

/// One column of the comparison: a model under one sampling setting and seed.
struct RunColumn {
  std::string id;  ///< unique and short, shown as the column's head
  ModelFacts model;
  std::string setting;  ///< name of the sampling setting; empty where there is one only
  SamplingSettings sampling;
};

struct MetricFacts {
  std::string name;
  bool higher_is_better = true;
};

struct TaskFacts {
  std::string name;
  std::string alias;
  std::string description;  ///< one line for people
  std::string output_type;
  std::string version;
  std::vector<std::string> tags;
  std::int64_t num_fewshot = 0;
  std::int64_t documents_total = 0;
  std::int64_t documents_used = 0;
  std::vector<MetricFacts> metrics;
  Value config;  ///< the resolved task, as lm-evaluation-harness writes it
};

/// A group of tasks that has scores of its own. facts hold its name, alias and version, its documents are those of its
/// tasks together, its output type is "group".
struct GroupFacts {
  TaskFacts facts;
  std::vector<std::string> members;     ///< tasks and groups directly below it, by name
  std::vector<std::string> tasks;       ///< all tasks below it
  std::vector<std::string> unweighted;  ///< metrics that are the plain mean of the tasks'; others weigh them by size
};

/// Where a value lies with 95 % confidence.
struct ScoreInterval {
  double low = 0, high = 0;
  std::string method;  ///< "wilson", "t", "bootstrap", "cluster bootstrap"
};

/// One value of the score table.
struct Score {
  std::size_t run = 0;  ///< index into Report::runs
  std::string task;
  std::string filter;
  std::string metric;
  Estimate estimate;
  std::int64_t failures = 0;  ///< documents left out because a request failed
  std::string signature;      ///< how the value was computed (Metric::signature); empty where there is nothing to say
  std::optional<ScoreInterval> interval = std::nullopt;
};

struct SampleRequest {
  Request request;
  Response response;
  std::vector<std::int32_t> token_bytes = {};  ///< of generated text, what each token added; empty where unknown
};

/// What one filter pipeline made of the responses, and the metrics of that.
struct FilteredOutcome {
  std::string filter;
  std::vector<Value> responses;                        ///< text, or [log-likelihood, is_greedy]
  std::vector<std::pair<std::string, Value>> metrics;  ///< a number, or the list of parts a corpus metric keeps
  std::vector<std::vector<double>> stats = {};  ///< parallel to metrics: what their aggregation needs beside the number
};

struct Sample {
  std::size_t run = 0;
  std::string task;
  std::int64_t document = 0;
  Value fields;
  Value target;
  std::vector<SampleRequest> requests;
  std::vector<FilteredOutcome> outcomes;                ///< none where the document failed
  std::string failure = {};                             ///< why it failed
  std::string document_hash, prompt_hash, target_hash;  ///< sha256, as lm-evaluation-harness computes them
};

/// Counters of things a reader should know about.
struct RunFacts {
  std::int64_t requests = 0;
  std::int64_t failed_requests = 0;
  std::int64_t truncated_prompts = 0;
  std::int64_t prompt_tokens = 0;    ///< before sharing
  std::int64_t computed_tokens = 0;  ///< rows that went through the model, generated ones included
  std::int64_t generated_tokens = 0;
};

/// Everything the writers need. A pure function of the config and the answers: no time, no machine (see Execution).
struct Report {
  std::string name;
  std::string program_version;
  std::string command;  ///< repeats the run
  Value config;         ///< as run
  std::vector<RunColumn> runs;
  std::vector<TaskFacts> tasks;
  std::vector<GroupFacts> groups;
  std::vector<Score> scores;
  std::vector<Score> group_scores;  ///< Score::task is the group's name
  std::vector<Sample> samples;
  RunFacts facts;
  std::vector<std::string> warnings;
  std::string answers_digest;        ///< sha256 over all answers in key order
  Comparison comparison;             ///< of all runs with each other; empty for a single one
  std::vector<TextQuality> quality;  ///< of what was generated
};

/// What differs between two executions of the same run: written to run.json only.
struct Execution {
  std::string started;  ///< ISO 8601, UTC
  double seconds_loading = 0;
  double seconds_evaluating = 0;
  std::string cpu;
  std::string instruction_set;       ///< the kernels' path: "portable", "avx2", "avx512"
  std::string int8_instruction_set;  ///< of int8 products, "avx512vnni" too
  int threads = 0;
  int weight_copies = 1;  ///< at most, of a model's weights: one a memory node that threads run on
  std::int64_t peak_memory_bytes = 0;
  std::int64_t estimated_memory_bytes = 0;  ///< what was expected before the start
  std::int64_t answered_requests = 0;       ///< in this execution; the others were in the journal
  std::int64_t computed_tokens = 0;         ///< rows that went through the model
  std::int64_t shared_tokens = 0;           ///< rows saved because requests shared a prefix
};

}  // namespace coldread
