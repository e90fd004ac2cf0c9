#pragma once

#include "api/response.h"
#include "api/value.h"

namespace coldread {

/// An answer as the reference files hold it: a generated text, a log-probability, or [log-probability, is greedy].
inline Response response_of(const Value& stored) {
  if (stored.is_string()) {
    GeneratedText text;
    text.text = stored.as_string();
    return text;
  }
  TokenScores scores;
  scores.total = stored.is_list() ? stored.as_list()[0].as_number() : stored.as_number();
  scores.is_greedy = stored.is_list() && stored.as_list()[1].as_bool();
  return scores;
}

}  // namespace coldread
