#pragma once

#include <cstddef>
#include <memory>

#include "model/model.h"

namespace coldread {

/// Keeps account of the key/value cache's memory. Pages that sequences share are counted once.
class KvBudget {
 public:
  /// Bytes that are in use while anything holds this. A sequence that goes on from another holds the other's too.
  class Charge {
   public:
    Charge(KvBudget& budget, std::size_t bytes, std::shared_ptr<const Charge> before);
    ~Charge();
    Charge(const Charge&) = delete;
    Charge& operator=(const Charge&) = delete;

   private:
    KvBudget& budget_;
    std::size_t bytes_;
    std::shared_ptr<const Charge> before_;
  };

  /// Everything charged must be gone before the budget is.
  KvBudget(const Model& model, std::size_t bytes) : model_(model), total_(bytes) {}

  /// Whether as many bytes are free.
  bool fits(std::size_t bytes) const { return bytes <= total_ && used_ <= total_ - bytes; }
  /// Bytes that a sequence grows by from length `from` to `to`.
  std::size_t growth(std::size_t from, std::size_t to) const;
  /// Bytes that a fork at this length takes: the copy of the last page, where it is not full.
  std::size_t fork_cost(std::size_t length) const;

 private:
  const Model& model_;
  std::size_t total_;
  std::size_t used_ = 0;
};

/// A sequence and the memory it is charged with.
struct HeldSequence {
  std::shared_ptr<const KvBudget::Charge> charge;
  KvSequence sequence;
};

}  // namespace coldread
