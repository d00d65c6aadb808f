// SPDX-License-Identifier: Apache-2.0
#include "scan/permutation.h"

#include <vector>

#include <gtest/gtest.h>

namespace vigie::scan {
namespace {

TEST(Permutation, VisitsEveryNumberOfTheSpaceExactlyOnce) {
    for (const std::uint64_t size : {1ULL, 2ULL, 3ULL, 4ULL, 5ULL, 16ULL, 17ULL, 255ULL, 256ULL, 257ULL, 8191ULL,
                                     65535ULL, 65536ULL, 65537ULL, 99999ULL, 65536ULL * 13}) {
        for (const std::uint64_t key : {0ULL, 1ULL, 0xDEADBEEFULL}) {
            const Permutation order(size, key);
            std::vector<bool> seen(size);

            for (std::uint64_t index = 0; index < size; ++index) {
                const std::uint64_t value = order.at(index);
                ASSERT_LT(value, size);
                ASSERT_FALSE(seen[value]) << value << " twice in " << size;
                seen[value] = true;
                ASSERT_EQ(order.index_of(value), index);
            }
        }
    }
}

TEST(Permutation, WorksOnSpacesThatCouldNotBeStored) {
    const Permutation order((std::uint64_t{1} << 48U) + 23, 42);

    for (const std::uint64_t index : {std::uint64_t{0}, std::uint64_t{1}, (std::uint64_t{1} << 48U) + 22}) {
        EXPECT_LT(order.at(index), order.size());
        EXPECT_EQ(order.index_of(order.at(index)), index);
    }
}

TEST(Permutation, AnotherKeyGivesAnotherOrder) {
    const Permutation one(65536, 1);
    const Permutation other(65536, 2);
    unsigned same = 0;
    unsigned neighbours = 0;

    for (std::uint64_t i = 0; i + 1 < 65536; ++i) {
        same += one.at(i) == other.at(i) ? 1U : 0U;
        neighbours += one.at(i) + 1 == one.at(i + 1) ? 1U : 0U;
    }

    EXPECT_LT(same, 20U);
    EXPECT_LT(neighbours, 20U);
}

}  // namespace
}  // namespace vigie::scan
