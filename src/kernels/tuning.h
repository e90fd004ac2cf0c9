#pragma once

#include <cstdint>

// What was chosen by measurement, and moves no bit of a result. Files of one instruction set include this. The shapes
// of tiles stand beside the registers that they fill (kTileRows and its like in lanes_*.h and ints_*.h). `Intel`, `Zen
// 4` and `AMX` are the machines of docs/experiments.md, `layers` is a row of kernels_bench; shares are of the peak,
// which is what multiply-adds in registers reach.
namespace coldread::kernels {

// Rows.

/// Rows up to this many are a few tiles: they take panel by panel, as memory brings them. `Intel`, two threads,
/// `layers` of 32 rows: 21.9 ms, and 27.9 in blocks of 192 k.
constexpr std::int64_t kFewRows = 36;
/// Rows of a task at most, whose sums wait in the second-level cache between blocks of k; the longest block below was
/// chosen with it.
constexpr std::int64_t kChunkRows = 240;
/// Rows of a task are a multiple of it: whole tiles of every instruction set. 512 rows from codes as 192, 192 and 128
/// instead of 240, 240 and 32: SmolLM2's last positions 1 to 2 % less time.
constexpr std::int64_t kTilesRows = 48;
/// Rows up to this many go panel by panel, too, where two panels fit the cache. `Intel`, two threads, prompts of GPT-2
/// in float32 of 64, 128 and 200 tokens: 40.3, 72 and 114 ms, and 48.9, 82 and 121 with kFewRows as the limit.
constexpr std::int64_t kPanelByPanelRows = kChunkRows;
/// The same where weights are dequantised, which takes less of memory's time. 64 tokens of SmolLM2 from codes: 50.2 ms
/// instead of 53.5; 128 the same; 200 tokens 1 % slower.
constexpr std::int64_t kDequantizedPanelByPanelRows = 144;

// Blocks of k.

/// Longest block of many rows. A tile of rows takes 38 KiB of it, in the first-level cache. `Intel`, blocks of 600,
/// 800, 1100 and 1600: K 1536 0.93, 0.94, 0.94 and 0.90; K 3072 0.93, 0.91, 0.89 and 0.84.
constexpr std::int64_t kLongestBlock = 800;
/// The same of bfloat16's dots: 32 rows take 36 KiB of it.
constexpr std::int64_t kLongestBf16DotsBlock = 576;
/// Where panels are taken one by one, this many k are dequantised at once: 24 KiB in the first-level cache. `Intel`, 32
/// rows from codes: 96 and 288 make no difference.
constexpr std::int64_t kDequantizedBlock = 192;

// Tasks.

/// Of the second-level cache, or of so much of it, or of kUnknownCache where the system does not say how large it is.
constexpr std::int64_t kMostCache = 2 << 20;
constexpr std::int64_t kUnknownCache = 1 << 20;
/// Bytes for a task's panels. `Intel`, 2 MiB: 768 KiB 171 GFLOP/s, 1.5 MiB 149. `Zen 4`, 1 MiB, AVX2: 384 KiB 0.88 to
/// 0.94, 768 KiB 0.84 to 0.91.
constexpr std::int64_t weights_of_cache(std::int64_t cache) {
  return cache * 3 / 8;
}
/// Bytes for the sums between blocks.
constexpr std::int64_t sums_of_cache(std::int64_t cache) {
  return cache / 4;
}
/// Where panels are taken one by one, what one task reads in bytes: reading begins anew with each, and takes a while to
/// get up to speed. 256 tokens of one sequence in int8, two threads: tasks of 36 KiB 1.32 s, of an eighth of the matrix
/// and at most 128 KiB 1.09 s.
constexpr std::int64_t kTaskBytes = 32 << 10;
constexpr std::int64_t kMostTaskBytes = 128 << 10;
/// Tasks a thread, so that one which is held up does not hold up all. `Zen 4`: 2, 8 and 16 are no faster.
constexpr std::int64_t kTasksOfThread = 4;
/// Numbers of x that are worth a thread of their own when rows are made ready: about a microsecond's work.
constexpr std::int64_t kWorthAThread = 4096;
/// Inputs of a panel that are written at once when rows become columns: 64 x 32 floats, one cache line of each row read
/// at a time.
constexpr std::int64_t kTransposedInputs = 64;

// Fetching.

/// How far behind what is read weights are fetched, in bytes: about 200 cycles for several rows. One row, 256 tokens of
/// one sequence in int8, two threads: 2 KiB 1.09 s, 4 KiB 1.02 s. `Intel`: 6 and 8 KiB as 4.
constexpr std::int64_t kFetchedAhead = 2048;
constexpr std::int64_t kFetchedAheadOfOneRow = 4096;
/// Whether one row leaves its stream of weights to the processor: fetched into the second level alone, and the next
/// panel not at all. The vendor stands for a measurement: one sequence in int8 is 8 to 17 % faster so on `Zen 4` (AMD),
/// and 3 to 5 % slower on `Intel`. Known when the program has started.
extern const bool kHardwarePrefetchesStreams;

// Attention and logits.

/// Query vectors of a key/value head that are worked on together: their scores of a tile of keys take 12 KiB.
constexpr std::int64_t kAttentionVectors = 48;
/// Rows of logits at once, of one chunk of columns: 96 KiB.
constexpr std::int64_t kLogitsRows = 96;
/// Rows of a task of logits, while whose rows pass a chunk's panels stay in the cache.
constexpr std::int64_t kLogitsTaskRows = 480;

// Instruction sets.

/// Rows of int8 from which AMX's tiles are used: fewer leave them mostly empty.
constexpr std::int64_t kFewestTileRows = 4;
/// Pairs of bfloat16 (vdpbf16ps) are taken where they multiply faster than vfmadd by this factor, which is measured
/// when the instruction set is chosen: 234 and 117 GFLOP/s on `Zen 4`, 161 to 172 and 176, and 119 and 235, on Intel's.
constexpr double kWorthBf16Pairs = 1.25;

}  // namespace coldread::kernels
