// The table of docs/architecture.md: for each family, what its code reads from a config.json as the family has them.
// COLDREAD_WRITE=1 writes it anew (scripts/family-table).
#include <algorithm>
#include <cstdlib>
#include <doctest/doctest.h>
#include <fstream>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "io/tensor.h"
#include "model/logprobs.h"
#include "model/understood_model.h"

namespace coldread {
namespace {

namespace fs = std::filesystem;

const fs::path kPage = source_dir() / "docs" / "architecture.md";
const std::string kStart = "<!-- families: scripts/family-table -->\n";
const std::string kEnd = "<!-- end of families -->\n";

/// Words of a cell, each once, in the order in which layers first have them.
class Cell {
 public:
  void add(bool when, const std::string& word) {
    if (when && seen_.insert(word).second) text_ += (text_.empty() ? "" : ", ") + word;
  }
  std::string text() const { return text_.empty() ? "-" : text_; }

 private:
  std::set<std::string> seen_;
  std::string text_;
};

std::string norm_text(const NormConfig& norm) {
  std::string text = norm.kind == kernels::NormKind::rms ? "RMS" : "LN";
  if (norm.gain == NormGain::one) return text + " without weights";
  if (norm.gain == NormGain::one_plus_stored) text += " 1+g";
  return text + (norm.kind == kernels::NormKind::layer && !norm.bias ? " without bias" : "");
}

std::string norms_of(const ModelConfig& config) {
  Cell cell;
  for (const LayerConfig& layer : config.layers) {
    const auto has = [&](NormSlot slot) { return layer.norms[slot].has_value(); };
    for_each_norm([&](NormSlot slot) {
      if (has(slot) && slot != NormSlot::query && slot != NormSlot::key) cell.add(true, norm_text(*layer.norms[slot]));
    });
    cell.add(has(NormSlot::attention), "before blocks");
    cell.add(has(NormSlot::attention_branch), "of branches");
    cell.add(has(NormSlot::attention_sum), "after blocks");
    cell.add(layer.parallel, "blocks in parallel");
  }
  cell.add(!config.final_norm, "none before the head");
  return cell.text();
}

std::string positions_of(const ModelConfig& config) {
  Cell cell;
  cell.add(config.positions == EmbeddedPositions::learned, "learned");
  cell.add(config.positions == EmbeddedPositions::sinusoidal, "sinusoidal");
  cell.add(config.position_offset != 0, "from row " + std::to_string(config.position_offset) + " on");
  for (const LayerConfig& layer : config.layers) {
    const AttentionConfig& attention = layer.attention;
    const bool rotary = attention.positions == AttentionPositions::rotary;
    const bool part = rotary && config.rotary[attention.rotary].size() < attention.head_size;
    cell.add(rotary, part ? "rotary in part" : "rotary");
    cell.add(rotary && config.rotary[attention.rotary].pairs == kernels::RopePairs::neighbours, "neighbours");
    cell.add(attention.positions == AttentionPositions::alibi, "ALiBi");
    cell.add(attention.positions == AttentionPositions::key_bias, "ALiBi by key");
    cell.add(!rotary && attention.positions == AttentionPositions::none && !config.rotary.empty(),
             "none in some layers");
  }
  cell.add(config.rotary.size() > 1, "angles by kind of layer");
  return cell.text();
}

std::string attention_of(const ModelConfig& config) {
  Cell cell;
  for (const LayerConfig& layer : config.layers) {
    const AttentionConfig& attention = layer.attention;
    cell.add(attention.kv_heads == 1 && attention.heads > 1, "one key/value head");
    cell.add(attention.kv_heads > 1 && attention.kv_heads < attention.heads, "grouped");
    cell.add(attention.window > 0, "window");
    cell.add(attention.score_scale != inverse_root(attention.head_size), "scale");
    cell.add(attention.score_cap != 0, "capped");
    cell.add(attention.projection_limit != 0, "clamped");
    if (const auto& norm = layer.norms[NormSlot::query]) {
      const char* over[] = {"each head", "each head with its own gain", "all heads"};
      cell.add(true, norm_text(*norm) + " of q, k, " + over[static_cast<std::size_t>(attention.query_key_norm)]);
      cell.add(attention.normed_after_turn, "after turning");
    }
  }
  return cell.text();
}

std::string biases_of(const ModelConfig& config) {
  Cell cell;
  for (const LayerConfig& layer : config.layers) {
    const char* names[] = {"qkv", "out", "up", "down"};
    for_each_linear([&](LinearSlot slot) {
      const auto place = static_cast<std::size_t>(slot);
      if (place < std::size(names)) cell.add(layer.biases[slot] == Bias::required, names[place]);
    });
  }
  cell.add(config.head_bias == Bias::required, "head");
  return cell.text();
}

std::string inner_of(const ModelConfig& config) {
  const char* names[] = {"none", "GELU tanh", "GELU erf", "SiLU", "ReLU", "ReLU squared", "xIELU", "clamped SiLU"};
  const FeedForwardConfig& inner = config.layers.front().feed_forward;
  const char* routings[] = {"softmax of all", "softmax of the chosen", "sparse mixer"};
  Cell cell;
  cell.add(true, names[static_cast<std::size_t>(inner.activation)]);
  cell.add(inner.gated, "gated");
  for (const LayerConfig& layer : config.layers) {
    const ExpertsConfig& experts = layer.experts;
    cell.add(experts.count == 0 && config.layers.back().experts.count > 0, "dense layers");
    cell.add(experts.count > 0, std::string("experts by ") + routings[static_cast<std::size_t>(experts.routing)]);
    cell.add(experts.normalized, "weights normalized");
    cell.add(experts.count > 0 && layer.feed_forward.width > 0, "a shared expert");
  }
  return cell.text();
}

std::string ends_of(const ModelConfig& config) {
  Cell cell;
  cell.add(config.embedding_scale != 1, "embedding scaled");
  cell.add(config.embedding_norm.has_value(), "embedding normed");
  cell.add(config.embedding_width != 0, "projected in and out");
  cell.add(config.layers.front().residual_scale != 1, "branches scaled");
  cell.add(config.logit_scale != 1, "logits scaled");
  cell.add(config.logit_cap != 0, "logits capped");
  cell.add(!config.tied_head, "head of its own");
  return cell.text();
}

/// Of no model, but as many as layers are planned for.
TensorTable some_tensors() {
  TensorTable table;
  for (int i = 0; i < 100; ++i) {
    TensorView tensor;
    tensor.name = std::to_string(i);
    table.add(std::move(tensor));
  }
  return table;
}

ModelConfig config_of(const fs::path& path) {
  static const TensorTable kTensors = some_tensors();
  ModelFile file;
  file.config_origin = path.string();
  file.settings = parse_json(read_text_file(path), path.string()).as_dict();
  file.family = file.settings.find("model_type")->as_string();
  file.tensors = &kTensors;
  return read_config(file);
}

std::string table() {
  std::vector<fs::path> configs;
  for (const auto& entry : fs::directory_iterator(kModelReference / "configs")) configs.push_back(entry.path());
  std::sort(configs.begin(), configs.end());
  std::string text =
      "| model | norms | positions | attention | biases | feed-forward | ends |\n|---|---|---|---|---|---|---|\n";
  for (const fs::path& path : configs) {
    const ModelConfig config = config_of(path);
    const std::string name = path.stem().string();
    text += "| " + (name == config.family ? name : name + " (" + config.family + ")");
    for (const std::string& cell : {norms_of(config), positions_of(config), attention_of(config), biases_of(config),
                                    inner_of(config), ends_of(config)}) {
      text += " | " + cell;
    }
    text += " |\n";
  }
  return text;
}

TEST_CASE("the page's table of families is what their code reads") {
  std::string page = read_text_file(kPage);
  const std::size_t start = page.find(kStart);
  const std::size_t end = page.find(kEnd);
  REQUIRE(start != std::string::npos);
  REQUIRE(end != std::string::npos);
  const std::size_t from = start + kStart.size();
  const std::string expected = table();
  if (std::getenv("COLDREAD_WRITE") != nullptr) {
    std::ofstream(kPage, std::ios::binary) << page.replace(from, end - from, expected);
    return;
  }
  CHECK_MESSAGE(page.substr(from, end - from) == expected, "scripts/family-table writes it anew");
}

}  // namespace
}  // namespace coldread
