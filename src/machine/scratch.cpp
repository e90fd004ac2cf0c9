#include "machine/scratch.h"

#include "machine/buffer.h"

namespace coldread {

float* thread_scratch(std::int64_t size) {
  thread_local FloatBuffer buffer;
  buffer.reserve(size);
  return buffer.data();
}

}  // namespace coldread
