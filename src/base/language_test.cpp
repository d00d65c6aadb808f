// SPDX-License-Identifier: Apache-2.0
#include "base/language.h"

#include <gtest/gtest.h>

namespace vigie::base {
namespace {

TEST(Language, FrenchUnlessEnglishIsAskedFor) {
    EXPECT_EQ(say("fr", "oui", "yes"), "oui");
    EXPECT_EQ(say("en", "oui", "yes"), "yes");
    EXPECT_EQ(say("", "oui", "yes"), "oui");
}

TEST(Language, TheSystemsReasonsFollowTheLanguage) {
    EXPECT_EQ(system_reason(ENOSPC, "fr"), "plus de place sur le disque");
    EXPECT_EQ(system_reason(ENOSPC, "en"), "No space left on device");
    EXPECT_EQ(system_reason(EXDEV, "fr"), "Invalid cross-device link") << "rare ones stay as they are";
}

}  // namespace
}  // namespace vigie::base
