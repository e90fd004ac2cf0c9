#pragma once

#include <span>
#include <string>

#include "api/request.h"
#include "api/response.h"

namespace coldread::app {

/// How acc and acc_norm come about: of each choice ln p, its length in characters and their quotient, the largest of
/// each marked. Empty where the requests are no choices of one context. right: the target as text.
std::string choices_text(std::span<const Request> requests, std::span<const Response> responses,
                         const std::string& right);

/// The context that all log-likelihood requests share; empty where they have different ones, or there is one request.
std::string shared_context(std::span<const Request> requests);

}  // namespace coldread::app
