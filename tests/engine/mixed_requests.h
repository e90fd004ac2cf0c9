#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <random>
#include <string>
#include <utility>
#include <vector>

#include "api/request.h"
#include "api/response.h"

namespace coldread {

inline Request ask(decltype(Request::body) body, RequestKey key = {}) {
  Request request;
  request.key = std::move(key);
  request.body = std::move(body);
  return request;
}

inline Request ids_request(std::vector<TokenId> ids, std::size_t from) {
  return ask(LogLikelihoodOfIds{std::move(ids), from});
}

inline Request generate(Generate body, std::int64_t document = 0, std::int32_t repeat = 0) {
  return ask(std::move(body), {.task = "t", .document = document, .repeat = repeat});
}

/// Requests of all kinds that share prefixes in all ways.
inline std::vector<Request> mixed_requests() {
  std::mt19937 random(5);  // raw numbers only: distributions differ between libraries
  const auto below = [&](std::uint32_t n) { return static_cast<std::uint32_t>(random()) % n; };
  const auto some = [&](std::uint32_t n) {
    std::vector<TokenId> ids(n);
    std::generate(ids.begin(), ids.end(), [&] { return static_cast<TokenId>(below(4)); });
    return ids;
  };
  std::vector<Request> requests;
  const std::vector<TokenId> block = some(90);
  for (int question = 0; question < 6; ++question) {
    std::vector<TokenId> context = block;
    const std::vector<TokenId> own = some(5 + below(30));
    context.insert(context.end(), own.begin(), own.end());
    for (int choice = 0; choice < 4; ++choice) {
      std::vector<TokenId> ids = context;
      const std::vector<TokenId> tail = some(1 + below(4));
      ids.insert(ids.end(), tail.begin(), tail.end());
      requests.push_back(ids_request(std::move(ids), context.size()));
    }
    for (int repeat = 0; repeat < 3; ++repeat) {
      requests.push_back(generate({.prompt = context,
                                   .max_tokens = 1 + below(20),
                                   .sampling = {.do_sample = true, .temperature = 0.8, .top_k = 5, .seed = 3}},
                                  question, repeat));
    }
    requests.push_back(generate({.prompt = context, .max_tokens = 12}, question));
    requests.push_back(ids_request(some(60), 1));
    requests.push_back(generate({.prompt = some(3), .max_tokens = 5 + below(60)}, question));
  }
  return requests;
}

/// All of an answer, to the bit.
inline std::string digest(const Response& response) {
  std::string text;
  const auto add_counts = [&](const auto& answer) {
    text += std::to_string(answer.context_tokens) + " " + std::to_string(answer.truncated_tokens) + " ";
  };
  const auto add = [&](const std::vector<TokenId>& ids, const std::vector<float>& logprobs) {
    for (std::size_t i = 0; i < ids.size(); ++i) {
      text += std::to_string(ids[i]) + ":" + std::to_string(std::bit_cast<std::uint32_t>(logprobs[i])) + " ";
    }
  };
  if (const auto* scores = std::get_if<TokenScores>(&response)) {
    add_counts(*scores);
    add(scores->ids, scores->logprobs);
    text += std::to_string(std::bit_cast<std::uint64_t>(scores->total)) + (scores->is_greedy ? "greedy" : "");
  } else if (const auto* generated = std::get_if<GeneratedText>(&response)) {
    add_counts(*generated);
    add(generated->ids, generated->logprobs);
    text += generated->text + std::to_string(static_cast<int>(generated->stop));
  } else {
    text = std::get<RequestFailure>(response).message;
  }
  return text;
}

}  // namespace coldread
