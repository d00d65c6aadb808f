// SPDX-License-Identifier: Apache-2.0
#include "exchange/weaknesses.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "exchange/csaf_vex.h"
#include "exchange/cyclonedx.h"
#include "exchange/defectdojo.h"

namespace vigie::exchange {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;

// A CVE of Apache httpd 2.4.49 that an earlier audit saw on 192.0.2.8:443.
model::Audit with_cured() {
    model::Audit out;
    out.id = "A-20261122-181645-68a0";
    out.lang = "en";
    model::Finding finding;
    finding.id = "f-1";
    finding.rule = "cve";
    finding.cve = "CVE-2021-42013";
    finding.component = "Apache httpd 2.4.49";
    finding.asset = "192.0.2.8";
    finding.port = 443;
    finding.status = model::Status::corrige;
    finding.impact = "Code is run on the server.";
    finding.reason = "version 2.4.49";
    out.findings = {finding};
    return out;
}

model::Service shows(const char* product, const char* version) {
    model::Service out;
    out.endpoint = *model::Endpoint::parse("192.0.2.8:443/tcp");
    out.product = product;
    out.version = version;
    return out;
}

VexStatement only(const model::Audit& audit) {
    const Weaknesses all = weaknesses_of(audit);
    EXPECT_EQ(all.by_cve.size(), 1U);
    return all.by_cve.begin()->second.at(0);
}

TEST(Weaknesses, AreFixedWhereAnotherVersionIsSeen) {
    model::Audit audit = with_cured();
    audit.services = {shows("Apache httpd", "2.4.62")};

    EXPECT_EQ(only(audit).standing, Standing::fixed);
    EXPECT_EQ(weaknesses_of(audit).products.at(0).label(), "Apache httpd 2.4.62 (192.0.2.8:443/tcp)");
}

TEST(Weaknesses, OfAClosedPortAreGoneAndNotFixed) {
    const model::Audit audit = with_cured();

    EXPECT_EQ(only(audit).standing, Standing::gone);
    const json csaf = json::parse(*write_csaf_vex(audit))["vulnerabilities"][0];
    EXPECT_EQ(csaf["product_status"], json({{"known_not_affected", {"p-1"}}}));
    EXPECT_EQ(csaf["flags"], json::parse(R"([{"label": "component_not_present", "product_ids": ["p-1"]}])"));
    const json analysis = json::parse(*write_cyclonedx(audit))["vulnerabilities"][0]["analysis"];
    EXPECT_EQ(analysis["state"], "not_affected");
    EXPECT_EQ(analysis["justification"], "code_not_present");
    EXPECT_THAT(analysis["detail"].get<std::string>(), HasSubstr("cannot be reached at this place any more"));
}

TEST(Weaknesses, OfAReplacedProductAreGone) {
    model::Audit audit = with_cured();
    audit.services = {shows("nginx", "1.26.2")};

    EXPECT_EQ(only(audit).standing, Standing::gone);
    EXPECT_EQ(only(audit).why, "another component answers at this place: nginx");
}

TEST(Weaknesses, OfAHiddenVersionStayOpen) {
    model::Audit audit = with_cured();
    audit.services = {shows("Apache httpd", "")};

    EXPECT_EQ(only(audit).standing, Standing::undetermined);
}

TEST(Weaknesses, OfTheSameVersionAreNotCalledFixed) {
    model::Audit audit = with_cured();
    audit.services = {shows("Apache httpd", "2.4.49")};

    EXPECT_EQ(only(audit).standing, Standing::not_affected);
    EXPECT_THAT(only(audit).why, HasSubstr("no longer counts this version"));
}

TEST(Weaknesses, OfASecondComponentAreFixedWhereItsNewVersionIsSeen) {
    model::Audit audit = with_cured();
    audit.findings[0].component = "OpenSSL 3.0.11";
    audit.services = {shows("Apache httpd", "2.4.62")};
    model::Finding other = audit.findings[0];
    other.id = "f-2";
    other.cve = "CVE-2024-5535";
    other.component = "OpenSSL 3.0.14";
    other.status = model::Status::nouveau;
    audit.findings.push_back(other);

    EXPECT_EQ(weaknesses_of(audit).by_cve.at("CVE-2021-42013").at(0).standing, Standing::fixed);
}

TEST(CsafVex, TellsAnImpactOfWhatIsOpenAndItsReasonInANote) {
    model::Audit audit = with_cured();
    audit.findings[0].status = model::Status::nouveau;

    const json csaf = json::parse(*write_csaf_vex(audit))["vulnerabilities"][0];
    EXPECT_EQ(csaf["threats"][0]["details"], "Code is run on the server.");
    EXPECT_EQ(csaf["notes"][1]["category"], "details");
    EXPECT_EQ(csaf["notes"][1]["text"], "version 2.4.49");
}

TEST(CsafVex, IsCalledAfterItsTrackingId) {
    EXPECT_EQ(csaf_file_name("A-20261122-181645-68a0"), "vigie-a-20261122-181645-68a0.json");
    EXPECT_EQ(csaf_file_name("CH de l'Est/3"), "vigie-ch_de_l_est_3.json");
    EXPECT_EQ(json::parse(*write_csaf_vex(with_cured()))["document"]["tracking"]["id"], "vigie-A-20261122-181645-68a0");
    EXPECT_TRUE(is_csaf_file_name("vigie-a-20261122-181645-68a0.json"));
    for (const char* name : {"vigie-notes.json", "vigie-a-20261122-181645-.json", "vigie-a-2026112x-181645-68a0.json",
                             "audit.json", "", "vigie-a-20261122-181645-68a0/x.json"})
        EXPECT_FALSE(is_csaf_file_name(name)) << name;
}

TEST(Exports, NameEachVulnerabilityOfASummary) {
    model::Audit audit = with_cured();
    model::Finding& summary = audit.findings[0];
    summary.cve.clear();
    summary.status = model::Status::nouveau;
    summary.certainty = model::Certainty::indetermine;
    summary.component = "Redis 7.0.15";
    summary.cves = {"CVE-2024-31228", "CVE-2024-31227"};

    const json dojo = json::parse(*write_defectdojo(audit))["findings"][0];
    EXPECT_EQ(dojo["vulnerability_ids"], json({"CVE-2024-31228", "CVE-2024-31227"}));
    for (const json& document : {json::parse(*write_csaf_vex(audit)), json::parse(*write_cyclonedx(audit))}) {
        ASSERT_EQ(document["vulnerabilities"].size(), 2U);
        EXPECT_THAT(document["vulnerabilities"][0].dump(), HasSubstr("CVE-2024-31227"));
        EXPECT_THAT(document["vulnerabilities"][1].dump(), HasSubstr("CVE-2024-31228"));
    }
}

}  // namespace
}  // namespace vigie::exchange
