#pragma once

#include <cstddef>
#include <cstdint>

#include "kernels/generic/prefetch.inl"
#include "kernels/generic/lanes.h"
#include "kernels/generic/tile.inl"
#include "kernels/panel_layout.h"

// Panels of weights as the tiles meet them. Those that hold fewer than 32 bits a weight become float32 in registers,
// two values of k at a time, without loss.
namespace coldread::kernels {
namespace {

/// Two values of k of one or both of a panel's vectors of 16 columns: [k][vector].
using PanelPair = Lanes[2][2];

struct Fp32Panel {
  static constexpr bool kDequantized = false;
  static constexpr bool kOneRowWaits = true;  ///< for memory alone, see prefetcher_of()
};

struct Bf16Panel {
  static constexpr bool kDequantized = true;
  static constexpr bool kOneRowWaits = true;
  static constexpr int kGroup = 4;  ///< values of k between two begin()
  const std::byte* from;

  /// From value `first` of k and vector `vector` on.
  Bf16Panel(const std::byte* panel, std::int64_t first, int vector) : from(panel + first * 2 * kPanel + 64 * vector) {}
  template <int Rows, int Vectors>
  [[gnu::always_inline]] void begin() {}
  template <int Rows, int Vectors>
  [[gnu::always_inline]] void next(PanelPair& to, bool stream) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) {
      const Lanes both = load(reinterpret_cast<const float*>(from + 64 * v));
      prefetch_halves_after<Rows>(from + 64 * v, stream);
      to[0][v] = bf16_low(both);
      to[1][v] = bf16_high(both);
    }
    from += 4 * kPanel;
  }
};

struct F16Panel {
  static constexpr bool kDequantized = true;
  static constexpr bool kOneRowWaits = true;
  static constexpr int kGroup = 4;
  const std::byte* from;

  F16Panel(const std::byte* panel, std::int64_t first, int vector) : from(panel + first * 2 * kPanel + 32 * vector) {}
  template <int Rows, int Vectors>
  [[gnu::always_inline]] void begin() {}
  template <int Rows, int Vectors>
  [[gnu::always_inline]] void next(PanelPair& to, bool stream) {
#pragma GCC unroll 2
    for (int i = 0; i < 2; ++i, from += 2 * kPanel) {
      prefetch_halves_after<Rows>(from, stream);
#pragma GCC unroll 2
      for (int v = 0; v < Vectors; ++v) to[i][v] = f16_lanes(from + 32 * v);
    }
  }
};

/// code * scale + offset, rounded once, for `Group` values of k that share scale and offset.
template <int Group, int Bits>
struct CodePanel {
  static constexpr bool kDequantized = true;
  static constexpr bool kOneRowWaits = false;  ///< making weights takes longer than reading codes
  static constexpr int kGroup = Group;
  const std::byte* from;
  int vector;
  Lanes scales[2];
  Lanes offsets[2];

  CodePanel(const std::byte* panel, std::int64_t first, int first_vector)
      : from(panel + first / Group * code_group_bytes(Group, Bits) + 16 * first_vector), vector(first_vector) {}
  template <int, int Vectors>
  [[gnu::always_inline]] void begin() {
    const std::byte* factors = from + 48 * vector;
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) {
      scales[v] = load(reinterpret_cast<const float*>(factors + 64 * v));
      offsets[v] = load(reinterpret_cast<const float*>(factors + 4 * kPanel + 64 * v));
      prefetch_after<kTileRows>(factors + 64 * v);
      prefetch_after<kTileRows>(factors + 4 * kPanel + 64 * v);
    }
    from += kCodeFactors;
  }
  template <int, int Vectors>
  [[gnu::always_inline]] void next(PanelPair& to, bool) {
    prefetch_after<kTileRows>(from);
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) {
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
void dequantize_block(const std::byte* panel, std::int64_t first, std::int64_t count, float* to) {
  Panel source(panel, first, 0);
  for (std::int64_t k = 0; k < count; k += Panel::kGroup) {
    source.template begin<kTileRows, 2>();
    for (std::int64_t i = 0; i < Panel::kGroup && k + i < count; i += 2, to += 2 * kPanel) {
      PanelPair pair;
      source.template next<kTileRows, 2>(pair, false);
      store(to, pair[0][0]);
      store(to + 16, pair[0][1]);
      if (k + i + 1 == count) return;
      store(to + kPanel, pair[1][0]);
      store(to + kPanel + 16, pair[1][1]);
    }
  }
}

/// Rows a of some k, in whole groups, and what becomes of the panel's part and of the sums.
struct DequantizingOperands {
  const float* a;
  std::int64_t a_stride;
  const std::byte* panel;
  std::int64_t first;
  std::int64_t k;
  float* dequantized;  ///< [k][32]: what other tiles of rows will read, if it is kept
  float* c;        ///< [Rows][32]
  bool fresh;
};

/// A tile of so many rows takes both vectors of a panel at once where there are registers for all sums, else one after
/// the other.
constexpr int dequantizing_passes(std::int64_t rows) {
  return 2 * rows <= kTileRows * kTileVectors ? 1 : 2;
}

/// tile() on one or both vectors of a panel that is widened on the way. A function of its own, so that its sums stay in
/// registers.
template <typename Panel, bool Keep, int Rows, int Vectors>
[[gnu::noinline]] void dequantizing_tile(const DequantizingOperands& o, int vector, Prefetcher& to_come) {
  float* c = o.c + 16 * vector;
  Lanes sums[std::size_t{Rows}][std::size_t{Vectors}];
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) sums[r][v] = o.fresh ? splat(0.0F) : load(c + r * kPanel + v * 16);
  }
  TileCursor<Weights, Rows> at;
  at.start(o.a, o.a_stride);
  Panel source(o.panel, o.first, vector);
  [[maybe_unused]] float* dequantized = o.dequantized + 16 * vector;
  Prefetcher prefetcher = to_come;
  for (std::int64_t k = 0; k < o.k; k += Panel::kGroup) {
    source.template begin<Rows, Vectors>();
    for (int i = 0; i < Panel::kGroup; i += 4) {
      prefetcher.fetch();
#pragma GCC unroll 2
      for (int half = 0; half < 2; ++half) {
        PanelPair pair;
        source.template next<Rows, Vectors>(pair, prefetcher.stream);
        if constexpr (Keep) {
#pragma GCC unroll 2
          for (int j = 0; j < 2; ++j, dequantized += kPanel) {
#pragma GCC unroll 2
            for (int v = 0; v < Vectors; ++v) store(dequantized + 16 * v, pair[j][v]);
          }
        }
#pragma GCC unroll 16
        for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
          for (int j = 0; j < 2; ++j) {
            const Lanes x = at.a(r, 2 * half + j);
#pragma GCC unroll 2
            for (int v = 0; v < Vectors; ++v) sums[r][v] = fma(x, pair[j][v], sums[r][v]);
          }
        }
      }
      at.advance_a(4);
    }
  }
  to_come = prefetcher;
#pragma GCC unroll 16
  for (int r = 0; r < Rows; ++r) {
#pragma GCC unroll 2
    for (int v = 0; v < Vectors; ++v) store(c + r * kPanel + v * 16, sums[r][v]);
  }
}

template <typename Panel, bool Keep, int Rows = kTileRows>
inline void dequantizing_tiles(std::int64_t rows, const DequantizingOperands& o, Prefetcher& prefetcher) {
  if constexpr (Rows > 1) {
    if (rows < Rows) return dequantizing_tiles<Panel, Keep, Rows - 1>(rows, o, prefetcher);
  }
  if constexpr (dequantizing_passes(Rows) == 1) {
    dequantizing_tile<Panel, Keep, Rows, 2>(o, 0, prefetcher);
  } else {
    dequantizing_tile<Panel, Keep, Rows, 1>(o, 0, prefetcher);
    dequantizing_tile<Panel, Keep, Rows, 1>(o, 1, prefetcher);
  }
}

}  // namespace
}  // namespace coldread::kernels
