#pragma once

#include <cstddef>

namespace coldread {

constexpr std::size_t kPageBytes = 4096;

/// Memory in whole pages of 4 KiB, zero at first, cut from slabs of at least 64 MiB that ask for huge pages: what is
/// too small to fill one of 2 MiB shares it with others. Any thread may call both. home: what lies in different homes
/// shares no huge page, so that each is first written where it belongs (PackedMatrix::spread). Throws std::bad_alloc
/// where the system has no more.
std::byte* take_pages(std::size_t bytes, int home);

/// Gives back what was taken by as many bytes. The system has it as soon as the whole of a huge page is free.
void give_pages(std::byte* data, std::size_t bytes) noexcept;

}  // namespace coldread
