// SPDX-License-Identifier: Apache-2.0
#include "correlate/correlate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "correlate/component.h"
#include "correlate/fake_base.h"
#include "correlate/fake_services.h"
#include "correlate/judge.h"

namespace vigie::correlate {
namespace {

using model::Certainty;
using model::CpeCriterion;
using model::Criticality;
using namespace std::chrono_literals;

FakeBase debian_base() {
    FakeBase base;
    base.cves = {cve("CVE-2025-26465", 6.8, range("openbsd", "openssh", "6.8p1", "9.9p2")),
                 cve("CVE-2023-38408", 9.8, range("openbsd", "openssh", "", "9.3p2")),
                 cve("CVE-2024-6387", 8.1, range("openbsd", "openssh", "8.5p1", "9.8"))};
    base.statuses = {
        {"openssh", "bookworm", "CVE-2025-26465", model::DistroStatus::State::resolved, "1:9.2p1-2+deb12u5", ""},
        {"openssh", "bookworm", "CVE-2023-38408", model::DistroStatus::State::resolved, "1:9.2p1-2+deb12u1", ""},
        {"openssh", "stretch", "CVE-2018-15473", model::DistroStatus::State::resolved, "1:7.4p1-10+deb9u4", ""}};
    base.versions = {{"openssh", "bookworm", "1:9.2p1-2+deb12u10"}, {"openssh", "stretch", "1:7.4p1-10+deb9u5"}};
    return base;
}

TEST(Correlate, JudgesADebianPackageByItsRevisionAndNotByTheUpstreamNumber) {
    const auto result = run({ssh("9.2p1", "Debian-2+deb12u3")}, debian_base());

    const model::Finding* later = find(result, "cve", "CVE-2025-26465");
    ASSERT_NE(later, nullptr);
    EXPECT_EQ(later->certainty, Certainty::affecte);
    EXPECT_EQ(later->qod, 95);
    EXPECT_THAT(later->reason, testing::HasSubstr("1:9.2p1-2+deb12u5"));
    EXPECT_THAT(later->recommendation, testing::HasSubstr("1:9.2p1-2+deb12u5"));
    EXPECT_EQ(find(result, "cve", "CVE-2023-38408"), nullptr);  // repaired in +deb12u1
    const model::Finding* silent = find(result, "cve", "CVE-2024-6387");
    ASSERT_NE(silent, nullptr);  // the tracker does not list it: nobody may say affected
    EXPECT_EQ(silent->certainty, Certainty::indetermine);
    EXPECT_EQ(silent->qod, 30);
}

TEST(Correlate, FindsTheReleaseFromTheTrackerWhenTheRevisionDoesNotNameIt) {
    const auto result = run({ssh("9.2p1", "Debian-2")}, debian_base());

    ASSERT_NE(find(result, "cve", "CVE-2023-38408"), nullptr);
    EXPECT_EQ(find(result, "cve", "CVE-2023-38408")->certainty, Certainty::affecte);
}

TEST(Correlate, AsksTheRightRelease) {
    const auto result = run({ssh("7.4p1", "Debian-10+deb9u2")}, debian_base());

    ASSERT_NE(find(result, "cve", "CVE-2018-15473"), nullptr);
    EXPECT_EQ(find(result, "cve", "CVE-2018-15473")->certainty, Certainty::affecte);
    EXPECT_FALSE(find(result, "cve", "CVE-2018-15473")->cvss.has_value());
    ASSERT_NE(find(result, "eol"), nullptr);
    EXPECT_EQ(find(result, "eol")->component, "Debian 9 (stretch)");
    EXPECT_EQ(find(result, "eol")->certainty, Certainty::affecte);
    EXPECT_TRUE(find(result, "eol")->obsolete);
}

TEST(Correlate, JudgesAnUbuntuPackageByUbuntusData) {
    FakeBase base = debian_base();
    base.statuses.push_back(
        {"openssh", "noble", "CVE-2024-6387", model::DistroStatus::State::resolved, "1:9.6p1-3ubuntu13.3", ""});
    base.versions.push_back({"openssh", "noble", "1:9.6p1-3ubuntu13.16"});

    EXPECT_EQ(find(run({ssh("9.6p1", "Ubuntu-3ubuntu13.16")}, base), "cve", "CVE-2024-6387"), nullptr);
    const auto unpatched = run({ssh("9.6p1", "Ubuntu-3ubuntu13")}, base);
    ASSERT_NE(find(unpatched, "cve", "CVE-2024-6387"), nullptr);
    EXPECT_EQ(find(unpatched, "cve", "CVE-2024-6387")->certainty, Certainty::affecte);
    EXPECT_THAT(find(unpatched, "cve", "CVE-2024-6387")->reason,
                testing::HasSubstr("corrigé par Ubuntu dans openssh 1:9.6p1-3ubuntu13.3 (noble)"));
}

TEST(Correlate, JudgesARedHatPackageInItsOwnMinorRelease) {
    FakeBase base;
    const auto fixed = [](const char* version) {
        return model::DistroStatus{"bind",  "rhel-7", "CVE-2023-2828", model::DistroStatus::State::resolved,
                                   version, ""};
    };
    base.statuses = {fixed("32:9.11.4-26.P2.el7_9.14"), fixed("32:9.11.4-16.P2.el7_8.8")};
    base.cves = {cve("CVE-2023-2828", 7.5, range("isc", "bind", "9.11.0", "9.16.42"))};
    const auto certainty = [&](const char* version) {
        const auto result = run({service("ISC BIND", version, 53)}, base);
        const model::Finding* finding = find(result, "cve", "CVE-2023-2828");
        return finding == nullptr ? Certainty::non_affecte : finding->certainty;
    };

    EXPECT_EQ(certainty("9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.16"), Certainty::non_affecte);
    EXPECT_EQ(certainty("9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.13"), Certainty::affecte);
    EXPECT_EQ(certainty("9.11.4-P2-RedHat-9.11.4-16.P2.el7_8.8"), Certainty::non_affecte);
    EXPECT_EQ(certainty("9.11.4-P2"), Certainty::indetermine);
}

TEST(Correlate, LetsTheEndOfTheDistributionDecideForItsOldApache) {
    FakeBase base;
    base.lives = {{"centos", "7", "CentOS 7", 2024y / 6 / 30, true, std::nullopt, "", "endoflife.date"}};
    model::Service centos = service("Apache httpd", "2.4.6", 80);
    centos.facts.set("http.server", "Apache/2.4.6 (CentOS)");

    const auto result = run({centos}, base);

    ASSERT_NE(find(result, "eol"), nullptr);
    EXPECT_EQ(find(result, "eol")->component, "CentOS 7");
    EXPECT_EQ(find(result, "eol")->qod, 70);
    EXPECT_THAT(find(result, "eol")->reason, testing::HasSubstr("déduit de Apache httpd 2.4.6"));
}

TEST(Correlate, NeverTakesAnUnscoredVulnerabilityForMedium) {
    FakeBase base;
    model::Cve unscored = cve("CVE-2026-0001", 0, range("fortinet", "fortios", "7.0.0", "7.0.9"));
    unscored.scores.clear();
    base.cves = {unscored};

    const auto result = run({service("FortiOS", "7.0.6")}, base);

    ASSERT_EQ(result.findings.size(), 1U);
    EXPECT_EQ(result.findings[0].criticality, Criticality::haute);
    EXPECT_FALSE(result.findings[0].cvss.has_value());
    EXPECT_THAT(result.findings[0].description, testing::HasSubstr("sa gravité est inconnue"));
}

TEST(Correlate, DoubtsABuildThatIsRepairedInAnotherEdition) {
    FakeBase base;
    CpeCriterion fips = range("citrix", "netscaler_application_delivery_controller", "13.1", "13.1-37.159");
    fips.edition = "fips";
    model::Cve both =
        cve("CVE-2023-3519", 9.8, range("citrix", "netscaler_application_delivery_controller", "13.1", "13.1-49.13"));
    both.configurations[0].groups[0].criteria.push_back(fips);
    base.cves = {both};
    const auto certainty = [&](const char* version) {
        return run({service("NetScaler ADC", version)}, base).findings.at(0).certainty;
    };

    EXPECT_EQ(certainty("13.1-37.159"), Certainty::indetermine);
    EXPECT_EQ(certainty("13.1-37.38"), Certainty::affecte);
}

TEST(Correlate, KnowsExchangeBuildsByTheNamesOfTheirRecords) {
    FakeBase base;
    CpeCriterion cu8 = range("microsoft", "exchange_server", "", "");
    cu8.version = "2019";
    cu8.update = "cumulative_update_8";
    base.cves = {cve("CVE-2021-26855", 9.8, cu8)};
    const auto certainty = [&](const char* version) {
        const auto result = run({service("Microsoft Exchange", version)}, base);
        const model::Finding* finding = find(result, "cve", "CVE-2021-26855");
        return finding == nullptr ? Certainty::non_affecte : finding->certainty;
    };

    EXPECT_EQ(certainty("15.2.792.3"), Certainty::affecte);
    EXPECT_EQ(certainty("15.2.792.10"), Certainty::indetermine);  // a security update: the record names none
    EXPECT_EQ(certainty("15.2.792"), Certainty::indetermine);
    EXPECT_EQ(certainty("15.2.858.5"), Certainty::non_affecte);
    EXPECT_EQ(certainty("15.2.799.1"), Certainty::indetermine);  // no build that we know
}

TEST(Correlate, ReadsAPackageUrl) {
    const auto component =
        component_from_text("pkg:deb/debian/openssh@1%3A9.2p1-2%2Bdeb12u3?distro=debian-12", knowledge().products);

    ASSERT_TRUE(component.has_value());
    EXPECT_EQ(component->key, "openssh");
    EXPECT_EQ(component->version, "9.2p1");
    EXPECT_EQ(component->packaging.version, "1:9.2p1-2+deb12u3");
    EXPECT_EQ(component->packaging.release, "bookworm");
    EXPECT_FALSE(component_from_text("pkg:deb/openssh@1", knowledge().products).has_value());
    EXPECT_FALSE(component_from_text("pkg:npm/a/b@1", knowledge().products).has_value());
}

TEST(Correlate, LeavesAnUbuntuPackageUndeterminedWithoutUbuntuData) {
    const auto result = run({ssh("9.6p1", "Ubuntu-3ubuntu13.16")}, debian_base());

    const model::Finding* finding = find(result, "cve", "CVE-2024-6387");
    ASSERT_NE(finding, nullptr);
    EXPECT_EQ(finding->certainty, Certainty::indetermine);
    EXPECT_EQ(finding->qod, 30);
    EXPECT_THAT(finding->reason, testing::HasSubstr("Ubuntu"));
}

TEST(Correlate, NeverSaysAffectedForAProductThatDistributionsRepairSilently) {
    FakeBase base;
    base.cves = {cve("CVE-2023-25690", 9.8, range("apache", "http_server", "2.4.0", "2.4.56")),
                 cve("CVE-2021-23017", 7.7, range("f5", "nginx", "0.6.18", "1.20.1"))};
    for (const model::Service& one : {service("Apache httpd", "2.4.37"), service("nginx", "1.18.0")}) {
        const auto result = run({one}, base);
        const auto cves = std::count_if(result.findings.begin(), result.findings.end(),
                                        [](const model::Finding& f) { return f.rule == "cve"; });
        ASSERT_EQ(cves, 1) << one.product;
        for (const auto& finding : result.findings)
            EXPECT_EQ(finding.certainty, Certainty::indetermine) << finding.title;
    }
}

TEST(Correlate, SaysAffectedForAWindowsBuildAndForAnAppliance) {
    FakeBase base;
    base.cves = {cve("CVE-2021-41773", 7.5, range("apache", "http_server", "2.4.49", "2.4.50")),
                 cve("CVE-2022-42475", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9"))};
    base.exploited = {{"CVE-2022-42475", "FortiOS heap overflow", "2022-12-13", true}};
    model::Service windows = service("Apache httpd", "2.4.49");
    windows.facts.set("http.server", "Apache/2.4.49 (Win64)");

    const auto result = run({windows, service("FortiOS", "7.0.6", 8443)}, base);

    ASSERT_NE(find(result, "cve", "CVE-2021-41773"), nullptr);
    EXPECT_EQ(find(result, "cve", "CVE-2021-41773")->certainty, Certainty::affecte);
    const model::Finding* fortios = find(result, "cve", "CVE-2022-42475");
    ASSERT_NE(fortios, nullptr);
    EXPECT_EQ(fortios->certainty, Certainty::affecte);
    EXPECT_EQ(fortios->criticality, Criticality::critique);
    EXPECT_EQ(fortios->qod, 80);
    EXPECT_TRUE(fortios->known_exploited);
    EXPECT_THAT(fortios->impact, testing::HasSubstr("KEV"));
    EXPECT_THAT(fortios->recommendation, testing::HasSubstr("7.0.9"));
    EXPECT_EQ(result.findings.front().cve, "CVE-2022-42475");  // worst first
}

TEST(Correlate, NeverAssertsFromARecordThatNamesNoVersion) {
    FakeBase base;
    CpeCriterion none = range("fortinet", "fortios", "", "");
    none.version = "-";
    base.cves = {cve("CVE-2007-4465", 9.8, none), cve("CVE-1999-0001", 10.0, range("fortinet", "fortios", "", "")),
                 cve("CVE-2020-0001", 9.1, range("fortinet", "fortios", "6.0", ""))};

    const auto result = run({service("FortiOS", "7.0.6")}, base);

    EXPECT_EQ(find(result, "cve", "CVE-2007-4465"), nullptr);
    EXPECT_EQ(find(result, "cve", "CVE-1999-0001"), nullptr);
    ASSERT_NE(find(result, "cve", "CVE-2020-0001"), nullptr);  // since 6.0, no end: a question, never a fact
    EXPECT_EQ(find(result, "cve", "CVE-2020-0001")->certainty, Certainty::indetermine);
    EXPECT_THAT(result.not_tested,
                testing::Contains(testing::Field(&model::CoverageGap::what, testing::HasSubstr("2 CVE"))));
}

TEST(Correlate, CountsTheUpdateAsPartOfTheVersion) {
    FakeBase base;
    CpeCriterion p17 = range("ntp", "ntp", "", "");
    p17.version = "4.2.8";
    p17.update = "p17";
    base.cves = {cve("CVE-2023-26551", 7.5, p17)};

    EXPECT_EQ(find(run({service("ntpd", "4.2.8p18")}, base), "cve", "CVE-2023-26551"), nullptr);
    EXPECT_NE(find(run({service("ntpd", "4.2.8p17")}, base), "cve", "CVE-2023-26551"), nullptr);
}

TEST(Correlate, NeedsTheOtherHalfOfAnAndConfiguration) {
    FakeBase base;
    CpeCriterion windows = range("microsoft", "windows", "", "");
    windows.part = 'o';
    windows.version = "-";
    windows.vulnerable = false;
    model::Cve on_windows = cve("CVE-2024-4577", 9.8, range("php", "php", "8.1.0", "8.1.29"));
    on_windows.configurations[0].all = true;
    on_windows.configurations[0].groups.push_back({false, false, {windows}});
    base.cves = {on_windows};
    model::Service debian = service("PHP", "8.1.2");
    debian.facts.set("http.server", "Apache/2.4.57 (Debian)");
    model::Service iis = service("PHP", "8.1.2", 8080);
    iis.facts.set("http.server", "Microsoft-IIS/10.0");

    EXPECT_EQ(find(run({debian}, base), "cve", "CVE-2024-4577"), nullptr);
    ASSERT_NE(find(run({iis}, base), "cve", "CVE-2024-4577"), nullptr);
    EXPECT_EQ(find(run({iis}, base), "cve", "CVE-2024-4577")->certainty, Certainty::affecte);
    ASSERT_NE(find(run({service("PHP", "8.1.2")}, base), "cve", "CVE-2024-4577"), nullptr);
    EXPECT_EQ(find(run({service("PHP", "8.1.2")}, base), "cve", "CVE-2024-4577")->certainty, Certainty::indetermine);
}

TEST(Correlate, IgnoresRejectedAndDoubtsDisputed) {
    FakeBase base;
    base.cves = {cve("CVE-2022-0001", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9")),
                 cve("CVE-2022-0002", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9"))};
    base.cves[0].status = model::CveStatus::rejected;
    base.cves[1].status = model::CveStatus::disputed;

    const auto result = run({service("FortiOS", "7.0.6")}, base);

    EXPECT_EQ(find(result, "cve", "CVE-2022-0001"), nullptr);
    ASSERT_NE(find(result, "cve", "CVE-2022-0002"), nullptr);
    EXPECT_EQ(find(result, "cve", "CVE-2022-0002")->certainty, Certainty::indetermine);
}

TEST(Correlate, NamesTheVersionThatRepairsEveryVulnerabilityAndIsNotAffectedItself) {
    FakeBase base;
    base.cves = {
        cve("CVE-2023-0001", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9")),
        cve("CVE-2023-0002", 7.2, range("fortinet", "fortios", "7.0.0", "7.0.14")),
        cve("CVE-2024-0003", 9.0, range("fortinet", "fortios", "7.0.14", "7.0.17")),  // came in with the repair
        cve("CVE-2024-0004", 9.0, range("fortinet", "fortios", "7.4.0", "7.4.4"))};

    const auto result = run({service("FortiOS", "7.0.6", 8443)}, base);

    EXPECT_EQ(find(result, "cve", "CVE-2023-0001")->update_to, "7.0.17");
    EXPECT_EQ(find(result, "cve", "CVE-2023-0002")->update_to, "7.0.17");
    EXPECT_THAT(find(result, "cve", "CVE-2023-0001")->recommendation, testing::HasSubstr("7.0.9"));
}

TEST(Correlate, NamesTheAdvisoriesAndTheAlertsOfAVulnerabilityApart) {
    FakeBase base;
    base.cves = {cve("CVE-2023-0001", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9"))};
    base.letters = {{.reference = "CERTFR-2023-ALE-001", .alert = true, .cves = {"CVE-2023-0001"}},
                    {.reference = "CERTFR-2023-AVI-0002", .cves = {"CVE-2023-0001"}},
                    {.reference = "CERTFR-2023-AVI-0003", .cves = {"CVE-2023-9999"}}};

    const auto result = run({service("FortiOS", "7.0.6", 8443)}, base);

    EXPECT_THAT(find(result, "cve", "CVE-2023-0001")->alerts, testing::ElementsAre("CERTFR-2023-ALE-001"));
    EXPECT_THAT(find(result, "cve", "CVE-2023-0001")->advisories, testing::ElementsAre("CERTFR-2023-AVI-0002"));
}

TEST(Correlate, NamesNoVersionForAVulnerabilityWithoutARepair) {
    FakeBase base;
    auto last = cve("CVE-2023-0005", 8.8, range("fortinet", "fortios", "7.0.0", "7.0.8"));
    last.configurations[0].groups[0].criteria[0].end_included = true;
    base.cves = {last};

    EXPECT_EQ(run({service("FortiOS", "7.0.6", 8443)}, base).findings.at(0).update_to,
              "une version postérieure à 7.0.8");
    base.cves = {cve("CVE-2023-0006", 8.8, range("fortinet", "fortios", "7.0.6", ""))};
    base.cves[0].configurations[0].groups[0].criteria[0].version = "7.0.6";
    EXPECT_EQ(run({service("FortiOS", "7.0.6", 8443)}, base).findings.at(0).update_to,
              "une version postérieure à 7.0.6");
}

TEST(Correlate, PutsUndeterminedOnesBelowSevenIntoOneFinding) {
    FakeBase base;
    for (int i = 0; i < 30; ++i)
        base.cves.push_back(
            cve("CVE-2022-10" + std::to_string(10 + i), 5.3, range("apache", "http_server", "2.4.0", "2.4.58")));
    base.cves.push_back(cve("CVE-2022-2000", 7.0, range("apache", "http_server", "2.4.0", "2.4.58")));

    const auto result = run({service("Apache httpd", "2.4.41")}, base);

    ASSERT_EQ(result.findings.size(), 2U);
    EXPECT_EQ(result.findings[0].cve, "CVE-2022-2000");
    EXPECT_THAT(result.findings[1].title, testing::HasSubstr("30 vuln"));
    EXPECT_EQ(result.findings[1].criticality, Criticality::moyenne);
    EXPECT_EQ(result.findings[1].cves.size(), 30U);
    EXPECT_EQ(result.findings[1].update_to, "2.4.58");
}

TEST(Correlate, DoesNotTakeAShorterVersionForALowerOne) {
    FakeBase base;
    base.cves = {cve("CVE-2022-42475", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9"))};

    const auto result = run({service("FortiOS", "7.0")}, base);

    ASSERT_NE(find(result, "cve", "CVE-2022-42475"), nullptr);
    EXPECT_EQ(find(result, "cve", "CVE-2022-42475")->certainty, Certainty::indetermine);
}

TEST(Correlate, TakesTheVendorsScoreBeforeCisaBeforeNvd) {
    const model::CvssScore nvd{"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", 9.8, "nvd@nist.gov"};
    const model::CvssScore cisa{"3.1", "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.1, "CISA-ADP"};
    const model::CvssScore vendor{"3.0", "CVSS:3.0/AV:N/AC:L/PR:L/UI:N/S:U/C:H/I:H/A:H", 8.8, "psirt@fortinet.com"};
    const model::CvssScore vendor4{"4.0", "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N", 9.3,
                                   "psirt@fortinet.com"};
    const model::CvssScore old{"2.0", "AV:N/AC:L/Au:N/C:P/I:P/A:P", 7.5, "psirt@fortinet.com"};

    EXPECT_EQ(choose_score({nvd, cisa, vendor}, "3.1"), vendor);
    EXPECT_EQ(choose_score({nvd, cisa}, "3.1"), cisa);
    EXPECT_EQ(choose_score({nvd, vendor4, old}, "3.1"), nvd);
    EXPECT_EQ(choose_score({nvd, vendor4, old}, "4.0"), vendor4);
    EXPECT_EQ(choose_score({old}, "3.1"), old);
    EXPECT_EQ(choose_score({}, "3.1"), std::nullopt);
}

TEST(Correlate, WorksWithoutABaseAndSaysSo) {
    const auto result = correlate({service("Apache httpd", "2.2.15"), service("Microsoft Exchange", "15.0.1497.48")},
                                  knowledge(), {.base = nullptr, .today = kToday});

    EXPECT_THAT(result.not_tested,
                testing::Contains(testing::Field(&model::CoverageGap::why, testing::HasSubstr("aucune base"))));
    ASSERT_EQ(result.findings.size(), 2U);
    EXPECT_THAT(result.findings[0].title, testing::HasSubstr("Exchange"));
    EXPECT_EQ(result.findings[0].certainty, Certainty::affecte);
    EXPECT_THAT(result.findings[0].title, testing::HasSubstr("2023-04-11"));
    EXPECT_THAT(result.findings[0].recommendation, testing::HasSubstr("Exchange Server SE"));
    EXPECT_EQ(result.findings[1].certainty, Certainty::indetermine);  // a distribution may still maintain it
}

TEST(Correlate, DoesNotCallASupportedVersionObsolete) {
    const auto result = correlate({service("PostgreSQL", "17.2"), service("Microsoft Exchange", "15.2.2562.17", 25),
                                   ssh("9.2p1", "Debian-2+deb12u3")},
                                  knowledge(), {.base = nullptr, .today = kToday});

    EXPECT_TRUE(result.findings.empty()) << result.findings.front().title;
}

TEST(Correlate, LeavesPaidSupportUndetermined) {
    const auto result = correlate({service("Microsoft Exchange", "15.1.2507.61")}, knowledge(),
                                  {.base = nullptr, .today = 2026y / 10 / 1});

    ASSERT_EQ(result.findings.size(), 1U);
    EXPECT_EQ(result.findings[0].certainty, Certainty::indetermine);
    EXPECT_THAT(result.findings[0].description, testing::HasSubstr("2026-11-01"));
}

TEST(Correlate, SaysWhenTheBaseIsDamagedEmptyOrOld) {
    FakeBase damaged;
    damaged.damaged = true;
    EXPECT_THAT(run({service("FortiOS", "7.0.6")}, damaged).not_tested,
                testing::Contains(testing::Field(&model::CoverageGap::why, testing::HasSubstr("damaged"))));
    EXPECT_THAT(run({}, FakeBase()).not_tested,
                testing::Contains(testing::Field(&model::CoverageGap::why, testing::HasSubstr("vide"))));
    FakeBase old;
    old.states = {{"nvd-2025", "2025-05-15", 12137, std::nullopt}};
    const auto result = run({}, old);
    ASSERT_EQ(result.feeds.size(), 1U);
    EXPECT_EQ(result.feeds[0].age_days, 555);
    EXPECT_THAT(result.not_tested, testing::Contains(testing::Field(&model::CoverageGap::why,
                                                                    testing::HasSubstr("leur copie a 555 jours"))));
}

TEST(Correlate, GivesTheSameFindingsTwiceWhateverTheOrderOfServices) {
    const FakeBase base = debian_base();
    const std::vector<model::Service> services = {ssh("9.2p1", "Debian-2+deb12u3"), service("nginx", "1.18.0")};
    const std::vector<model::Service> reversed(services.rbegin(), services.rend());

    EXPECT_EQ(run(services, base).findings, run(reversed, base).findings);
    for (const auto& finding : run(services, base).findings) EXPECT_FALSE(finding.id.empty());
}

TEST(Correlate, KeepsTheIdentityOfAFindingAcrossAnUpdateThatDoesNotCure) {
    FakeBase base;
    base.cves = {cve("CVE-2022-42475", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9"))};

    EXPECT_EQ(run({service("FortiOS", "7.0.6")}, base).findings.at(0).id,
              run({service("FortiOS", "7.0.7")}, base).findings.at(0).id);
}

TEST(Correlate, WritesEnglishWhenAsked) {
    FakeBase base;
    base.cves = {cve("CVE-2022-42475", 9.8, range("fortinet", "fortios", "7.0.0", "7.0.9"))};

    const auto result = run({service("FortiOS", "7.0.6")}, base, "en");

    ASSERT_EQ(result.findings.size(), 1U);
    EXPECT_EQ(result.findings[0].title, "FortiOS 7.0.6: CVE-2022-42475 (9.8)");
    EXPECT_THAT(result.findings[0].recommendation, testing::HasSubstr("Update FortiOS to 7.0.9"));
}

TEST(Correlate, ReadsTheOtherComponentsOfAnHttpHeader) {
    model::Service web = service("Apache httpd", "2.4.57");
    web.facts.set("http.server", "Apache/2.4.57 (Win64) OpenSSL/1.1.1k PHP/8.0.30");
    web.facts.set("http.powered_by", "PHP/8.0.30");

    const auto components = components_of(web, knowledge().products);

    ASSERT_EQ(components.size(), 3U);
    EXPECT_EQ(components[1].label(), "OpenSSL 1.1.1k");
    EXPECT_EQ(components[2].label(), "PHP 8.0.30");
}

TEST(Correlate, JudgesOrthancOfTheVendorButNotOneThatDebianMayHaveBuilt) {
    FakeBase base;
    base.cves = {cve("CVE-2023-33466", 8.8, range("orthanc-server", "orthanc", "", "1.12.0"))};
    base.versions = {{"orthanc", "bookworm", "1.10.1+dfsg-2+deb12u1"}};

    EXPECT_EQ(run({service("Orthanc", "1.11.2")}, base).findings.at(0).certainty, Certainty::affecte);
    EXPECT_EQ(run({service("Orthanc", "1.10.1")}, base).findings.at(0).certainty, Certainty::indetermine);
}

// Every entry of data/cpe/products.toml proves itself by its examples.
TEST(ProductTable, ReadsItsOwnExamples) {
    for (const Product& product : knowledge().products.all())
        for (const ProductExample& example : product.examples) {
            const auto component = component_from_text(example.banner, knowledge().products);
            ASSERT_TRUE(component.has_value()) << example.banner;
            EXPECT_EQ(component->key, product.id) << example.banner;
            EXPECT_EQ(component->version, example.version) << example.banner;
            EXPECT_EQ(component->packaging.version, example.package) << example.banner;
            EXPECT_EQ(component->packaging.name, example.system) << example.banner;
        }
}

TEST(ProductTable, RefusesWhatItDoesNotUnderstand) {
    EXPECT_FALSE(Products::parse("not toml [").has_value());
    EXPECT_FALSE(Products::parse("").has_value());
    EXPECT_FALSE(Products::parse("[[product]]\nid = 'a'\n").has_value());
    constexpr std::string_view kGood =
        "[[product]]\nid='a'\nname='A'\nnames=['A']\ncpe=['v:p']\nbackported=false\nexample=[{banner='A "
        "1',version='1'}]\n";
    EXPECT_TRUE(Products::parse(kGood).has_value());
    EXPECT_FALSE(Products::parse(std::string(kGood) + "colour='red'\n").has_value());
    EXPECT_FALSE(Products::parse(std::string(kGood) + std::string(kGood)).has_value());
}

TEST(LifecycleTable, NamesOnlyLinesWithASourceAndFindsThem) {
    for (const LifecycleProduct& product : knowledge().lifecycle.all())
        for (const LifecycleRelease& release : product.releases) {
            EXPECT_FALSE(release.life.source.empty()) << product.id;
            const auto found =
                support_of(product.id, release.versions.front() + ".1", knowledge().lifecycle, {}, kToday);
            ASSERT_TRUE(found.has_value()) << product.id << " " << release.life.release;
            EXPECT_EQ(found->life.release, release.life.release) << product.id;
        }
    EXPECT_FALSE(support_of("nginx", "1.221.0", knowledge().lifecycle, {}, kToday).has_value());
    EXPECT_FALSE(support_of("openssh", "9.2p1", knowledge().lifecycle, {}, kToday).has_value());
}

TEST(LifecycleTable, SaysWhyNoDateIsKnownInsteadOfNothing) {
    const auto orthanc = support_of("orthanc", "1.12.1", knowledge().lifecycle, {}, kToday);
    ASSERT_TRUE(orthanc.has_value());
    EXPECT_EQ(orthanc->support, Support::undated);
    EXPECT_EQ(orthanc->life.source, "https://orthanc.uclouvain.be/book/");
    EXPECT_EQ(support_of("dcm4chee", "2.17.1", knowledge().lifecycle, {}, kToday)->support, Support::ended);
    EXPECT_EQ(support_of("dcm4chee", "5.31.0", knowledge().lifecycle, {}, kToday)->support, Support::undated);
    for (const char* product : {"cisco-asa", "sonicos", "wallix-bastion", "philips-vue-pacs", "meddream-pacs"})
        EXPECT_EQ(support_of(product, "9.1", knowledge().lifecycle, {}, kToday)->support, Support::undated) << product;

    const auto result = run({service("SonicWall SonicOS", "7.0.1")}, FakeBase{});
    EXPECT_EQ(find(result, "eol"), nullptr);
    EXPECT_THAT(result.not_tested,
                testing::Contains(testing::AllOf(
                    testing::Field(&model::CoverageGap::what, "fin de support de SonicWall SonicOS 7.0.1"),
                    testing::Field(&model::CoverageGap::why, testing::HasSubstr("par modèle")))));
    EXPECT_FALSE(Lifecycle::parse("[[product]]\nid = \"x\"\nundated = {fr = \"a\", en = \"b\"}\n").has_value());
    EXPECT_FALSE(Lifecycle::parse("[[product]]\nid = \"x\"\nsource = \"s\"\nundated = {fr = \"a\"}\n").has_value());
}

TEST(LifecycleTable, CountsTheLastDayAsSupported) {
    EXPECT_EQ(support_of("postgresql", "14.9", knowledge().lifecycle, {}, 2026y / 11 / 12)->support,
              Support::ends_soon);
    EXPECT_EQ(support_of("postgresql", "14.9", knowledge().lifecycle, {}, 2026y / 11 / 13)->support, Support::ended);
    EXPECT_EQ(support_of("postgresql", "14.9", knowledge().lifecycle, {}, 2026y / 1 / 1)->support, Support::maintained);
}

TEST(LifecycleTable, LetsTheBaseCorrectADate) {
    model::ReleaseLife later{"postgresql", "14", "14", 2027y / 5 / 1, false, std::nullopt, "14.30", "endoflife.date"};
    EXPECT_EQ(support_of("postgresql", "14.9", knowledge().lifecycle, {later}, 2026y / 11 / 21)->support,
              Support::ends_soon);
    EXPECT_EQ(support_of("postgresql", "14.9", knowledge().lifecycle, {later}, 2026y / 11 / 21)->move_to, "14.30");
}

}  // namespace
}  // namespace vigie::correlate
