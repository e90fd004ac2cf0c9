// One row to 8 bits, see matmul().
namespace coldread::kernels {
namespace {

void quantize_of(const float* x, std::int64_t size, Int8Groups groups, std::int8_t* values, float* scales,
                 std::int32_t* sums) {
  for (std::int64_t g = 0; g < groups.count; ++g, x += groups.size, size -= groups.size, values += groups.size) {
    const std::int64_t held = size < groups.size ? size : groups.size;
    Lanes top = splat(0.0F);
    Lanes poison = splat(0.0F);  // x * 0 is NaN where x is NaN or infinite
    for (std::int64_t i = 0; i < held; i += 16) {
      const Lanes part = i + 16 <= held ? load(x + i) : load_part(x + i, held - i, 0);
      top = max(top, max(part, sub(splat(0.0F), part)));
      poison = fma(part, splat(0.0F), poison);
    }
    const float most = largest(top);
    const bool nothing = !(most > kSmallestQuantized);
    scales[g] = (nothing ? 0.0F : most / 127.0F) + sum(poison);
    const Lanes inverse = splat(nothing ? 0.0F : 127.0F / most);
    for (std::int64_t i = 0; i < groups.size; i += 16) {
      const Lanes part = i + 16 <= held ? load(x + i) : i < held ? load_part(x + i, held - i, 0) : splat(0.0F);
      store_bytes(values + i, mul(part, inverse));
    }
    std::int32_t total = 0;
    for (std::int64_t i = 0; i < groups.size; ++i) total += values[i];
    sums[g] = total;
  }
}

}  // namespace
}  // namespace coldread::kernels
