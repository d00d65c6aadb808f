// SPDX-License-Identifier: Apache-2.0
#include "protocols/dicom/dicom.h"

#include <gmock/gmock.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::dicom {
namespace {

using base::from_hex;

// As DCMTK 3.6.7 answered c_echo().
const char* const kEchoReply =
    "0400 00000054 00000050 01 03 0000 0000 04000000 42000000"
    "0000 0200 12000000 312e322e3834302e31303030382e312e3100"
    "0000 0001 02000000 3080 0000 2001 02000000 0100 0000 0008 02000000 0101 0000 0009 02000000 0000";

TEST(DicomAssociate, ProposesVerificationAndNothingElse) {
    const ByteString request = associate_request("PACS", "VIGIE");
    const std::string text(base::as_text(request));

    EXPECT_EQ(text.substr(10, 32), "PACS            VIGIE           ");
    EXPECT_THAT(text, testing::HasSubstr("1.2.840.10008.1.1@"));
    EXPECT_THAT(text, testing::HasSubstr("VIGIE_01"));
    EXPECT_THAT(text, testing::Not(testing::HasSubstr("1.2.840.10008.5")));
    EXPECT_TRUE(complete(request));
}

TEST(DicomAssociate, CutsATitleThatIsTooLong) {
    const std::string text(base::as_text(associate_request("A_TITLE_OF_TWENTY_CH", "VIGIE")));
    EXPECT_EQ(text.substr(10, 17), "A_TITLE_OF_TWENTV");
}

TEST(DicomEcho, HasTheBytesOfTheStandard) {
    EXPECT_EQ(c_echo(), from_hex("0400 0000004a 00000046 01 03 0000 0000 04000000 38000000"
                                 "0000 0200 12000000 312e322e3834302e31303030382e312e3100"
                                 "0000 0001 02000000 3000 0000 1001 02000000 0100 0000 0008 02000000 0101"));
    EXPECT_EQ(release_request(), from_hex("0500 00000004 00000000"));
    EXPECT_EQ(abort_message(), from_hex("0700 00000004 00000000"));
}

TEST(DicomEcho, AnswerCarriesItsStatus) {
    ByteString reply = from_hex(kEchoReply);
    EXPECT_EQ(parse_echo_status(reply), 0);

    reply[reply.size() - 2] = 0x22;
    reply[reply.size() - 1] = 0x01;
    EXPECT_EQ(parse_echo_status(reply), 0x0122);
}

TEST(DicomEcho, CutAnywhereIsAnError) {
    const ByteString reply = from_hex(kEchoReply);
    for (std::size_t i = 0; i < reply.size(); ++i) EXPECT_FALSE(parse_echo_status(Bytes(reply).first(i))) << i;
}

TEST(DicomAnswer, OfDcmtkNamesTheImplementationAndTakesAnyTitle) {
    const auto facts = parse_facts(read_fixture("dicom", "dcmtk-3.6.7-storescp-accepts.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("dicom.accepted"), true);
    EXPECT_EQ(facts->flag("dicom.any_ae_title"), true);
    EXPECT_EQ(facts->text("dicom.implementation_version"), "OFFIS_DCMTK_367");
    EXPECT_EQ(facts->text("dicom.implementation_uid"), "1.2.276.0.7230010.3.0.3.6.7");
}

TEST(DicomAnswer, OfAPeerThatChecksTitlesIsARejectionWithItsReason) {
    const auto answer = parse_answer(read_fixture("dicom", "orthanc-1.10.1-checks-called-title.bin"));

    ASSERT_TRUE(answer);
    ASSERT_TRUE(answer->rejected);
    EXPECT_EQ(answer->rejected->text(), "called AE title not recognised");
}

TEST(DicomAnswer, AbortIsAnAnswer) {
    const auto answer = parse_answer(from_hex("0700 00000004 0000 0000"));

    ASSERT_TRUE(answer);
    EXPECT_TRUE(answer->aborted);
}

TEST(DicomRecognise, RefusesWhatOnlyStartsLikeDicom) {
    for (const char* hex :
         {"", "0200 0000", "0201 000000b8 0001", "0300 00000004 00 05 01 01", "0300 00000005 0001010100",
          "0700 00000004 0000 09 00", "0300 000b 06d0 0000 1234 00", "0200 00000002 0001"})
        EXPECT_EQ(protocol.recognise(from_hex(hex)), Match::no) << hex;
    EXPECT_EQ(protocol.recognise(protocol.probe()), Match::no);
}

TEST(DicomRecognise, RefusesAnAcceptanceOfAnotherApplication) {
    ByteString reply = read_fixture("dicom", "dcmtk-3.6.7-storescp-accepts.bin");
    reply[6 + 68 + 4] = '9';  // first digit of the application context name

    EXPECT_EQ(protocol.recognise(reply), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::dicom
