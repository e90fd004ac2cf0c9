// One row to 8 bits, see matmul().
namespace coldread::kernels {
namespace {

/// Added and taken away again, it leaves whole numbers below 2^22, to nearest even.
constexpr float kRounding = 12582912.0F;

void quantize_of(const float* x, std::int64_t size, Int8Groups groups, std::int8_t* values, float* scales,
                 std::int32_t* starts) {
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
    Lanes totals = splat(0.0F);
    for (std::int64_t i = 0; i < groups.size; i += 16) {
      const Lanes part = i + 16 <= held ? load(x + i) : i < held ? load_part(x + i, held - i, 0) : splat(0.0F);
      const Lanes value = mul(part, inverse);
      store_bytes(values + i, value);
      totals = add(totals, sub(add(value, splat(kRounding)), splat(kRounding)));
    }
    const float total = sum(totals);  // exact
    starts[g] = total == total ? -128 * static_cast<std::int32_t>(total) : 0;
  }
}

}  // namespace
}  // namespace coldread::kernels
