// SPDX-License-Identifier: Apache-2.0
#include "identify/naming.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "identify/favicon.h"
#include "identify/identify.h"
#include "identify/shipped.h"

namespace vigie::identify {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

class NamingTest : public ::testing::Test {
protected:
    model::Service named(const model::Facts& facts) {
        model::Service service;
        service.protocol = "http";
        service.facts = facts;
        name_product(fingerprints_, service);
        return service;
    }
    const catalog::Fingerprints& fingerprints_ = shipped_fingerprints();
};

TEST_F(NamingTest, OneWeakSignIsADoubtAndNoProduct) {
    model::Facts facts;
    facts.set("http.title", "FortiGate");

    const model::Service service = named(facts);

    EXPECT_EQ(service.product, "");
    EXPECT_EQ(service.cpe, "");
    EXPECT_THAT(service.facts.list("service.suspected"), ElementsAre("FortiOS"));
}

TEST_F(NamingTest, TwoWeakSignsOfDifferentKindsAreAProduct) {
    model::Facts facts;
    facts.set("http.page_redirect", "/remote/login");
    facts.append("http.cookies", "SVPNCOOKIE");

    const model::Service service = named(facts);

    EXPECT_EQ(service.product, "FortiOS");
    EXPECT_EQ(service.version, "");
    EXPECT_EQ(service.qod, 92);
    EXPECT_THAT(service.facts.list("service.suspected"), IsEmpty());
}

TEST_F(NamingTest, TwoWeakSignsOfOneKindStayOneSign) {
    model::Facts facts;
    facts.append("http.cookies", "NSC_TASS");
    facts.append("http.cookies", "NSC_AAAC");

    EXPECT_EQ(named(facts).product, "");
}

TEST_F(NamingTest, ASuspicionDoesNotHideTheServerThatIsSure) {
    model::Facts facts;
    facts.set("http.server", "nginx/1.22.1");
    facts.set("http.title", "Grafana");

    const model::Service service = named(facts);

    EXPECT_EQ(service.product, "nginx");
    EXPECT_EQ(service.version, "1.22.1");
    EXPECT_THAT(service.facts.list("service.suspected"), ElementsAre("Grafana"));
}

TEST_F(NamingTest, TheApplicationGoesBeforeTheServerThatCarriesIt) {
    model::Facts facts;
    facts.set("http.server", "Apache/2.4.62 (Debian)");
    facts.set("http.generator", "WordPress 6.1.9");

    const model::Service service = named(facts);

    EXPECT_EQ(service.product, "WordPress");
    EXPECT_EQ(service.version, "6.1.9");
}

TEST_F(NamingTest, WhatWasSuspectedIsAskedForAndWhatIsKnownIsNot) {
    model::Facts facts;
    facts.set("http.title", "Grafana");
    ASSERT_EQ(questions_for(fingerprints_, facts).size(), 1U);
    EXPECT_EQ(questions_for(fingerprints_, facts).front()->path, "/api/health");

    facts.append("http.shown", "/api/health 10.1.2");
    EXPECT_THAT(questions_for(fingerprints_, facts), IsEmpty());
}

TEST(OwnRedirect, FollowsPathsOfThisServerOnly) {
    model::Service service;
    service.endpoint = *model::Endpoint::parse("192.0.2.1:8080");
    service.names = {"pacs.chu.test"};
    const auto leads = [&](const char* location) {
        service.facts.set("http.location", location);
        return own_redirect(service);
    };

    EXPECT_EQ(leads("/login"), "/login");
    EXPECT_EQ(leads("app/explorer.html"), "/app/explorer.html");
    EXPECT_EQ(leads("http://192.0.2.1:8080/ui/#top"), "/ui/");
    EXPECT_EQ(leads("http://pacs.chu.test:8080/ui/"), "/ui/");
    EXPECT_EQ(leads("http://vigie.invalid/ui/"), "/ui/");
    EXPECT_EQ(leads("http://elsewhere.test/ui/"), "");
    EXPECT_EQ(leads("https://192.0.2.1:8080/ui/"), "");
    EXPECT_EQ(leads("//elsewhere.test/ui/"), "");
    EXPECT_EQ(leads("ftp://192.0.2.1/"), "");
    EXPECT_EQ(leads("/a b"), "");
}

TEST(Favicon, HashesAsTheSearchEnginesDo) {
    std::string thirty;
    for (int i = 0; i < 30; ++i) thirty += "hello";

    EXPECT_EQ(murmur3({}), 0U);
    EXPECT_EQ(murmur3(base::as_bytes("hello")), 613153351U);
    EXPECT_EQ(favicon_hash(base::as_bytes(thirty)), 1262905048);
}

}  // namespace
}  // namespace vigie::identify
