// SPDX-License-Identifier: Apache-2.0
// What users of other tools report as false alarms (docs/benchmarks.md names the measurement on the real base): here
// each case alone, with the record that causes it. None may be asserted, and what is really affected still is.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "correlate/component.h"
#include "correlate/fake_services.h"
#include "correlate/judge.h"

namespace vigie::correlate {
namespace {

using model::Certainty;
using model::CpeCriterion;
using State = model::DistroStatus::State;

struct Said {
    std::string verdict = "silent";
    int qod = 0;
    std::string reason;
};

Said said(const std::string& text, const FakeBase& base, const std::string& cve_id) {
    const auto component = component_from_text(text, knowledge().products);
    EXPECT_TRUE(component.has_value()) << text;
    Library library(base, "3.1");
    for (const CveAnswer& answer : judge(*component, library, {Language("fr"), true}).answers)
        if (answer.cve().id == cve_id) return {std::string(name_of(answer.certainty)), answer.qod, answer.reason};
    return {};
}

CpeCriterion exactly(const std::string& vendor, const std::string& product, const std::string& version,
                     const std::string& update = "*") {
    CpeCriterion out = range(vendor, product, "", "");
    out.version = version;
    out.update = update;
    return out;
}

// "Vulnerable" by its number, repaired by the distribution: SUSE, Red Hat, Debian and Ubuntu, with and without a
// suffix.
TEST(KnownBadCase, OpenSshThatADistributionRepairs) {
    FakeBase base;
    base.cves = {cve("CVE-2016-10009", 7.3, range("openbsd", "openssh", "", "7.4")),
                 cve("CVE-2023-38408", 9.8, range("openbsd", "openssh", "", "9.3p2"))};
    base.statuses = {{"openssh", "bookworm", "CVE-2023-38408", State::resolved, "1:9.2p1-2+deb12u1", ""},
                     {"openssh", "jammy", "CVE-2023-38408", State::resolved, "1:8.9p1-3ubuntu0.3", ""}};
    base.versions = {{"openssh", "bookworm", "1:9.2p1-2+deb12u10"}, {"openssh", "jammy", "1:8.9p1-3ubuntu0.13"}};

    EXPECT_EQ(said("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3", base, "CVE-2023-38408").verdict, "non-affecte");
    EXPECT_EQ(said("SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10", base, "CVE-2023-38408").verdict, "non-affecte");
    for (const char* banner : {"SSH-2.0-OpenSSH_7.2", "SSH-2.0-OpenSSH_8.4", "SSH-2.0-OpenSSH_8.0",
                               "SSH-2.0-OpenSSH_7.4", "SSH-2.0-OpenSSH_9.2p1 Debian", "SSH-2.0-OpenSSH_8.9p1 Ubuntu"}) {
        const Said answer = said(banner, base, "CVE-2023-38408");
        EXPECT_EQ(answer.verdict, "indetermine") << banner;
        EXPECT_EQ(answer.qod, 30) << banner;
        EXPECT_FALSE(answer.reason.empty()) << banner;
    }
    EXPECT_EQ(said("SSH-2.0-OpenSSH_9.2p1 Debian-2", base, "CVE-2023-38408").verdict, "affecte");
}

// The distribution's own end decides; the CVEs of the upstream number are to be confirmed.
TEST(KnownBadCase, Apache246OfCentos) {
    FakeBase base;
    base.cves = {cve("CVE-2021-44790", 9.8, range("apache", "http_server", "", "2.4.52")),
                 cve("CVE-2017-3167", 9.8, range("apache", "http_server", "2.4.0", "2.4.26"))};
    base.lives = {{"centos", "7", "CentOS 7", base::Date{std::chrono::year{2024} / 6 / 30}, true, std::nullopt, "",
                   "endoflife.date"}};
    model::Service centos = service("Apache httpd", "2.4.6", 80);
    centos.facts.set("http.server", "Apache/2.4.6 (CentOS)");

    const auto result = run({centos}, base);

    for (const model::Finding& finding : result.findings)
        if (finding.rule == "cve") {
            EXPECT_EQ(finding.certainty, Certainty::indetermine) << finding.cve;
            EXPECT_THAT(finding.title, testing::HasSubstr("à confirmer"));
        }
    ASSERT_NE(find(result, "eol"), nullptr);
    EXPECT_EQ(find(result, "eol")->component, "CentOS 7");
}

// regreSSHion: repaired in 3ubuntu13.3 of one release; neither another release nor a version with "~" counts as that.
TEST(KnownBadCase, RegreSshionOnUbuntu) {
    FakeBase base;
    base.cves = {cve("CVE-2024-6387", 8.1, range("openbsd", "openssh", "8.5p1", "9.8"))};
    base.statuses = {{"openssh", "noble", "CVE-2024-6387", State::resolved, "1:9.6p1-3ubuntu13.3", ""},
                     {"openssh", "jammy", "CVE-2024-6387", State::resolved, "1:8.9p1-3ubuntu0.10", ""},
                     {"openssh", "focal", "CVE-2024-6387", State::not_affected, "", ""}};
    base.versions = {{"openssh", "noble", "1:9.6p1-3ubuntu13.16"},
                     {"openssh", "jammy", "1:8.9p1-3ubuntu0.13"},
                     {"openssh", "focal", "1:8.2p1-4ubuntu0.13"}};
    const auto verdict = [&](const char* banner) { return said(banner, base, "CVE-2024-6387").verdict; };

    EXPECT_EQ(verdict("SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.16"), "non-affecte");
    EXPECT_EQ(verdict("SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.3"), "non-affecte");
    EXPECT_EQ(verdict("SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.2"), "affecte");
    EXPECT_EQ(verdict("SSH-2.0-OpenSSH_8.9p1 Ubuntu-3ubuntu0.10"), "non-affecte");
    EXPECT_EQ(verdict("SSH-2.0-OpenSSH_8.2p1 Ubuntu-4ubuntu0.11"), "non-affecte");
    EXPECT_EQ(verdict("pkg:deb/ubuntu/openssh@1:9.6p1-3ubuntu13.3~ppa1?distro=noble"), "affecte");
}

// Records of the last century that name no version, or "-": every Apache would be touched for ever.
TEST(KnownBadCase, OldRecordsOfApacheThatNameNoVersion) {
    FakeBase base;
    base.cves = {cve("CVE-1999-0236", 9.8, range("apache", "http_server", "", "")),
                 cve("CVE-1999-1237", 9.8, exactly("apache", "http_server", "*")),
                 cve("CVE-2007-4465", 9.8, exactly("apache", "http_server", "-")),
                 cve("CVE-2007-6423", 9.8, exactly("apache", "http_server", "-"))};
    for (const char* id : {"CVE-1999-0236", "CVE-1999-1237", "CVE-2007-4465", "CVE-2007-6423"})
        for (const char* banner : {"Apache/2.4.46 (Win64)", "Apache/2.4.46", "Apache/2.4.57 (Debian)"}) {
            const Said answer = said(banner, base, id);
            EXPECT_EQ(answer.verdict, "indetermine") << id << " " << banner;
            EXPECT_EQ(answer.qod, 10) << id << " " << banner;
        }
    model::Service windows = service("Apache httpd", "2.4.46", 80);
    windows.facts.set("http.server", "Apache/2.4.46 (Win64)");
    EXPECT_TRUE(run({windows}, base).findings.empty());  // said in one line of what could not be decided
}

// The update field is part of the version: 4.2.8p18 is none of p1 to p17.
TEST(KnownBadCase, NtpWhoseUpdateWasIgnored) {
    FakeBase base;
    for (int patch = 1; patch <= 17; ++patch)
        base.cves.push_back(cve("CVE-2018-71" + std::to_string(10 + patch), 9.8,
                                exactly("ntp", "ntp", "4.2.8", "p" + std::to_string(patch))));
    base.cves.push_back(cve("CVE-2018-7199", 9.8, range("ntp", "ntp", "4.2.8", "4.2.8p12")));

    for (const model::Cve& one : base.cves)
        EXPECT_EQ(said("ntpd 4.2.8p18", base, one.id).verdict, "non-affecte") << one.id;
    EXPECT_EQ(said("ntpd 4.2.8p17", base, "CVE-2018-7127").verdict, "indetermine");  // who built it is not said
}

// What NVD no longer analyses: the CVE list's own versions are judged, and so is an entry that NVD put off.
TEST(KnownBadCase, RecordsThatNvdDoesNotAnalyse) {
    FakeBase base;
    base.cves = {cve("CVE-2026-0001", 9.8, range("fortinet", "fortios", "7.4.0", "7.4.9"), "cve"),
                 cve("CVE-2026-0002", 9.8, range("fortinet", "fortios", "7.4.0", "7.4.9"), "nvd")};

    for (const char* id : {"CVE-2026-0001", "CVE-2026-0002"}) {
        EXPECT_EQ(said("FortiOS 7.4.8", base, id).verdict, "affecte") << id;
        EXPECT_EQ(said("FortiOS 7.4.9", base, id).verdict, "non-affecte") << id;
    }
}

// "The longest wins" made 1.0-rc1 later than 1.0.
TEST(KnownBadCase, APreReleaseIsNotLaterThanItsRelease) {
    FakeBase base;
    base.cves = {cve("CVE-2026-0003", 9.8, range("grafana", "grafana", "", "10.0.0-rc1")),
                 cve("CVE-2026-0004", 9.8, range("grafana", "grafana", "", "10.0.0"))};

    EXPECT_EQ(said("Grafana 10.0.0", base, "CVE-2026-0003").verdict, "non-affecte");
    EXPECT_EQ(said("Grafana 10.0.0", base, "CVE-2026-0004").verdict, "non-affecte");
    EXPECT_EQ(said("Grafana 10.0.0-beta1", base, "CVE-2026-0004").verdict, "affecte");
}

// A record whose product is "*" touched every program, bash for one.
TEST(KnownBadCase, ARecordWithoutAProductTouchesNothingElse) {
    FakeBase base;
    model::Cve pascom = cve("CVE-2021-45968", 9.8, range("pascom", "*", "", "7.20"));
    pascom.configurations[0].groups[0].criteria.push_back(range("openbsd", "*", "", "99"));
    base.cves = {pascom, cve("CVE-2021-45967", 9.8, range("*", "*", "", "7.20"))};

    for (const char* text : {"cpe:2.3:a:gnu:bash:5.1:*:*:*:*:*:*:*", "OpenSSH_6.6", "FortiOS 7.0.6"})
        for (const model::Cve& one : base.cves) EXPECT_EQ(said(text, base, one.id).verdict, "silent") << text;
}

// "1.4.ubuntu8 may have fixed it": a suffix of a distribution is a reason to doubt, not to accuse.
TEST(KnownBadCase, ASuffixOfADistributionInTheVersion) {
    FakeBase base;
    base.cves = {cve("CVE-2026-0005", 9.8, range("thekelleys", "dnsmasq", "", "2.91"))};

    for (const char* banner : {"dnsmasq-2.90.ubuntu8", "dnsmasq-2.90-4+deb13u1", "dnsmasq-2.90+suse3", "dnsmasq-2.90"})
        EXPECT_EQ(said(banner, base, "CVE-2026-0005").verdict, "indetermine") << banner;
}

// NVD wrote NGINX Unit 1.34.2 as nginx, which has no such version.
TEST(KnownBadCase, ARecordOfAnotherProductUnderOurName) {
    FakeBase base;
    base.cves = {cve("CVE-2025-1695", 7.5, range("f5", "nginx", "", "1.34.2")),
                 cve("CVE-2026-0007", 7.5, range("f5", "nginx", "", "1.34.2"))};

    EXPECT_EQ(said("nginx/1.22.1", base, "CVE-2025-1695").verdict, "silent");
    EXPECT_EQ(said("nginx/1.22.1", base, "CVE-2026-0007").verdict, "indetermine");
}

// "Running on Windows" and "together with mod_x" are conditions, not decoration.
TEST(KnownBadCase, AndConfigurations) {
    FakeBase base;
    model::Cve on_windows = cve("CVE-2004-0377", 9.8, range("apache", "http_server", "", "2.4.99"));
    CpeCriterion windows = exactly("microsoft", "windows", "-");
    windows.part = 'o';
    windows.vulnerable = false;
    on_windows.configurations[0].all = true;
    on_windows.configurations[0].groups.push_back({false, false, {windows}});
    model::Cve with_module = cve("CVE-2026-0006", 9.8, range("fortinet", "fortios", "", "7.4.9"));
    CpeCriterion module = exactly("example", "mod_x", "-");
    module.vulnerable = false;
    with_module.configurations[0].all = true;
    with_module.configurations[0].groups.push_back({false, false, {module}});
    base.cves = {on_windows, with_module};

    EXPECT_EQ(said("Apache/2.4.57 (Debian)", base, "CVE-2004-0377").verdict, "non-affecte");
    EXPECT_EQ(said("Apache/2.4.57 (FreeBSD)", base, "CVE-2004-0377").verdict, "non-affecte");
    EXPECT_EQ(said("Apache/2.4.57", base, "CVE-2004-0377").verdict, "indetermine");
    EXPECT_EQ(said("Apache/2.4.57 (Win64)", base, "CVE-2004-0377").verdict, "affecte");
    EXPECT_EQ(said("FortiOS 7.4.8", base, "CVE-2026-0006").verdict, "indetermine");
}

}  // namespace
}  // namespace vigie::correlate
