#include "app/backend.h"

#include "app/fetch_progress.h"
#include "base/error.h"
#include "engine/local/local_backend.h"

namespace coldread::app {

hub::FetchObserver& fetch_progress() {
  static FetchProgress progress;
  return progress;
}

const Backend& backend() {
  static const LocalBackend local(fetch_progress());
  return local;
}

std::shared_ptr<const Tokenizer> tokenizer_of(const FoundModel& model) {
  auto tokenizer = model.tokenizer();
  if (!tokenizer) throw Error(ErrorCode::input, model.facts().path + ": its tokenizer is not on this machine");
  return tokenizer;
}

}  // namespace coldread::app
