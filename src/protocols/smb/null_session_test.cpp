// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/null_session.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocols/read_fixture.h"
#include "protocols/smb/smb.h"

namespace vigie::protocols::smb {
namespace {

using testing::ElementsAre;
using testing::Field;

Answer answer_of(const std::string& name) {
    return *parse_answer(read_fixture("smb", name + "-samba-4.17.bytes"));
}

ByteString list_of(const std::string& name) {
    return *parse_called(answer_of(name));
}

TEST(NullSession, CarriesNoNameAndNoResponse) {
    const ByteString request = anonymous_setup({2, 0x1122334455667788ULL});
    const std::string text(base::as_text(request));
    const std::size_t ntlm = text.find(std::string("NTLMSSP\0\3", 9));
    ASSERT_NE(ntlm, std::string::npos);
    base::Reader reader(Bytes(request).subspan(ntlm + 12));

    EXPECT_EQ(reader.u16_le(), 1) << "one byte of zero stands for no LM response";
    reader.skip(6);
    for (int field = 0; field < 5; ++field) {  // NT response, domain, user, workstation, session key
        EXPECT_EQ(reader.u16_le(), 0) << field;
        reader.skip(6);
    }
    EXPECT_NE(reader.u32_le() & 0x800U, 0U) << "and says that it is anonymous";
    EXPECT_EQ(request.back(), 0);
    EXPECT_TRUE(complete(request));
}

TEST(NullSession, IsAcceptedBySamba) {
    const Answer answer = answer_of("nobody-accepted");

    EXPECT_EQ(answer.header.command, kSessionSetup);
    EXPECT_EQ(answer.header.status, 0U);
    EXPECT_NE(answer.header.session, 0U);
}

TEST(NullSession, WaitsForTheAnswerBehindAPendingOne) {
    const ByteString both = read_fixture("smb", "pipe-bound-after-pending-samba-4.17.bytes");
    constexpr std::size_t kPendingSize = 77;

    EXPECT_FALSE(answered(Bytes(both).first(kPendingSize)));
    EXPECT_FALSE(answered(Bytes(both).first(both.size() - 1)));
    ASSERT_TRUE(answered(both));
    EXPECT_TRUE(is_bound(list_of("pipe-bound-after-pending")));
}

TEST(NullSession, OpensThePipeOnlyWhenItWasOpened) {
    EXPECT_TRUE(parse_opened(answer_of("pipe-opened")));
    EXPECT_FALSE(parse_opened(answer_of("share-refused")));
    EXPECT_FALSE(parse_opened(answer_of("share-readable")));
}

TEST(Shares, AreListedWithWhatIsAFolder) {
    const auto found = parse_shares(list_of("shares-listed"));

    ASSERT_TRUE(found) << found.error().what;
    EXPECT_FALSE(found->refused);
    EXPECT_THAT(found->shares, ElementsAre(Field(&Share::name, "dossiers-patients"), Field(&Share::name, "modeles"),
                                           Field(&Share::name, "IPC$")));
    EXPECT_THAT(found->shares, ElementsAre(Field(&Share::is_folder, true), Field(&Share::is_folder, true),
                                           Field(&Share::is_folder, false)));
    EXPECT_EQ(found->shares[1].wire, utf16("modeles"));
}

TEST(Shares, ThatNobodyMaySeeAreRefusedNotAbsent) {
    base::Writer result;
    result.u8(5).u8(0).u8(2).u8(3).u32(0x10000000).u16_le(52).u16_le(0).u32_le(2).u32_le(28).u32_le(0);
    result.u32_le(1).u32_le(1).u32_le(0).u32_le(0).u32_le(0).u32_le(5).u32_le(0);
    ByteString denied = result.take();

    const auto found = parse_shares(denied);

    ASSERT_TRUE(found) << found.error().what;
    EXPECT_TRUE(found->refused);
    denied[24 + 20] = 50;  // not supported
    EXPECT_FALSE(parse_shares(denied));
}

TEST(Shares, CutAnywhereAreNeverMoreThanThereWere) {
    const ByteString whole = list_of("shares-listed");
    for (std::size_t size = 0; size < whole.size(); ++size) {
        const auto found = parse_shares(Bytes(whole).first(size));
        EXPECT_LE(found ? found->shares.size() : 0, 3U) << size;
    }
}

TEST(Share, MayBeReadWhenTheServerGrantsIt) {
    EXPECT_TRUE(grants_reading(answer_of("share-readable")));
    EXPECT_FALSE(grants_reading(answer_of("share-refused")));
    EXPECT_FALSE(grants_reading(answer_of("nobody-accepted")));
}

}  // namespace
}  // namespace vigie::protocols::smb
