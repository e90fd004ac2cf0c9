#include "api/compat.h"

#include <string>
#include <vector>

#include "base/suggest.h"

namespace coldread {
namespace {

constexpr std::string_view kLmEval = "lm-eval-0.4.13";

}  // namespace

std::string_view compat_name(Compat compat) {
  return compat == Compat::lm_eval_0_4_13 ? kLmEval : std::string_view();
}

Compat compat_of(std::string_view name, const Place& place) {
  if (name == kLmEval) return Compat::lm_eval_0_4_13;
  throw Error(ErrorCode::usage, place,
              "unknown compat '" + std::string(name) + "'; expected " + std::string(kLmEval) +
                  did_you_mean(name, std::vector<std::string>{std::string(kLmEval)}));
}

}  // namespace coldread
