// SPDX-License-Identifier: Apache-2.0
#include "protocols/bittorrent_dht/bittorrent_dht.h"

#include <gtest/gtest.h>

namespace vigie::protocols::bittorrent_dht {
namespace {

using base::as_bytes;

TEST(DhtAnswer, HasOurTransaction) {
    EXPECT_EQ(protocol.recognise(as_bytes("d1:rd2:id20:abcdefghij0123456789e1:t2:vg1:y1:re")), Match::sure);
    EXPECT_EQ(protocol.recognise(as_bytes("d1:rd2:id20:abcdefghij0123456789e1:t2:aa1:y1:re")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::bittorrent_dht
