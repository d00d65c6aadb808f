// SPDX-License-Identifier: Apache-2.0
#include "protocols/jenkins_discovery/jenkins_discovery.h"

#include <gtest/gtest.h>

#include "protocols/read_fixture.h"

namespace vigie::protocols::jenkins_discovery {
namespace {

using base::as_bytes;

TEST(JenkinsAnnouncement, HasTheVersion) {
    const auto facts = protocol.parse(read_fixture("jenkins_discovery", "spec-hudson-announcement.bin"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("jenkins_discovery.version"), "2.204");
}

TEST(JenkinsAnnouncement, IsNotAnyXml) {
    EXPECT_EQ(protocol.recognise(as_bytes("<xml><version>1</version></xml>")), Match::no);
}

}  // namespace
}  // namespace vigie::protocols::jenkins_discovery
