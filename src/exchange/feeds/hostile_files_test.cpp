// SPDX-License-Identifier: Apache-2.0
// Every feed format, spoiled: cut, with wrong types, with ten gigabytes of nothing behind a right beginning, with names
// that climb out of the archive. Each is one clear line, and nothing of it stays (tests/feeds does it on a real base).
#include <set>
#include <sstream>

#include <archive.h>
#include <archive_entry.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "exchange/feeds/fake_import.h"
#include "exchange/feeds/fake_samples.h"

namespace vigie::exchange {
namespace {

using testing::HasSubstr;

std::string content_of(const std::filesystem::path& path) {
    std::ostringstream out;
    out << std::ifstream(path, std::ios::binary).rdbuf();
    return out.str();
}

class HostileFiles : public FeedImport {
protected:
    // One line that names the file; what had begun was undone.
    void expect_refused(const std::filesystem::path& path, std::string_view what) {
        const std::string said = refusal(path);
        EXPECT_NE(said, "accepted") << what;
        EXPECT_THAT(said, HasSubstr(path.filename().string())) << what;
        EXPECT_EQ(said.find('\n'), std::string::npos) << what;
    }
};

TEST_F(HostileFiles, BeginAsRightOnes) {
    for (const FeedSample& sample : kFeedSamples) {
        FakeWriter writer;
        const auto summary = import_feed(write(sample.text), writer);
        ASSERT_TRUE(summary.has_value()) << sample.name << ": " << summary.error().what;
        EXPECT_EQ(summary->feed.name, sample.name);
        EXPECT_GE(summary->imported, 1) << sample.name;
        EXPECT_EQ(summary->refused, 0U) << sample.name;
    }
}

TEST_F(HostileFiles, ThatAreCutAreRefused) {
    for (const FeedSample& sample : kFeedSamples) {
        if (sample.form != SampleForm::lines)  // lines that are missing show only in the packed file
            for (std::size_t length = 8; length + 1 < sample.text.size(); length += 23)
                expect_refused(write(sample.text.substr(0, length)), sample.name);
        for (const Form form : {Form::alone, Form::tar, Form::zip}) {
            const std::string whole = content_of(pack({{"data.json", std::string(sample.text)}}, form));
            for (const std::size_t parts : {1U, 2U, 3U})
                expect_refused(write(std::string_view(whole).substr(0, whole.size() * parts / 4), "cut"), sample.name);
        }
    }
    EXPECT_GT(writer_.abandoned, 100);
}

TEST_F(HostileFiles, ATarThatIsCutBetweenTwoFilesIsRefused) {
    const std::string text(kFeedSamples[0].text);
    const auto path = folder_ / "plain.tar";
    archive* out = archive_write_new();
    archive_write_set_format_ustar(out);
    ASSERT_EQ(archive_write_open_filename(out, path.c_str()), ARCHIVE_OK);
    for (const char* name : {"a.json", "b.json"}) {
        archive_entry* entry = archive_entry_new();
        archive_entry_set_pathname(entry, name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_size(entry, static_cast<la_int64_t>(text.size()));
        archive_write_header(out, entry);
        archive_write_data(out, text.data(), text.size());
        archive_entry_free(entry);
    }
    archive_write_free(out);
    const std::string whole = content_of(path);
    constexpr std::size_t kBlock = 512;
    const std::size_t one = kBlock + (text.size() + kBlock - 1) / kBlock * kBlock;

    expect_refused(write(std::string_view(whole).substr(0, one), "cut.tar"), "after the first file");
    expect_refused(write(std::string_view(whole).substr(0, 2 * one), "cut.tar"), "after the last file");
    EXPECT_TRUE(import(path).has_value());
}

// Each value in turn becomes one of another type. Some of that does not matter to us; none of it may go unnoticed
// and spoil a base.
TEST_F(HostileFiles, WithAnotherTypeAnywhereAreReadOrRefusedAsAWhole) {
    const std::vector<nlohmann::json> others = {17, "x\n\u0000y", nlohmann::json::array(), nlohmann::json::object()};
    std::size_t refused = 0;
    for (const FeedSample& sample : kFeedSamples) {
        if (sample.form != SampleForm::json) continue;
        const auto whole = nlohmann::json::parse(sample.text);
        std::set<std::string> places;  // every value, the inner ones too
        const auto leaves = whole.flatten();
        for (const auto& [pointer, value] : leaves.items())
            for (nlohmann::json::json_pointer at(pointer); !at.empty(); at = at.parent_pointer())
                places.insert(at.to_string());
        for (const std::string& place : places)
            for (const nlohmann::json& other : others) {
                nlohmann::json spoiled = whole;
                spoiled[nlohmann::json::json_pointer(place)] = other;
                FakeWriter writer;
                const auto summary = import_feed(write(spoiled.dump()), writer);
                EXPECT_EQ(writer.feeds.size(), summary.has_value() ? 1U : 0U) << spoiled.dump();
                if (summary) continue;
                ++refused;
                EXPECT_THAT(summary.error().what, HasSubstr("feed")) << "the file is named";
                EXPECT_EQ(summary.error().what.find('\n'), std::string::npos) << summary.error().what;
            }
    }
    EXPECT_GT(refused, 300U);
}

TEST_F(HostileFiles, WithWrongTypesAreOneClearError) {
    const std::vector<std::pair<std::string, std::string>> broken = {
        {"kev", R"({"catalogVersion":"1","count":1,"vulnerabilities":[{"cveID":17}]})"},
        {"kev", R"({"catalogVersion":"1","count":"many","vulnerabilities":[{"cveID":"CVE-2024-21762"}]})"},
        {"nvd", R"({"format":"NVD_CVE","resultsPerPage":1,"vulnerabilities":{"cve":1}})"},
        {"debian", R"({"openssh":{"CVE-2023-38408":{"releases":["bookworm"]}}})"},
        {"csaf", R"({"document":{"csaf_version":"2.0","publisher":[],"tracking":"x"}})"},
        {"certfr", R"({"$ref":"https://www.cert.ssi.gouv.fr/openapi.json","reference":"../x","cves":[]})"},
        {"osv", R"({"schema_version":"1.7.0","id":"UBUNTU-CVE-2024-6387","affected":{"package":1}})"},
        {"vex", R"({"@context":"https://openvex.dev/ns/v0.2.0","statements":[{"vulnerability":{"name":"all"}}]})"},
        {"recog", "<fingerprints><fingerprint></fingerprints>"},
        {"cve5", R"({"dataType":"CVE_RECORD","cveMetadata":{"cveId":["CVE-2024-1"]},"containers":{}})"}};
    for (const auto& [name, text] : broken) {
        const std::string said = refusal(write(text, name));
        EXPECT_NE(said, "accepted") << text;
        EXPECT_THAT(said, HasSubstr(name)) << "the file is named";
        EXPECT_EQ(said.find('\n'), std::string::npos) << "one line";
    }
    EXPECT_TRUE(writer_.feeds.empty());
}

TEST_F(HostileFiles, OfTenGigabytesOfNothingEndSoon) {
    // A gzip member of 64 MiB, a hundred and sixty times: 10 GiB in 10 MB, behind the beginning of a right file.
    const std::string zeros =
        content_of(pack({{"data", std::string(std::size_t{64} << 20U, '\0')}}, Form::alone, "zeros"));
    for (const FeedSample& sample : kFeedSamples) {
        const std::string head = content_of(
            pack({{"data", std::string(sample.text.substr(0, sample.text.size() - 2))}}, Form::alone, "head"));
        const auto path = folder_ / "nothing.gz";
        std::ofstream out(path, std::ios::binary);
        out << head;
        for (int i = 0; i < 160; ++i) out << zeros;
        out.close();

        EXPECT_THAT(refusal(path, {.entry = std::uint64_t{16} << 20U}), HasSubstr("limit")) << sample.name;
    }
    std::ofstream out(folder_ / "alone.gz", std::ios::binary);  // zeros alone are an empty tar archive
    for (int i = 0; i < 160; ++i) out << zeros;
    out.close();
    EXPECT_NE(refusal(folder_ / "alone.gz"), "accepted");
    EXPECT_EQ(writer_.abandoned, 0);  // nothing had begun
}

TEST_F(HostileFiles, ThatClimbOutOfTheirFolderAreRefused) {
    for (const FeedSample& sample : kFeedSamples)
        for (const char* name : {"../../etc/cron.d/x", "/etc/passwd", "a/../../b", "..\\x", "C:\\x"})
            for (const Form form : {Form::zip, Form::tar})
                EXPECT_THAT(
                    refusal(pack({{"a.json", std::string(sample.text)}, {name, std::string(sample.text)}}, form)),
                    HasSubstr("a file outside itself"))
                    << sample.name << " " << name;
}

TEST_F(HostileFiles, OrRightOnesAreReadFromZipAndFromAnArchiveInsideAnother) {
    const auto inner = pack({{"a/advisory.json", std::string(kFeedSamples[9].text)}}, Form::zip, "inner.zip");
    std::ostringstream content;
    content << std::ifstream(inner, std::ios::binary).rdbuf();

    const auto outer = import(pack({{"cves.zip", content.str()}}, Form::zip, "outer.zip"));

    ASSERT_TRUE(outer.has_value()) << outer.error().what;
    EXPECT_EQ(outer->imported, 1);
}

}  // namespace
}  // namespace vigie::exchange
