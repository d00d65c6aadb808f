// SPDX-License-Identifier: Apache-2.0
#include "protocols/ike/ike.h"

#include <gmock/gmock.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::ike {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(IkeRequests, AnnounceTheirOwnLength) {
    for (const ByteString& request : {initial_request(), main_mode_request()}) {
        base::Reader reader(request);
        reader.skip(24);
        EXPECT_EQ(reader.u32(), request.size());
        EXPECT_LE(request.size(), 1400U) << "must pass in one piece";
    }
}

TEST(IkeAnswer, OfStrongSwanIsRecognisedByItsVendorIdentifier) {
    const auto answer = parse_answer(read_fixture("ike", "strongswan-5.9.8-invalid-key-exchange.bin"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->version, 2U);
    EXPECT_THAT(answer->vendors, ElementsAre("strongSwan"));
}

TEST(IkeAnswer, OfVersion1ListsEveryIdentifier) {
    const auto facts = parse_facts(read_fixture("ike", "strongswan-5.9.8-v1.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("ike.version"), "1");
    EXPECT_THAT(facts->list("ike.vendors"), ElementsAre("strongSwan", "XAUTH", "Dead Peer Detection"));
    EXPECT_EQ(facts->list("ike.vendor_ids").size(), 3U);
}

TEST(IkeAnswer, ThatRefusesIsAnAnswer) {
    const auto answer = parse_answer(read_fixture("ike", "strongswan-5.9.8-v1-no-connection.bin"));

    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->version, 1U);
    EXPECT_THAT(answer->vendors, IsEmpty());
}

TEST(IkeAnswer, MustCarryOurIdentifierAndItsOwnLength) {
    const ByteString good = read_fixture("ike", "strongswan-5.9.8-invalid-key-exchange.bin");
    ByteString other = good;
    other[0] ^= 1U;
    ByteString longer = good;
    longer.push_back(0);

    EXPECT_EQ(protocol.recognise(other), Match::no);
    EXPECT_EQ(protocol.recognise(longer), Match::no);
}

TEST(IkeAnswer, OurOwnMessagesSentBackAreNone) {
    EXPECT_EQ(protocol.recognise(initial_request()), Match::no);
    EXPECT_EQ(protocol.recognise(main_mode_request()), Match::no);
}

TEST(IkeAnswer, WithAPayloadOfImpossibleSizeIsMalformed) {
    ByteString reply = read_fixture("ike", "strongswan-5.9.8-invalid-key-exchange.bin");
    reply[30] = 0;
    reply[31] = 3;
    EXPECT_EQ(parse_answer(reply).error().code, base::Errc::malformed);
    reply[30] = 0xFF;
    EXPECT_EQ(parse_answer(reply).error().code, base::Errc::malformed);
}

TEST(IkeTraversal, HasFourZerosBeforeTheMessage) {
    ByteString reply(4, 0);
    for (const std::uint8_t byte : read_fixture("ike", "strongswan-5.9.8-no-connection.bin")) reply.push_back(byte);

    EXPECT_EQ(traversal_request().size(), initial_request().size() + 4);
    EXPECT_EQ(protocol.recognise(reply), Match::sure);
    EXPECT_EQ(protocol.recognise(traversal_request()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::ike
