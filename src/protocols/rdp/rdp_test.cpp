// SPDX-License-Identifier: Apache-2.0
#include "protocols/rdp/rdp.h"

#include <gmock/gmock.h>

#include "base/text.h"
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

TEST(RdpNla, AsksWithoutACredential) {
    const ByteString question = nla_negotiate();

    EXPECT_EQ(base::to_hex(question),
              "3037a003020106a130302e302ca02a0428"
              "4e544c4d53535000010000000782"
              "08a200000000000000000000000000000000000000000000000f");
    EXPECT_TRUE(nla_complete(question));
    EXPECT_FALSE(parse_nla_challenge(question)) << "an echo is no challenge";
}

// The answer of freerdp-shadow 2.11.7 inside TLS.
constexpr std::string_view kChallenge =
    "30819fa003020106a17430723070a06e046c4e544c4d53535000020000000400040038000000978288e2007028a4c2cb7325"
    "0000000000000000300030003c0000000601b11d0000000f56004d000200040056004d000100040056004d000400040076006d00"
    "0300040076006d00070008008010d792607add0100000000a5220420cf149731570d928fa42bce7c62f2046af8694f11a63216c0"
    "01e2f3b85fb48884";

TEST(RdpNla, ChallengeNamesHostAndBuild) {
    const auto facts = parse_nla_challenge(base::from_hex(kChallenge));

    ASSERT_TRUE(facts) << facts.error().what;
    EXPECT_EQ(facts->text("rdp.host"), "VM");
    EXPECT_EQ(facts->text("rdp.dns_host"), "vm");
    EXPECT_EQ(facts->text("rdp.os_build"), "6.1.7601");
}

TEST(RdpNla, AnyPrefixOfAChallengeFailsCleanly) {
    const ByteString whole = base::from_hex(kChallenge);

    for (std::size_t size = 0; size < whole.size(); ++size) {
        EXPECT_FALSE(parse_nla_challenge(Bytes(whole).first(size))) << size;
        EXPECT_FALSE(nla_complete(Bytes(whole).first(size))) << size;
    }
}

}  // namespace
}  // namespace vigie::protocols::rdp
