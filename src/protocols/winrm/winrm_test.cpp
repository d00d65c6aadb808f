// SPDX-License-Identifier: Apache-2.0
#include "protocols/winrm/winrm.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "protocols/read_fixture.h"

namespace vigie::protocols::winrm {
namespace {

using base::as_bytes;
using base::as_text;

TEST(WinrmIdentity, NamesVendorHostAndBuild) {
    const auto facts = protocol.parse(read_fixture("winrm", "dsp0226-windows-2022.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("winrm.vendor"), "Microsoft Corporation");
    EXPECT_EQ(facts->text("winrm.product_version"), "OS: 0.0.0 SP: 0.0 Stack: 3.0");
    EXPECT_EQ(facts->text("winrm.dns_host"), "srv-gestion.chu.example");
    EXPECT_EQ(facts->text("winrm.os_build"), "10.0.20348");
}

TEST(WinrmDialogue, BeginsNtlmOnceAndSendsNoLogin) {
    const ByteString both = read_fixture("winrm", "dsp0226-windows-2022.bin");
    const std::size_t second = as_text(both).find("HTTP/1.1 401");
    const ByteString question = protocol.follow_up(Bytes(both).first(second));

    EXPECT_NE(as_text(question).find("Authorization: Negotiate TlRMTVNTUAABAAAA"), std::string_view::npos);
    EXPECT_TRUE(protocol.follow_up(both).empty());
}

TEST(WinrmIdentity, OfAnotherWebServerIsNone) {
    EXPECT_EQ(protocol.recognise(as_bytes("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n")), Match::no);
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
    EXPECT_EQ(find("http")->recognise(read_fixture("winrm", "dsp0226-windows-2022.bin")), Match::maybe);
}

}  // namespace
}  // namespace vigie::protocols::winrm
