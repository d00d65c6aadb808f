// SPDX-License-Identifier: Apache-2.0
#include "protocols/rdp/rdp.h"

#include <gmock/gmock.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::rdp {
namespace {

using base::from_hex;
using testing::ElementsAre;

Facts facts_of(const std::string& fixture) {
    const auto facts = parse_facts(read_fixture("rdp", fixture));
    EXPECT_TRUE(facts) << fixture;
    return facts ? *facts : Facts{};
}

TEST(RdpRequest, OffersWhatTheMaskSays) {
    EXPECT_EQ(connection_request(kTls | kNla), from_hex("03000013 0ee0000000 0000 01 00 0800 03000000"));
    EXPECT_EQ(connection_request(kTls), from_hex("03000013 0ee0000000 0000 01 00 0800 01000000"));
}

TEST(RdpAnswer, OfXrdpChoosesTlsAndNeedsNoNla) {
    const Facts facts = facts_of("xrdp-0.9.21-tls.bin");

    EXPECT_THAT(facts.list("rdp.security"), ElementsAre("tls"));
    EXPECT_EQ(facts.flag("rdp.nla_required"), false);
}

TEST(RdpAnswer, RefusingLessThanNlaSaysThatItIsRequired) {
    const Facts facts = facts_of("ms-rdpbcgr-nla-required.bin");

    EXPECT_THAT(facts.list("rdp.security"), ElementsAre("nla"));
    EXPECT_EQ(facts.flag("rdp.nla_required"), true);
}

TEST(RdpAnswer, ChoosingNlaDoesNotSayThatItIsRequired) {
    const Facts facts = facts_of("ms-rdpbcgr-nla-selected.bin");

    EXPECT_THAT(facts.list("rdp.security"), ElementsAre("nla"));
    EXPECT_FALSE(facts.has("rdp.nla_required"));
}

TEST(RdpAnswer, RefusingStandardSecuritySaysThatTlsIsAccepted) {
    EXPECT_THAT(facts_of("xrdp-0.9.21-tls-required.bin").list("rdp.security"), ElementsAre("tls"));
}

TEST(RdpAnswer, WithoutNegotiationIsAnOldServerOrAnotherUserOfTheTransport) {
    const ByteString reply = read_fixture("rdp", "ms-rdpbcgr-standard-only.bin");
    // A programmable controller's confirmation, with transport parameters instead.
    const ByteString controller = from_hex("03000016 11 d0 0001 0002 00 c0010a c1020100 c2020102");

    EXPECT_EQ(protocol.recognise(reply), Match::maybe);
    EXPECT_THAT(parse_facts(reply)->list("rdp.security"), ElementsAre("rdp"));
    EXPECT_EQ(protocol.recognise(controller), Match::maybe);
}

TEST(RdpRecognise, RefusesEverythingElse) {
    for (const char* hex : {"", "03", "0300000b 06e0 0000 1234 00", "0300000b 07d0 0000 1234 00",
                            "0301000b 06d0 0000 1234 00", "03000400 fbd0", "48545450"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
}

TEST(RdpRecognise, IsCompleteWhenTheAnnouncedLengthIsThere) {
    const ByteString reply = read_fixture("rdp", "xrdp-0.9.21-tls.bin");

    EXPECT_TRUE(complete(reply));
    EXPECT_FALSE(complete(Bytes(reply).first(reply.size() - 1)));
}

}  // namespace
}  // namespace vigie::protocols::rdp
