#pragma once

#include <cstddef>
#include <cstdint>
#include <memory_resource>
#include <string_view>
#include <vector>

#include "template/values/item.h"

namespace coldread::jinja {

/// A Python dict: keys of any hashable kind, in order of insertion. Small ones are searched, larger ones are hashed.
class Mapping {
 public:
  struct Entry {
    Item key;
    Item value;
  };

  explicit Mapping(std::pmr::memory_resource* memory) : entries_(memory), slots_(memory) {}

  std::size_t size() const { return entries_.size(); }
  const std::pmr::vector<Entry>& entries() const { return entries_; }

  /// nullptr where the key is absent. Faults on a key that cannot be hashed.
  Item* find(Runtime& runtime, const Item& key);
  Item* find(std::string_view key);
  void set(Runtime& runtime, const Item& key, const Item& value);
  /// Appends without looking for the key: only for keys known to differ.
  void append(Runtime& runtime, const Item& key, const Item& value);
  void erase(Runtime& runtime, const Item& key);
  void clear();

 private:
  static constexpr std::size_t kSearched = 8;  ///< up to so many entries are searched one by one

  std::size_t position(Runtime& runtime, const Item& key) const;  ///< size() where absent
  void index(Runtime& runtime);
  void insert_slot(std::size_t hash, std::size_t entry);

  std::pmr::vector<Entry> entries_;
  std::pmr::vector<std::uint32_t> slots_;  ///< open addressing, entry index + 1, 0 is empty; a power of two long
};

/// An empty dict in the render's arena.
Mapping* new_mapping(Runtime& runtime);

/// Python's hash in spirit: equal keys have equal hashes across int, float and bool. Faults on lists and dicts.
std::size_t hash_item(Runtime& runtime, const Item& key);

}  // namespace coldread::jinja
