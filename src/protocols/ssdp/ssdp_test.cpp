// SPDX-License-Identifier: Apache-2.0
#include "protocols/ssdp/ssdp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::ssdp {
namespace {

TEST(SsdpAnswer, OfMiniDlnaNamesServerAndLocation) {
    const auto facts = parse_facts(read_fixture("ssdp", "minidlna-1.3.0-root-device.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("ssdp.server"), "Debian DLNADOC/1.50 UPnP/1.0 MiniDLNA/1.3.0");
    EXPECT_EQ(facts->text("ssdp.location"), "http://192.0.2.1:8200/rootDesc.xml");
}

TEST(SsdpAnswer, IsNotAnyHttpResponse) {
    EXPECT_EQ(protocol.recognise(base::as_bytes("HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(base::as_bytes("HTTP/1.1 404 Not Found\r\nST: a\r\nUSN: b\r\n\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(SsdpAnswer, HeadersAreReadWhateverTheirCase) {
    const auto facts =
        parse_facts(base::as_bytes("HTTP/1.1 200 OK\r\nst:upnp:rootdevice\r\nusn: uuid:1\r\nServer:x\r\n"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("ssdp.usn"), "uuid:1");
    EXPECT_EQ(facts->text("ssdp.server"), "x");
}

}  // namespace
}  // namespace vigie::protocols::ssdp
