// SPDX-License-Identifier: Apache-2.0
#include "protocols/oncrpc.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols {
namespace {

using base::from_hex;

TEST(RpcCall, CarriesNoCredentials) {
    EXPECT_EQ(base::to_hex(rpc_call(100003, 4, 0)),
              "766769650000000000000002000186a3000000040000000000000000000000000000000000000000");
    EXPECT_EQ(base::to_hex(base::Bytes(rpc_record(rpc_call(100003, 4, 0))).first(8)), "8000002876676965");
}

TEST(RpcAnswer, SaysWhichVersionsTheServerHas) {
    const auto answer =
        read_rpc_answer(from_hex("76676965 00000001 00000000 00000000 00000000 00000002 00000003 00000004"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->state, RpcAnswer::State::version_mismatch);
    EXPECT_EQ(answer->lowest, 3U);
    EXPECT_EQ(answer->highest, 4U);
}

TEST(RpcAnswer, OfAnotherCallIsNotOurs) {
    EXPECT_FALSE(read_rpc_answer(from_hex("76676966 00000001 00000000 00000000 00000000 00000000")));
    EXPECT_FALSE(read_rpc_answer(rpc_call(100003, 4, 0)));
}

TEST(RpcRecord, IsCompleteWithItsLastByte) {
    const base::ByteString record = rpc_record(from_hex("76676965 00000001 00000000 00000000 00000000 00000000"));

    EXPECT_TRUE(rpc_record_complete(record));
    EXPECT_FALSE(rpc_record_complete(base::Bytes(record).first(record.size() - 1)));
    EXPECT_TRUE(read_rpc_answer(record));
}

}  // namespace
}  // namespace vigie::protocols
