// SPDX-License-Identifier: Apache-2.0
#include "model/json.h"

#include <gtest/gtest.h>

#include "model/evidence.h"

namespace vigie::model {
namespace {

Audit full_audit() {
    Audit audit;
    audit.id = "A-1";
    audit.tool_version = "0.1.0";
    audit.started = *base::parse_instant("2026-11-21T22:00:00Z");
    audit.finished = *base::parse_instant("2026-11-21T22:10:00Z");
    audit.profile = "prudent";
    audit.policy = "strict";
    audit.feeds = {{"nvd", "2025-05-01", 147917, 12}};
    audit.perimeter.organisation = {"CH Exemple", "130786049", {"130001654"}, "20003452800014", "PACA-04", "93"};
    audit.perimeter.authorisation = {"CONV-1", "Direction", *base::parse_date("2026-11-01"),
                                     *base::parse_date("2027-01-31"), true};
    audit.perimeter.addresses = {*CidrBlock::parse("192.0.2.0/28")};
    audit.perimeter.limits.packets_per_second = 2000;
    audit.perimeter.limits.windows = {{1320, 360}};
    audit.perimeter.resolvers = {*IpAddress::parse("192.0.2.53")};
    audit.names = {{"www.ch-exemple.fr", true, "word list", {"192.0.2.1"}, {}}};
    audit.assets = {{*IpAddress::parse("192.0.2.1"), {"www.ch-exemple.fr"}, true, "declared", true, {}}};
    Service service;
    service.endpoint = *Endpoint::parse("192.0.2.1:6379/tcp");
    service.protocol = "redis";
    service.product = "Redis";
    service.access = Access::data;
    service.facts.set("redis.unauthenticated", true);
    service.facts.set("redis.keys", std::int64_t{3});
    service.facts.set("redis.version", "7.0.15");
    service.facts.set("tls.versions", std::vector<std::string>{"TLS 1.2"});
    service.attempts = {{"redis.identify", Attempt::Outcome::done, ""}, {"x", Attempt::Outcome::failed, "timeout: y"}};
    audit.services = {service};
    Finding finding;
    finding.rule = "redis.unauthenticated";
    finding.criticality = Criticality::critique;
    finding.cvss = CvssScore{"3.1", "CVSS:3.1/AV:N", 9.8, "nvd"};
    finding.asset = "192.0.2.1";
    finding.port = 6379;
    finding.certainty = Certainty::indetermine;
    finding.status = Status::persistant;
    finding.id = finding_id(finding, "");
    audit.findings = {finding};
    audit.coverage.not_tested = {{"a", "b"}};
    audit.coverage.loss_estimate = 0.25;
    audit.coverage.packets_sent = 1'234'567;
    audit.verdict.level = Level::rouge;
    audit.verdict.if_confirmed = Level::rouge;
    audit.verdict.alternatives = {{"lettre", Level::orange}};
    audit.verdict.reasons = {{"r", "2.5.2.2", "text", {finding.id}}};
    audit.evidence = {make_evidence(audit.started, service.endpoint, "redis", base::as_bytes("INFO"),
                                    base::as_bytes(std::string_view("\xff\x00$1", 4)))};
    return audit;
}

TEST(AuditJson, IsReadBackWithoutAnyLoss) {
    const Audit audit = full_audit();

    const auto again = read_audit(write_audit(audit));

    ASSERT_TRUE(again) << again.error().what;
    EXPECT_EQ(*again, audit);
}

TEST(AuditJson, HasTheFieldNamesThatOtherProgramsRelyOn) {
    const std::string text = write_audit(full_audit());

    for (const char* key : {"\"alternatives\"", "\"if_confirmed\"", "\"loss_estimate\"", "\"tool_version\"",
                            "\"finess_ej\"", "\"not_tested\"", "\"critique\""})
        EXPECT_NE(text.find(key), std::string::npos) << key;
    EXPECT_NE(text.find("\"category\": \"configuration\""), std::string::npos);
}

TEST(AuditJson, AnUnknownColourIsAnErrorAndNeverADefault) {
    std::string text = write_audit(full_audit());
    const std::string colour = "\"level\": \"rouge\"";
    text.replace(text.find(colour), colour.size(), "\"level\": \"bleu\"");

    const auto audit = read_audit(text);

    ASSERT_FALSE(audit);
    EXPECT_NE(audit.error().what.find("bleu"), std::string::npos);
}

TEST(AuditJson, BrokenTextIsOneErrorNotACrash) {
    for (const char* text : {"", "{", "[]", "{}", "{\"audit\":3}", "null"}) EXPECT_FALSE(read_audit(text)) << text;
}

TEST(AuditJson, DamageIsToldByItsPlaceInTheLanguageOfTheUser) {
    const std::string whole = write_audit(full_audit());
    const auto cut = read_audit(whole.substr(0, whole.size() / 2), "fr");
    ASSERT_FALSE(cut);
    EXPECT_EQ(cut.error().what.rfind("le fichier s'arrête avant sa fin, à la ligne ", 0), 0U) << cut.error().what;
    EXPECT_EQ(read_audit("{\n \"audit\": {\n  oops\n }\n}", "fr").error().what,
              "JSON mal formé à la ligne 3, octet 17");
    EXPECT_EQ(read_audit("{\n \"audit\": {\n  oops\n }\n}", "en").error().what, "malformed JSON at line 3, byte 17");
    EXPECT_EQ(read_audit("", "fr").error().what, "le fichier est vide");
    EXPECT_EQ(read_audit("{}", "fr").error().what, "la partie « audit » manque ou n'a pas sa forme");

    std::string services = whole;
    const std::string port = "\"port\": 6379";
    ASSERT_NE(services.find(port), std::string::npos);
    const std::size_t start = services.find("\"services\": [");
    services.replace(services.find(port, start), port.size(), "\"port\": \"x\"");
    EXPECT_EQ(read_audit(services, "fr").error().what, "la partie « services », élément 1, manque ou n'a pas sa forme");
}

TEST(ForgetBody, KeepsTheHeadOfAPageAndNoNameOfItsFiles) {
    Evidence evidence;
    evidence.reply = "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n<a href=\"IRM-DUPONT.dcm\">";
    forget_body(evidence);
    EXPECT_EQ(evidence.reply, "HTTP/1.1 200 OK\r\nServer: nginx\r\n\r\n[...]");
    evidence.reply = "no end of a head";
    forget_body(evidence);
    EXPECT_EQ(evidence.reply, "[...]");
}

TEST(FindingId, DependsOnRuleAssetPortAndSubjectOnly) {
    Finding finding;
    finding.rule = "cve";
    finding.asset = "192.0.2.1";
    finding.port = 22;
    const std::string id = finding_id(finding, "CVE-2024-6387");
    finding.component = "openssh 9.2p1";
    finding.title = "another text";

    EXPECT_EQ(finding_id(finding, "CVE-2024-6387"), id);
    EXPECT_NE(finding_id(finding, "CVE-2023-38408"), id);
    finding.port = 2222;
    EXPECT_NE(finding_id(finding, "CVE-2024-6387"), id);
}

TEST(Facts, AbsentIsNeitherFalseNorEmpty) {
    Facts facts;
    facts.set("a.flag", false);
    facts.append("a.list", "x");
    facts.append("a.list", "x");

    EXPECT_EQ(facts.flag("a.flag"), false);
    EXPECT_EQ(facts.flag("a.other"), std::nullopt);
    EXPECT_EQ(facts.number("a.flag"), std::nullopt);
    EXPECT_EQ(facts.list("a.list").size(), 1U);
    EXPECT_FALSE(facts.has("a"));
}

}  // namespace
}  // namespace vigie::model
