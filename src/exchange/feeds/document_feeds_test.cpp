// SPDX-License-Identifier: Apache-2.0
// Feeds of many small documents (Ubuntu, CSAF, CERT-FR, recog), and what archives may hold.
#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/feeds/fake_import.h"
#include "exchange/feeds/parsers.h"
#include "model/release_names.h"

namespace vigie::exchange {
namespace {

using State = model::DistroStatus::State;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;
using testing::UnorderedElementsAre;

class DocumentFeeds : public FeedImport {};

constexpr std::string_view kOsv =
    R"json({"schema_version":"1.7.0","id":"UBUNTU-CVE-2024-6387","upstream":["CVE-2024-6387"],"modified":"2024-07-02T10:00:00Z","affected":[
{"package":{"ecosystem":"Ubuntu:22.04:LTS","name":"openssh","purl":"pkg:deb/ubuntu/openssh@1:8.9p1-3ubuntu0.10?arch=source&distro=jammy"},
 "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1:8.9p1-3ubuntu0.10"}]}],"ecosystem_specific":{"ubuntu_priority":"high"}},
{"package":{"ecosystem":"Ubuntu:Pro:18.04:LTS","name":"openssh"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"1:7.6p1-4ubuntu0.7+esm4"}]}]},
{"package":{"ecosystem":"Ubuntu:24.04:LTS","name":"openssh-ssh1"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]})json";

TEST_F(DocumentFeeds, ReadUbuntusOsvRecordsButNotWhatIsSold) {
    const auto summary =
        import(pack({{"osv/cve/2024/UBUNTU-CVE-2024-6387.json", std::string(kOsv)},
                     {"osv/usn/USN-6859-1.json", R"({"schema_version":"1.7.0","id":"USN-6859-1","affected":[]})"}},
                    true));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed.name, "ubuntu");
    EXPECT_EQ(summary->feed.date, "2024-07-02");
    EXPECT_EQ(summary->imported, 1);
    EXPECT_THAT(writer_.statuses,
                ElementsAre(model::DistroStatus{"openssh", "jammy", "CVE-2024-6387", State::resolved,
                                                "1:8.9p1-3ubuntu0.10", "high", "ubuntu", "2024-07-02"},
                            model::DistroStatus{"openssh-ssh1", "noble", "CVE-2024-6387", State::open, "", "", "ubuntu",
                                                "2024-07-02"}));
}

TEST_F(DocumentFeeds, ReadUbuntusVexDocuments) {
    const auto summary = import(write(
        R"json({"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-11-20T00:00:00Z","statements":[
{"vulnerability":{"name":"CVE-2024-6387"},"status":"fixed","products":[{"@id":"pkg:deb/ubuntu/openssh@1%3A9.6p1-3ubuntu13.3?arch=source&distro=noble"},
 {"@id":"pkg:deb/ubuntu/openssh-server@1:9.6p1-3ubuntu13.3?arch=amd64&distro=noble"}]},
{"vulnerability":{"name":"CVE-2024-6387"},"status":"not_affected","products":[{"@id":"pkg:deb/ubuntu/openssh@1:8.2p1?arch=source&distro=focal"}]},
{"vulnerability":{"name":"CVE-2024-6387"},"status":"affected","products":[{"@id":"pkg:deb/ubuntu/openssh@1:7?arch=source&distro=esm-infra%2Fxenial"}]}]})json"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_THAT(writer_.statuses,
                UnorderedElementsAre(model::DistroStatus{"openssh", "noble", "CVE-2024-6387", State::resolved,
                                                         "1:9.6p1-3ubuntu13.3", "", "ubuntu", "2026-11-20"},
                                     model::DistroStatus{"openssh", "focal", "CVE-2024-6387", State::not_affected, "",
                                                         "", "ubuntu", "2026-11-20"}));
}

TEST_F(DocumentFeeds, FileEveryNamedReleaseOfUbuntuUnderItsCodeName) {
    for (const model::NamedRelease& release : model::ubuntu_releases()) {
        writer_.statuses.clear();
        const auto summary = import(write(
            R"json({"id":"UBUNTU-CVE-2024-6387","schema_version":"1.7.0","modified":"2026-11-20T07:00:00Z","upstream":["CVE-2024-6387"],
"affected":[{"package":{"ecosystem":"Ubuntu:)json" +
            std::string(release.number) +
            R"json(","name":"openssh"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"}]}]}]})json"));

        ASSERT_TRUE(summary) << summary.error().what;
        ASSERT_THAT(writer_.statuses, SizeIs(1)) << release.number;
        EXPECT_EQ(writer_.statuses[0].release, release.codename);
    }
}

TEST_F(DocumentFeeds, ReadRedHatsVexAsWhatADistributionSays) {
    const auto summary = import(write(
        R"json({"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"category":"vendor","name":"Red Hat Product Security",
"namespace":"https://www.redhat.com"},"title":"x","tracking":{"id":"CVE-2024-6387","current_release_date":"2026-11-20T08:00:00+00:00"}},
"product_tree":{"branches":[{"category":"vendor","name":"Red Hat","branches":[
 {"category":"product_name","name":"RHEL AppStream 9","product":{"name":"RHEL 9","product_id":"AppStream-9.4.0.Z.MAIN.EUS","product_identification_helper":{"cpe":"cpe:/a:redhat:enterprise_linux:9::appstream"}}},
 {"category":"product_name","name":"RHEL 9.2 EUS","product":{"name":"RHEL 9.2 EUS","product_id":"AppStream-9.2.0.Z.EUS","product_identification_helper":{"cpe":"cpe:/a:redhat:rhel_eus:9.2::appstream"}}},
 {"category":"product_name","name":"RHEL 8","product":{"name":"RHEL 8","product_id":"red_hat_enterprise_linux_8","product_identification_helper":{"cpe":"cpe:/o:redhat:enterprise_linux:8"}}},
 {"category":"architecture","name":"src","branches":[{"category":"product_version","name":"openssh-0:8.7p1-38.el9_4.1.src","product":{"name":"openssh","product_id":"openssh-0:8.7p1-38.el9_4.1.src","product_identification_helper":{"purl":"pkg:rpm/redhat/openssh@8.7p1-38.el9_4.1?arch=src"}}}]},
 {"category":"product_version","name":"openssh","product":{"name":"openssh","product_id":"openssh","product_identification_helper":{"purl":"pkg:rpm/redhat/openssh?arch=src"}}}]}],
"relationships":[
 {"category":"default_component_of","full_product_name":{"name":"a","product_id":"A9"},"product_reference":"openssh-0:8.7p1-38.el9_4.1.src","relates_to_product_reference":"AppStream-9.4.0.Z.MAIN.EUS"},
 {"category":"default_component_of","full_product_name":{"name":"b","product_id":"A92"},"product_reference":"openssh-0:8.7p1-38.el9_4.1.src","relates_to_product_reference":"AppStream-9.2.0.Z.EUS"},
 {"category":"default_component_of","full_product_name":{"name":"c","product_id":"A8"},"product_reference":"openssh","relates_to_product_reference":"red_hat_enterprise_linux_8"}]},
"vulnerabilities":[{"cve":"CVE-2024-6387","product_status":{"fixed":["A9","A92"],"known_not_affected":["A8"]},
"scores":[{"cvss_v3":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":8.1},"products":["A9"]}]}]})json"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed.name, "csaf:redhat");
    EXPECT_THAT(writer_.statuses,
                UnorderedElementsAre(model::DistroStatus{"openssh", "rhel-9", "CVE-2024-6387", State::resolved,
                                                         "8.7p1-38.el9_4.1", "", "csaf:redhat", "2026-11-20"},
                                     model::DistroStatus{"openssh", "rhel-8", "CVE-2024-6387", State::not_affected, "",
                                                         "", "csaf:redhat", "2026-11-20"}));
    ASSERT_THAT(writer_.cves, SizeIs(1));
    EXPECT_TRUE(writer_.cves[0].second.configurations.empty());  // its packages are judged by their own versions
    EXPECT_EQ(writer_.cves[0].second.scores.at(0).source, "redhat");
}

constexpr std::string_view kAdvisory =
    R"json({"document":{"category":"csaf_security_advisory","csaf_version":"2.0","publisher":{"category":"coordinator","name":"CISA","namespace":"https://www.cisa.gov/"},
"title":"x","tracking":{"id":"ICSMA-24-001-01","current_release_date":"2024-01-02T00:00:00Z"}},
"product_tree":{"branches":[{"category":"vendor","name":"Acme Medical","branches":[{"category":"product_name","name":"Pacs Server","branches":[
 {"category":"product_version_range","name":">=V9.3.0<V9.24.22","product":{"name":"p","product_id":"P1"}},
 {"category":"product_version_range","name":"versions prior to the last","product":{"name":"p","product_id":"P2"}},
 {"category":"product_version","name":"2.1","product":{"name":"p","product_id":"P3"}}]}]}]},
"vulnerabilities":[{"cve":"CVE-2024-1234","notes":[{"category":"summary","text":"A flaw."}],"product_status":{"known_affected":["P1","P2"],"fixed":["P3"]}},
{"title":"without a number","product_status":{"known_affected":["P1"]}}]})json";

TEST_F(DocumentFeeds, ReadAnyProvidersAdvisoryAndSayWhichOneItWas) {
    const auto summary = import(write(kAdvisory));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    ASSERT_THAT(writer_.cves, SizeIs(1));
    EXPECT_EQ(writer_.cves[0].first, "csaf:cisa");
    const model::Cve& cve = writer_.cves[0].second;
    EXPECT_EQ(cve.modified, "2024-01-02");
    ASSERT_THAT(cve.configurations, SizeIs(1));
    EXPECT_EQ(cve.configurations[0].document, "ICSMA-24-001-01");
    const auto& criteria = cve.configurations[0].groups.at(0).criteria;
    ASSERT_THAT(criteria, SizeIs(2));
    EXPECT_EQ(criteria[0].vendor, "acme_medical");
    EXPECT_EQ(criteria[0].product, "pacs_server");
    EXPECT_EQ(criteria[0].start, "9.3.0");
    EXPECT_EQ(criteria[0].end, "9.24.22");
    EXPECT_FALSE(criteria[0].end_included);
    EXPECT_EQ(criteria[1].version, "*");  // prose: no version named, so that nothing is asserted
    EXPECT_EQ(criteria[1].end, "");
}

TEST_F(DocumentFeeds, ReadCsaf21) {
    std::string text(kAdvisory);
    text.replace(text.find("\"2.0\""), 5, "\"2.1\"");
    text.replace(
        text.find("\"product_status\""), 0,
        R"("metrics":[{"content":{"cvss_v4":{"version":"4.0","vectorString":"CVSS:4.0/AV:N","baseScore":9.3}},"products":["P1"]}],)");
    ASSERT_TRUE(import(write(text)).has_value());
    EXPECT_EQ(writer_.cves.at(0).second.scores.at(0), (model::CvssScore{"4.0", "CVSS:4.0/AV:N", 9.3, "cisa"}));

    text.replace(text.find("\"2.1\""), 5, "\"3.0\"");
    FakeWriter other;
    EXPECT_FALSE(import_feed(write(text), other).has_value());
}

TEST_F(DocumentFeeds, LinkBulletinsOfCertFrToTheirCves) {
    const auto summary = import(write(
        R"json({"$ref":"https://www.cert.ssi.gouv.fr/openapi.json","affected_systems":[],"cves":[{"name":"CVE-2024-6387","url":"u"},{"name":"CVE-2024-6387","url":"u"},{"name":"N/A","url":"u"}],
"reference":"CERTFR-2024-ALE-009","title":"Vulnérabilité dans OpenSSH","revisions":[{"description":"x","revision_date":"2024-07-05T00:00:00.000000"},{"description":"Version initiale","revision_date":"2024-07-01T00:00:00.000000"}],"closed_at":"2024-10-07"})json"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed.name, "certfr");
    EXPECT_THAT(writer_.bulletins,
                ElementsAre(model::Bulletin{"CERTFR-2024-ALE-009",
                                            "Vulnérabilité dans OpenSSH",
                                            true,
                                            "2024-07-01",
                                            "2024-07-05",
                                            "2024-10-07",
                                            "https://www.cert.ssi.gouv.fr/alerte/CERTFR-2024-ALE-009/",
                                            {"CVE-2024-6387"}}));
}

constexpr std::string_view kRecog = R"xml(<?xml version="1.0" encoding="UTF-8"?>
<fingerprints matches="ssh.banner" protocol="ssh" preference="0.90">
<fingerprint pattern="^openssh_([\d.]+)(p\d+)?$" flags="REG_ICASE"><description>OpenSSH</description>
<example service.version="9.2" service.cpe23="cpe:/a:openbsd:openssh:9.2">OpenSSH_9.2p1</example>
<example _encoding="base64">T3BlblNTSF85LjI=</example>
<param pos="0" name="service.vendor" value="OpenBSD"/><param pos="1" name="service.version"/>
<param pos="0" name="service.cpe23" value="cpe:/a:openbsd:openssh:{service.version}"/></fingerprint>
<fingerprint pattern="^dropbear"><description>lies</description><example service.version="1">dropbear</example></fingerprint>
</fingerprints>)xml";

TEST_F(DocumentFeeds, TakeOnlyFingerprintsThatMatchTheirExamples) {
    const auto summary = import(write(kRecog));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->imported, 1);
    EXPECT_EQ(summary->refused, 1U);
    ASSERT_THAT(writer_.patterns, SizeIs(1));
    EXPECT_EQ(writer_.patterns[0].field, "ssh.banner");
    EXPECT_EQ(writer_.patterns[0].preference, 0.9);
    EXPECT_TRUE(writer_.patterns[0].ignore_case);
    writer_.feeds.clear();
    EXPECT_THAT(refusal(write(R"(<!DOCTYPE f [<!ENTITY a "aaaa">]><fingerprints matches="x">&a;</fingerprints>)")),
                HasSubstr("entities"));
}

// The reference reads these patterns with Ruby; each of the four says the same to PCRE only after translation.
constexpr std::string_view kRecogOfRuby = R"xml(<?xml version="1.0"?>
<fingerprints matches="telnet.banner" protocol="telnet">
<fingerprint pattern="^Warning: be warned.(?:\r|\n)+Username:$"><description>a line break follows</description>
<example _encoding="base64">V2FybmluZzogYmUgd2FybmVkLg0KVXNlcm5hbWU6Cg==</example></fingerprint>
<fingerprint pattern="(?im:name.\x04.box.(\d+)-)" flags="REG_MULTILINE"><description>a dot for any byte</description>
<example service.version="800" _encoding="base64">TmFtZQoEDmJveAo4MDAtMA==</example><param pos="1" name="service.version"/></fingerprint>
<fingerprint pattern="^gate; (.+)* http"><description>doubled</description>
<example system.time="Sun, 29 Jul 2001 22:02:16 -0500 and a day">gate; Sun, 29 Jul 2001 22:02:16 -0500 and a day http://x</example>
<param pos="1" name="system.time"/></fingerprint>
<fingerprint pattern="^box (\d+)(\w*)$"><description>an empty group</description>
<example service.version="1" hw.series="">box 1</example>
<param pos="1" name="service.version"/><param pos="2" name="hw.series"/></fingerprint>
</fingerprints>)xml";

TEST_F(DocumentFeeds, ReadFingerprintsAsRubyDoes) {
    const auto summary = import(write(kRecogOfRuby));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->imported, 4);
    EXPECT_EQ(summary->refused, 0U);
}

TEST(VersionText, BecomesBoundsOnlyWhenItIsUnambiguous) {
    const auto read = [](std::string_view text) {
        model::CpeCriterion out;
        if (!read_comparisons(text, out)) return std::string("unread");
        return (out.start_included ? "[" : "(") + out.start + "," + out.end + (out.end_included ? "]" : ")");
    };
    EXPECT_EQ(read(">= 1.0, < 2.3.4"), "[1.0,2.3.4)");
    EXPECT_EQ(read(">=V9.3.0<V9.24.22"), "[9.3.0,9.24.22)");
    EXPECT_EQ(read("<=Ver.9.1.0"), "[,9.1.0]");
    EXPECT_EQ(read("0 < 8.0.1"), "[,8.0.1)");
    EXPECT_EQ(read("vers:deb/>1.2|<=2:3.4-1"), "(1.2,2:3.4-1]");
    EXPECT_EQ(read("< 1.2, < 2.3"), "unread");
    EXPECT_EQ(read("before 2.0"), "unread");
    EXPECT_EQ(read("vers:all/*"), "unread");
    EXPECT_EQ(read("< the last one"), "unread");
    EXPECT_EQ(read(""), "unread");
}

}  // namespace
}  // namespace vigie::exchange
