// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/starttls.h"

#include <gtest/gtest.h>

#include "base/text.h"

namespace vigie::protocols::tls {
namespace {

Upgrade judge(std::string_view protocol, std::size_t step, const ByteString& reply) {
    const StartTls* upgrade = starttls_of(protocol);
    EXPECT_TRUE(upgrade->steps[step].whole(reply)) << protocol;
    return upgrade->steps[step].judge(reply);
}

Upgrade judge(std::string_view protocol, std::size_t step, std::string_view reply) {
    return judge(protocol, step, base::to_bytes(reply));
}

bool whole(std::string_view protocol, std::size_t step, std::string_view reply) {
    return starttls_of(protocol)->steps[step].whole(base::to_bytes(reply));
}

TEST(StartTls, IsKnownForTheProtocolsThatBeginInClear) {
    for (const char* name :
         {"smtp", "imap", "pop3", "ftp", "nntp", "sieve", "ldap", "xmpp", "postgresql", "mysql", "rdp"})
        EXPECT_NE(starttls_of(name), nullptr) << name;
    EXPECT_EQ(starttls_of("http"), nullptr);
    EXPECT_EQ(starttls_of(""), nullptr);
}

TEST(StartTls, NeverSendsALogin) {
    for (const StartTls& upgrade : all_upgrades())
        for (const UpgradeStep& step : upgrade.steps) {
            if (step.request == nullptr) continue;
            const std::string sent = base::to_lower(base::as_text(step.request("ch-exemple.fr")));
            for (const char* word : {"login", "auth plain", "user ", "pass ", "bind"})
                EXPECT_EQ(sent.find(word), std::string::npos) << upgrade.protocol;
        }
}

TEST(StartTls, SmtpGoesOnOnlyWhenStarttlsIsListed) {
    EXPECT_EQ(judge("smtp", 0, "220 mail.ch-exemple.fr ESMTP Exim 4.96\r\n"), Upgrade::go_on);
    EXPECT_FALSE(whole("smtp", 1, "250-mail.ch-exemple.fr Hello\r\n250-PIPELINING\r\n"));
    EXPECT_EQ(judge("smtp", 1, "250-mail.ch-exemple.fr Hello\r\n250-STARTTLS\r\n250 HELP\r\n"), Upgrade::go_on);
    EXPECT_EQ(judge("smtp", 1, "250-mail.ch-exemple.fr Hello\r\n250 HELP\r\n"), Upgrade::refused);
    EXPECT_EQ(judge("smtp", 2, "454 TLS currently unavailable\r\n"), Upgrade::refused);
    EXPECT_EQ(judge("smtp", 0, "421 too many connections from you\r\n"), Upgrade::foreign);
    EXPECT_EQ(judge("smtp", 0, "SSH-2.0-OpenSSH_9.2\r\n"), Upgrade::foreign);
}

TEST(StartTls, MailboxProtocolsAnswerInTheirOwnWords) {
    EXPECT_EQ(judge("imap", 0, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready.\r\n"), Upgrade::go_on);
    EXPECT_EQ(judge("imap", 1, "a1 OK Begin TLS negotiation now.\r\n"), Upgrade::go_on);
    EXPECT_EQ(judge("imap", 1, "a1 BAD unknown command\r\n"), Upgrade::refused);
    EXPECT_EQ(judge("pop3", 1, "+OK Begin TLS\r\n"), Upgrade::go_on);
    EXPECT_EQ(judge("pop3", 1, "-ERR Unknown command.\r\n"), Upgrade::refused);
    EXPECT_EQ(judge("sieve", 0, "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"\r\n\"STARTTLS\"\r\nOK \"ready.\"\r\n"),
              Upgrade::go_on);
    EXPECT_EQ(judge("ftp", 1, "234 Proceed with negotiation.\r\n"), Upgrade::go_on);
    EXPECT_EQ(judge("ftp", 1, "530 Please login with USER and PASS.\r\n"), Upgrade::refused);
}

TEST(StartTls, LdapReadsTheResultCodeOfTheExtendedResponse) {
    // slapd 2.5: success, and "TLS already started".
    EXPECT_EQ(judge("ldap", 0, base::from_hex("300c 020101 7807 0a0100 0400 0400")), Upgrade::go_on);
    EXPECT_EQ(judge("ldap", 0, base::from_hex("300c 020101 7807 0a0101 0400 0400")), Upgrade::refused);
    EXPECT_EQ(judge("ldap", 0, base::from_hex("3084 0000000c 020101 7807 0a0102 0400 0400")), Upgrade::refused);
    EXPECT_EQ(judge("ldap", 0, "HTTP/1.1 400 Bad Request\r\n"), Upgrade::foreign);
    EXPECT_FALSE(starttls_of("ldap")->steps[0].whole(base::from_hex("300c 0201")));
}

TEST(StartTls, DatabasesAndDesktopsSayItInOneMessage) {
    EXPECT_EQ(judge("postgresql", 0, "S"), Upgrade::go_on);
    EXPECT_EQ(judge("postgresql", 0, "N"), Upgrade::refused);
    EXPECT_EQ(judge("rdp", 0, base::from_hex("0300 0013 0ed0 0000 1234 00 02 1f 0800 02000000")), Upgrade::go_on);
    EXPECT_EQ(judge("rdp", 0, base::from_hex("0300 0013 0ed0 0000 1234 00 03 00 0800 01000000")), Upgrade::refused);
    EXPECT_EQ(judge("rdp", 0, base::from_hex("0300 000b 06d0 0000 1234 00")), Upgrade::refused);
    // MySQL greeting: protocol 10, version, thread, salt, then capabilities with and without TLS.
    EXPECT_EQ(
        judge("mysql", 0, base::from_hex("1b000000 0a 382e3000 01000000 6162636465666768 00 ffff 21 0200 0000 00 00")),
        Upgrade::go_on);
    EXPECT_EQ(
        judge("mysql", 0, base::from_hex("1b000000 0a 382e3000 01000000 6162636465666768 00 fff7 21 0200 0000 00 00")),
        Upgrade::refused);
    EXPECT_EQ(judge("mysql", 0, base::from_hex("04000000 ff 6a04 78")), Upgrade::foreign);
}

TEST(StartTls, XmppWaitsForTheFeatures) {
    const std::string open = "<?xml version='1.0'?><stream:stream xmlns='jabber:client' id='1' version='1.0'>";
    EXPECT_FALSE(whole("xmpp", 0, open));
    EXPECT_EQ(judge("xmpp", 0,
                    open + "<stream:features><starttls xmlns='urn:ietf:params:xml:ns:xmpp-tls'/></stream:features>"),
              Upgrade::go_on);
    EXPECT_EQ(judge("xmpp", 0, open + "<stream:features></stream:features>"), Upgrade::refused);
    EXPECT_EQ(judge("xmpp", 1, "<proceed xmlns='urn:ietf:params:xml:ns:xmpp-tls'/>"), Upgrade::go_on);
    const std::string sent(base::as_text(starttls_of("xmpp")->steps[0].request("a'/><x b='")));
    EXPECT_EQ(sent.find("<x"), std::string::npos) << "a name cannot leave its place in the XML";
}

TEST(StartTls, NoMeaninglessReplyOfAnyLengthLeadsToTls) {
    for (const StartTls& upgrade : all_upgrades())
        for (const UpgradeStep& step : upgrade.steps) {
            if (step.whole == nullptr) continue;
            for (std::size_t length = 1; length < 64; ++length)
                for (const int byte : {0x00, 0x03, 0x30, 0x84, 0xFF, 0x0A}) {
                    const ByteString reply(length, static_cast<std::uint8_t>(byte));
                    const bool whole = step.whole(reply);
                    const Upgrade verdict = step.judge(reply);
                    EXPECT_FALSE(whole && verdict == Upgrade::go_on)
                        << upgrade.protocol << " step " << &step - upgrade.steps.data() << ", " << length
                        << " bytes of " << byte;
                }
        }
}

}  // namespace
}  // namespace vigie::protocols::tls
