#include "runner/journal/answers.h"

#include <algorithm>

#include "base/error.h"
#include "base/unicode.h"
#include "io/json.h"
#include "io/sha256.h"
#include "runner/journal/journal_file.h"
#include "runner/journal/response_json.h"

namespace coldread {
std::string answer_key(const std::string& model, const std::string& compute, const Request& request) {
  Dict inputs;
  inputs.set("model", model);
  inputs.set("compute", compute);
  inputs.set("request", answer_inputs(request));
  return sha256_hex(to_json(inputs, {.compact = true}));
}

Response storable(const Response& response) {
  Response plain = response;
  if (auto* generated = std::get_if<GeneratedText>(&plain)) generated->text = valid_utf8(generated->text);
  if (auto* failure = std::get_if<RequestFailure>(&plain)) failure->message = valid_utf8(failure->message);
  return plain;
}

std::string answers_digest(std::vector<std::string> keys, const Answers& answers) {
  std::sort(keys.begin(), keys.end());
  keys.erase(std::unique(keys.begin(), keys.end()), keys.end());
  Sha256 digest;
  for (const std::string& key : keys) {
    const auto found = answers.find(key);
    COLDREAD_CHECK(found != answers.end());
    digest.add(answer_line(key, found->second));
  }
  return digest.hex();
}

}  // namespace coldread
