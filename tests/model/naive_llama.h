#pragma once

#include <cmath>
#include <vector>

#include "api/request.h"
#include "model/tensor_set.h"

namespace coldread {

/// A Llama written down from its paper in double precision, tensors by transformers' names, one token after the other.
struct NaiveLlama {
  std::size_t width, heads, kv_heads, head_size, layers;
  double epsilon;
  std::vector<double> frequencies;  ///< of pairs (i, i + S/2)
  const TensorSet& tensors;

  using Row = std::vector<double>;

  Row linear(const std::string& name, const Row& x) const {
    const TestTensor& w = tensors.at(name + ".weight");
    const auto bias = tensors.find(name + ".bias");
    Row y(static_cast<std::size_t>(w.shape[0]));
    for (std::size_t n = 0; n < y.size(); ++n) {
      for (std::size_t k = 0; k < x.size(); ++k) y[n] += static_cast<double>(w.values[n * x.size() + k]) * x[k];
      if (bias != tensors.end()) y[n] += static_cast<double>(bias->second.values[n]);
    }
    return y;
  }

  Row norm(const std::string& name, const Row& x) const {
    double squares = 0;
    for (const double v : x) squares += v * v;
    Row y = x;
    for (std::size_t i = 0; i < x.size(); ++i) {
      y[i] *= static_cast<double>(tensors.at(name + ".weight").values[i]) /
              std::sqrt(squares / static_cast<double>(x.size()) + epsilon);
    }
    return y;
  }

  void rotate(Row& x, std::size_t position) const {
    for (std::size_t start = 0; start < x.size(); start += head_size) {
      for (std::size_t i = 0; i < head_size / 2; ++i) {
        const double angle = static_cast<double>(position) * frequencies[i];
        const double a = x[start + i];
        const double b = x[start + i + head_size / 2];
        x[start + i] = a * std::cos(angle) - b * std::sin(angle);
        x[start + i + head_size / 2] = b * std::cos(angle) + a * std::sin(angle);
      }
    }
  }

  /// ln p of every token after each position: [n][V].
  std::vector<Row> logprobs(const std::vector<TokenId>& ids) const {
    std::vector<std::vector<Row>> keys(layers);
    std::vector<std::vector<Row>> values(layers);
    std::vector<Row> result;
    const TestTensor& embedding = tensors.at("model.embed_tokens.weight");
    for (std::size_t t = 0; t < ids.size(); ++t) {
      Row x;
      for (std::size_t i = 0; i < width; ++i) {
        x.push_back(static_cast<double>(embedding.values[static_cast<std::size_t>(ids[t]) * width + i]));
      }
      for (std::size_t l = 0; l < layers; ++l) {
        const std::string layer = "model.layers." + std::to_string(l) + ".";
        Row h = norm(layer + "input_layernorm", x);
        Row q = linear(layer + "self_attn.q_proj", h);
        Row k = linear(layer + "self_attn.k_proj", h);
        rotate(q, t);
        rotate(k, t);
        keys[l].push_back(k);
        values[l].push_back(linear(layer + "self_attn.v_proj", h));
        Row mixed(q.size());
        for (std::size_t head = 0; head < heads; ++head) {
          const std::size_t shared = head / (heads / kv_heads) * head_size;
          Row weights;
          double total = 0;
          for (std::size_t p = 0; p <= t; ++p) {
            double score = 0;
            for (std::size_t d = 0; d < head_size; ++d) score += q[head * head_size + d] * keys[l][p][shared + d];
            weights.push_back(std::exp(score / std::sqrt(static_cast<double>(head_size))));
            total += weights.back();
          }
          for (std::size_t p = 0; p <= t; ++p) {
            for (std::size_t d = 0; d < head_size; ++d) {
              mixed[head * head_size + d] += weights[p] / total * values[l][p][shared + d];
            }
          }
        }
        Row out = linear(layer + "self_attn.o_proj", mixed);
        for (std::size_t i = 0; i < width; ++i) x[i] += out[i];
        h = norm(layer + "post_attention_layernorm", x);
        Row gate = linear(layer + "mlp.gate_proj", h);
        const Row up = linear(layer + "mlp.up_proj", h);
        for (std::size_t i = 0; i < gate.size(); ++i) gate[i] = gate[i] / (1 + std::exp(-gate[i])) * up[i];
        out = linear(layer + "mlp.down_proj", gate);
        for (std::size_t i = 0; i < width; ++i) x[i] += out[i];
      }
      Row logits = linear(tensors.contains("lm_head.weight") ? "lm_head" : "model.embed_tokens", norm("model.norm", x));
      double total = 0;
      for (const double logit : logits) total += std::exp(logit);
      for (double& logit : logits) logit -= std::log(total);
      result.push_back(logits);
    }
    return result;
  }
};

}  // namespace coldread
