#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <type_traits>

namespace coldread {

/// The matrices that a layer may hold.
enum class LinearSlot {
  qkv,  ///< queries, keys, values
  attention_out,
  up,  ///< gated: gate and up
  down
};

/// The places where a layer may have a norm.
enum class NormSlot {
  attention,            ///< of what qkv reads
  query,                ///< of queries, and
  key,                  ///< of keys, over what QueryKeyNorm says
  attention_branch,     ///< of what attention adds to the residual stream
  attention_sum,        ///< of the residual stream after that
  feed_forward,         ///< of what up reads
  feed_forward_branch,  ///< the same of the feed-forward block
  feed_forward_sum
};

/// Where what a matrix reads may be normed first.
constexpr std::optional<NormSlot> norm_before(LinearSlot slot) {
  if (slot == LinearSlot::qkv) return NormSlot::attention;
  if (slot == LinearSlot::up) return NormSlot::feed_forward;
  return std::nullopt;
}

/// Visits every slot of a layer once, in the order in which a token meets them: weights are planned, packed and counted
/// in this order, and a slot that is missing here does not exist.
template <typename Visit>
constexpr void for_each_slot(Visit&& visit) {
  visit(NormSlot::attention);
  visit(LinearSlot::qkv);
  visit(NormSlot::query);
  visit(NormSlot::key);
  visit(LinearSlot::attention_out);
  visit(NormSlot::attention_branch);
  visit(NormSlot::attention_sum);
  visit(NormSlot::feed_forward);
  visit(LinearSlot::up);
  visit(LinearSlot::down);
  visit(NormSlot::feed_forward_branch);
  visit(NormSlot::feed_forward_sum);
}

/// The same for one kind alone.
template <typename Slot, typename Visit>
constexpr void for_each_slot_of(Visit&& visit) {
  for_each_slot([&](auto slot) {
    if constexpr (std::is_same_v<decltype(slot), Slot>) visit(slot);
  });
}

template <typename Visit>
constexpr void for_each_linear(Visit&& visit) {
  for_each_slot_of<LinearSlot>(visit);
}

template <typename Visit>
constexpr void for_each_norm(Visit&& visit) {
  for_each_slot_of<NormSlot>(visit);
}

template <typename Slot>
inline constexpr std::size_t kSlots = [] {
  std::size_t count = 0;
  for_each_slot_of<Slot>([&](Slot) { ++count; });
  return count;
}();

/// A value for each slot of one kind.
template <typename Slot, typename T>
struct PerSlot {
  std::array<T, kSlots<Slot>> values{};

  T& operator[](Slot slot) { return values[static_cast<std::size_t>(slot)]; }
  const T& operator[](Slot slot) const { return values[static_cast<std::size_t>(slot)]; }
};

/// A value for each slot of a layer: Linear for its matrices, Norm for its norms.
template <typename Linear, typename Norm>
struct LayerOf {
  PerSlot<LinearSlot, Linear> linears;
  PerSlot<NormSlot, Norm> norms;

  Linear& operator[](LinearSlot slot) { return linears[slot]; }
  const Linear& operator[](LinearSlot slot) const { return linears[slot]; }
  Norm& operator[](NormSlot slot) { return norms[slot]; }
  const Norm& operator[](NormSlot slot) const { return norms[slot]; }
};

}  // namespace coldread
