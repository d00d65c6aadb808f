// SPDX-License-Identifier: Apache-2.0
#include "catalog/rules.h"

#include <fstream>
#include <set>

#include <gmock/gmock.h>

namespace vigie::catalog {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;

const std::filesystem::path kData = std::filesystem::path(VIGIE_SOURCE_DIR) / "data";

Vocabulary vocabulary() {
    auto loaded = Vocabulary::load(kData / "facts");
    if (!loaded) throw std::runtime_error(loaded.error().what);
    return *loaded;
}

const Rules& all_rules() {
    static const Rules kRules = [] {
        auto loaded = Rules::load(kData / "rules", vocabulary());
        if (!loaded) throw std::runtime_error(loaded.error().what);
        return *loaded;
    }();
    return kRules;
}

// A folder of one rule file, removed at the end of the test.
class RulesFolder {
public:
    explicit RulesFolder(const std::string& text) {
        const auto* test = ::testing::UnitTest::GetInstance()->current_test_info();
        path_ = std::filesystem::temp_directory_path() / (std::string("vigie_rules_") + test->name());
        std::filesystem::create_directories(path_);
        std::ofstream(path_ / "one.toml") << text;
    }
    ~RulesFolder() { std::filesystem::remove_all(path_); }
    [[nodiscard]] std::string complaint() const {
        const auto loaded = Rules::load(path_, vocabulary());
        return loaded ? "" : loaded.error().what;
    }

private:
    std::filesystem::path path_;
};

const std::string kGood = R"([[rule]]
id = "x.exposed"
subject = "service"
when = 'service.protocol == "redis"'
category = "service-expose"
criticality = "haute"
clause = "2.4.1"
qod = 90
[rule.fr]
title = "Titre {port}"
description = "d"
impact = "i"
recommendation = "r"
[rule.en]
title = "Title {port}"
description = "d"
impact = "i"
recommendation = "r"
[[rule.example]]
expect = "fires"
facts = {service.protocol = "redis"}
[[rule.example]]
expect = "silent"
facts = {service.protocol = "ssh"}
)";

std::string changed(const std::string& from, const std::string& to) {
    std::string out = kGood;
    const auto at = out.find(from);
    if (at == std::string::npos) throw std::runtime_error("no such text: " + from);
    return out.replace(at, from.size(), to);
}

TEST(RulesOnDisk, LoadAndEveryExampleDoesWhatItSays) {
    EXPECT_GT(all_rules().rules().size(), 100U);
    EXPECT_THAT(all_rules().failing_examples(), IsEmpty());
}

model::Facts without(const model::Facts& facts, const std::string& name) {
    model::Facts out;
    for (const auto& [key, value] : facts.all())
        if (key != name) out.set(key, value);
    return out;
}

// Facts that exist only where there is something to tell: without them the rule does not apply, or another one speaks
// (an exposure instead of an open door). Where the check itself failed, the assessment says so (assess_test). Any other
// fact that is missing must leave a rule undecided; think before a name is added here.
const std::set<std::string>& told_by_absence() {
    static const std::set<std::string> kNames{"certificate.alternative_names",
                                              "certificate.chain_incomplete",
                                              "certificate.chain_ordered",
                                              "certificate.chain_trusted",
                                              "certificate.internal_names",
                                              "certificate.key_bits",
                                              "certificate.key_shared_with",
                                              "certificate.name_covered",
                                              "certificate.names_outside",
                                              "certificate.others_faults",
                                              "certificate.server_usage",
                                              "certificate.validity_days",
                                              "certificate.wildcard",
                                              "cloud.listing",
                                              "cloud.unclaimed",
                                              "data.access",
                                              "data.kinds",
                                              "data.names",
                                              "domain.nsec3_iterations",
                                              "host.answers_every_port",
                                              "http.authenticate",
                                              "http.content_type",
                                              "http.hsts_max_age",
                                              "http.listing_sensitive",
                                              "http.server",
                                              "mysql.host_refused",
                                              "name.aliases",
                                              "name.outside",
                                              "orthanc.unauthenticated",
                                              "service.product",
                                              "smtp.auth_mechanisms",
                                              "snmp.community_public",
                                              "tls.cipher",
                                              "tls.compression",
                                              "tls.dh_bits",
                                              "tls.early_data",
                                              "tls.extended_master_secret",
                                              "tls.fallback_signal",
                                              "tls.groups",
                                              "tls.order",
                                              "tls.secure_renegotiation",
                                              "tls.signatures",
                                              "tls.stapling",
                                              "tls.ticket_lifetime",
                                              "web.actuator",
                                              "web.any_origin",
                                              "web.fronts",
                                              "web.headers_missing",
                                              "web.redirects_outside",
                                              "web.weak_cookies",
                                              "service.behaviour"};
    return kNames;
}

TEST(RulesOnDisk, ARuleThatLosesAFactForWhichItFiredSaysThatItDoesNotKnow) {
    const Vocabulary words = vocabulary();
    for (const Rule& rule : all_rules().rules())
        for (const RuleExample& example : rule.examples) {
            if (example.expected != Truth::yes) continue;
            for (const std::string& name : rule.when.names()) {
                const FactDefinition* fact = words.find(name);
                if ((fact != nullptr && fact->always) || told_by_absence().contains(name)) continue;
                if (example.facts.find(name) == nullptr) continue;
                EXPECT_NE(rule.evaluate(without(example.facts, name)), Truth::no) << example.where << " " << name;
            }
        }
}

TEST(RulesOnDisk, CoverTheClosedListOfCriticalRisks) {
    for (const char* id :
         {"postgresql.exposed",     "mysql.exposed",         "mssql.exposed",        "oracle.exposed",
          "mongodb.exposed",        "telnet.exposed",        "ftp.exposed",          "msrpc.exposed",
          "ssh.password",           "web.admin_password",    "smb.exposed",          "rdp.exposed",
          "redis.exposed",          "redis.unauthenticated", "memcached.exposed",    "memcached.unauthenticated",
          "elasticsearch.exposed",  "dns.zone_transfer",     "domain.zone_transfer", "dns.recursion",
          "orthanc.unauthenticated"}) {
        const Rule* rule = all_rules().find(id);
        ASSERT_NE(rule, nullptr) << id;
        EXPECT_TRUE(rule->critical_risk) << id;
        EXPECT_EQ(rule->clause, "2.5.2.2") << id;
    }
}

TEST(RulesOnDisk, ExposuresThatAreNotOnTheClosedListAreNotCriticalRisks) {
    for (const char* id : {"dicom.accepts_anyone", "dicom.exposed", "netbios.exposed", "snmp.public", "web.api",
                           "sip.exposed", "tftp.exposed", "ssh.exposed"}) {
        const Rule* rule = all_rules().find(id);
        ASSERT_NE(rule, nullptr) << id;
        EXPECT_FALSE(rule->critical_risk) << id;
    }
}

TEST(RulesOnDisk, EveryRuleSpeaksBothLanguages) {
    for (const Rule& rule : all_rules().rules())
        EXPECT_NE(rule.text("fr").description, rule.text("en").description) << rule.where;
}

TEST(RulesOnDisk, AServiceOfAnyKnownProtocolFiresAtLeastOneRuleUnlessItIsPlainPublicWeb) {
    const Vocabulary words = vocabulary();
    const std::set<std::string> kJudgedByFactsOnly{"http", "dns", "smtp", "imap", "pop3"};
    for (const std::string& protocol : words.find("service.protocol")->values) {
        if (kJudgedByFactsOnly.contains(protocol)) continue;
        model::Facts facts;
        facts.set("service.protocol", protocol);
        facts.set("service.tls", false);
        facts.set("service.transport", "tcp");
        bool fired = false;
        for (const Rule& rule : all_rules().rules())
            fired = fired || (rule.subject == Subject::service && rule.evaluate(facts) == Truth::yes);
        EXPECT_TRUE(fired) << protocol;
    }
}

TEST(RulesOnDisk, AnUnlistedProtocolFallsToTheRuleForTheRest) {
    model::Facts facts;
    facts.set("service.protocol", "invented-tomorrow");

    EXPECT_EQ(all_rules().find("service.without_rule")->evaluate(facts), Truth::yes);
}

TEST(RulesLoad, AcceptsAWholeRule) {
    EXPECT_EQ(RulesFolder(kGood).complaint(), "");
}

TEST(RulesLoad, SaysFileAndLineOfAnUnknownFact) {
    const RulesFolder folder(changed("service.protocol == \"redis\"", "service.protocole == \"redis\""));

    EXPECT_THAT(folder.complaint(), HasSubstr("one.toml:4: when: column 1: unknown fact 'service.protocole'"));
}

TEST(RulesLoad, RefusesAMisspeltProtocol) {
    const RulesFolder folder(changed("service.protocol == \"redis\"", "service.protocol == \"reddis\""));

    EXPECT_THAT(folder.complaint(), HasSubstr("'reddis' is not one of the words of service.protocol"));
}

TEST(RulesLoad, RefusesAnUnknownKey) {
    EXPECT_THAT(RulesFolder(changed("qod = 90", "qod = 90\nseverity = 3")).complaint(),
                HasSubstr("one.toml:9: unknown key 'severity'"));
}

TEST(RulesLoad, RefusesAnUnknownNameInAText) {
    EXPECT_THAT(RulesFolder(changed("Titre {port}", "Titre {prot}")).complaint(),
                HasSubstr("unknown name in a text: {prot}"));
}

TEST(RulesLoad, RefusesAnExampleWithAFactOfAnotherType) {
    EXPECT_THAT(RulesFolder(changed("{service.protocol = \"ssh\"}", "{service.protocol = 3}")).complaint(),
                HasSubstr("service.protocol is a text, not a number"));
}

TEST(RulesLoad, NeedsAnExampleThatStaysSilent) {
    EXPECT_THAT(RulesFolder(changed("expect = \"silent\"", "expect = \"fires\"")).complaint(),
                HasSubstr("no example that stays silent"));
}

TEST(RulesLoad, NeedsBothLanguages) {
    EXPECT_THAT(RulesFolder(changed("[rule.en]", "[rule.de]")).complaint(), HasSubstr("texts in en are missing"));
}

TEST(RulesLoad, NeedsToKnowWhomARuleIsAboutWhenItsFactsMayBeAbsent) {
    EXPECT_THAT(RulesFolder(changed("service.protocol == \"redis\"", "redis.unauthenticated")).complaint(),
                HasSubstr("applies is missing"));
}

TEST(RulesLoad, RefusesACritiqueThatIsNotOnTheClosedList) {
    EXPECT_THAT(RulesFolder(changed("criticality = \"haute\"", "criticality = \"critique\"")).complaint(),
                HasSubstr("go together"));
}

TEST(RulesLoad, RefusesTheSameIdTwice) {
    EXPECT_THAT(RulesFolder(kGood + kGood).complaint(), HasSubstr("rule 'x.exposed' is already at one.toml:1"));
}

TEST(RulesLoad, ReportsAnExampleThatFailsWithItsLine) {
    const std::filesystem::path path = std::filesystem::temp_directory_path() / "vigie_rules_failing";
    std::filesystem::create_directories(path);
    std::ofstream(path / "one.toml") << changed("expect = \"silent\"\nfacts = {service.protocol = \"ssh\"}",
                                                "expect = \"silent\"\nfacts = {service.protocol = \"redis\"}");
    const auto rules = Rules::load(path, vocabulary());
    std::filesystem::remove_all(path);

    ASSERT_TRUE(rules.has_value()) << rules.error().what;
    EXPECT_THAT(rules->failing_examples(),
                ::testing::ElementsAre("one.toml:22: x.exposed: expected silent, got fires"));
}

TEST(Templates, FillNamesAndSayWhatIsNotKnown) {
    model::Facts facts;
    facts.set("service.port", std::int64_t{6379});
    facts.set("service.protocol", "redis");
    facts.set("redis.unauthenticated", true);
    facts.set("tls.versions", std::vector<std::string>{"TLS 1.2", "TLS 1.3"});

    EXPECT_EQ(render_text("{port} {product} {version}", facts, "fr"), "6379 redis version non affichée");
    EXPECT_EQ(render_text("{redis.unauthenticated}, {tls.versions}", facts, "en"), "yes, TLS 1.2, TLS 1.3");
    EXPECT_EQ(render_text("{redis.version} { open", facts, "en"), "not known { open");
    EXPECT_EQ(render_component("{product} {version}", facts), "");
}

TEST(Templates, AnAddressOfIpv6BeforeItsPortIsBracketed) {
    model::Facts facts;
    facts.set("service.address", std::string("2001:db8:20::80"));
    facts.set("service.port", std::int64_t{8080});

    EXPECT_EQ(render_text("{address}:{port} vers {address}", facts, "fr"),
              "[2001:db8:20::80]:8080 vers 2001:db8:20::80");
    facts.set("service.address", std::string("192.0.2.1"));
    EXPECT_EQ(render_text("{address}:{port}", facts, "fr"), "192.0.2.1:8080");
}

TEST(Templates, MakeHostileValuesPrintable) {
    model::Facts facts;
    facts.set("telnet.banner", std::string("a\x1b[2Jb"));

    EXPECT_EQ(render_text("{telnet.banner}", facts, "fr"), "a\xEF\xBF\xBD[2Jb");
}

}  // namespace
}  // namespace vigie::catalog
