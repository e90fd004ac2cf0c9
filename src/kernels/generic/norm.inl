// Norms of one row. Sums run over 16 lanes (element i in lane i % 16, ascending), added up by sum().
namespace coldread::kernels {
namespace {

/// Sum of term(x[i]) over lanes; the part beyond the end counts as `fill`.
template <typename Step>
inline float lane_sum(const float* x, std::int64_t size, float fill, Step step) {
  Lanes total = splat(0.0F);
  std::int64_t i = 0;
  for (; i + 16 <= size; i += 16) total = step(total, load(x + i));
  if (i < size) total = step(total, load_part(x + i, size - i, fill));
  return sum(total);
}

void rms_norm_of(const float* x, const float* gain, std::int64_t size, float eps, float* y) {
  const float squares = lane_sum(x, size, 0, [](Lanes total, Lanes v) { return fma(v, v, total); });
  const Lanes scale = splat(1.0F / __builtin_sqrtf(squares / static_cast<float>(size) + eps));
  std::int64_t i = 0;
  for (; i + 16 <= size; i += 16) store(y + i, mul(mul(load(x + i), scale), load(gain + i)));
  if (i < size) {
    const Lanes part = mul(mul(load_part(x + i, size - i, 0), scale), load_part(gain + i, size - i, 0));
    store_part(y + i, part, size - i);
  }
}

void layer_norm_of(const float* x, const float* gain, const float* bias, std::int64_t size, float eps, float* y) {
  const float count = static_cast<float>(size);
  const float mean = lane_sum(x, size, 0, [](Lanes total, Lanes v) { return add(total, v); }) / count;
  const Lanes center = splat(mean);
  const float squares = lane_sum(x, size, mean, [center](Lanes total, Lanes v) {
    const Lanes distance = sub(v, center);
    return fma(distance, distance, total);
  });
  const Lanes scale = splat(1.0F / __builtin_sqrtf(squares / count + eps));
  std::int64_t i = 0;
  for (; i + 16 <= size; i += 16) {
    store(y + i, fma(mul(sub(load(x + i), center), scale), load(gain + i), load(bias + i)));
  }
  if (i < size) {
    const std::int64_t n = size - i;
    const Lanes part = mul(sub(load_part(x + i, n, 0), center), scale);
    store_part(y + i, fma(part, load_part(gain + i, n, 0), load_part(bias + i, n, 0)), n);
  }
}

}  // namespace
}  // namespace coldread::kernels
