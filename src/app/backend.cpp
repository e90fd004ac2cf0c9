#include "app/backend.h"

#include "base/error.h"
#include "engine/local/local_backend.h"

namespace coldread::app {

const Backend& backend() {
  static const LocalBackend local;
  return local;
}

std::shared_ptr<const Tokenizer> tokenizer_of(const FoundModel& model) {
  auto tokenizer = model.tokenizer();
  if (!tokenizer) throw Error(ErrorCode::input, model.facts().path + ": its tokenizer is not on this machine");
  return tokenizer;
}

}  // namespace coldread::app
