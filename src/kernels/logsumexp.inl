// One chunk of one row of logits.
namespace coldread::kernels {
namespace {

ChunkSum chunk_sum_of(const float* logits, std::int64_t size) {
  const float low = -__builtin_inff();
  Lanes top = splat(low);
  Lanes top_column = splat(0.0F);  // as floats: a chunk's columns are exact
  Lanes poison = splat(0.0F);      // x * 0 is NaN where x is NaN or infinite
  Lanes column = splat(0.0F);
  alignas(64) float counting[16];
  for (int i = 0; i < 16; ++i) counting[i] = static_cast<float>(i);
  column = load(counting);
  for (std::int64_t i = 0; i < size; i += 16) {
    const bool whole = i + 16 <= size;
    const Lanes x = whole ? load(logits + i) : load_part(logits + i, size - i, low);
    poison = fma(whole ? x : load_part(logits + i, size - i, 0), splat(0.0F), poison);
    top_column = if_less(top, x, column, top_column);
    top = if_less(top, x, x, top);
    column = add(column, splat(16.0F));
  }
  ChunkSum result;
  result.max = largest(top);
  result.poison = sum(poison);
  alignas(64) float tops[16];
  alignas(64) float columns[16];
  store(tops, top);
  store(columns, top_column);
  float best = static_cast<float>(size);
  for (int i = 0; i < 16; ++i) {
    if (tops[i] == result.max && columns[i] < best) best = columns[i];
  }
  result.argmax = best < static_cast<float>(size) ? static_cast<std::int32_t>(best) : 0;
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
