// One row to 8 bits, see matmul().
namespace coldread::kernels {
namespace {

/// Added and taken away again, it leaves whole numbers below 2^22, to nearest even.
constexpr float kRounding = 12582912.0F;

/// Sixteen of the `held` values of a group from i on, zero beyond.
inline Lanes part_of_group(const float* x, std::int64_t i, std::int64_t held) {
  return i + 16 <= held ? load(x + i) : i < held ? load_part(x + i, held - i, 0) : splat(0.0F);
}

/// The largest of all groups first: the processor can work on several at once then, and none waits for a division.
void quantize_of(const float* x, std::int64_t size, Int8Groups groups, std::int8_t* values, float* scales,
                 std::int32_t* starts) {
  for (std::int64_t g = 0; g < groups.count; ++g) {
    const std::int64_t held = size - g * groups.size;
    Lanes top = splat(0.0F);
    for (std::int64_t i = 0; i < groups.size; i += 16) {
      const Lanes part = part_of_group(x + g * groups.size, i, held);
      top = max(top, max(part, sub(splat(0.0F), part)));
    }
    scales[g] = largest(top);
  }
  for (std::int64_t g = 0; g < groups.count; ++g, x += groups.size, size -= groups.size, values += groups.size) {
    const float most = scales[g];
    const bool nothing = !(most > kSmallestQuantized);
    const Lanes inverse = splat(nothing ? 0.0F : 127.0F / most);
    Lanes totals = splat(0.0F);
    for (std::int64_t i = 0; i < groups.size; i += 16) {
      const Lanes value = mul(part_of_group(x, i, size), inverse);
      store_bytes(values + i, value);
      totals = add(totals, sub(add(value, splat(kRounding)), splat(kRounding)));
    }
    const float total = sum(totals);  // exact, or NaN where a value is NaN or infinite (whose inverse is zero)
    const bool finite = total == total;
    scales[g] = !finite ? total : nothing ? 0.0F : most / 127.0F;
    starts[g] = finite ? -128 * static_cast<std::int32_t>(total) : 0;
  }
}

}  // namespace
}  // namespace coldread::kernels
