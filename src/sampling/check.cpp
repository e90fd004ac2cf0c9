#include <fmt/format.h>

#include "base/error.h"
#include "sampling/options.h"
#include "sampling/sampling.h"

namespace coldread {

void check(const SamplingSettings& settings) {
  for (const SamplingOption& option : sampling_options()) check(option, settings);
  if (settings.num_beams != 1 && settings.do_sample) {
    throw Error(ErrorCode::usage,
                fmt::format("num_beams is {}, but must be 1 where tokens are drawn: beam search takes do_sample: false",
                            settings.num_beams));
  }
}

}  // namespace coldread
