// SPDX-License-Identifier: Apache-2.0
#include "protocols/mdns/mdns.h"

#include <gmock/gmock.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::mdns {
namespace {

using base::from_hex;
using testing::ElementsAre;

TEST(MdnsAnswer, OfAvahiListsTheServiceTypes) {
    const auto facts = parse_facts(read_fixture("mdns", "avahi-0.8-services.bin"));

    ASSERT_TRUE(facts);
    EXPECT_THAT(facts->list("mdns.services"),
                ElementsAre("_workstation._tcp", "_ssh._tcp", "_sftp-ssh._tcp", "_ipp._tcp", "_printer._tcp"));
}

TEST(MdnsAnswer, WithAPointerToItselfIsMalformed) {
    // The owner of the one record is a pointer to that pointer.
    const ByteString reply = from_hex("766d 8400 0000 0001 0000 0000 c00c 000c 0001 0000000a 0002 c00c");

    EXPECT_EQ(parse_facts(reply).error().code, base::Errc::malformed);
}

TEST(MdnsAnswer, WithoutServiceTypesIsNotOurs) {
    for (const char* hex : {"", "766d 8400 0000 0000 0000 0000", "766d 8403 0001 0000 0000 0000",
                            "1234 8400 0000 0001 0000 0000 00 000c 0001 0000000a 0001 00",
                            "766d 8400 0000 0001 0000 0000 00 000c 0001 0000000a 0001 00"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::mdns
