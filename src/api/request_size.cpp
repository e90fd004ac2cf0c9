#include "api/request_size.h"

namespace coldread {
namespace {

constexpr std::size_t kBytesOfToken = 4;

double tokens(std::size_t text_bytes) {
  return static_cast<double>(text_bytes) / kBytesOfToken;
}

/// Sizes of a body, without the request's own share of work. The choices of a document share their context.
struct SizeOfBody {
  bool first_choice;

  RequestSize operator()(const LogLikelihood& body) const {
    const std::size_t continuation = body.continuation.size();
    const std::size_t all = body.context.size() + continuation;
    return {all, continuation / kBytesOfToken + 1, tokens(first_choice ? all : continuation)};
  }
  RequestSize operator()(const LogLikelihoodOfIds& body) const {
    const std::size_t count = body.ids.size();
    return {kBytesOfToken * count, count, static_cast<double>(count)};
  }
  RequestSize operator()(const RollingLogLikelihood& body) const {
    return {body.text.size(), body.text.size() / kBytesOfToken + 1, tokens(body.text.size())};
  }
  RequestSize operator()(const Generate& body) const {
    const auto* text = std::get_if<std::string>(&body.prompt);
    const std::size_t prompt =
        text != nullptr ? text->size() : kBytesOfToken * std::get<std::vector<TokenId>>(body.prompt).size();
    const auto made = static_cast<std::size_t>(body.max_tokens);
    return {prompt + kBytesOfToken * made, made, tokens(prompt) + static_cast<double>(made)};
  }
};

}  // namespace

RequestSize size_of(const Request& request) {
  RequestSize size = std::visit(SizeOfBody{request.key.choice == 0}, request.body);
  size.work += 1;
  return size;
}

}  // namespace coldread
