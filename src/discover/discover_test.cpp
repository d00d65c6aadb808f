// SPDX-License-Identifier: Apache-2.0
#include "discover/discover.h"

#include <fstream>
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "discover/fake_dns.h"
#include "net/run_task.h"

namespace vigie::discover {
namespace {

using base::Millis;
using model::IpAddress;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

IpAddress ip(const char* text) {
    return *IpAddress::parse(text);
}

constexpr const char* kResolver = "192.0.2.250";
constexpr const char* kPrimary = "198.51.100.53";

// A declared /28 and one domain; the resolver knows the Internet, the primary server only its zone.
struct World {
    net::FakeDialer dialer;
    model::Perimeter perimeter;
    FakeDns internet{{"fr", "example", "arpa"}};
    FakeDns primary{{"ch-exemple.fr"}};
    WordList words{{"www", "pacs", "vpn", "absent"}};
    std::vector<std::string> progress;
    model::Scope scope;

    World() {
        perimeter.addresses = {*model::CidrBlock::parse("203.0.113.0/28")};
        perimeter.domains = {"ch-exemple.fr"};
        internet.authoritative = false;
    }

    // The same record at the zone's server and behind the resolver, as in real life.
    World& both(const std::string& name, RecordType type, const std::string& value) {
        internet.record(name, type, value, 60);
        primary.record(name, type, value, 86400);
        return *this;
    }

    void usual_zone() {
        both("ch-exemple.fr", RecordType::soa, "ns1.ch-exemple.fr");
        both("ch-exemple.fr", RecordType::ns, "ns1.hoster.example");
        internet.record("ns1.hoster.example", RecordType::a, kPrimary);
        both("ch-exemple.fr", RecordType::a, "203.0.113.1");
        both("www.ch-exemple.fr", RecordType::a, "203.0.113.2");
    }

    Discovery run() {
        scope = model::Scope(perimeter);
        internet.serve(dialer, kResolver);
        primary.serve(dialer, kPrimary);
        DiscoverOptions options;
        options.dns = {Millis{1000}, Millis{0}, 1};
        const Progress note = [this](std::string_view what, std::size_t done, std::size_t total) {
            progress.push_back(std::string(what) + " " + std::to_string(done) + "/" + std::to_string(total));
        };
        return net::run(discover(dialer, scope, perimeter, {ip(kResolver)}, words, note, options));
    }
};

const model::Name* find(const Discovery& discovery, const std::string& name) {
    for (const model::Name& entry : discovery.names)
        if (entry.name == name) return &entry;
    return nullptr;
}

const model::Asset* find(const Discovery& discovery, const IpAddress& address) {
    for (const model::Asset& asset : discovery.assets)
        if (asset.address == address) return &asset;
    return nullptr;
}

std::vector<std::string> gaps(const Discovery& discovery) {
    std::vector<std::string> out;
    for (const model::CoverageGap& gap : discovery.not_tested) out.push_back(gap.what + " | " + gap.why);
    return out;
}

TEST(Discover, ListsTheNamesOfTheWordListThatExist) {
    World world;
    world.usual_zone();

    const Discovery found = world.run();

    ASSERT_NE(find(found, "www.ch-exemple.fr"), nullptr);
    EXPECT_TRUE(find(found, "www.ch-exemple.fr")->in_scope);
    EXPECT_EQ(find(found, "www.ch-exemple.fr")->how_found, "wordlist");
    EXPECT_THAT(find(found, "www.ch-exemple.fr")->addresses, ElementsAre("203.0.113.2"));
    EXPECT_EQ(find(found, "absent.ch-exemple.fr"), nullptr);
    EXPECT_THAT(gaps(found), IsEmpty());
    EXPECT_THAT(found.proposed, IsEmpty());
}

TEST(Discover, AsksTheZonesOwnServerForTheNamesBelowIt) {
    World world;
    world.usual_zone();
    world.primary.record("pacs.ch-exemple.fr", RecordType::a, "203.0.113.3");

    const Discovery found = world.run();

    ASSERT_NE(find(found, "pacs.ch-exemple.fr"), nullptr);
    EXPECT_THAT(world.primary.asked, Contains("A pacs.ch-exemple.fr"));
    EXPECT_THAT(world.internet.asked, testing::Not(Contains("A pacs.ch-exemple.fr")));
    EXPECT_EQ(world.scope.permission({ip(kPrimary), 53, model::Transport::udp}), model::Permission::dns_only);
}

TEST(Discover, SendsNothingButDnsToServersAndNothingToAnyoneElse) {
    World world;
    world.usual_zone();
    world.both("pacs.ch-exemple.fr", RecordType::a, "198.51.100.80");

    (void)world.run();

    for (const model::Endpoint& endpoint : world.dialer.dialled()) {
        EXPECT_EQ(endpoint.port, 53);
        EXPECT_TRUE(endpoint.address == ip(kResolver) || endpoint.address == ip(kPrimary)) << endpoint.text();
    }
}

TEST(Discover, GivesDeclaredAddressesTheirNamesAndProposesTheOthers) {
    World world;
    world.usual_zone();
    world.both("pacs.ch-exemple.fr", RecordType::a, "198.51.100.80");

    const Discovery found = world.run();

    const model::Asset* declared = find(found, ip("203.0.113.2"));
    ASSERT_NE(declared, nullptr);
    EXPECT_TRUE(declared->in_scope);
    EXPECT_EQ(declared->how_found, "declared");
    EXPECT_THAT(declared->names, ElementsAre("www.ch-exemple.fr"));
    const model::Asset* outside = find(found, ip("198.51.100.80"));
    ASSERT_NE(outside, nullptr);
    EXPECT_FALSE(outside->in_scope);
    EXPECT_EQ(outside->how_found, "dns pacs.ch-exemple.fr");
    EXPECT_EQ(find(found, "pacs.ch-exemple.fr")->facts.flag("name.outside"), true);
    EXPECT_FALSE(find(found, "www.ch-exemple.fr")->facts.has("name.outside"));
    EXPECT_THAT(found.proposed, ElementsAre("198.51.100.80"));
}

TEST(Discover, NeverProposesExcludedOrPrivateAddresses) {
    World world;
    world.usual_zone();
    world.perimeter.excluded = {*model::CidrBlock::parse("198.51.100.80")};
    world.both("pacs.ch-exemple.fr", RecordType::a, "198.51.100.80");
    world.both("vpn.ch-exemple.fr", RecordType::a, "10.0.0.7");

    const Discovery found = world.run();

    EXPECT_THAT(found.proposed, IsEmpty());
    EXPECT_FALSE(find(found, ip("198.51.100.80"))->in_scope);
    EXPECT_FALSE(find(found, ip("10.0.0.7"))->in_scope);
}

TEST(Discover, WritesWhatTheDomainPublishes) {
    World world;
    world.usual_zone();
    world.both("ch-exemple.fr", RecordType::mx, "10 mail.ch-exemple.fr")
        .both("ch-exemple.fr", RecordType::mx, "20 mx.hoster.example")
        .both("mail.ch-exemple.fr", RecordType::a, "203.0.113.4")
        .both("mail.ch-exemple.fr", RecordType::aaaa, "2001:db8::4")
        .both("ch-exemple.fr", RecordType::txt, "verification=1")
        .both("ch-exemple.fr", RecordType::txt, "v=spf1 mx -all")
        .both("_dmarc.ch-exemple.fr", RecordType::txt, "v=DMARC1; p=none")
        .both("ch-exemple.fr", RecordType::caa, "ca.example")
        .both("ch-exemple.fr", RecordType::dnskey, "")
        .both("ch-exemple.fr", RecordType::ds, "");

    const Discovery found = world.run();

    const model::Name* domain = find(found, "ch-exemple.fr");
    ASSERT_NE(domain, nullptr);
    EXPECT_EQ(domain->how_found, "declared");
    EXPECT_THAT(domain->addresses, ElementsAre("203.0.113.1"));
    EXPECT_THAT(domain->facts.list("domain.nameservers"), ElementsAre("ns1.hoster.example=198.51.100.53"));
    EXPECT_THAT(domain->facts.list("domain.mx"), ElementsAre("10 mail.ch-exemple.fr.", "20 mx.hoster.example."));
    EXPECT_EQ(domain->facts.text("domain.spf"), "v=spf1 mx -all");
    EXPECT_EQ(domain->facts.text("domain.dmarc"), "v=DMARC1; p=none");
    EXPECT_THAT(domain->facts.list("domain.caa"), ElementsAre("0 issue \"ca.example\""));
    EXPECT_EQ(domain->facts.flag("domain.dnssec"), true);
    EXPECT_EQ(domain->facts.flag("domain.wildcard"), false);
    EXPECT_EQ(domain->facts.number("domain.soa_ttl"), 86400);  // not the 60 that the resolver still has
    EXPECT_TRUE(domain->facts.has("domain.zone_transfer"));    // tried, and refused
    EXPECT_THAT(domain->facts.list("domain.zone_transfer"), IsEmpty());
    EXPECT_THAT(find(found, "mail.ch-exemple.fr")->addresses,
                testing::UnorderedElementsAre("203.0.113.4", "2001:db8::4"));
    EXPECT_EQ(find(found, "mail.ch-exemple.fr")->how_found, "dns mx ch-exemple.fr");
    EXPECT_FALSE(find(found, "mx.hoster.example")->in_scope);
}

TEST(Discover, TellsAnAbsentRecordFromAQuestionWithoutAnswer) {
    World world;
    world.usual_zone();

    const Discovery found = world.run();

    const model::Facts& facts = find(found, "ch-exemple.fr")->facts;
    EXPECT_TRUE(facts.has("domain.spf"));
    EXPECT_EQ(facts.text("domain.spf"), "");
    EXPECT_TRUE(facts.has("domain.caa"));
    EXPECT_EQ(facts.flag("domain.dnssec"), false);

    World broken;
    broken.usual_zone();
    broken.internet.always = Rcode::server_failure;
    const Discovery nothing = broken.run();

    EXPECT_FALSE(find(nothing, "ch-exemple.fr")->facts.has("domain.spf"));
    EXPECT_FALSE(find(nothing, "ch-exemple.fr")->facts.has("domain.dnssec"));
    EXPECT_THAT(gaps(nothing), Contains("dns mx: ch-exemple.fr | refused: the servers answered SERVFAIL"));
    EXPECT_THAT(gaps(nothing), Contains(HasSubstr("dns a: absent.ch-exemple.fr, ch-exemple.fr, pacs.ch-exemple.fr")));
    EXPECT_THAT(gaps(nothing), Contains(HasSubstr("dns wildcard ch-exemple.fr | refused")));
}

TEST(Discover, DoesNotBlameADeclaredHostForWhatItsZonePublishes) {
    World world;
    world.usual_zone();
    world.perimeter.domains = {"www.ch-exemple.fr"};
    world.both("ch-exemple.fr", RecordType::txt, "v=spf1 -all");

    const Discovery found = world.run();

    const model::Facts& facts = find(found, "www.ch-exemple.fr")->facts;
    for (const char* fact : {"domain.spf", "domain.dmarc", "domain.caa", "domain.dnssec", "domain.mx"})
        EXPECT_FALSE(facts.has(fact)) << fact;
    EXPECT_THAT(gaps(found), IsEmpty());
}

TEST(Discover, DoesNotSayThatAZoneIsSafeWhenAServerKeptSilent) {
    World world;
    world.usual_zone();
    world.primary.silent = true;

    const Discovery found = world.run();

    EXPECT_FALSE(find(found, "ch-exemple.fr")->facts.has("domain.zone_transfer"));
    EXPECT_THAT(gaps(found),
                Contains(HasSubstr("dns axfr ch-exemple.fr ns1.hoster.example=198.51.100.53 | timeout: ")));
    EXPECT_NE(find(found, "www.ch-exemple.fr"), nullptr) << "the resolver still knows it";
}

TEST(Discover, RecordsASilentResolverAsWhatWasNotTested) {
    World world;
    world.usual_zone();
    world.internet.silent = true;

    const Discovery found = world.run();

    EXPECT_THAT(gaps(found), Contains(HasSubstr("dns soa: ch-exemple.fr | timeout: ")));
    EXPECT_THAT(gaps(found), Contains(HasSubstr("dns ptr: 203.0.113.0, ")));
}

TEST(Discover, WithoutAResolverSaysSo) {
    World world;
    world.usual_zone();
    model::Scope scope(world.perimeter);

    const Discovery found = net::run(discover(world.dialer, scope, world.perimeter, {}, world.words, nullptr));

    EXPECT_THAT(gaps(found), Contains("dns | input: no resolver is known"));
    EXPECT_THAT(world.dialer.dialled(), IsEmpty());
}

TEST(Discover, SaysThatADomainDoesNotExist) {
    World world;  // no zone at all

    const Discovery found = world.run();

    EXPECT_THAT(gaps(found), ElementsAre("domain ch-exemple.fr | unreachable: there is no such domain (NXDOMAIN)"));
    EXPECT_THAT(world.internet.asked, testing::Not(Contains("A www.ch-exemple.fr")));
}

TEST(Discover, DoesNotListTheNamesThatAWildcardInvents) {
    World world;
    world.usual_zone();
    world.primary.wildcard = [](const std::string& name, std::size_t) {
        return std::vector<FakeRecord>{{name, RecordType::a, "203.0.113.9"}};
    };

    const Discovery found = world.run();

    EXPECT_EQ(find(found, "ch-exemple.fr")->facts.flag("domain.wildcard"), true);
    EXPECT_NE(find(found, "www.ch-exemple.fr"), nullptr);
    for (const char* name : {"pacs.ch-exemple.fr", "vpn.ch-exemple.fr", "absent.ch-exemple.fr"})
        EXPECT_EQ(find(found, name), nullptr) << name;
}

TEST(Discover, RecognisesAWildcardBehindALoadBalancer) {
    World world;
    world.usual_zone();
    world.both("pacs.ch-exemple.fr", RecordType::a, "198.51.100.80");
    world.primary.wildcard = [](const std::string& name, std::size_t n) {
        return std::vector<FakeRecord>{{name, RecordType::a, "203.0.113." + std::to_string(8 + n % 4)}};
    };

    const Discovery found = world.run();

    EXPECT_EQ(find(found, "ch-exemple.fr")->facts.flag("domain.wildcard"), true);
    EXPECT_NE(find(found, "pacs.ch-exemple.fr"), nullptr);
    EXPECT_EQ(find(found, "vpn.ch-exemple.fr"), nullptr);
    EXPECT_EQ(find(found, "absent.ch-exemple.fr"), nullptr);
    // www is a neighbour of the wildcard's changing addresses: said, not decided.
    EXPECT_EQ(find(found, "www.ch-exemple.fr"), nullptr);
    EXPECT_THAT(gaps(found), Contains("name or changing wildcard: www.ch-exemple.fr | limit: the wildcard's answers "
                                      "vary too much to tell"));
}

TEST(Discover, FollowsAliasesOutOfTheZoneThroughTheResolver) {
    World world;
    world.usual_zone();
    world.both("vpn.ch-exemple.fr", RecordType::cname, "edge.hoster.example");
    world.internet.record("edge.hoster.example", RecordType::cname, "edge7.hoster.example")
        .record("edge7.hoster.example", RecordType::a, "198.51.100.7");

    const Discovery found = world.run();

    const model::Name* name = find(found, "vpn.ch-exemple.fr");
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->facts.text("name.cname"), "edge7.hoster.example");
    EXPECT_THAT(name->addresses, ElementsAre("198.51.100.7"));
    EXPECT_FALSE(find(found, "edge.hoster.example")->in_scope);
    EXPECT_EQ(find(found, "edge7.hoster.example")->how_found, "dns cname vpn.ch-exemple.fr");
    EXPECT_THAT(found.proposed, ElementsAre("198.51.100.7"));
}

TEST(Discover, SurvivesALoopOfAliasesAndSaysSo) {
    World world;
    world.usual_zone();
    world.both("vpn.ch-exemple.fr", RecordType::cname, "loop.ch-exemple.fr");
    world.both("loop.ch-exemple.fr", RecordType::cname, "vpn.ch-exemple.fr");

    const Discovery found = world.run();

    EXPECT_THAT(gaps(found),
                Contains("dns cname vpn.ch-exemple.fr | malformed: the aliases lead in a circle or further "
                         "than we follow"));
}

TEST(Discover, MarksAnAliasToANameThatIsGone) {
    World world;
    world.usual_zone();
    world.both("vpn.ch-exemple.fr", RecordType::cname, "gone.hoster.example");

    const Discovery found = world.run();

    ASSERT_NE(find(found, "vpn.ch-exemple.fr"), nullptr);
    EXPECT_EQ(find(found, "vpn.ch-exemple.fr")->facts.flag("name.dangling"), true);
    EXPECT_FALSE(find(found, "www.ch-exemple.fr")->facts.has("name.dangling"));  // no alias
}

TEST(Discover, FollowsAChainThroughForeignZonesToTheNameThatIsGone) {
    World world;
    world.usual_zone();
    world.both("vpn.ch-exemple.fr", RecordType::cname, "a.first.example");
    world.internet.record("a.first.example", RecordType::cname, "b.second.example")
        .record("b.second.example", RecordType::cname, "gone.third.example");

    const Discovery found = world.run();

    const model::Name* name = find(found, "vpn.ch-exemple.fr");
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->facts.flag("name.dangling"), true);
    EXPECT_THAT(name->facts.list("name.chain"),
                ElementsAre("a.first.example", "b.second.example", "gone.third.example"));
}

TEST(Discover, WhatTheZonesServerSaysOfAForeignTargetDoesNotCount) {
    World world;
    world.usual_zone();
    world.primary = FakeDns({"ch-exemple.fr", "hoster.example"});  // an old copy of the hoster's zone, without the name
    world.usual_zone();
    world.both("vpn.ch-exemple.fr", RecordType::cname, "edge.hoster.example");
    world.internet.record("edge.hoster.example", RecordType::a, "198.51.100.7");

    const Discovery found = world.run();

    const model::Name* name = find(found, "vpn.ch-exemple.fr");
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->facts.flag("name.dangling"), false);
    EXPECT_THAT(name->addresses, ElementsAre("198.51.100.7"));
}

TEST(Discover, AnAliasWhoseEndNobodyCanTellIsNotCalledDangling) {
    World world;
    world.usual_zone();
    world.both("vpn.ch-exemple.fr", RecordType::cname, "edge.elsewhere.test");  // refused by the resolver

    const Discovery found = world.run();

    const model::Name* name = find(found, "vpn.ch-exemple.fr");
    ASSERT_NE(name, nullptr);
    EXPECT_EQ(name->facts.text("name.cname"), "edge.elsewhere.test");
    EXPECT_FALSE(name->facts.has("name.dangling"));
    EXPECT_THAT(gaps(found), Contains(HasSubstr("edge.elsewhere.test")));
}

TEST(Discover, AWildcardThatLeadsToANameThatIsGoneIsDangling) {
    World world;
    world.usual_zone();
    world.primary.wildcard = [](const std::string& name, std::size_t) {
        return std::vector<FakeRecord>{{name, RecordType::cname, "gone.hoster.example"}};
    };

    const Discovery found = world.run();

    const model::Name* name = find(found, "*.ch-exemple.fr");
    ASSERT_NE(name, nullptr);
    EXPECT_TRUE(name->in_scope);
    EXPECT_EQ(name->facts.flag("name.dangling"), true);
    EXPECT_EQ(find(found, "vpn.ch-exemple.fr"), nullptr);
}

TEST(Discover, AServerWhoseAddressNobodyCanTellIsNotCalledUnresolved) {
    World world;
    world.usual_zone();
    world.both("ch-exemple.fr", RecordType::ns, "ns2.elsewhere.test");  // refused by the resolver
    world.both("ch-exemple.fr", RecordType::ns, "ns3.gone.example");

    const Discovery found = world.run();

    EXPECT_THAT(find(found, "ch-exemple.fr")->facts.list("domain.nameservers"),
                ElementsAre("ns1.hoster.example=198.51.100.53", "ns2.elsewhere.test=?", "ns3.gone.example="));
}

TEST(Discover, CountsAZoneThatAServerOutsideGivesAway) {
    World world;
    world.usual_zone();
    world.primary.give_zone = true;

    const Discovery found = world.run();

    const model::Facts& facts = find(found, "ch-exemple.fr")->facts;
    EXPECT_THAT(facts.list("domain.zone_transfer"), ElementsAre("ns1.hoster.example=198.51.100.53"));
    EXPECT_EQ(facts.number("domain.zone_records"), 5);
}

TEST(Discover, LeavesTheZoneTransferOfServersInsideToTheDnsReview) {
    World world;
    world.usual_zone();
    world.primary.give_zone = true;
    world.perimeter.addresses.push_back(*model::CidrBlock::parse(kPrimary));

    const Discovery found = world.run();

    EXPECT_THAT(find(found, "ch-exemple.fr")->facts.list("domain.zone_transfer"), IsEmpty());
    EXPECT_THAT(world.primary.asked, testing::Not(Contains("AXFR ch-exemple.fr")));
}

TEST(Discover, IsNotTurnedInwardsByAHostileZone) {
    World world;
    world.usual_zone();
    world.internet.record("ch-exemple.fr", RecordType::ns, "ns2.hoster.example")
        .record("ns2.hoster.example", RecordType::a, "127.0.0.1")
        .record("ns2.hoster.example", RecordType::a, "10.0.0.53");

    const Discovery found = world.run();

    EXPECT_EQ(world.scope.permission({ip("127.0.0.1"), 53, model::Transport::udp}), model::Permission::denied);
    EXPECT_EQ(world.scope.permission({ip("10.0.0.53"), 53, model::Transport::tcp}), model::Permission::denied);
    EXPECT_THAT(gaps(found),
                Contains("dns server ns2.hoster.example=10.0.0.53 | out_of_scope: no server of the Internet "
                         "has such an address"));
    for (const model::Endpoint& endpoint : world.dialer.dialled()) EXPECT_NE(endpoint.address, ip("127.0.0.1"));
}

TEST(Discover, GivesDeclaredAddressesTheirReverseNames) {
    World world;
    world.usual_zone();
    world.internet.record("2.113.0.203.in-addr.arpa", RecordType::ptr, "www.ch-exemple.fr")
        .record("3.113.0.203.in-addr.arpa", RecordType::ptr, "pacs.autre-nom.example")
        .record("4.113.0.203.in-addr.arpa", RecordType::ptr, "host-203-0-113-4.isp.example");

    const Discovery found = world.run();

    EXPECT_THAT(find(found, "www.ch-exemple.fr")->facts.list("name.ptr_of"), ElementsAre("203.0.113.2"));
    ASSERT_NE(find(found, "pacs.autre-nom.example"), nullptr);
    EXPECT_FALSE(find(found, "pacs.autre-nom.example")->in_scope);
    EXPECT_EQ(find(found, "pacs.autre-nom.example")->how_found, "dns ptr 203.0.113.3");
    EXPECT_THAT(find(found, ip("203.0.113.3"))->names, ElementsAre("pacs.autre-nom.example"));
    // What is made from the address says nothing of the hospital.
    EXPECT_THAT(found.proposed, ElementsAre("pacs.autre-nom.example"));
}

TEST(Discover, AsksTheReverseNamesOfAtMostSoManyAddresses) {
    World world;
    world.perimeter.domains.clear();
    world.perimeter.addresses = {*model::CidrBlock::parse("203.0.112.0/20"),
                                 *model::CidrBlock::parse("198.51.100.0/24")};

    const Discovery found = world.run();

    EXPECT_EQ(world.internet.asked.size(), 4096U);
    EXPECT_THAT(gaps(found),
                ElementsAre("dns ptr of 256 declared addresses | limit: the PTR of at most 4096 addresses is "
                            "asked"));
}

TEST(Discover, ReportsItsProgress) {
    World world;
    world.usual_zone();

    (void)world.run();

    EXPECT_EQ(world.progress.front(), "ch-exemple.fr 0/4");
    EXPECT_THAT(world.progress, Contains("ch-exemple.fr 4/4"));
    EXPECT_EQ(world.progress.back(), "PTR 16/16");
}

TEST(Discover, FindsTheSameTwice) {
    World first;
    first.usual_zone();
    World second;
    second.usual_zone();

    const Discovery a = first.run();
    const Discovery b = second.run();

    EXPECT_EQ(a.names, b.names);
    EXPECT_EQ(a.assets, b.assets);
    EXPECT_EQ(a.not_tested, b.not_tested);
    EXPECT_EQ(a.proposed, b.proposed);
}

TEST(Discover, WritesOnlyFactsOfTheClosedVocabulary) {
    World world;
    world.usual_zone();
    world.primary.give_zone = true;
    world.both("vpn.ch-exemple.fr", RecordType::cname, "gone.hoster.example");
    world.both("pacs.ch-exemple.fr", RecordType::a, "198.51.100.80");
    world.internet.record("2.113.0.203.in-addr.arpa", RecordType::ptr, "www.ch-exemple.fr");

    const Discovery found = world.run();

    std::size_t seen = 0;
    for (const model::Name& name : found.names)
        for (const auto& [fact, value] : name.facts.all()) {
            const auto dot = fact.find('.');
            std::ifstream file(VIGIE_SOURCE_DIR "/data/facts/" + fact.substr(0, dot) + ".toml");
            std::stringstream text;
            text << file.rdbuf();
            EXPECT_THAT(text.str(), HasSubstr("\n" + fact.substr(dot + 1) + " = ")) << fact;
            ++seen;
        }
    EXPECT_GE(seen, 12U);
}

}  // namespace
}  // namespace vigie::discover
