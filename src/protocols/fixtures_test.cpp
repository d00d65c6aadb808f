// SPDX-License-Identifier: Apache-2.0
// What every listed protocol must satisfy, whoever wrote it: a folder and a line, a whole descriptor, at least one
// captured reply that parses to the facts beside it, no confusion with another protocol, no trouble with cut replies.
// With VIGIE_ACCEPT=1 (tools/accept) the expected facts are written instead of compared.
#include <algorithm>
#include <array>
#include <cctype>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

#include "base/text.h"
#include "model/json.h"
#include "protocols/protocol.h"

namespace vigie::protocols {
namespace {

namespace fs = std::filesystem;

const fs::path kFolder = fs::path(VIGIE_SOURCE_DIR) / "src" / "protocols";
const fs::path kFactsFolder = fs::path(VIGIE_SOURCE_DIR) / "data" / "facts";

std::string read_text(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> listed_names() {
    std::vector<std::string> names;
    const std::string text = read_text(kFolder / "protocols.def");
    for (const std::string_view line : base::split(text, '\n'))
        if (line.substr(0, 9) == "PROTOCOL(") names.emplace_back(line.substr(9, line.find(')') - 9));
    return names;
}

std::vector<fs::path> fixtures_of(std::string_view protocol) {
    std::vector<fs::path> found;
    const fs::path folder = kFolder / protocol / "fixtures";
    if (!fs::is_directory(folder)) return found;
    for (const auto& entry : fs::directory_iterator(folder))
        if (entry.path().extension() == ".bin") found.push_back(entry.path());
    std::sort(found.begin(), found.end());
    return found;
}

// name -> type of each fact that data/facts/ allows to this protocol.
std::map<std::string, std::string> known_facts() {
    std::map<std::string, std::string> known;
    for (const auto& entry : fs::directory_iterator(kFactsFolder)) {
        const std::string text = read_text(entry.path());
        for (const std::string_view line : base::split(text, '\n')) {
            const auto equals = line.find(" = {type = \"");
            if (equals == std::string_view::npos) continue;
            const std::string_view type = line.substr(equals + 12);
            known[entry.path().stem().string() + "." + std::string(line.substr(0, equals))] =
                std::string(type.substr(0, type.find('"')));
        }
    }
    return known;
}

std::string type_of(const model::FactValue& value) {
    constexpr std::array<const char*, 4> kTypes{"flag", "number", "text", "list"};
    return kTypes.at(value.index());
}

Bytes cut_to_limit(const Protocol& protocol, Bytes bytes) {
    return bytes.subspan(0, std::min(bytes.size(), protocol.reply_limit));
}

nlohmann::json outcome(const Result<Facts>& facts) {
    if (!facts) return {{"error", base::name_of(facts.error().code)}};
    return *facts;
}

TEST(ProtocolList, IsAlphabeticalAndHasAFolderForEachLine) {
    const std::vector<std::string> names = listed_names();

    EXPECT_TRUE(std::is_sorted(names.begin(), names.end()));
    EXPECT_EQ(names.size(), all().size());
    for (const std::string& name : names) {
        EXPECT_TRUE(fs::exists(kFolder / name / (name + ".cpp"))) << name;
        EXPECT_TRUE(fs::exists(kFolder / name / (name + "_test.cpp"))) << name;
        EXPECT_FALSE(fixtures_of(name).empty()) << name << " has no captured reply";
    }
}

TEST(ProtocolList, HasALineForEachFolder) {
    const std::vector<std::string> names = listed_names();

    for (const auto& entry : fs::directory_iterator(kFolder)) {
        const std::string name = entry.path().filename().string();
        if (entry.is_directory() && fs::exists(entry.path() / (name + ".cpp"))) {
            EXPECT_NE(std::find(names.begin(), names.end(), name), names.end()) << name << " is not in protocols.def";
        }
    }
}

class EachProtocol : public testing::TestWithParam<const Protocol*> {};

TEST_P(EachProtocol, HasAWholeDescriptor) {
    const Protocol& protocol = *GetParam();

    EXPECT_EQ(find(protocol.name), &protocol);
    EXPECT_TRUE(fs::is_directory(kFolder / protocol.name));
    EXPECT_FALSE(protocol.usual_ports.empty());
    ASSERT_NE(protocol.recognise, nullptr);
    ASSERT_NE(protocol.parse, nullptr);
    EXPECT_GT(protocol.reply_limit, 0U);
    EXPECT_LE(protocol.reply_limit, 1U << 20U);
    if (!protocol.speaks_first) {
        ASSERT_NE(protocol.probe, nullptr);
        EXPECT_FALSE(protocol.probe().empty());
    }
    if (protocol.probe != nullptr && protocol.transport == model::Transport::tcp) {
        EXPECT_NE(protocol.complete, nullptr) << "TCP answers may come in pieces";
    }
}

TEST_P(EachProtocol, DoesNotRecogniseSilenceOrNoise) {
    const Protocol& protocol = *GetParam();
    const ByteString zeros(64, 0);
    const ByteString noise = base::from_hex("8f3ad1047be5926cffee10a7c35d0b42");

    EXPECT_EQ(protocol.recognise({}), Match::no);
    EXPECT_NE(protocol.recognise(zeros), Match::sure);
    EXPECT_NE(protocol.recognise(noise), Match::sure);
    EXPECT_FALSE(protocol.parse({}).has_value());
}

TEST_P(EachProtocol, IsNotFooledByAnEcho) {
    const Protocol& protocol = *GetParam();
    if (protocol.speaks_first) return;  // its greeting is read before anything is sent

    EXPECT_NE(protocol.recognise(protocol.probe()), Match::sure);
}

struct Fixture {
    const Protocol* protocol = nullptr;
    fs::path path;
};

void PrintTo(const Fixture& fixture, std::ostream* out) {
    *out << fixture.path.filename().string();
}

std::vector<Fixture> all_fixtures() {
    std::vector<Fixture> fixtures;
    for (const Protocol* protocol : all())
        for (const fs::path& path : fixtures_of(protocol->name)) fixtures.push_back({protocol, path});
    return fixtures;
}

class EachFixture : public testing::TestWithParam<Fixture> {
protected:
    const Protocol& protocol_ = *GetParam().protocol;
    const std::string content_ = read_text(GetParam().path);
    const Bytes reply_ = cut_to_limit(protocol_, base::as_bytes(content_));
};

TEST_P(EachFixture, ParsesToTheFactsBesideIt) {
    fs::path expected_path = GetParam().path;
    expected_path.replace_extension(".expected.json");
    const nlohmann::json found = outcome(protocol_.parse(reply_));

    if (std::getenv("VIGIE_ACCEPT") != nullptr) {
        std::ofstream(expected_path) << found.dump(2) << "\n";
        GTEST_SKIP() << "written: " << expected_path;
    }
    ASSERT_TRUE(fs::exists(expected_path)) << "run tools/accept and read what it wrote";
    EXPECT_EQ(found, nlohmann::json::parse(read_text(expected_path)));
}

TEST_P(EachFixture, IsRecognisedByItsProtocolAndSurelyByNoOther) {
    for (const Protocol* other : all()) {
        const Match match = other->recognise(cut_to_limit(*other, base::as_bytes(content_)));
        if (other == &protocol_)
            EXPECT_NE(match, Match::no);
        else
            EXPECT_NE(match, Match::sure) << other->name << " takes it for its own";
    }
}

TEST_P(EachFixture, WritesOnlyFactsOfTheVocabulary) {
    const std::map<std::string, std::string> known = known_facts();
    const Result<Facts> facts = protocol_.parse(reply_);

    if (!facts) GTEST_SKIP() << "a reply without facts";
    for (const auto& [name, value] : facts->all()) {
        const auto entry = known.find(name);
        ASSERT_NE(entry, known.end()) << name << " is not in data/facts/";
        EXPECT_EQ(entry->second, type_of(value)) << name;
        EXPECT_EQ(name.substr(0, name.find('.')), protocol_.name);
    }
}

TEST_P(EachFixture, MayBeCutAnywhereForTheOtherWaysToAsk) {
    for (const Protocol* variant : variants()) {
        if (variant->name != protocol_.name) continue;
        for (std::size_t size = 0; size < reply_.size(); ++size) {
            const Bytes prefix = cut_to_limit(*variant, reply_.subspan(0, size));
            EXPECT_EQ(variant->recognise(prefix), variant->recognise(prefix));
            if (variant->complete != nullptr) (void)variant->complete(prefix);
            if (variant->follow_up != nullptr) (void)variant->follow_up(prefix);
        }
    }
}

TEST_P(EachFixture, MayBeCutAnywhere) {
    for (std::size_t size = 0; size < reply_.size(); ++size) {
        const Bytes prefix = reply_.subspan(0, size);
        (void)protocol_.recognise(prefix);
        if (protocol_.complete != nullptr) (void)protocol_.complete(prefix);
        if (protocol_.follow_up != nullptr) (void)protocol_.follow_up(prefix);
        const Result<Facts> facts = protocol_.parse(prefix);
        if (facts) continue;
        const base::Errc code = facts.error().code;
        EXPECT_TRUE(code == base::Errc::not_spoken || code == base::Errc::malformed) << size << " bytes";
        EXPECT_FALSE(facts.error().what.empty()) << size << " bytes";
    }
}

std::string name_of_protocol(const testing::TestParamInfo<const Protocol*>& info) {
    return std::string(info.param->name);
}

std::string name_of_fixture(const testing::TestParamInfo<Fixture>& info) {
    std::string name = std::string(info.param.protocol->name) + "_" + info.param.path.stem().string();
    std::replace_if(
        name.begin(), name.end(), [](unsigned char c) { return std::isalnum(c) == 0; }, '_');
    return name;
}

INSTANTIATE_TEST_SUITE_P(Protocols, EachProtocol, testing::ValuesIn(all().begin(), all().end()), name_of_protocol);
INSTANTIATE_TEST_SUITE_P(Protocols, EachFixture, testing::ValuesIn(all_fixtures()), name_of_fixture);

}  // namespace
}  // namespace vigie::protocols
