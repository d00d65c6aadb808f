// SPDX-License-Identifier: Apache-2.0
#include "scan/permutation.h"

#include <bit>

namespace vigie::scan {

std::uint64_t spread(std::uint64_t value) {
    value += 0x9E3779B97F4A7C15ULL;
    value = (value ^ (value >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    value = (value ^ (value >> 27U)) * 0x94D049BB133111EBULL;
    return value ^ (value >> 31U);
}

Permutation::Permutation(std::uint64_t size, std::uint64_t key) : size_(size) {
    const auto bits = size > 1 ? static_cast<unsigned>(std::bit_width(size - 1)) : 1U;
    half_bits_ = (bits + 1) / 2;
    std::uint64_t state = key;
    for (std::uint64_t& round_key : keys_) round_key = state = spread(state);
}

std::uint64_t Permutation::mix(std::uint64_t half, std::size_t round) const {
    return spread(half ^ keys_[round]) & ((std::uint64_t{1} << half_bits_) - 1);
}

std::uint64_t Permutation::forward(std::uint64_t value) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = value >> half_bits_;
    std::uint64_t right = value & mask;
    for (std::size_t round = 0; round < kRounds; ++round) {
        const std::uint64_t next = left ^ mix(right, round);
        left = right;
        right = next;
    }
    return left << half_bits_ | right;
}

std::uint64_t Permutation::backward(std::uint64_t value) const {
    const std::uint64_t mask = (std::uint64_t{1} << half_bits_) - 1;
    std::uint64_t left = value >> half_bits_;
    std::uint64_t right = value & mask;
    for (std::size_t round = kRounds; round-- > 0;) {
        const std::uint64_t before = right ^ mix(left, round);
        right = left;
        left = before;
    }
    return left << half_bits_ | right;
}

// The walk stays on one cycle of the larger permutation, so it always comes back inside; less than four steps on
// average, because the domain is at most four times the size.
std::uint64_t Permutation::at(std::uint64_t index) const {
    do index = forward(index);
    while (index >= size_);
    return index;
}

std::uint64_t Permutation::index_of(std::uint64_t value) const {
    do value = backward(value);
    while (value >= size_);
    return value;
}

}  // namespace vigie::scan
