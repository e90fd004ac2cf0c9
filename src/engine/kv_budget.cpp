#include "engine/kv_budget.h"

#include <utility>

namespace coldread {

KvBudget::Charge::Charge(KvBudget& budget, std::size_t bytes, std::shared_ptr<const Charge> before)
    : budget_(budget), bytes_(bytes), before_(std::move(before)) {
  budget_.used_ += bytes_;
}

KvBudget::Charge::~Charge() {
  budget_.used_ -= bytes_;
}

std::size_t KvBudget::growth(std::size_t from, std::size_t to) const {
  return model_.sequence_bytes(static_cast<std::int64_t>(to)) - model_.sequence_bytes(static_cast<std::int64_t>(from));
}

std::size_t KvBudget::fork_cost(std::size_t length) const {
  const bool page_is_full = length == 0 || growth(length, length + 1) > 0;
  return page_is_full ? 0 : growth(0, 1);
}

}  // namespace coldread
