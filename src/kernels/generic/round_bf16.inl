// Rows of bfloat16.
namespace coldread::kernels {
namespace {

void round_bf16_of(const float* x, std::int64_t size, std::int64_t padded, std::uint16_t* to) {
  for (std::int64_t i = 0; i < padded; i += 16) {
    store_bf16(to + i, i + 16 <= size ? load(x + i) : i < size ? load_part(x + i, size - i, 0) : splat(0.0F));
  }
}

}  // namespace
}  // namespace coldread::kernels
