// One chunk of one row of logits.
namespace coldread::kernels {
namespace {

ChunkSum chunk_sum_of(const float* logits, std::int64_t size) {
  constexpr int kChains = 2;  // of comparisons, each of which waits for the one before
  const float low = -__builtin_inff();
  Lanes top[kChains];
  Lanes top_column[kChains];  // as floats: a chunk's columns are exact
  Lanes poison[kChains];      // x * 0 is NaN where x is NaN or infinite
  alignas(64) float counting[16];
  for (int i = 0; i < 16; ++i) counting[i] = static_cast<float>(i);
  Lanes column = load(counting);
  for (int c = 0; c < kChains; ++c) {
    top[c] = splat(low);
    top_column[c] = column;
    poison[c] = splat(0.0F);
  }
  const auto take = [&](int c, Lanes x, Lanes finite_x) {
    poison[c] = fma(finite_x, splat(0.0F), poison[c]);
    top_column[c] = if_less(top[c], x, column, top_column[c]);
    top[c] = if_less(top[c], x, x, top[c]);
    column = add(column, splat(16.0F));
  };
  std::int64_t done = 0;
  for (; done + 16 * kChains <= size; done += 16 * kChains) {
    for (int c = 0; c < kChains; ++c) {
      const Lanes x = load(logits + done + 16 * c);
      take(c, x, x);
    }
  }
  for (int c = 0; done < size; ++c, done += 16) {
    const std::int64_t left = size - done < 16 ? size - done : 16;
    take(c, load_part(logits + done, left, low), load_part(logits + done, left, 0));
  }
  ChunkSum result;
  result.max = largest(max(top[0], top[1]));
  result.poison = sum(add(poison[0], poison[1]));
  // The lowest column that holds it: the largest of their negatives.
  Lanes behind[kChains];
  for (int c = 0; c < kChains; ++c) {
    behind[c] = if_less(top[c], splat(result.max), splat(low), sub(splat(0.0F), top_column[c]));
  }
  result.argmax = static_cast<std::int32_t>(-largest(max(behind[0], behind[1])));
  const Lanes max_all = splat(result.max);
  Lanes total = splat(0.0F);
  for (std::int64_t i = 0; i < size; i += 16) {
    const Lanes x = i + 16 <= size ? load(logits + i) : load_part(logits + i, size - i, low);
    total = add(total, exp(sub(x, max_all)));
  }
  result.sum = sum(total);
  return result;
}

}  // namespace
}  // namespace coldread::kernels
