#include "model/dialects/harmless_keys.h"

#include <algorithm>

namespace coldread::hub {
namespace {

/// Private attributes of transformers' objects; versions of tools; heads for classification.
constexpr std::string_view kBegins[] = {
    "_", "transformers", "unsloth_", "gradient_checkpointing", "initializer_", "summary_", "classifier_", "return_"};

/// Ids and names of tokens; rates of training.
constexpr std::string_view kEnds[] = {"_token_id", "_token_ids", "_token", "_pdrop", "_loss_coef", "_loss_weight"};

constexpr std::string_view kKeys[] = {
    // bookkeeping
    "name_or_path", "architectures", "model_type", "torch_dtype", "dtype", "use_cache", "tokenizer_class",
    "is_llama_config", "is_decoder", "tf_legacy_loss", "torchscript", "use_bfloat16", "model_max_length",
    "max_sequence_length", "tokenizer_model_max_length", "tokenizer_padding_side", "license", "language",
    "pipeline_tag", "library_name", "base_model", "datasets", "tags",
    // how the network is run: another order of rounding at most
    "attn_implementation", "attention_implementation", "use_flash_attn", "use_flash_attention", "use_flash_attention_2",
    "use_sdpa", "num_logits_to_keep", "logits_to_keep", "chunk_size_feed_forward", "pretraining_tp",
    // training
    "layerdrop", "router_jitter_noise",
    // classification heads
    "id2label", "label2id", "num_labels", "finetuning_task", "problem_type", "task_specific_params",
    "predict_special_tokens", "n_special",
    // what a model returns
    "output_attentions", "output_hidden_states", "output_past", "output_router_logits", "output_scores",
    // defaults of generation
    "max_length", "min_length", "do_sample", "early_stopping", "num_beams", "num_beam_groups", "diversity_penalty",
    "temperature", "top_k", "top_p", "typical_p", "repetition_penalty", "length_penalty", "no_repeat_ngram_size",
    "encoder_no_repeat_ngram_size", "num_return_sequences", "max_new_tokens", "bad_words_ids", "prefix",
    "suppress_tokens", "begin_suppress_tokens", "remove_invalid_values", "exponential_decay_length_penalty"};

}  // namespace

bool is_harmless_key(std::string_view key) {
  const auto begins = [key](std::string_view start) { return key.starts_with(start); };
  const auto ends = [key](std::string_view end) { return key.ends_with(end); };
  return std::ranges::find(kKeys, key) != std::end(kKeys) || std::ranges::any_of(kBegins, begins) ||
         std::ranges::any_of(kEnds, ends) || key.find("dropout") != std::string_view::npos;
}

}  // namespace coldread::hub
