#include "template/values/mapping.h"

#include <cmath>
#include <functional>

#include "template/values/equality.h"
#include "template/values/fault.h"
#include "template/values/missing.h"
#include "template/values/runtime.h"

namespace coldread::jinja {

std::size_t hash_item(Runtime& runtime, const Item& key) {
  switch (key.kind()) {
    case Item::Kind::undefined:
      if (!key.missing().lenient) fail_undefined(key);
      return 1;
    case Item::Kind::none:
      return 2;
    case Item::Kind::boolean:
    case Item::Kind::integer:
      return std::hash<std::int64_t>{}(key.as_integer()) * 0x9E3779B97F4A7C15u;
    case Item::Kind::real: {
      const double value = key.as_real();
      if (value == std::floor(value) && std::fabs(value) < 9.2e18) {
        return std::hash<std::int64_t>{}(static_cast<std::int64_t>(value)) * 0x9E3779B97F4A7C15u;
      }
      return std::hash<double>{}(value);
    }
    case Item::Kind::text:
      runtime.spend(key.bytes().size() / 256);
      return std::hash<std::string_view>{}(key.bytes());
    case Item::Kind::tuple: {
      const Runtime::Level level(runtime);
      std::size_t hash = 3;
      for (const Item& item : key.sequence().items) {
        runtime.spend();
        hash = (hash ^ hash_item(runtime, item)) * 0x100000001B3u;
      }
      return hash;
    }
    case Item::Kind::range:
      return std::hash<std::int64_t>{}(key.range().length);
    case Item::Kind::list:
    case Item::Kind::dict:
    case Item::Kind::view:
      fail("unhashable type: '" + std::string(type_name(key)) + "'");
    default:
      return std::hash<const void*>{}(&key.object());
  }
}

std::size_t Mapping::position(Runtime& runtime, const Item& key) const {
  if (slots_.empty()) {
    if (!key.is_text()) hash_item(runtime, key);  // faults where it must
    for (std::size_t i = 0; i < entries_.size(); ++i) {
      if (equal(runtime, entries_[i].key, key)) return i;
    }
    return entries_.size();
  }
  const std::size_t mask = slots_.size() - 1;
  for (std::size_t slot = hash_item(runtime, key) & mask; slots_[slot] != 0; slot = (slot + 1) & mask) {
    runtime.spend();
    const std::size_t entry = slots_[slot] - 1;
    if (equal(runtime, entries_[entry].key, key)) return entry;
  }
  return entries_.size();
}

Mapping* new_mapping(Runtime& runtime) {
  return runtime.make<Mapping>(runtime.memory());
}

Item* Mapping::find(Runtime& runtime, const Item& key) {
  const std::size_t found = position(runtime, key);
  return found < entries_.size() ? &entries_[found].value : nullptr;
}

Item* Mapping::find(std::string_view key) {
  for (Entry& entry : entries_) {
    if (entry.key.is_text() && entry.key.bytes() == key) return &entry.value;
  }
  return nullptr;
}

void Mapping::set(Runtime& runtime, const Item& key, const Item& value) {
  const std::size_t found = position(runtime, key);
  if (found < entries_.size()) {
    entries_[found].value = value;
  } else {
    append(runtime, key, value);
  }
}

void Mapping::append(Runtime& runtime, const Item& key, const Item& value) {
  entries_.push_back({key, value});
  if (entries_.size() * 2 > slots_.size() && entries_.size() > kSearched) {
    index(runtime);
  } else if (!slots_.empty()) {
    insert_slot(hash_item(runtime, key), entries_.size() - 1);
  }
}

void Mapping::erase(Runtime& runtime, const Item& key) {
  const std::size_t found = position(runtime, key);
  if (found == entries_.size()) return;
  runtime.spend_elements(entries_.size());
  entries_.erase(entries_.begin() + static_cast<std::ptrdiff_t>(found));
  if (!slots_.empty()) index(runtime);
}

void Mapping::clear() {
  entries_.clear();
  slots_.clear();
}

void Mapping::index(Runtime& runtime) {
  runtime.spend_elements(entries_.size());
  std::size_t size = 32;
  while (size < entries_.size() * 4) size *= 2;
  slots_.assign(size, 0);
  for (std::size_t i = 0; i < entries_.size(); ++i) insert_slot(hash_item(runtime, entries_[i].key), i);
}

void Mapping::insert_slot(std::size_t hash, std::size_t entry) {
  const std::size_t mask = slots_.size() - 1;
  std::size_t slot = hash & mask;
  while (slots_[slot] != 0) slot = (slot + 1) & mask;
  slots_[slot] = static_cast<std::uint32_t>(entry + 1);
}

}  // namespace coldread::jinja
