#include "api/response.h"

namespace coldread {

std::string_view stop_name(StopReason stop) {
  switch (stop) {
    case StopReason::end_of_text:
      return "eos";
    case StopReason::until:
      return "until";
    case StopReason::length:
      return "length";
  }
  return "length";
}

}  // namespace coldread
