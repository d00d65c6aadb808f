// SPDX-License-Identifier: Apache-2.0
#include "protocols/xmpp/xmpp.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::xmpp {
namespace {

using base::as_bytes;

TEST(XmppHead, OfAServerHasAnIdentifier) {
    EXPECT_EQ(protocol.parse(read_fixture("xmpp", "prosody-0.12.3-unknown-domain.bin"))->text("xmpp.error"),
              "host-unknown");
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(XmppFeatures, SayWhetherTlsIsThereAndRequired) {
    const auto facts = protocol.parse(read_fixture("xmpp", "prosody-0.12.3-features.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("xmpp.domain"), "messagerie.example");
    EXPECT_EQ(facts->flag("xmpp.starttls"), true);
    EXPECT_EQ(facts->flag("xmpp.starttls_required"), false);
    EXPECT_EQ(
        protocol
            .parse(as_bytes("<stream:stream xmlns:stream=\"http://etherx.jabber.org/streams\" id=\"1\" "
                            "xmlns=\"jabber:client\"><stream:features><starttls xmlns=\"x\"><required/></starttls>"
                            "<mechanisms><mechanism>PLAIN</mechanism></mechanisms></stream:features>"))
            ->flag("xmpp.starttls_required"),
        true);
}

}  // namespace
}  // namespace vigie::protocols::xmpp
