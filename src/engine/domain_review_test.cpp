// SPDX-License-Identifier: Apache-2.0
// The review of a domain against scripted name servers: here because discovery owns the scripted DNS.
#include "inspect/dns/domain_review.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "discover/fake_dns.h"
#include "net/run_task.h"

namespace vigie::engine {
namespace {

using discover::FakeDns;
using discover::RecordType;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kDomain = "ch-exemple.fr";

struct World {
    net::FakeDialer dialer;
    base::FixedClock clock{*base::parse_instant("2026-11-21T12:00:00Z")};
    model::Scope scope;
    FakeDns resolver{{"fr", "example"}};
    FakeDns first{{kDomain}};
    FakeDns second{{kDomain}};
    inspect::Domain domain;

    World() {
        resolver.authoritative = false;
        domain.name = kDomain;
        domain.facts.set("domain.nameservers", std::vector<std::string>{"ns1.ch-exemple.fr=192.0.2.53",
                                                                        "ns2.hebergeur.example=198.51.100.53"});
        domain.servers = inspect::servers_from(domain.facts.list("domain.nameservers"));
        for (FakeDns* server : {&resolver, &first, &second})
            server->record(kDomain, RecordType::soa, "ns1.ch-exemple.fr", 86400)
                .record(kDomain, RecordType::ns, "ns1.ch-exemple.fr", 86400)
                .record(kDomain, RecordType::ns, "ns2.hebergeur.example", 86400)
                .record(kDomain, RecordType::mx, "10 mail.ch-exemple.fr", 3600)
                .record(kDomain, RecordType::txt, "v=spf1 mx -all", 3600);
        for (const char* server : {"203.0.113.250", "192.0.2.53", "198.51.100.53"})
            scope.allow_dns(*model::IpAddress::parse(server));
    }

    const model::Facts& run() {
        resolver.serve(dialer, "203.0.113.250");
        first.serve(dialer, "192.0.2.53");
        second.serve(dialer, "198.51.100.53");
        inspect::Tools tools(dialer, clock, scope);
        tools.resolvers = {*model::IpAddress::parse("203.0.113.250")};
        net::run(inspect::review_domain(tools, domain));
        return domain.facts;
    }

    bool gap(const std::string& word) const {
        for (const model::CoverageGap& one : domain.not_tested)
            if (one.what.find(word) != std::string::npos) return true;
        return false;
    }
};

TEST(DomainReview, AWellKeptDomainHasEmptyLists) {
    World world;
    const model::Facts& facts = world.run();

    for (const char* fact :
         {"domain.lame_servers", "domain.silent_servers", "domain.without_tcp", "domain.without_edns",
          "domain.recursion_offered", "domain.serials_differ", "domain.servers_differ", "domain.soa_faults",
          "domain.short_ttls", "domain.unresolved_servers"}) {
        EXPECT_TRUE(facts.has(fact)) << fact;
        EXPECT_THAT(facts.list(fact), IsEmpty()) << fact;
    }
    EXPECT_EQ(facts.text("domain.dnssec_state"), "unsigned");
    EXPECT_EQ(facts.number("domain.spf_lookups"), 1);
    EXPECT_THAT(world.domain.not_tested, IsEmpty());
}

TEST(DomainReview, AServerWithoutAuthorityIsLameAndASilentOneIsSilent) {
    World lame;
    lame.second.authoritative = false;
    EXPECT_THAT(lame.run().list("domain.lame_servers"), ElementsAre("ns2.hebergeur.example=198.51.100.53"));

    World silent;
    silent.second.silent = true;
    EXPECT_THAT(silent.run().list("domain.silent_servers"), ElementsAre("ns2.hebergeur.example=198.51.100.53"));
    EXPECT_THAT(silent.domain.facts.list("domain.answering_servers"), ElementsAre("ns1.ch-exemple.fr=192.0.2.53"));
}

TEST(DomainReview, AServerThatRefusesEdnsIsNamedAndStillHeard) {
    World world;
    world.first.refuse_edns = true;
    EXPECT_THAT(world.run().list("domain.without_edns"), ElementsAre("ns1.ch-exemple.fr=192.0.2.53"));
    EXPECT_THAT(world.domain.facts.list("domain.lame_servers"), IsEmpty());
}

TEST(DomainReview, AServerOutsideThePerimeterIsNotAskedAndTheListStaysOpen) {
    World world;
    world.scope = model::Scope();
    world.scope.allow_dns(*model::IpAddress::parse("203.0.113.250"));
    world.scope.allow_dns(*model::IpAddress::parse("192.0.2.53"));
    const model::Facts& facts = world.run();

    EXPECT_FALSE(facts.has("domain.lame_servers"));
    EXPECT_TRUE(world.gap("198.51.100.53"));
    EXPECT_THAT(world.second.asked, IsEmpty());
}

TEST(DomainReview, EachServerThatCouldNotBeAskedHasItsOwnLine) {
    World world;
    world.domain.servers = inspect::servers_from({"ns1.ch-exemple.fr=192.0.2.53", "ns2.ch-exemple.fr=2001:db8::53",
                                                  "ns3.ch-exemple.fr=", "ns4.ch-exemple.fr=?"});
    const model::Facts& facts = world.run();

    EXPECT_TRUE(world.gap("ch-exemple.fr ns2.ch-exemple.fr=2001:db8::53"));
    EXPECT_TRUE(world.gap("ch-exemple.fr ns3.ch-exemple.fr"));
    EXPECT_TRUE(world.gap("ch-exemple.fr ns4.ch-exemple.fr"));
    EXPECT_THAT(facts.list("domain.unresolved_servers"), ElementsAre("ns3.ch-exemple.fr"));
    EXPECT_FALSE(facts.has("domain.lame_servers"));
}

constexpr const char* kPolicyHost = "192.0.2.80:443/tcp";

void publish_mta_sts(World& world, const std::string& status, const std::string& policy) {
    world.resolver.record("_mta-sts.ch-exemple.fr", RecordType::txt, "v=STSv1; id=20261101")
        .record("mta-sts.ch-exemple.fr", RecordType::a, "192.0.2.80");
    world.domain.facts.set("domain.mx", std::vector<std::string>{"10 mail.ch-exemple.fr.", "20 mx.relais.example."});
    net::TlsInfo tls;
    net::Transcript talk;
    talk.tls(tls).expect_any().reply("HTTP/1.1 " + status + "\r\nContent-Length: " + std::to_string(policy.size()) +
                                     "\r\n\r\n" + policy);
    world.dialer.script(*model::Endpoint::parse(kPolicyHost), std::move(talk));
}

TEST(DomainReview, AnMtaStsPolicyIsReadAndComparedWithTheMailServers) {
    World good;
    publish_mta_sts(good, "200 OK",
                    "version: STSv1\nmode: enforce\nmx: mail.ch-exemple.fr\nmx: *.relais.example\nmax_age: 86400\n");
    good.run();
    EXPECT_EQ(good.domain.facts.text("domain.mta_sts_mode"), "enforce");
    EXPECT_TRUE(good.domain.facts.has("domain.mta_sts_faults"));
    EXPECT_THAT(good.domain.facts.list("domain.mta_sts_faults"), IsEmpty());

    World forgets;
    publish_mta_sts(forgets, "200 OK", "version: STSv1\nmode: testing\nmx: mail.ch-exemple.fr\nmax_age: 86400\n");
    forgets.run();
    EXPECT_EQ(forgets.domain.facts.text("domain.mta_sts_mode"), "testing");
    EXPECT_THAT(forgets.domain.facts.list("domain.mta_sts_faults"), ElementsAre("mx: mx.relais.example. ?"));

    World absent;
    publish_mta_sts(absent, "404 Not Found", "");
    absent.run();
    EXPECT_FALSE(absent.domain.facts.has("domain.mta_sts_mode"));
    EXPECT_THAT(absent.domain.facts.list("domain.mta_sts_faults"), ElementsAre("mta-sts.ch-exemple.fr: HTTP 404"));
}

TEST(DomainReview, AnMtaStsPolicyThatCannotBeAskedIsNotTestedAndNeverBroken) {
    World silent;
    silent.resolver.record("_mta-sts.ch-exemple.fr", RecordType::txt, "v=STSv1; id=1")
        .record("mta-sts.ch-exemple.fr", RecordType::a, "198.51.100.80");
    silent.run();
    EXPECT_FALSE(silent.domain.facts.has("domain.mta_sts_faults"));
    EXPECT_TRUE(silent.gap("mta-sts ch-exemple.fr"));

    World nowhere;
    nowhere.resolver.record("_mta-sts.ch-exemple.fr", RecordType::txt, "v=STSv1; id=1");
    nowhere.run();
    EXPECT_THAT(nowhere.domain.facts.list("domain.mta_sts_faults"), ElementsAre("mta-sts.ch-exemple.fr: no address"));
}

TEST(DomainReview, NothingIsSaidOfWhatTheResolverDoesNotTell) {
    World world;
    world.resolver.silent = true;
    const model::Facts& facts = world.run();

    for (const char* fact :
         {"domain.spf_lookups", "domain.dmarc", "domain.mta_sts", "domain.tls_rpt", "domain.dnssec_state"})
        EXPECT_FALSE(facts.has(fact)) << fact;
    EXPECT_TRUE(world.gap("dns spf"));
    EXPECT_TRUE(world.gap("dns ds"));
}

TEST(DomainReview, AServerThatFailsEverywhereIsNotTakenForAnAnswer) {
    World world;
    world.resolver.always = discover::Rcode::server_failure;
    const model::Facts& facts = world.run();

    EXPECT_FALSE(facts.has("domain.dmarc"));
    EXPECT_TRUE(world.gap("dns dmarc"));
}

TEST(DomainReview, IncludesAreFollowedCountedAndALoopEnds) {
    World world;
    world.resolver = FakeDns({"fr", "example"});
    world.resolver.record(kDomain, RecordType::txt, "v=spf1 include:a.example include:absent.example -all")
        .record("a.example", RecordType::txt, "v=spf1 a mx include:b.example -all")
        .record("b.example", RecordType::txt, "v=spf1 a a:x a:y a:z a:u a:v include:a.example -all");
    const model::Facts& facts = world.run();

    EXPECT_EQ(facts.number("domain.spf_lookups"), 12);
    EXPECT_THAT(facts.list("domain.spf_faults"),
                testing::UnorderedElementsAre(HasSubstr("absent.example"), HasSubstr("a.example (2x)")));
}

TEST(DomainReview, ADomainBelowAnotherInheritsItsDmarcPolicy) {
    World world;
    world.domain.name = "chu.ch-exemple.fr";
    world.domain.servers.clear();
    world.domain.facts = {};
    world.resolver.record("_dmarc.ch-exemple.fr", RecordType::txt, "v=DMARC1; p=reject; sp=quarantine");
    const model::Facts& facts = world.run();

    EXPECT_EQ(facts.text("domain.dmarc_from"), "ch-exemple.fr");
    EXPECT_EQ(facts.text("domain.dmarc_policy"), "quarantine");
}

TEST(DomainReview, AnEndlessListOfIncludesIsCutShort) {
    World world;
    world.resolver = FakeDns({"fr", "example"});
    world.resolver.record(kDomain, RecordType::txt, "v=spf1 include:i0.example -all");
    for (int i = 0; i < 200; ++i)
        world.resolver.record("i" + std::to_string(i) + ".example", RecordType::txt,
                              "v=spf1 include:i" + std::to_string(i + 1) + ".example -all");
    const model::Facts& facts = world.run();

    EXPECT_GT(*facts.number("domain.spf_lookups"), 10);
    EXPECT_LT(world.resolver.asked.size(), 60U);
}

}  // namespace
}  // namespace vigie::engine
