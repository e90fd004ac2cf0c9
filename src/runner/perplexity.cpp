#include "runner/perplexity.h"

#include <algorithm>
#include <cmath>
#include <numbers>

#include "base/error.h"
#include "base/unicode.h"

namespace coldread {
namespace {

constexpr std::size_t kPassageTokens = 16;
constexpr std::size_t kPassages = 3;

class Collector final : public ResponseSink {
 public:
  explicit Collector(std::size_t count) : responses(count) {}
  void on_done(std::size_t request, const Response& response) override { responses[request] = response; }
  std::vector<Response> responses;
};

/// ln p of each token of the windows, in the order of the text.
std::vector<float> logprobs_of(Engine& engine, ScoredWindows windows) {
  std::vector<Request> requests;
  for (ScoredIds& window : windows) {
    Request request;
    request.key = {.task = "perplexity", .document = static_cast<std::int64_t>(requests.size())};
    request.body = LogLikelihoodOfIds{.ids = std::move(window.ids), .from = window.from};
    requests.push_back(std::move(request));
  }
  Collector collector(requests.size());
  RunFacts facts;
  engine.run(requests, collector, facts);
  std::vector<float> logprobs;
  for (const Response& response : collector.responses) {
    if (const auto* failure = std::get_if<RequestFailure>(&response)) throw Error(ErrorCode::input, failure->message);
    const auto& scores = std::get<TokenScores>(response);
    logprobs.insert(logprobs.end(), scores.logprobs.begin(), scores.logprobs.end());
  }
  return logprobs;
}

/// As word_perplexity counts them: pieces of re.split(r"\s+", text).
std::int64_t count_words(std::string_view text) {
  std::int64_t words = 1;
  bool in_space = false;
  for (std::size_t i = 0; i < text.size();) {
    const CodePoint point = code_point_at(text, i);
    const bool space = is_python_space(point.value);
    if (space && !in_space) ++words;
    in_space = space;
    i += point.length;
  }
  return words;
}

std::vector<SurprisingPassage> surprising_of(std::span<const TokenId> ids, std::span<const float> logprobs,
                                             const Tokenizer& tokenizer) {
  struct Block {
    std::size_t first, count;
    double mean;
  };
  std::vector<Block> blocks;
  for (std::size_t first = 0; first < ids.size(); first += kPassageTokens) {
    const std::size_t count = std::min(kPassageTokens, ids.size() - first);
    double sum = 0;
    for (std::size_t i = first; i < first + count; ++i) sum -= logprobs[i];
    if (count >= kPassageTokens / 2 || blocks.empty())
      blocks.push_back({first, count, sum / static_cast<double>(count)});
  }
  std::ranges::stable_sort(blocks, std::ranges::greater{}, &Block::mean);
  if (blocks.size() > kPassages) blocks.resize(kPassages);
  std::vector<SurprisingPassage> passages;
  for (const Block& block : blocks) {
    passages.push_back({.byte = tokenizer.decode(ids.first(block.first)).size(),
                        .tokens = static_cast<std::int64_t>(block.count),
                        .bits_per_token = block.mean / std::numbers::ln2,
                        .text = valid_utf8(tokenizer.decode(ids.subspan(block.first, block.count)))});
  }
  return passages;
}

double per(double logprob, std::int64_t units) {
  return std::exp(-logprob / static_cast<double>(units));
}

}  // namespace

ScoredWindows text_windows(std::span<const TokenId> ids, TokenId prefix, const WindowOptions& options) {
  const auto context = static_cast<std::size_t>(options.context);
  const std::size_t stride = options.stride > 0 ? static_cast<std::size_t>(options.stride) : context;
  std::vector<TokenId> stream{prefix};
  stream.insert(stream.end(), ids.begin(), ids.end());
  ScoredWindows windows;
  // Positions of the stream: its first token is the prefix, which is read and never scored.
  for (std::size_t begin = 1; begin < stream.size();) {
    const std::size_t end = std::min(begin + (windows.empty() ? context : stride), stream.size());
    const std::size_t first = end - 1 > context ? end - 1 - context : 0;
    ScoredIds window;
    window.ids.assign(stream.begin() + static_cast<std::ptrdiff_t>(first),
                      stream.begin() + static_cast<std::ptrdiff_t>(end));
    window.from = begin - first;
    windows.push_back(std::move(window));
    begin = end;
  }
  return windows;
}

TextTokens text_tokens(const Tokenizer& tokenizer, std::string_view text) {
  const SpecialTokens& special = tokenizer.special_tokens();
  const auto prefix = special.bos ? special.bos : special.eos;
  if (!prefix) throw Error(ErrorCode::input, "the tokenizer has neither BOS nor EOS to stand before a text");
  TextTokens tokens{.ids = tokenizer.encode(text, true), .prefix = *prefix};
  if (!tokens.ids.empty() && tokens.ids.front() == tokens.prefix) tokens.ids.erase(tokens.ids.begin());
  return tokens;
}

double TextScore::perplexity() const {
  return per(logprob, tokens);
}
double TextScore::byte_perplexity() const {
  return per(logprob, bytes);
}
double TextScore::word_perplexity() const {
  return per(logprob, words);
}
double TextScore::bits_per_byte() const {
  return -logprob / (static_cast<double>(bytes) * std::numbers::ln2);
}

void TextScore::add(const TextScore& other) {
  tokens += other.tokens;
  bytes += other.bytes;
  words += other.words;
  logprob += other.logprob;
}

ScoredText score_text(Engine& engine, const Tokenizer& tokenizer, std::string_view text, const WindowOptions& options) {
  const TextTokens tokens = text_tokens(tokenizer, text);
  const std::vector<float> logprobs = logprobs_of(engine, text_windows(tokens.ids, tokens.prefix, options));
  ScoredText scored;
  for (const float logprob : logprobs) scored.score.logprob += logprob;
  scored.score.tokens = std::ssize(tokens.ids);
  scored.score.bytes = std::ssize(text);
  scored.score.words = count_words(text);
  scored.surprising = surprising_of(tokens.ids, logprobs, tokenizer);
  return scored;
}

}  // namespace coldread
