// SPDX-License-Identifier: Apache-2.0
#include "model/reason.h"

#include <gtest/gtest.h>

#include "base/result.h"

namespace vigie::model {
namespace {

TEST(Reason, OfANetworkErrorIsToldInTheReadersLanguage) {
    EXPECT_EQ(reason_for_people("timeout: no reply", "fr"), "pas de réponse dans le délai");
    EXPECT_EQ(reason_for_people("timeout: no reply", "en"), "no answer in time: no reply");
    EXPECT_EQ(reason_for_people("refused", "fr"), "refusé par le serveur");
}

TEST(Reason, OfAFragileDeviceIsToldInTheReadersLanguage) {
    EXPECT_EQ(reason_for_people("fragile device: versions only", "fr"),
              "équipement déclaré fragile : examen limité, pour le ménager");
    EXPECT_EQ(reason_for_people("fragile device: versions only", "en"), "fragile device: versions only");
}

TEST(Reason, ThatIsAlreadyASentenceStaysAsItIs) {
    EXPECT_EQ(reason_for_people("désactivé par --no-passive", "fr"), "désactivé par --no-passive");
    EXPECT_EQ(reason_for_people("timeouts : trois", "fr"), "timeouts : trois");
    EXPECT_EQ(reason_for_people("", "fr"), "");
}

TEST(Reason, EveryErrorCodeHasItsWords) {
    for (int code = 0; code <= static_cast<int>(base::Errc::internal); ++code) {
        const std::string word(base::name_of(static_cast<base::Errc>(code)));
        EXPECT_NE(reason_for_people(word, "fr"), word) << word;
        EXPECT_NE(reason_for_people(word + ": x", "en"), word + ": x") << word;
    }
}

TEST(ReasonForPeople, DoesNotRepeatItsOwnWordsAfterTheDetail) {
    EXPECT_EQ(reason_for_people("timeout: reading from 192.0.2.25:123/udp: no answer in time", "en"),
              "no answer in time: reading from 192.0.2.25:123/udp");
}

}  // namespace
}  // namespace vigie::model
