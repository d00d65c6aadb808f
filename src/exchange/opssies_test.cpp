// SPDX-License-Identifier: Apache-2.0
#include "exchange/opssies.h"

#include <fstream>

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace vigie::exchange {
namespace {

using nlohmann::json;

model::Finding finding(const char* cve, model::Criticality criticality, model::Certainty certainty) {
    model::Finding out;
    out.rule = "cve";
    out.cve = cve;
    out.criticality = criticality;
    out.certainty = certainty;
    out.asset = "192.0.2.1";
    return out;
}

model::Audit audit() {
    model::Audit out;
    out.started = *base::parse_instant("2026-11-21T20:30:00Z");
    out.finished = *base::parse_instant("2026-11-21T22:52:31Z");
    out.perimeter.organisation = {"CH Exemple",     "130786049", {"130001654", "130001662"},
                                  "20003452800014", "PACA-04",   "93"};
    out.perimeter.actors = {"CERT Santé", "200034528"};
    out.perimeter.addresses = {*model::CidrBlock::parse("192.0.2.0/28")};
    out.perimeter.domains = {"ch-exemple.fr"};
    model::Name name;
    name.name = "www.ch-exemple.fr";
    name.addresses = {"192.0.2.1", "198.51.100.4"};
    out.names = {name};
    for (const char* text : {"192.0.2.1", "192.0.2.4"}) {
        model::Asset asset;
        asset.address = *model::IpAddress::parse(text);
        asset.alive = true;
        out.assets.push_back(asset);
    }
    model::Service imaging;
    imaging.endpoint = *model::Endpoint::parse("192.0.2.4:104/tcp");
    imaging.protocol = "dicom";
    out.services = {imaging};
    out.findings = {finding("CVE-2021-42013", model::Criticality::critique, model::Certainty::affecte),
                    finding("CVE-2021-41773", model::Criticality::haute, model::Certainty::affecte),
                    finding("CVE-2011-2523", model::Criticality::critique, model::Certainty::indetermine),
                    finding("CVE-2023-38408", model::Criticality::critique, model::Certainty::non_affecte)};
    out.verdict.level = model::Level::rouge;
    return out;
}

json written(const model::Audit& value, OpssiesNumbers numbers = OpssiesNumbers::strings) {
    const auto text = write_opssies(value, numbers);
    EXPECT_TRUE(text) << text.error().what;
    return json::parse(text.value_or("{}"));
}

TEST(WriteOpssies, OneEventForEachTargetOfThePerimeter) {
    const json events = written(audit())["events"]["event"];

    ASSERT_EQ(events.size(), 2U) << "198.51.100.4 is outside and was not audited";
    EXPECT_EQ(events[0]["scope"]["forest"], json({{"forestDnsHostName", "192.0.2.4"}}));
    EXPECT_EQ(events[1]["scope"]["forest"],
              json({{"forestFqdn", "www.ch-exemple.fr"}, {"forestDnsHostName", "192.0.2.1"}}));
}

TEST(WriteOpssies, FollowsTheFormsOfTheExamples) {
    const json event = written(audit())["events"]["event"][1];

    EXPECT_EQ(event["_OperationNatureType"], "CaRE-D1");
    EXPECT_EQ(event["_eventType"], "28");
    EXPECT_EQ(event["dates"], json::parse(R"({"date": [{"_dateType": "7", "__text": "20261121-225231"}]})"));
    EXPECT_EQ(event["outcome"],
              json::parse(R"({"score": "2", "level": "red", "isConform": false, "CriticalVulnerability": "1"})"));
    EXPECT_EQ(event["stakeholders"]["stakeholder"]["stakeholderId"], json::parse(R"([
        {"_stakeholderIdType": "2", "__text": "130001654"}, {"_stakeholderIdType": "2", "__text": "130001662"},
        {"_stakeholderIdType": "3", "__text": "130786049"}, {"_stakeholderIdType": "5", "__text": "20003452800014"}])"));
}

TEST(WriteOpssies, NamesTheAuditorAndTheProvider) {
    EXPECT_EQ(written(audit())["events"]["stakeholders"]["stakeholder"], json::parse(R"([
        {"stakeholderName": {"_stakeholderNameType": "2", "__text": "CERT Santé"},
         "_stakeholderType": "3", "_stakeholderRoleType": "3"},
        {"stakeholderId": {"_stakeholderIdType": "4", "__text": "200034528"},
         "_stakeholderType": "3", "_stakeholderRoleType": "2"}])"));
}

TEST(WriteOpssies, AnImagingServerIsPartOfThePacsContext) {
    const json events = written(audit())["events"]["event"];

    EXPECT_EQ(events[0]["contexts"]["context"].size(), 2U);
    EXPECT_EQ(events[0]["contexts"]["context"][1]["_contextCategory"], "38");
    EXPECT_EQ(events[1]["contexts"]["context"].size(), 1U);
}

TEST(WriteOpssies, CanWriteIntegersAsInTheTables) {
    const json event = written(audit(), OpssiesNumbers::integers)["events"]["event"][0];

    EXPECT_EQ(event["_eventType"], 28);
    EXPECT_EQ(event["outcome"]["score"], 2);
}

TEST(WriteOpssies, OnlyAGreenAuditIsConform) {
    model::Audit value = audit();
    value.verdict.level = model::Level::orange;
    EXPECT_EQ(written(value)["events"]["event"][0]["outcome"]["isConform"], false);

    value.verdict.level = model::Level::vert;
    EXPECT_EQ(written(value)["events"]["event"][0]["outcome"]["isConform"], true);
    EXPECT_EQ(written(value)["events"]["event"][0]["outcome"]["level"], "green");
}

TEST(WriteOpssies, WithoutAnyIdentifierThereIsNoMessage) {
    model::Audit value = audit();
    value.perimeter.organisation = {"CH Exemple", "", {}, "", "", ""};

    EXPECT_FALSE(write_opssies(value));
}

TEST(WriteOpssies, WithNothingAliveTheDeclaredPerimeterIsTheTarget) {
    model::Audit value = audit();
    value.names.clear();
    value.assets.clear();
    value.services.clear();

    const json events = written(value)["events"]["event"];

    ASSERT_EQ(events.size(), 2U);
    EXPECT_EQ(events[0]["scope"]["forest"]["forestDnsHostName"], "192.0.2.0/28");
    EXPECT_EQ(events[1]["scope"]["forest"]["forestFqdn"], "ch-exemple.fr");
}

TEST(ReadOpssies, ReadsBackWhatItWrites) {
    for (const auto numbers : {OpssiesNumbers::strings, OpssiesNumbers::integers}) {
        const auto message = read_opssies(*write_opssies(audit(), numbers));

        ASSERT_TRUE(message) << message.error().what;
        ASSERT_EQ(message->events.size(), 2U);
        const OpssiesEvent& event = message->events[1];
        EXPECT_EQ(event.fqdn, "www.ch-exemple.fr");
        EXPECT_EQ(event.host, "192.0.2.1");
        EXPECT_EQ(event.date, "20261121-225231");
        EXPECT_EQ(event.date_type, 7);
        EXPECT_EQ(event.level, "red");
        EXPECT_EQ(event.score, 2);
        EXPECT_EQ(event.critical_vulnerabilities, 1);
        EXPECT_EQ(event.event_type, 28);
        EXPECT_EQ(event.audited[0], (OpssiesIdentifier{2, "130001654"}));
        EXPECT_EQ(message->stakeholders[0].name, "CERT Santé");
        EXPECT_EQ(message->stakeholders[1].role, 2);
    }
}

TEST(ReadOpssies, ReadsTheExamplesOfTheSpecification) {
    std::ifstream in(VIGIE_SOURCE_DIR "/tests/report/messages/from-the-examples.json");
    const std::string text(std::istreambuf_iterator<char>(in), {});

    const auto message = read_opssies(text);

    ASSERT_TRUE(message) << message.error().what;
    EXPECT_EQ(message->stakeholders.size(), 2U);
    EXPECT_EQ(message->events.at(0).score, 7780);
    EXPECT_EQ(message->events.at(0).critical_vulnerabilities, 17);
    EXPECT_EQ(message->events.at(0).context_categories, std::vector<int>{38});
    EXPECT_EQ(message->events.at(0).audited.size(), 3U);
}

TEST(ReadOpssies, AcceptsWhatTablesAndExamplesDisagreeAbout) {
    const auto message = read_opssies(R"({"Events": {
        "Stakeholders": {"Stakeholder": {"stakeholderId": {"_stakeholderIdType": 4, "_text": " 200034528 "},
                                         "_stakeholderRoleType": "2"}},
        "Event": {"Stakeholders": {"stakeholder": {"stakeholderId": {"_stakeholderIdType": "3", "__text": "130786049"}}},
                  "Dates": {"date": {"_dateType": 7, "_text": "20231205-152050"}},
                  "Outcome": {"Level": "Red", "score": 3}}}})");

    ASSERT_TRUE(message) << message.error().what;
    EXPECT_EQ(message->stakeholders.at(0).identifiers.at(0), (OpssiesIdentifier{4, "200034528"}));
    EXPECT_EQ(message->events.at(0).audited.at(0), (OpssiesIdentifier{3, "130786049"}));
    EXPECT_EQ(message->events.at(0).date, "20231205-152050");
    EXPECT_EQ(message->events.at(0).level, "red");
    EXPECT_EQ(message->events.at(0).score, 3);
}

TEST(ReadOpssies, ReadsTheColoursAsTheAnnexNamesThem) {
    const auto level = [](const char* word) {
        return read_opssies(std::string(R"({"events": {"event": [{"outcome": {"level": ")") + word + "\"}}]}}")
            ->events.at(0)
            .level;
    };
    EXPECT_EQ(level("Rouge"), "red");
    EXPECT_EQ(level("vert"), "green");
    EXPECT_EQ(level("ORANGE"), "orange");
}

TEST(ReadOpssies, SaysWhatIsWrongInTheReadersLanguage) {
    const char* text = R"({"events": {"event": [{"outcome": {"level": "bleu"}}]}})";
    EXPECT_EQ(read_opssies(text, "fr").error().what, "niveau OPSSIES inconnu (red, orange ou green attendu) : bleu");
    EXPECT_EQ(read_opssies(text, "en").error().what, "unknown OPSSIES level (red, orange or green expected): bleu");
}

TEST(ReadOpssies, RefusesWhatIsNoMessage) {
    for (const char* text : {"", "[]", "{}", "{\"events\": []}", "{\"events\": {}}", "{\"events\": {\"event\": []}}",
                             R"({"events": {"event": [{"outcome": {"level": "bleu"}}]}})",
                             R"({"events": {"event": [{"dates": {"date": [{"__text": "20231305-152050"}]}}]}})"})
        EXPECT_FALSE(read_opssies(text)) << text;
    EXPECT_FALSE(read_opssies(std::string(100'000, '[')));
    EXPECT_FALSE(read_opssies(std::string(kMostOpssiesBytes + 1, ' ')));
}

TEST(ReadOpssies, TakesEscapeSequencesOutOfEveryText) {
    const auto message = read_opssies(R"({"events": {
        "stakeholders": {"stakeholder": {"stakeholderName": "CH\u001b[2J", "stakeholderId": {"__text": "9\u00079"}}},
        "event": {"scope": {"forest": {"forestFqdn": "a\u001b]0;x\u0007.fr", "forestDnsHostName": "h\u001b[31m"}},
                  "_OperationNatureType": "\u001bc"}}})");
    ASSERT_TRUE(message);
    const auto& who = message->stakeholders.at(0);
    const auto& event = message->events.at(0);
    for (const std::string& text : {who.name, who.identifiers.at(0).text, event.fqdn, event.host, event.nature}) {
        EXPECT_EQ(text.find('\x1b'), std::string::npos) << text;
        EXPECT_EQ(text.find('\a'), std::string::npos) << text;
    }
    EXPECT_EQ(who.name, "CH\uFFFD[2J");
}

// Whatever is cut off or put in the wrong place is an Error or a message, never an exception.
TEST(ReadOpssies, SurvivesEveryTruncationAndWrongType) {
    const std::string text = *write_opssies(audit());
    std::size_t refused = 0;
    for (std::size_t length = 0; length + 2 < text.size(); ++length)
        if (!read_opssies(std::string_view(text).substr(0, length))) ++refused;
    EXPECT_EQ(refused, text.size() - 2);

    for (const char* value : {"null", "true", "-1", "1e400", "\"x\"", "[]", "[[1]]", "{}"}) {
        const std::string broken =
            std::string(R"({"events": {"stakeholders": )") + value + R"(, "event": [)" + value + "]}}";
        const auto message = read_opssies(broken);
        EXPECT_LE(message ? message->events.size() : 0U, 1U) << value;
    }
}

}  // namespace
}  // namespace vigie::exchange
