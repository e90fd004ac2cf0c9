// One program a target: COLDREAD_FUZZ_TARGET is its function.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/error.h"
#include "fuzz/targets.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  try {
    coldread::fuzz::COLDREAD_FUZZ_TARGET({reinterpret_cast<const char*>(data), size});
  } catch (const coldread::Error&) {  // bad input, told so
  }
  return 0;  // any other exception ends the program: a finding
}
