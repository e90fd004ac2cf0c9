#include <algorithm>
#include <array>
#include <filesystem>
#include <string_view>
#include <utility>

#include "base/error.h"
#include "base/suggest.h"
#include "runner/config/config_entries.h"
#include "runner/config/own_options.h"

namespace coldread {
namespace {

const std::vector<std::string> kKnownArgs = {"pretrained", "dtype"};

/// Arguments of lm-evaluation-harness's "hf" that change nothing here, and why.
constexpr std::array<std::pair<std::string_view, std::string_view>, 7> kIdleArgs = {{
    {"trust_remote_code", "no code of others is run"},
    {"device", "everything is computed on the CPU"},
    {"device_map_option", "everything is computed on the CPU"},
    {"parallelize", "everything is computed on the CPU"},
    {"batch_size", "batches are filled by memory, and scores do not depend on them"},
    {"attn_implementation", "there is one implementation of attention"},
    {"use_fast_tokenizer", "there is one implementation of each tokenizer"},
}};

/// lm-evaluation-harness's names of libraries that run a model.
constexpr std::array kKinds = {"hf",   "hf-auto", "hf-multimodal", "huggingface",      "vllm", "sglang", "gguf",
                               "ggml", "dummy",   "openvino",      "local-completions"};

std::string compute_of(const OptionValue& value, const std::string& dtype) {
  if (dtype == "auto" || dtype == "float32" || dtype == "torch.float32") return "fp32";
  if (dtype == "bfloat16" || dtype == "torch.bfloat16") return "bf16";
  throw Error(ErrorCode::usage,
              value.name + ": dtype=" + dtype + " is not computed; leave it out (fp32), or add --compute bf16 or int8");
}

}  // namespace

void read_model_args(const OptionValue& value, RunConfig& config) {
  RunModel model{.name = "", .path = "", .compute = "", .overrides = {}};
  for (const YamlMember& member : value.node.members) {
    if (member.key == "pretrained") {
      const OptionValue path{.option = value.option, .node = member.value, .name = value.name, .source = value.source};
      const RunModel named_model = read_model(path);
      model.name = named_model.name;
      model.path = named_model.path;
    } else if (member.key == "dtype") {
      model.compute = compute_of(value, named(member.value, value.name + ": dtype").text());
    } else if (const auto idle = std::ranges::find(kIdleArgs, member.key, [](const auto& arg) { return arg.first; });
               idle != kIdleArgs.end()) {
      config.notes.push_back(value.name + " " + member.key + " has no effect: " + std::string(idle->second));
    } else {
      throw Error(ErrorCode::usage, value.name + ": coldread knows pretrained and dtype, not '" + member.key + "'" +
                                        did_you_mean(member.key, kKnownArgs));
    }
  }
  if (model.path.empty()) throw Error(ErrorCode::usage, value.name + " needs pretrained=PATH");
  config.models = {std::move(model)};
}

void read_device(const OptionValue& value, RunConfig&) {
  const std::string& device = value.named().text();
  if (device == "cpu") return;
  throw Error(ErrorCode::usage, value.name + " " + device + ": coldread computes on the CPU; leave it out");
}

void note_no_effect(const OptionValue& value, RunConfig& config) {
  config.notes.push_back(value.name + " has no effect: " + std::string(value.option.help));
}

void refuse_lm_eval_flag(const OptionValue& value, RunConfig&) {
  throw Error(ErrorCode::usage, value.name + ": " + std::string(value.option.help));
}

void refuse_lm_eval_kinds(const RunConfig& config) {
  for (const RunModel& model : config.models) {
    std::error_code ignored;
    const bool is_kind = std::ranges::find(kKinds, model.path) != kKinds.end();
    if (!is_kind || std::filesystem::exists(model.path, ignored) ||
        std::filesystem::exists(std::filesystem::path("models") / model.path, ignored)) {
      continue;
    }
    throw Error(ErrorCode::usage, "--model " + model.path +
                                      ": coldread takes a model itself, not a library that runs it: --model PATH, or "
                                      "--model_args pretrained=PATH");
  }
}

}  // namespace coldread
