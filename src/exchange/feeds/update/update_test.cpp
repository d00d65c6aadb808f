// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/update/update.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include "exchange/feeds/fake_writer.h"
#include "exchange/feeds/update/fake_server.h"

namespace vigie::exchange {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::SizeIs;

constexpr std::string_view kKev = R"({"title":"x","catalogVersion":"1","dateReleased":"2026-11-20T00:00:00Z","count":1,
"vulnerabilities":[{"cveID":"CVE-2024-21762","vulnerabilityName":"x","dateAdded":"2024-02-09"}]})";

std::string nvd_page(int index, int count, int total) {
    std::string out =
        R"({"resultsPerPage":)" + std::to_string(count) + R"(,"startIndex":)" + std::to_string(index) +
        R"(,"totalResults":)" + std::to_string(total) +
        R"(,"format":"NVD_CVE","version":"2.0","timestamp":"2026-11-20T07:00:00.000","vulnerabilities":[)";
    for (int i = 0; i < count; ++i)
        out +=
            std::string(i > 0 ? "," : "") + R"({"cve":{"id":"CVE-2026-)" + std::to_string(10000 + index + i) + R"("}})";
    return out + "]}";
}

class FeedUpdate : public testing::Test {
protected:
    FeedUpdate() : folder_(std::filesystem::temp_directory_path() / ("vigie-update-" + std::to_string(::getpid()))) {
        std::filesystem::create_directories(folder_);
        settings_.downloads = folder_;
        settings_.say = [this](const std::string& line) { said_.push_back(line); };
    }
    ~FeedUpdate() override { std::filesystem::remove_all(folder_); }

    base::Result<int> update(const FeedSource& source) {
        Downloader downloader(network_, [this](std::chrono::seconds pause) {
            pauses_.push_back(pause.count());
            return static_cast<int>(pauses_.size()) <= stop_after_;
        });
        return update_source(source, {downloader, writer_, clock_, settings_});
    }
    std::string failure(const FeedSource& source) {
        const auto done = update(source);
        return done ? "done" : done.error().what;
    }

    std::filesystem::path folder_;
    FakeWriter writer_;
    base::FixedClock clock_{*base::parse_instant("2026-11-21T10:00:00Z")};
    NetworkSettings network_;
    UpdateSettings settings_;
    std::vector<long> pauses_;
    std::vector<std::string> said_;
    int stop_after_ = 100;
};

TEST_F(FeedUpdate, FetchesAFileOnceUntilItChanges) {
    const FakeServer server([](const FakeRequest& request) -> FakeAnswer {
        if (request.headers.count("if-none-match") != 0 && request.headers.at("if-none-match") == "\"one\"")
            return {304, ""};
        return {200, std::string(kKev), {"ETag: \"one\""}};
    });
    const FeedSource source{.name = "kev", .url = server.url("/kev.json")};

    EXPECT_EQ(update(source), 1);
    EXPECT_EQ(update(source), 0);
    EXPECT_THAT(writer_.feeds, ElementsAre(model::FeedState{"kev", "2026-11-20", 1, {}}));
    EXPECT_EQ(writer_.published, 1);
    EXPECT_TRUE(std::filesystem::is_empty(folder_));
}

TEST_F(FeedUpdate, GoesOnWhereATransferBrokeOff) {
    const FakeServer server([](const FakeRequest& request) -> FakeAnswer {
        const auto range = request.headers.find("range");
        if (range == request.headers.end()) return {200, std::string(kKev), {"ETag: \"one\""}, 100};
        const std::size_t from = std::stoul(range->second.substr(6));
        EXPECT_EQ(request.headers.at("if-range"), "\"one\"");
        return {206, std::string(kKev.substr(from)), {"ETag: \"one\""}};
    });

    EXPECT_EQ(update({.name = "kev", .url = server.url("/kev.json")}), 1);
    const auto requests = server.requests();
    ASSERT_THAT(requests, SizeIs(2));
    EXPECT_EQ(requests[1].headers.at("range"), "bytes=100-");
    EXPECT_THAT(writer_.exploited, SizeIs(1));
}

TEST_F(FeedUpdate, StartsAgainWhenTheServerHasAnotherFileNow) {
    int number = 0;
    const FakeServer server([&](const FakeRequest&) -> FakeAnswer {
        if (++number == 1) return {200, std::string(500, 'x'), {"ETag: \"one\""}, 100};
        return {200, std::string(kKev), {"ETag: \"two\""}};
    });

    EXPECT_EQ(update({.name = "kev", .url = server.url("/kev.json")}), 1);
    EXPECT_THAT(writer_.exploited, SizeIs(1));
}

TEST_F(FeedUpdate, WaitsLongerEachTimeAndGivesUpAtLast) {
    const FakeServer server([](const FakeRequest&) -> FakeAnswer { return {403, "too many requests"}; });

    EXPECT_THAT(failure({.name = "kev", .url = server.url("/kev.json")}), HasSubstr("the server answers 403"));
    EXPECT_THAT(pauses_, ElementsAre(6, 12, 24, 48, 96));
    EXPECT_TRUE(writer_.feeds.empty());
}

TEST_F(FeedUpdate, WaitsAsLongAsTheServerAsks) {
    int number = 0;
    const FakeServer server([&](const FakeRequest&) -> FakeAnswer {
        if (++number == 1) return {429, "", {"Retry-After: 17"}};
        return {200, std::string(kKev)};
    });

    EXPECT_EQ(update({.name = "kev", .url = server.url("/kev.json")}), 1);
    EXPECT_THAT(pauses_, ElementsAre(17));
}

TEST_F(FeedUpdate, SaysAtOnceThatAnAddressIsWrong) {
    const FakeServer server([](const FakeRequest&) -> FakeAnswer { return {404, "gone"}; });

    EXPECT_THAT(failure({.name = "kev", .url = server.url("/kev.json")}), HasSubstr("the server answers 404"));
    EXPECT_TRUE(pauses_.empty());
}

TEST_F(FeedUpdate, LeavesTheBaseAloneWhenTheFileIsNoFeed) {
    const FakeServer server([](const FakeRequest&) -> FakeAnswer { return {200, "<html>please log in</html>"}; });

    EXPECT_THAT(failure({.name = "kev", .url = server.url("/kev.json")}), HasSubstr("not a feed"));
    EXPECT_TRUE(writer_.feeds.empty());
    EXPECT_EQ(writer_.published, 0);
}

TEST_F(FeedUpdate, TrustsAPrivateAuthorityOnlyWhenTold) {
    const FakeServer server([](const FakeRequest&) -> FakeAnswer { return {200, std::string(kKev)}; }, true);
    const FeedSource source{.name = "kev", .url = server.url("/kev.json")};

    const auto refused = update(source);
    ASSERT_FALSE(refused.has_value());
    EXPECT_EQ(refused.error().code, base::Errc::tls);
    network_.ca_file = (folder_ / "ca.pem").string();
    std::ofstream(network_.ca_file) << server.authority();
    EXPECT_EQ(update(source), 1);
}

TEST_F(FeedUpdate, AsksThroughTheProxy) {
    const FakeServer proxy([](const FakeRequest&) -> FakeAnswer { return {200, std::string(kKev)}; });
    network_.proxy = proxy.url("");

    EXPECT_EQ(update({.name = "kev", .url = "http://feeds.invalid/kev.json"}), 1);
    EXPECT_EQ(proxy.requests().at(0).target, "http://feeds.invalid/kev.json");
}

TEST_F(FeedUpdate, NeverLeavesTlsForPlainText) {
    const FakeServer plain([](const FakeRequest&) -> FakeAnswer { return {200, std::string(kKev)}; });
    const std::string there = "Location: " + plain.url("/kev.json");
    const FakeServer server([&](const FakeRequest&) -> FakeAnswer { return {302, "", {there}}; }, true);
    network_.ca_file = (folder_ / "ca.pem").string();
    std::ofstream(network_.ca_file) << server.authority();

    EXPECT_NE(failure({.name = "kev", .url = server.url("/kev.json")}), "done");
    EXPECT_TRUE(plain.requests().empty());
}

TEST_F(FeedUpdate, AsksNvdByPagesAndWindowsOfAtMost120Days) {
    const FakeServer server([](const FakeRequest& request) -> FakeAnswer {
        const bool second = request.target.find("startIndex=2&") != std::string::npos;
        const bool first_window = request.target.find("lastModStartDate=2026-06-01") != std::string::npos;
        if (!first_window) return {200, nvd_page(0, 0, 0)};
        return {200, second ? nvd_page(2, 1, 3) : nvd_page(0, 2, 3)};
    });
    writer_.notes["nvd.until"] = "2026-06-01T00:00:00Z";

    EXPECT_EQ(update({.name = "nvd", .kind = FeedSource::Kind::nvd, .url = server.url("/cves")}), 2);
    std::vector<std::string> targets;
    for (const FakeRequest& request : server.requests()) targets.push_back(request.target);
    EXPECT_THAT(targets,
                ElementsAre("/cves?resultsPerPage=2000&startIndex=0&lastModStartDate=2026-06-01T00:00:00.000%2B00:00&"
                            "lastModEndDate=2026-09-29T00:00:00.000%2B00:00",
                            "/cves?resultsPerPage=2000&startIndex=2&lastModStartDate=2026-06-01T00:00:00.000%2B00:00&"
                            "lastModEndDate=2026-09-29T00:00:00.000%2B00:00",
                            "/cves?resultsPerPage=2000&startIndex=0&lastModStartDate=2026-09-29T00:00:00.000%2B00:00&"
                            "lastModEndDate=2026-11-21T10:00:00.000%2B00:00"));
    EXPECT_THAT(pauses_, ElementsAre(6, 6));  // between requests
    EXPECT_EQ(writer_.notes["nvd.until"], "2026-11-21T10:00:00Z");
    EXPECT_EQ(writer_.feeds.back().date, "2026-11-21");
    EXPECT_THAT(writer_.cves, SizeIs(3));
}

// NVD answers 403 in plain words when it is asked too often, in the middle of the pages too.
TEST_F(FeedUpdate, AsksForTheSameNvdPageAgainWhenItIsTooOften) {
    int refusals = 2;
    const FakeServer server([&](const FakeRequest& request) -> FakeAnswer {
        const bool second = request.target.find("startIndex=2&") != std::string::npos;
        if (second && refusals-- > 0) return {403, "Request forbidden by administrative rules."};
        return {200, second ? nvd_page(2, 1, 3) : nvd_page(0, 2, 3)};
    });
    writer_.notes["nvd.until"] = "2026-11-01T00:00:00Z";

    EXPECT_EQ(update({.name = "nvd", .kind = FeedSource::Kind::nvd, .url = server.url("/cves")}), 2);
    EXPECT_EQ(server.requests().size(), 4U);
    EXPECT_THAT(pauses_, ElementsAre(6, 6, 12));  // between the pages, then growing
    EXPECT_THAT(writer_.cves, SizeIs(3));
    EXPECT_EQ(writer_.notes["nvd.until"], "2026-11-21T10:00:00Z");
}

TEST_F(FeedUpdate, CutsAYearOfNvdIntoWindowsThatTouch) {
    const FakeServer server([](const FakeRequest&) -> FakeAnswer { return {200, nvd_page(0, 0, 0)}; });
    writer_.notes["nvd.until"] = "2025-10-01T00:00:00Z";

    ASSERT_TRUE(update({.name = "nvd", .kind = FeedSource::Kind::nvd, .url = server.url("/cves")}).has_value());
    constexpr std::chrono::hours kMost{120 * 24};
    std::string until = "2025-10-01T00:00:00";
    for (const FakeRequest& request : server.requests()) {
        const auto date = [&](const std::string& name) {
            return request.target.substr(request.target.find(name + "=") + name.size() + 1, until.size());
        };
        EXPECT_EQ(date("lastModStartDate"), until);
        const auto from = base::parse_instant(date("lastModStartDate") + "Z");
        until = date("lastModEndDate");
        const auto to = base::parse_instant(until + "Z");
        ASSERT_TRUE(from && to) << request.target;
        EXPECT_LE(*to - *from, kMost);
    }
    EXPECT_EQ(until, "2026-11-21T10:00:00");
    EXPECT_EQ(server.requests().size(), 4U);  // 416 days
}

TEST_F(FeedUpdate, GoesOnAtTheNvdPageWhereItWasStopped) {
    const FakeServer server([](const FakeRequest& request) -> FakeAnswer {
        return {200, request.target.find("startIndex=2&") != std::string::npos ? nvd_page(2, 1, 3) : nvd_page(0, 2, 3)};
    });
    writer_.notes["nvd.until"] = "2026-11-01T00:00:00Z";
    const FeedSource source{.name = "nvd", .kind = FeedSource::Kind::nvd, .url = server.url("/cves")};
    stop_after_ = 0;

    EXPECT_THAT(failure(source), HasSubstr("stopped"));
    EXPECT_EQ(writer_.notes["nvd.until"], "2026-11-01T00:00:00Z");
    EXPECT_EQ(writer_.published, 1);
    clock_.advance(std::chrono::hours(5));
    stop_after_ = 100;
    EXPECT_TRUE(update(source).has_value());
    EXPECT_THAT(server.requests().at(1).target, HasSubstr("startIndex=2&"));
    EXPECT_THAT(server.requests().at(1).target, HasSubstr("lastModEndDate=2026-11-21T10:00:00"));
    EXPECT_EQ(writer_.notes["nvd.until"], "2026-11-21T15:00:00Z");
}

TEST_F(FeedUpdate, BeginsNvdWithTheYearlyFiles) {
    const FakeServer server([](const FakeRequest& request) -> FakeAnswer {
        if (request.target.find(".meta") != std::string::npos)
            return {200, "lastModifiedDate:2026-11-20T03:00:00-05:00\r\nsize:1\r\nsha256:AB\r\n"};
        if (request.target.find("/cves") == 0) return {200, nvd_page(0, 0, 0)};
        return {200, nvd_page(0, 2, 2)};
    });
    const FeedSource source{.name = "nvd",
                            .kind = FeedSource::Kind::nvd,
                            .url = server.url("/cves"),
                            .files = server.url("/nvdcve-2.0-{year}.json.gz"),
                            .first_year = 2025};

    EXPECT_EQ(update(source), 2);
    EXPECT_EQ(writer_.notes["nvd.file.2025"], "AB");
    EXPECT_THAT(server.requests().back().target, HasSubstr("lastModStartDate=2026-11-20T08:00:00"));
    EXPECT_EQ(writer_.notes["nvd.until"], "2026-11-21T10:00:00Z");
}

TEST_F(FeedUpdate, FetchesOnlyNewAndRevisedBulletinsOfCertFr) {
    const auto bulletin = [](const std::string& reference) {
        return R"({"$ref":"https://www.cert.ssi.gouv.fr/openapi.json","reference":")" + reference +
               R"(","title":"x","cves":[{"name":"CVE-2024-6387"}],"revisions":[{"revision_date":"2026-11-20T00:00:00"}]})";
    };
    const FakeServer server([&](const FakeRequest& request) -> FakeAnswer {
        if (request.target == "/alerte/json/")
            return {200, R"([{"reference":"CERTFR-2026-ALE-001","last_revision_date":"2026-11-20","json_url":"/a1"},
                             {"reference":"CERTFR-2026-ALE-002","last_revision_date":"2026-11-20","json_url":"http://elsewhere.invalid/"}])"};
        if (request.target == "/avis/json/")
            return {
                200,
                R"([{"reference":"CERTFR-2026-AVI-0002","last_revision_date":"2026-11-19T08:00:00.000","json_url":"/a2"},
                             {"reference":"CERTFR-2020-AVI-0003","last_revision_date":"2020-01-01","json_url":"/old"}])"};
        return {200, bulletin(request.target == "/a1" ? "CERTFR-2026-ALE-001" : "CERTFR-2026-AVI-0002")};
    });
    const FeedSource source{
        .name = "certfr", .kind = FeedSource::Kind::certfr, .url = server.url("/"), .since_days = 365};

    EXPECT_EQ(update(source), 2);
    EXPECT_EQ(update(source), 0);
    ASSERT_THAT(writer_.bulletins, SizeIs(2));
    EXPECT_EQ(writer_.bulletins[0].reference, "CERTFR-2026-AVI-0002");  // oldest first
    EXPECT_TRUE(writer_.bulletins[1].alert);
}

TEST_F(FeedUpdate, ReadsAProvidersDirectoryAndRolieFeeds) {
    const std::string document =
        R"({"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"category":"vendor",
"name":"Example","namespace":"https://example.com"},"title":"x","tracking":{"id":"EX-1","current_release_date":"2026-11-20T00:00:00Z"}},
"vulnerabilities":[{"cve":"CVE-2026-1234"}]})";
    std::string here;
    const FakeServer server([&](const FakeRequest& request) -> FakeAnswer {
        if (request.target == "/provider-metadata.json")
            return {200, R"({"distributions":[{"directory_url":")" + here + R"(/dir/"},{"rolie":{"feeds":[
{"tlp_label":"WHITE","url":")" +
                             here + R"(/rolie.json"},{"tlp_label":"AMBER","url":")" + here + R"(/secret.json"}]}}]})"};
        if (request.target == "/dir/changes.csv")
            return {200,
                    "\"2026/ex-1.json\",\"2026-11-20T07:00:00Z\"\n\"../../etc/passwd\",\"2026-11-20T07:00:00Z\"\n"};
        if (request.target == "/rolie.json")
            return {200, R"({"feed":{"entry":[{"updated":"2026-11-19T07:00:00.000Z","content":{"src":")" + here +
                             R"(/rolie/ex-2.json"}}]}})"};
        return {200, document};
    });
    here = server.url("");

    EXPECT_EQ(update({.name = "example", .kind = FeedSource::Kind::csaf, .url = here + "/provider-metadata.json"}), 2);
    std::vector<std::string> targets;
    for (const FakeRequest& request : server.requests()) targets.push_back(request.target);
    EXPECT_THAT(targets, ElementsAre("/provider-metadata.json", "/dir/changes.csv", "/rolie.json", "/rolie/ex-2.json",
                                     "/dir/2026/ex-1.json"));
    EXPECT_EQ(writer_.notes["mark:example"], "2026-11-20T07:00:00Z");
}

TEST_F(FeedUpdate, TakesTheWholeCveListFirstAndThenItsChanges) {
    const std::string record = R"({"dataType":"CVE_RECORD","cveMetadata":{"cveId":"CVE-2026-1","state":"PUBLISHED",
"dateUpdated":"2026-11-20T00:00:00Z"},"containers":{"cna":{}}})";
    std::string here;
    std::string newest = "2026-11-20T07:00:00.000Z";
    const FakeServer server([&](const FakeRequest& request) -> FakeAnswer {
        std::string valid = record;
        valid.replace(valid.find("CVE-2026-1\""), 11, "CVE-2026-1001\"");
        if (request.target == "/log.json")
            return {200, R"([{"fetchTime":")" + newest +
                             R"(","new":[],"updated":[{"cveId":"CVE-2026-1001","githubLink":")" + here +
                             R"(/one.json"}]},{"fetchTime":"2026-11-01T07:00:00.000Z","new":[],"updated":[]}])"};
        return {200, valid};
    });
    here = server.url("");
    const FeedSource source{.name = "cve-list",
                            .kind = FeedSource::Kind::cve_list,
                            .url = here + "/all.zip",
                            .changes = here + "/log.json"};

    EXPECT_EQ(update(source), 1);
    EXPECT_EQ(server.requests().back().target, "/all.zip");
    EXPECT_EQ(update(source), 0);
    newest = "2026-11-21T07:00:00.000Z";
    EXPECT_EQ(update(source), 1);
    EXPECT_EQ(server.requests().back().target, "/one.json");
}

TEST(FeedSources, AreReadAndChecked) {
    const auto list = parse_sources(R"([network]
proxy = "http://proxy.example:3128"
[[source]]
name = "kev"
url = "https://example.org/kev.json"
[[source]]
name = "nvd"
kind = "nvd"
url = "https://example.org/api"
files = "https://example.org/{year}.json.gz"
default = false
)");
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_EQ(list->network.proxy, "http://proxy.example:3128");
    ASSERT_THAT(list->sources, SizeIs(2));
    EXPECT_EQ(list->sources[1].kind, FeedSource::Kind::nvd);
    EXPECT_FALSE(list->sources[1].by_default);
    for (const char* wrong :
         {"", "[[source]]\nname = \"../x\"\nurl = \"https://a\"", "[[source]]\nname = \"x\"",
          "[[source]]\nname = \"x\"\nurl = \"u\"\ncolour = 1", "[[source]]\nname = \"x\"\nurl = \"u\"\nkind = \"y\"",
          "[[source]]\nname = \"x\"\nurl = \"u\"\n[[source]]\nname = \"x\"\nurl = \"u\""})
        EXPECT_FALSE(parse_sources(wrong).has_value()) << wrong;
}

TEST(FeedSources, OfTheProjectAreValid) {
    std::ifstream in(std::string(VIGIE_SOURCE_DIR) + "/data/feeds/sources.toml");
    const auto list = parse_sources(std::string((std::istreambuf_iterator<char>(in)), {}));
    ASSERT_TRUE(list.has_value()) << list.error().what;
    EXPECT_GE(list->sources.size(), 12U);
}

}  // namespace
}  // namespace vigie::exchange
