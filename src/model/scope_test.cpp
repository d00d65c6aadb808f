// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include "model/perimeter.h"

namespace vigie::model {
namespace {

Perimeter example() {
    Perimeter perimeter;
    perimeter.addresses = {*CidrBlock::parse("192.0.2.0/28"), *CidrBlock::parse("2001:db8::/124")};
    perimeter.excluded = {*CidrBlock::parse("192.0.2.7")};
    perimeter.fragile = {*CidrBlock::parse("192.0.2.9")};
    perimeter.domains = {"ch-exemple.fr"};
    perimeter.resolvers = {*IpAddress::parse("198.51.100.53")};
    return perimeter;
}

Permission ask(const Scope& scope, const char* endpoint) {
    return scope.permission(*Endpoint::parse(endpoint));
}

TEST(Scope, DeniesEverythingThatIsNotDeclared) {
    const Scope scope(example());

    EXPECT_EQ(ask(scope, "192.0.2.1:22"), Permission::full);
    EXPECT_EQ(ask(scope, "[2001:db8::1]:443"), Permission::full);
    EXPECT_EQ(ask(scope, "192.0.2.16:22"), Permission::denied);
    EXPECT_EQ(ask(scope, "[2001:db8::10]:443"), Permission::denied);
    EXPECT_EQ(ask(Scope(), "192.0.2.1:22"), Permission::denied);
}

TEST(Scope, AnExclusionWinsOverEverything) {
    Scope scope(example());
    scope.allow_dns(*IpAddress::parse("192.0.2.7"));

    EXPECT_EQ(ask(scope, "192.0.2.7:53/udp"), Permission::denied);
    EXPECT_FALSE(scope.allows(*IpAddress::parse("192.0.2.7")));
}

TEST(Scope, AResolverMayOnlyBeAskedDnsQuestions) {
    Scope scope(example());
    scope.allow_dns(*IpAddress::parse("203.0.113.1"));

    EXPECT_EQ(ask(scope, "198.51.100.53:53/udp"), Permission::dns_only);
    EXPECT_EQ(ask(scope, "203.0.113.1:53/tcp"), Permission::dns_only);
    EXPECT_EQ(ask(scope, "203.0.113.1:80/tcp"), Permission::denied);
    EXPECT_FALSE(scope.allows(*IpAddress::parse("203.0.113.1")));
}

TEST(Scope, ADeclaredCloudServiceMayOnlyBeAskedOverHttps) {
    Scope scope(example());
    scope.allow_web(*IpAddress::parse("203.0.113.2"));
    scope.allow_web(*IpAddress::parse("192.0.2.7"));

    EXPECT_EQ(ask(scope, "203.0.113.2:443/tcp"), Permission::web_only);
    EXPECT_EQ(ask(scope, "203.0.113.2:80/tcp"), Permission::denied);
    EXPECT_EQ(ask(scope, "203.0.113.2:443/udp"), Permission::denied);
    EXPECT_EQ(ask(scope, "192.0.2.7:443/tcp"), Permission::denied);  // excluded
    EXPECT_FALSE(scope.allows(*IpAddress::parse("203.0.113.2")));
}

TEST(Scope, OwnsADeclaredDomainAndWhatIsBelowIt) {
    const Scope scope(example());

    EXPECT_TRUE(scope.owns_name("ch-exemple.fr"));
    EXPECT_TRUE(scope.owns_name("pacs.ch-exemple.fr"));
    EXPECT_FALSE(scope.owns_name("xch-exemple.fr"));
    EXPECT_FALSE(scope.owns_name("fr"));
}

TEST(TimeWindows, MayCrossMidnight) {
    const std::vector<TimeWindow> night{{22 * 60, 6 * 60}};

    EXPECT_TRUE(within_windows(night, 23 * 60));
    EXPECT_TRUE(within_windows(night, 0));
    EXPECT_FALSE(within_windows(night, 6 * 60));
    EXPECT_FALSE(within_windows(night, 12 * 60));
    EXPECT_TRUE(within_windows({}, 12 * 60));
}

TEST(PaperPorts, AreThoseWhereAnyByteIsPrinted) {
    for (const int port : {515, 9100, 9109, 9112, 9116}) EXPECT_TRUE(is_paper_port(static_cast<Port>(port))) << port;
    for (const int port : {514, 9099, 9110, 9111, 9117, 631})
        EXPECT_FALSE(is_paper_port(static_cast<Port>(port))) << port;
}

}  // namespace
}  // namespace vigie::model
