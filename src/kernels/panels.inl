// Panels of weights as the tiles meet them. Those that hold fewer than 32 bits a weight become float32 in registers,
// two values of k at a time, without loss.
namespace coldread::kernels {
namespace {

/// Two values of k of a panel: [k][vector].
using PanelPair = Lanes[2][2];

/// Fetched this far ahead, in bytes: what a thread reads in some 200 cycles.
[[gnu::always_inline]] inline void prefetch_after(const std::byte* p) {
  prefetch(reinterpret_cast<const float*>(p + 2048));
}

struct Fp32Panel {
  static constexpr bool kWidened = false;
};

struct Bf16Panel {
  static constexpr bool kWidened = true;
  static constexpr int kGroup = 4;  ///< values of k between two begin()
  const std::byte* from;

  Bf16Panel(const std::byte* panel, std::int64_t first) : from(panel + first * 2 * kPanel) {}
  [[gnu::always_inline]] void begin() {}
  [[gnu::always_inline]] void next(PanelPair& to) {
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) {
      const Lanes both = load(reinterpret_cast<const float*>(from + 64 * v));
      prefetch_after(from + 64 * v);
      to[0][v] = bf16_low(both);
      to[1][v] = bf16_high(both);
    }
    from += 4 * kPanel;
  }
};

struct F16Panel {
  static constexpr bool kWidened = true;
  static constexpr int kGroup = 4;
  const std::byte* from;

  F16Panel(const std::byte* panel, std::int64_t first) : from(panel + first * 2 * kPanel) {}
  [[gnu::always_inline]] void begin() {}
  [[gnu::always_inline]] void next(PanelPair& to) {
#pragma GCC unroll 2
    for (int i = 0; i < 2; ++i, from += 2 * kPanel) {
      prefetch_after(from);
      to[i][0] = f16_lanes(from);
      to[i][1] = f16_lanes(from + 32);
    }
  }
};

/// code * scale + offset, rounded once, for `Group` values of k that share scale and offset.
template <int Group, int Bits>
struct CodePanel {
  static constexpr bool kWidened = true;
  static constexpr int kGroup = Group;
  static constexpr std::int64_t kFactorBytes = 2 * kPanel * 4;
  const std::byte* from;
  Lanes scales[2];
  Lanes offsets[2];

  CodePanel(const std::byte* panel, std::int64_t first)
      : from(panel + first / Group * (kFactorBytes + Group * Bits / 8 * kPanel)) {}
  [[gnu::always_inline]] void begin() {
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) {
      scales[v] = load(reinterpret_cast<const float*>(from + 64 * v));
      offsets[v] = load(reinterpret_cast<const float*>(from + 4 * kPanel + 64 * v));
      prefetch_after(from + 64 * v);
      prefetch_after(from + 4 * kPanel + 64 * v);
    }
    from += kFactorBytes;
  }
  [[gnu::always_inline]] void next(PanelPair& to) {
    prefetch_after(from);
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) {
      if constexpr (Bits == 4) {
        nibble_lanes(from + 16 * v, to[0][v], to[1][v]);
      } else {
        to[0][v] = byte_lanes(from + 16 * v);
        to[1][v] = byte_lanes(from + kPanel + 16 * v);
      }
#pragma GCC unroll 2
      for (int i = 0; i < 2; ++i) to[i][v] = fma(to[i][v], scales[v], offsets[v]);
    }
    from += Bits / 4 * kPanel;
  }
};

/// to[k][32] = the values of k of a panel from `first` on.
template <typename Panel>
void widen(const std::byte* panel, std::int64_t first, std::int64_t count, float* to) {
  Panel source(panel, first);
  for (std::int64_t k = 0; k < count; k += Panel::kGroup) {
    source.begin();
    for (std::int64_t i = 0; i < Panel::kGroup && k + i < count; i += 2, to += 2 * kPanel) {
      PanelPair pair;
      source.next(pair);
      store(to, pair[0][0]);
      store(to + 16, pair[0][1]);
      if (k + i + 1 == count) return;
      store(to + kPanel, pair[1][0]);
      store(to + kPanel + 16, pair[1][1]);
    }
  }
}

/// Rows a of some k, in whole groups, and what becomes of the panel's part and of the sums.
struct WideningOperands {
  const float* a;
  std::int64_t a_stride;
  const std::byte* panel;
  std::int64_t first;
  std::int64_t k;
  float* widened;  ///< [k][32]: what other tiles of rows will read, if it is kept
  float* c;        ///< [Rows][32]
  bool fresh;
};

/// tile() on a panel that is widened on the way. A function of its own, so that its sums stay in registers.
template <typename Panel, bool Keep, int Rows>
[[gnu::noinline]] void widening_tile(const WideningOperands& o, Ahead& to_come) {
  Lanes sums[std::size_t{Rows}][2];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) sums[r][v] = o.fresh ? splat(0.0F) : load(o.c + r * kPanel + v * 16);
  }
  TileCursor<SideBySide, Rows> at;
  at.start(o.a, o.a_stride);
  Panel source(o.panel, o.first);
  [[maybe_unused]] float* widened = o.widened;
  Ahead ahead = to_come;
  for (std::int64_t k = 0; k < o.k; k += Panel::kGroup) {
    source.begin();
    for (int i = 0; i < Panel::kGroup; i += 4) {
      ahead.fetch();
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        PanelPair pair;
        source.next(pair);
        if constexpr (Keep) {
#pragma GCC unroll 2
          for (int j = 0; j < 2; ++j, widened += kPanel) {
            store(widened, pair[j][0]);
            store(widened + 16, pair[j][1]);
          }
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
          for (int j = 0; j < 2; ++j) {
            const Lanes x = at.a(r, 2 * half + j);
            sums[r][0] = fma(x, pair[j][0], sums[r][0]);
            sums[r][1] = fma(x, pair[j][1], sums[r][1]);
          }
        }
      }
      at.advance_a(4);
    }
  }
  to_come = ahead;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < 2; ++v) store(o.c + r * kPanel + v * 16, sums[r][v]);
  }
}

template <typename Panel, bool Keep, int Rows = kTileRows>
inline void widening_tiles(std::int64_t rows, const WideningOperands& o, Ahead& ahead) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return widening_tiles<Panel, Keep, Rows - 1>(rows, o, ahead);
  }
  widening_tile<Panel, Keep, Rows>(o, ahead);
}

}  // namespace
}  // namespace coldread::kernels
