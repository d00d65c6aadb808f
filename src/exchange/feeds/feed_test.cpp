// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/feed.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/feeds/fake_import.h"

namespace vigie::exchange {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kNvd =
    R"json({"resultsPerPage":2,"format":"NVD_CVE","version":"2.0","timestamp":"2026-11-20T07:00:00.000",
"vulnerabilities":[{"cve":{"id":"CVE-2024-10001","sourceIdentifier":"a@example.org","published":"2024-07-01T13:15:06.467",
"vulnStatus":"Analyzed","cveTags":[],"descriptions":[{"lang":"es","value":"Una carrera."},{"lang":"en","value":"A \"race\" in sshd."}],
"metrics":{"cvssMetricV31":[{"source":"nvd@nist.gov","type":"Primary","cvssData":{"version":"3.1",
"vectorString":"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":8.1,"baseSeverity":"HIGH"}},
{"source":"134c704f-9b21-4f2e-91b3-4a467353bcc0","type":"Secondary","cvssData":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8}}]},
"configurations":[{"operator":"AND","nodes":[{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":true,
"criteria":"cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*","versionStartIncluding":"8.5","versionEndExcluding":"9.8"}]},
{"operator":"OR","negate":true,"cpeMatch":[{"vulnerable":false,"criteria":"cpe:2.3:o:example\\!:system\\:x:-:sp1:*:*:lts:linux:*:*"}]}]}]}},
{"cve":{"id":"CVE-2024-10002","vulnStatus":"Rejected","cveTags":[{"sourceIdentifier":"a","tags":["disputed"]}],"descriptions":[],"metrics":{}}}]})json";

TEST_F(FeedImport, ReadsAnNvdFile) {
    const auto summary = import(write(kNvd));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed.name, "nvd-2024");
    EXPECT_EQ(summary->feed.date, "2026-11-20");
    EXPECT_EQ(summary->feed.records, 2);
    ASSERT_EQ(writer_.cves.size(), 2U);
    EXPECT_EQ(writer_.cves[0].first, "nvd");
    const model::Cve& cve = writer_.cves[0].second;
    EXPECT_EQ(cve.id, "CVE-2024-10001");
    EXPECT_EQ(cve.description, "A \"race\" in sshd.");
    EXPECT_EQ(cve.published, "2024-07-01");
    ASSERT_EQ(cve.scores.size(), 2U);
    EXPECT_EQ(cve.scores[0],
              (model::CvssScore{"3.1", "CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H", 8.1, "nvd@nist.gov"}));
    EXPECT_EQ(cve.scores[1].source, "CISA-ADP");
    ASSERT_EQ(cve.configurations.size(), 1U);
    EXPECT_TRUE(cve.configurations[0].all);
    ASSERT_EQ(cve.configurations[0].groups.size(), 2U);
    const model::CpeCriterion& openssh = cve.configurations[0].groups[0].criteria.at(0);
    EXPECT_EQ(openssh.product, "openssh");
    EXPECT_EQ(openssh.start, "8.5");
    EXPECT_TRUE(openssh.start_included);
    EXPECT_EQ(openssh.end, "9.8");
    EXPECT_FALSE(openssh.end_included);
    EXPECT_TRUE(cve.configurations[0].groups[1].negate);
    const model::CpeCriterion& system = cve.configurations[0].groups[1].criteria.at(0);
    EXPECT_EQ(system.part, 'o');
    EXPECT_EQ(system.vendor, "example!");
    EXPECT_EQ(system.product, "system:x");
    EXPECT_EQ(system.version, "-");
    EXPECT_EQ(system.update, "sp1");
    EXPECT_EQ(system.edition, "lts");
    EXPECT_EQ(system.target, "linux");
    EXPECT_FALSE(system.vulnerable);
    EXPECT_EQ(writer_.cves[1].second.status, model::CveStatus::rejected);
}

TEST_F(FeedImport, ReadsTheSameFileCompressedUnderAnyName) {
    ASSERT_TRUE(import(pack({{"data", std::string(kNvd)}}, false)).has_value());
    EXPECT_EQ(writer_.cves.size(), 2U);
}

TEST_F(FeedImport, LeavesTheBaseAloneWhenAFileIsCut) {
    const auto packed = pack({{"data", std::string(kNvd)}}, false);
    std::filesystem::resize_file(packed, std::filesystem::file_size(packed) / 2);
    EXPECT_THAT(refusal(packed), testing::HasSubstr("packed"));
    for (std::size_t length = 40; length < kNvd.size(); length += 37)
        EXPECT_NE(refusal(write(kNvd.substr(0, length))), "accepted") << length;
    EXPECT_GT(writer_.abandoned, 10);
}

TEST_F(FeedImport, NoticesRecordsThatAreMissing) {
    std::string text(kNvd);
    text.replace(text.find("\"resultsPerPage\":2"), 18, "\"resultsPerPage\":3");

    EXPECT_THAT(refusal(write(text)), testing::HasSubstr("3 records announced, 2 found"));
    EXPECT_EQ(writer_.abandoned, 1);
}

TEST_F(FeedImport, RefusesWhatIsNoFeed) {
    EXPECT_THAT(refusal(folder_ / "absent"), testing::HasSubstr("no such file"));
    EXPECT_THAT(refusal(folder_), testing::HasSubstr("no such file"));
    EXPECT_THAT(refusal(write("")), testing::HasSubstr("empty"));
    EXPECT_THAT(refusal(write("just some text\n")), testing::HasSubstr("not a feed"));
    EXPECT_THAT(refusal(write("{\"a\":1}")), testing::HasSubstr("not a feed"));
    EXPECT_THAT(refusal(write("\x7f"
                              "ELF\x02\x01\x01")),
                testing::HasSubstr("not a feed"));
    EXPECT_EQ(writer_.abandoned, 0);
}

TEST_F(FeedImport, StopsADecompressionBomb) {
    const std::string zeros(std::size_t{80} << 20U, ' ');

    EXPECT_THAT(refusal(pack({{"data", zeros}}, false)), testing::HasSubstr("bomb"));
    EXPECT_THAT(refusal(pack({{"a.json", zeros}}, true), {.entry = 1U << 20U}), testing::HasSubstr("too large"));
    EXPECT_THAT(refusal(pack({{"a", "x"}, {"b", "x"}, {"c", "x"}}, true), {.entries = 2}),
                testing::HasSubstr("more than 2 files"));
    EXPECT_THAT(refusal(pack({{"a", std::string(600, 'x')}, {"b", std::string(600, 'x')}}, true), {.total = 1000}),
                testing::HasSubstr("limit"));
}

TEST_F(FeedImport, ReadsTheKevCatalogue) {
    const auto summary =
        import(write(R"({"title":"x","catalogVersion":"2026.11.20","dateReleased":"2026-11-20T17:04:19.9Z","count":1,
"vulnerabilities":[{"cveID":"CVE-2024-21762","vendorProject":"Fortinet","product":"FortiOS","vulnerabilityName":"FortiOS Out-of-Bound Write",
"dateAdded":"2024-02-09","knownRansomwareCampaignUse":"Known"}]})"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed, (model::FeedState{"kev", "2026-11-20", 1, {}}));
    EXPECT_EQ(writer_.exploited.at(0),
              (model::KnownExploited{"CVE-2024-21762", "FortiOS Out-of-Bound Write", "2024-02-09", true}));
}

TEST_F(FeedImport, ReadsEndoflife) {
    const auto summary = import(write(
        R"({"schema_version":"1.2.1","generated_at":"2026-08-22T00:00:00+00:00","total":1,"result":[{"name":"postgresql",
"identifiers":[{"type":"purl","id":"pkg:generic/postgresql"},{"type":"cpe","id":"cpe:2.3:a:postgresql:postgresql"}],"releases":[
{"name":"14","label":"14","isEol":false,"eolFrom":"2026-11-12","latest":{"name":"14.24"}},
{"name":"9.0","label":"9.0","isEol":true,"eolFrom":null,"eoesFrom":"2030-01-01","latest":null}]}]})"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    ASSERT_EQ(writer_.lives.size(), 2U);
    EXPECT_EQ(writer_.lives[0], (model::ReleaseLife{"postgresql", "14", "14", 2026y / 11 / 12, false, std::nullopt,
                                                    "14.24", "endoflife.date"}));
    EXPECT_EQ(writer_.lives[1], (model::ReleaseLife{"postgresql", "9.0", "9.0", std::nullopt, true, 2030y / 1 / 1, "",
                                                    "endoflife.date"}));
    EXPECT_THAT(writer_.aliases, testing::ElementsAre("postgresql:postgresql=postgresql"));
}

TEST_F(FeedImport, ReadsDebiansTracker) {
    const auto summary = import(write(R"({"openssh":{"CVE-2023-38408":{"description":"x","releases":{
"bookworm":{"status":"resolved","repositories":{"bookworm":"1:9.2p1-2+deb12u10","bookworm-security":"1:9.2p1-2+deb12u9"},"fixed_version":"1:9.2p1-2+deb12u1","urgency":"high"},
"trixie":{"status":"resolved","repositories":{"trixie":"1:10.0p1-7"},"fixed_version":"0","urgency":"high"},
"bullseye":{"status":"open","repositories":{"bullseye":"1:8.4p1-5"},"urgency":"unimportant"}}},
"TEMP-0000000-1":{"releases":{"bookworm":{"status":"open","repositories":{},"urgency":"low"}}}}})"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed.records, 3);
    EXPECT_THAT(writer_.statuses,
                testing::UnorderedElementsAre(
                    model::DistroStatus{"openssh", "bookworm", "CVE-2023-38408", model::DistroStatus::State::resolved,
                                        "1:9.2p1-2+deb12u1", "high"},
                    model::DistroStatus{"openssh", "trixie", "CVE-2023-38408", model::DistroStatus::State::not_affected,
                                        "0", "high"},
                    model::DistroStatus{"openssh", "bullseye", "CVE-2023-38408", model::DistroStatus::State::open, "",
                                        "unimportant"}));
    EXPECT_THAT(writer_.versions, testing::Contains(model::DistroVersion{"openssh", "bookworm", "1:9.2p1-2+deb12u10"}));
}

constexpr std::string_view kRecord =
    R"json({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2024-20001","state":"PUBLISHED",
"datePublished":"2024-02-01T00:00:00Z","dateUpdated":"2024-09-01T00:00:00Z"},"containers":{"cna":{"providerMetadata":{"shortName":"acme"},
"descriptions":[{"lang":"en","value":"A flaw."}],"tags":["disputed"],"affected":[{"vendor":"Acme Corp","product":"Web Server","defaultStatus":"unaffected",
"versions":[{"status":"affected","version":"2.0","lessThan":"2.4.1","versionType":"semver"},{"status":"affected","version":">= 3.0, < 3.2"},
{"status":"affected","version":"0","lessThanOrEqual":"1.5","versionType":"custom"},{"status":"affected","version":"4.0"},
{"status":"affected","version":"before the last one"},{"status":"unaffected","version":"5.0"},
{"status":"affected","version":"1f2e3d","lessThan":"4a5b6c","versionType":"git"},
{"status":"affected","version":"6.0","lessThanOrEqual":"6.9","versionType":"custom","changes":[{"at":"6.5","status":"unaffected"}]}]}],
"metrics":[{"cvssV3_1":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H","baseScore":7.5}}]},
"adp":[{"providerMetadata":{"shortName":"CISA-ADP"},"title":"CISA ADP Vulnrichment","affected":[{"vendor":"acme","product":"web","cpes":["cpe:2.3:a:acme:web_server_2:*:*:*:*:*:*:*:*"],
"versions":[{"status":"affected","version":"2.0","lessThan":"2.4.1","versionType":"custom"}]}],
"metrics":[{"other":{"type":"ssvc"}},{"cvssV3_1":{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":9.8}}]}]}})json";

TEST_F(FeedImport, ReadsAnArchiveOfCveRecordsAndPassesOverTheRest) {
    const auto summary = import(pack({{"README.md", "# records"},
                                      {"2024/CVE-2024-20001.json", std::string(kRecord)},
                                      {"delta.json", "{\"new\":[]}"}},
                                     true));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed, (model::FeedState{"cve", "2024-09-01", 1, {}}));
    EXPECT_EQ(summary->skipped, 2U);
    const model::Cve& cve = writer_.cves.at(0).second;
    EXPECT_EQ(writer_.cves[0].first, "cve");
    EXPECT_EQ(cve.status, model::CveStatus::disputed);
    EXPECT_THAT(cve.scores, testing::ElementsAre(testing::Field(&model::CvssScore::source, "acme"),
                                                 testing::Field(&model::CvssScore::source, "CISA-ADP")));
    ASSERT_EQ(cve.configurations.size(), 3U);  // the CNA's name, CISA's CPE name and CISA's plain name
    const auto& criteria = cve.configurations[0].groups.at(0).criteria;
    ASSERT_EQ(criteria.size(), 6U);
    EXPECT_EQ(criteria[0].vendor, "acme_corp");
    EXPECT_EQ(criteria[0].product, "web_server");
    EXPECT_EQ(criteria[0].start, "2.0");
    EXPECT_EQ(criteria[0].end, "2.4.1");
    EXPECT_EQ(criteria[1].start, "3.0");
    EXPECT_EQ(criteria[1].end, "3.2");
    EXPECT_FALSE(criteria[1].end_included);
    EXPECT_EQ(criteria[2].start, "");
    EXPECT_EQ(criteria[2].end, "1.5");
    EXPECT_TRUE(criteria[2].end_included);
    EXPECT_EQ(criteria[3].version, "4.0");
    EXPECT_EQ(criteria[4].version, "*");  // prose: no version named
    EXPECT_EQ(criteria[4].end, "");
    EXPECT_EQ(criteria[5].end, "6.5");
    EXPECT_FALSE(criteria[5].end_included);
}

// What one "versions" array of a CVE record says, as ranges.
std::string ranges(const std::vector<model::CpeCriterion>& criteria) {
    std::string out;
    for (const model::CpeCriterion& one : criteria)
        out += (out.empty() ? "[" : " [") + one.start + "," + one.end + (one.end_included ? "]" : ")");
    return out;
}

TEST_F(FeedImport, FollowsTheChangesOfAVersionRange) {
    struct Case {
        const char* versions;
        const char* expected;
    };
    constexpr Case kCases[] = {
        // the repair and the end of the range are one
        {R"({"status":"affected","version":"10.2.0","lessThan":"10.2.9-h1 ","changes":[{"at":"10.2.9-h1","status":"unaffected"}]})",
         "[10.2.0,10.2.9-h1)"},
        // the first version that is not affected is named behind the last one that is
        {R"({"status":"affected","version":"n/a","lessThanOrEqual":"1.9.3","changes":[{"at":"1.9.4","status":"unaffected"}]})",
         "[,1.9.4)"},
        // hotfixes of three maintenance releases: 10.2.8 is affected although 10.2.7-h24 is not
        {R"({"status":"affected","version":"10.2.0","lessThan":"10.2.13-h3","changes":[{"at":"10.2.7-h24","status":"unaffected"},
{"at":"10.2.8-h21","status":"unaffected"},{"at":"10.2.13-h3","status":"unaffected"}]})",
         "[10.2.0,10.2.7-h24) [10.2.8,10.2.8-h21) [10.2.9,10.2.13-h3)"},
        {R"({"status":"affected","version":"11.1.0","lessThan":"11.1.6","changes":[{"at":"11.1.4-h7","status":"unaffected"}]})",
         "[11.1.0,11.1.4-h7) [11.1.5,11.1.6)"},
        // repairs of three release lines, the newest first
        {R"({"status":"affected","version":"0.10.4","lessThan":"1.18.0","versionType":"semver","changes":[{"at":"1.17.7","status":"unaffected"},
{"at":"1.16.10","status":"unaffected"},{"at":"1.15.16","status":"unaffected"}]})",
         "[0.10.4,1.15.16) [1.16,1.16.10) [1.17,1.17.7) [1.18,1.18.0)"},
        // broken in the middle, and a repair that was undone
        {R"({"status":"unaffected","version":"1.0","lessThan":"4.0","changes":[{"at":"2.0","status":"affected"},{"at":"3.0","status":"unaffected"}]})",
         "[2.0,3.0)"},
        {R"({"status":"affected","version":"1.0","lessThan":"4.0","changes":[{"at":"2.0","status":"unaffected"},{"at":"3.0","status":"affected"}]})",
         "[1.0,2.0) [3.0,4.0)"},
        // changes in words are no bounds
        {R"({"status":"affected","version":"3.0","lessThan":"*","changes":[{"at":"R31 P3","status":"unaffected"}]})",
         "[3.0,)"},
        {R"({"status":"unaffected","version":"1.0","lessThan":"2.0"})", ""},
    };
    for (const Case& one : kCases) {
        FakeWriter writer;
        const std::string record =
            std::string(
                R"({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2024-3400",
"state":"PUBLISHED"},"containers":{"cna":{"affected":[{"vendor":"v","product":"p","versions":[)") +
            one.versions + "]}]}}}";
        const auto summary = import_feed(write(record), writer);
        ASSERT_TRUE(summary.has_value()) << summary.error().what;
        const auto& configurations = writer.cves.at(0).second.configurations;
        EXPECT_EQ(configurations.empty() ? "" : ranges(configurations[0].groups.at(0).criteria), one.expected)
            << one.versions;
    }
}

TEST_F(FeedImport, KeepsOnlyTheWordsOfSsvc) {
    const auto summary = import(write(
        R"({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2024-3400","state":"PUBLISHED"},
"containers":{"cna":{},"adp":[{"providerMetadata":{"shortName":"CISA-ADP"},"metrics":[{"other":{"type":"ssvc","content":{"options":[
{"Exploitation":"Active"},{"Automatable":"yes"},{"Technical Impact":"<script>"}]}}}]}]}})"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(writer_.cves.at(0).second.exploitation, (model::Exploitation{"active", true, ""}));
}

TEST_F(FeedImport, ReadsNvdOverrides) {
    const auto summary =
        import(pack({{"data/2024/CVE-2024-6387.json",
                      R"({"_annotation":{"cve_id":"CVE-2024-6387","modified":"2026-06-24T14:47:11Z","description":"x"},
"cve":{"configurations":[{"nodes":[{"cpeMatch":[{"criteria":"cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*","versionStartIncluding":"8.5p1","versionEndExcluding":"9.8","vulnerable":true}],"negate":false,"operator":"OR"}]}]}})"}},
                    true));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed, (model::FeedState{"nvd-overrides", "2026-06-24", 1, {}}));
    EXPECT_EQ(writer_.cves.at(0).second.configurations.at(0).source, "nvd-overrides");
}

TEST_F(FeedImport, ReadsEpss) {
    const auto summary =
        import(write("#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-2024-"
                     "6387,0.52345,0.979\n"));

    ASSERT_TRUE(summary.has_value()) << summary.error().what;
    EXPECT_EQ(summary->feed, (model::FeedState{"epss", "2026-11-20", 1, {}}));
    EXPECT_DOUBLE_EQ(writer_.probabilities.at(0).probability, 0.52345);
    FakeWriter other;
    EXPECT_FALSE(
        import_feed(write("#model_version:v1\ncve,epss,percentile\nCVE-2024-6387,2,0.9\n"), other).has_value());
    EXPECT_FALSE(import_feed(write("#model_version:v1\ncve,epss,percentile\n"), other).has_value());
}

TEST_F(FeedImport, AbandonsAnArchiveWithOneBrokenRecord) {
    EXPECT_NE(refusal(pack({{"a.json", std::string(kRecord)}, {"b.json", std::string(kRecord.substr(0, 400))}}, true)),
              "accepted");
    EXPECT_EQ(writer_.abandoned, 1);
}

// The real feeds, when they are there.
TEST_F(FeedImport, ReadsEveryRealFeed) {
    const char* data = std::getenv("VIGIE_TEST_DATA");
    if (data == nullptr) GTEST_SKIP() << "set VIGIE_TEST_DATA to the folder with the real feeds";
    struct Expected {
        const char* file;
        std::int64_t records;
    };
    constexpr Expected kExpected[] = {
        {"nvd/nvdcve-2.0-2003.json.gz", 1550}, {"known_exploited_vulnerabilities.json", 1404},
        {"endoflife-products-full.json", 464}, {"debian-security-tracker.json.gz", 38784},
        {"nvd-cpe-overrides.tar.zst", 32184},  {"cve5-vulnrichment.tar.zst", 44130},
        {"csaf-advisories.tar.zst", 470},      {"certfr-bulletins.tar.zst", 2447},
        {"recog-sample.tar.zst", 1500}};
    for (const Expected& expected : kExpected) {
        FakeWriter writer;
        const auto summary = import_feed(std::filesystem::path(data) / expected.file, writer);
        ASSERT_TRUE(summary.has_value()) << summary.error().what;
        EXPECT_GE(summary->imported, expected.records) << expected.file;
        EXPECT_EQ(summary->refused, 0U) << expected.file;
    }
}

}  // namespace
}  // namespace vigie::exchange
