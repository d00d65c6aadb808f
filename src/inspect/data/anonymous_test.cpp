// SPDX-License-Identifier: Apache-2.0
#include "inspect/data/anonymous.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "inspect/data/exposure.h"
#include "inspect/web/shipped.h"
#include "net/fake_dialer.h"
#include "net/run_task.h"
#include "protocols/read_fixture.h"

namespace vigie::inspect {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

class AnonymousTest : public ::testing::Test {
protected:
    AnonymousTest() { tools_.web = &shipped(); }

    static model::Scope scope(bool anonymous) {
        model::Perimeter perimeter;
        perimeter.addresses = {*model::CidrBlock::parse("192.0.2.0/24")};
        perimeter.fragile = {*model::CidrBlock::parse("192.0.2.9")};
        perimeter.authorisation.anonymous = anonymous;
        return model::Scope(perimeter);
    }
    Subject subject(const char* where, const char* protocol) {
        Subject out;
        out.service.endpoint = *model::Endpoint::parse(where);
        out.service.protocol = protocol;
        return out;
    }
    // An FTP server whose answer to each command is known.
    void ftp(const Subject& at, std::map<std::string, std::string> replies) {
        dialer_.answer(at.service.endpoint, [replies = std::move(replies)](const std::string& sent) {
            if (sent.empty()) return std::string("220 (vsFTPd 3.0.3)\r\n");
            const auto found = replies.find(sent.substr(0, sent.find_first_of(" \r")));
            return found == replies.end() ? std::string("500 Unknown command.\r\n") : found->second;
        });
    }

    base::FixedClock clock_{*base::parse_instant("2026-11-22T12:00:00Z")};
    net::FakeDialer dialer_;
    model::Scope allowed_ = scope(true);
    Tools tools_{dialer_, clock_, allowed_};
};

TEST_F(AnonymousTest, WithoutTheOwnersWordNothingIsAsked) {
    const model::Scope refused = scope(false);
    Tools tools(dialer_, clock_, refused);
    Subject ftp_server = subject("192.0.2.4:21/tcp", "ftp");
    Subject smb_server = subject("192.0.2.4:445/tcp", "smb");

    net::run(review_data(tools, ftp_server));
    net::run(review_data(tools, smb_server));

    EXPECT_THAT(dialer_.dialled(), IsEmpty());
    EXPECT_THAT(ftp_server.service.attempts,
                ElementsAre(model::Attempt{"ftp.anonymous", model::Attempt::Outcome::not_tried, "not_authorised"}));
    EXPECT_THAT(smb_server.service.attempts,
                ElementsAre(model::Attempt{"smb.anonymous", model::Attempt::Outcome::not_tried, "not_authorised"}));
}

TEST_F(AnonymousTest, AFragileDeviceIsNeverAsked) {
    Subject at = subject("192.0.2.9:21/tcp", "ftp");

    net::run(review_data(tools_, at));

    EXPECT_THAT(dialer_.dialled(), IsEmpty());
    EXPECT_THAT(at.service.attempts,
                ElementsAre(model::Attempt{"ftp.anonymous", model::Attempt::Outcome::not_tried, "fragile device"}));
}

TEST_F(AnonymousTest, AnFtpServerThatLetsAnybodyInIsOpenAndItsNamesAreForgotten) {
    Subject at = subject("192.0.2.4:21/tcp", "ftp");
    ftp(at, {{"USER", "331 Please specify the password.\r\n"},
             {"PASS", "230 Login successful.\r\n"},
             {"EPSV", "229 Entering Extended Passive Mode (|||7173|)\r\n"},
             {"NLST", "150 Here comes the directory listing.\r\n226 Directory send OK.\r\n"},
             {"QUIT", "221 Goodbye.\r\n"}});
    dialer_.script(*model::Endpoint::parse("192.0.2.4:7173/tcp"),
                   net::Transcript().reply("dossiers_patients\r\nplan.pdf\r\n").close());

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.flag("ftp.anonymous"), true);
    EXPECT_EQ(at.service.facts.text("data.access"), "open");
    EXPECT_EQ(at.service.facts.number("data.names"), 2);
    EXPECT_THAT(at.service.facts.list("data.kinds"), ElementsAre("health"));
    ASSERT_EQ(at.evidence.size(), 1U);
    EXPECT_THAT(at.evidence[0].reply, Not(HasSubstr("dossiers")));
    EXPECT_THAT(at.evidence[0].reply, HasSubstr("2 names"));
}

TEST_F(AnonymousTest, TheDataConnectionGoesToTheServerItselfWhateverAddressItNames) {
    Subject at = subject("192.0.2.4:21/tcp", "ftp");
    ftp(at, {{"USER", "230 Welcome.\r\n"}, {"PASV", "227 Entering Passive Mode (198,51,100,7,28,5).\r\n"}});

    net::run(review_data(tools_, at));

    EXPECT_THAT(dialer_.dialled(), ElementsAre(at.service.endpoint, *model::Endpoint::parse("192.0.2.4:7173/tcp")));
    EXPECT_EQ(at.service.facts.flag("ftp.anonymous"), true) << "that is known although the names are not";
    EXPECT_FALSE(at.service.facts.has("data.names"));
}

TEST_F(AnonymousTest, AFolderThatMayNotBeListedIsNotCalledEmpty) {
    for (const auto& [ending, names] : {std::pair{"550 Permission denied.\r\n", std::optional<std::int64_t>()},
                                        std::pair{"226 Directory send OK.\r\n", std::optional<std::int64_t>(0)}}) {
        Subject at = subject("192.0.2.4:21/tcp", "ftp");
        ftp(at, {{"USER", "230 Welcome.\r\n"},
                 {"EPSV", "229 Entering Extended Passive Mode (|||7173|)\r\n"},
                 {"NLST", std::string("150 Here it comes.\r\n") + ending}});
        dialer_.script(*model::Endpoint::parse("192.0.2.4:7173/tcp"), net::Transcript().close());

        net::run(review_data(tools_, at));

        EXPECT_EQ(at.service.facts.flag("ftp.anonymous"), true) << ending;
        EXPECT_EQ(at.service.facts.number("data.names"), names) << ending;
    }
}

TEST_F(AnonymousTest, TheServerCannotSendTheDataConnectionToAPrinter) {
    Subject at = subject("192.0.2.4:21/tcp", "ftp");
    ftp(at, {{"USER", "230 Welcome.\r\n"}, {"EPSV", "229 Entering Extended Passive Mode (|||9100|)\r\n"}});

    net::run(review_data(tools_, at));

    EXPECT_THAT(dialer_.dialled(), ElementsAre(at.service.endpoint));
}

TEST_F(AnonymousTest, AnFtpServerForItsOwnUsersWantsAPassword) {
    Subject at = subject("192.0.2.4:21/tcp", "ftp");
    ftp(at, {{"USER", "331 Please specify the password.\r\n"}, {"PASS", "530 Login incorrect.\r\n"}});

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.flag("ftp.anonymous"), false);
    EXPECT_EQ(at.service.facts.text("data.access"), "password");
}

TEST_F(AnonymousTest, AnFtpServerThatWantsTlsFirstOrIsFullLeavesTheQuestionOpen) {
    for (const char* reply : {"530 Anonymous sessions must use encryption.\r\n", "421 Too many connections.\r\n",
                              "500 Unknown command.\r\n", "503 Bad sequence of commands.\r\n"}) {
        Subject at = subject("192.0.2.4:21/tcp", "ftp");
        ftp(at, {{"USER", reply}});

        net::run(review_data(tools_, at));

        EXPECT_FALSE(at.service.facts.has("ftp.anonymous")) << reply;
        EXPECT_FALSE(at.service.facts.has("data.access")) << reply;
        ASSERT_EQ(at.service.attempts.size(), 1U) << reply;
        EXPECT_EQ(at.service.attempts[0].outcome, model::Attempt::Outcome::failed) << reply;
    }
}

// Answers of Samba 4.17, in the order in which it gave them.
class SambaTest : public AnonymousTest {
protected:
    static base::ByteString fixture(const std::string& name) { return protocols::read_fixture("smb", name); }
    static net::Transcript until_session() {
        return net::Transcript()
            .expect_any()
            .reply_bytes(fixture("samba-4.17-negotiate-3.1.1.bin"))
            .expect_any()
            .reply_bytes(fixture("samba-4.17-challenge.bin"))
            .expect_any();
    }
    static net::Transcript until_list() {
        return until_session()
            .reply_bytes(fixture("nobody-accepted-samba-4.17.bytes"))
            .expect_any()
            .reply_bytes(fixture("share-readable-samba-4.17.bytes"))  // IPC$ is answered like any share
            .expect_any()
            .reply_bytes(fixture("pipe-opened-samba-4.17.bytes"))
            .expect_any()
            .reply_bytes(fixture("pipe-bound-after-pending-samba-4.17.bytes"))
            .expect_any()
            .reply_bytes(fixture("shares-listed-samba-4.17.bytes"))
            .expect_any();
    }
};

TEST_F(SambaTest, WithOneShareForGuestsIsOpen) {
    Subject at = subject("192.0.2.4:445/tcp", "smb");
    dialer_.script(at.service.endpoint, until_list()
                                            .reply_bytes(fixture("share-readable-samba-4.17.bytes"))
                                            .expect_any()
                                            .reply_bytes(fixture("share-refused-samba-4.17.bytes")));

    net::run(review_data(tools_, at));

    EXPECT_THAT(dialer_.surprises(), IsEmpty());
    EXPECT_EQ(at.service.facts.flag("smb.anonymous"), true);
    EXPECT_EQ(at.service.facts.number("data.names"), 2);
    EXPECT_EQ(at.service.facts.number("smb.open_shares"), 1);
    EXPECT_EQ(at.service.facts.text("data.access"), "open");
    EXPECT_THAT(at.service.facts.list("data.kinds"), ElementsAre("health"));
    ASSERT_EQ(at.evidence.size(), 1U);
    EXPECT_THAT(at.evidence[0].reply, Not(HasSubstr("patients")));
}

TEST_F(SambaTest, WhoseSharesAreListedAndClosedIsListed) {
    Subject at = subject("192.0.2.4:445/tcp", "smb");
    dialer_.script(at.service.endpoint, until_list()
                                            .reply_bytes(fixture("share-refused-samba-4.17.bytes"))
                                            .expect_any()
                                            .reply_bytes(fixture("share-refused-samba-4.17.bytes")));

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.text("data.access"), "listed");
    EXPECT_EQ(at.service.facts.number("smb.open_shares"), 0);
}

TEST_F(SambaTest, ThatRefusesNobodyWantsAPassword) {
    Subject at = subject("192.0.2.4:445/tcp", "smb");
    dialer_.script(at.service.endpoint, until_session().reply_bytes(fixture("share-refused-samba-4.17.bytes")));

    net::run(review_data(tools_, at));

    EXPECT_EQ(at.service.facts.flag("smb.anonymous"), false);
    EXPECT_EQ(at.service.facts.text("data.access"), "password");
}

TEST_F(SambaTest, ThatIsShortOfMemoryTellsNothingOfWhoMayEnter) {
    base::ByteString busy = fixture("share-refused-samba-4.17.bytes");
    busy[4 + 8] = 0x9A;  // STATUS_INSUFFICIENT_RESOURCES
    busy[4 + 9] = 0x00;
    Subject at = subject("192.0.2.4:445/tcp", "smb");
    dialer_.script(at.service.endpoint, until_session().reply_bytes(busy));

    net::run(review_data(tools_, at));

    EXPECT_FALSE(at.service.facts.has("smb.anonymous"));
    EXPECT_FALSE(at.service.facts.has("data.access"));
}

TEST_F(SambaTest, ThatFallsSilentLeavesTheQuestionOpen) {
    Subject at = subject("192.0.2.4:445/tcp", "smb");
    dialer_.script(at.service.endpoint, until_session().silence());

    net::run(review_data(tools_, at));

    EXPECT_FALSE(at.service.facts.has("smb.anonymous"));
    EXPECT_FALSE(at.service.facts.has("data.access"));
    ASSERT_EQ(at.service.attempts.size(), 1U);
    EXPECT_EQ(at.service.attempts[0].outcome, model::Attempt::Outcome::failed);
}

}  // namespace
}  // namespace vigie::inspect
