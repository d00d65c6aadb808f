// SPDX-License-Identifier: Apache-2.0
// A keyed order of the numbers 0..size-1 in constant memory: each exactly once, in an order that looks random and
// that the same key gives again (so that a stopped scan can go on at any index). A Feistel network over the next
// power of four, walked until it lands inside. Not a security function.
#pragma once

#include <array>
#include <cstdint>

namespace vigie::scan {

class Permutation {
public:
    Permutation() = default;  // of nothing
    Permutation(std::uint64_t size, std::uint64_t key);

    [[nodiscard]] std::uint64_t size() const { return size_; }
    [[nodiscard]] std::uint64_t at(std::uint64_t index) const;        // index < size()
    [[nodiscard]] std::uint64_t index_of(std::uint64_t value) const;  // the inverse; value < size()

private:
    static constexpr std::size_t kRounds = 4;
    [[nodiscard]] std::uint64_t forward(std::uint64_t value) const;
    [[nodiscard]] std::uint64_t backward(std::uint64_t value) const;
    [[nodiscard]] std::uint64_t mix(std::uint64_t half, std::size_t round) const;

    std::uint64_t size_ = 0;
    unsigned half_bits_ = 1;
    std::array<std::uint64_t, kRounds> keys_{};
};

// splitmix64: turns a seed into well spread numbers.
std::uint64_t spread(std::uint64_t value);

}  // namespace vigie::scan
