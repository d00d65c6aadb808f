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

    ASSERT_EQ(events.size(), 3U) << "198.51.100.4 is outside and was not audited";
    EXPECT_EQ(events[0]["scope"]["forest"], json({{"forestDnsHostName", "192.0.2.4"}}));
    EXPECT_EQ(events[1]["scope"]["forest"], json({{"forestFqdn", "ch-exemple.fr"}})) << "its DNS was asked";
    EXPECT_EQ(events[2]["scope"]["forest"],
              json({{"forestFqdn", "www.ch-exemple.fr"}, {"forestDnsHostName", "192.0.2.1"}}));
}

std::vector<std::string> targets(const model::Audit& value) {
    std::vector<std::string> out;
    const json message = written(value);
    for (const json& event : message["events"]["event"]) {
        const json& forest = event["scope"]["forest"];
        out.push_back(forest.value("forestFqdn", "") + " " + forest.value("forestDnsHostName", ""));
    }
    return out;
}

TEST(WriteOpssies, OneTargetOnceAndOnlyWhatWasAudited) {
    model::Audit value = audit();
    model::Name reverse;  // known from a PTR record: DNS gives no address, the asset bears the name
    reverse.name = "base.ch-exemple.fr";
    model::Name away;  // leads outside, was never asked
    away.name = "sauvegarde.ch-exemple.fr";
    away.addresses = {"203.0.113.80"};
    value.names.push_back(reverse);
    value.names.push_back(away);
    value.assets[1].names = {"base.ch-exemple.fr"};
    model::Asset silent;
    silent.address = *model::IpAddress::parse("192.0.2.6");
    value.assets.push_back(silent);
    model::Asset outside;
    outside.address = *model::IpAddress::parse("203.0.113.80");
    outside.in_scope = false;
    value.assets.push_back(outside);

    EXPECT_EQ(targets(value), (std::vector<std::string>{" 192.0.2.6", "base.ch-exemple.fr 192.0.2.4", "ch-exemple.fr ",
                                                        "www.ch-exemple.fr 192.0.2.1"}));
}

TEST(WriteOpssies, ADeclaredCloudServiceThatWasAskedIsATarget) {
    model::Audit value = audit();
    value.perimeter.cloud = {"visio.hebergeur.fr"};
    model::Service visio;
    visio.endpoint = *model::Endpoint::parse("203.0.113.80:443/tcp");
    visio.names = {"visio.hebergeur.fr", "autre.hebergeur.fr"};
    value.services.push_back(visio);

    EXPECT_EQ(targets(value).at(2), "visio.hebergeur.fr 203.0.113.80");
    EXPECT_EQ(targets(value).size(), 4U);
}

TEST(WriteOpssies, AnImportKnowsWhatTheScanHeldOnly) {
    model::Audit value = audit();
    value.profile = "import";
    value.names.clear();
    EXPECT_EQ(targets(value), (std::vector<std::string>{" 192.0.2.1", " 192.0.2.4"}));

    value.assets.clear();
    EXPECT_FALSE(write_opssies(value));
}

TEST(WriteOpssies, FollowsTheFormsOfTheExamples) {
    const json event = written(audit())["events"]["event"][2];

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
        ASSERT_EQ(message->events.size(), 3U);
        const OpssiesEvent& event = message->events[2];
        EXPECT_EQ(event.targets, (std::vector<OpssiesTarget>{{"www.ch-exemple.fr", "192.0.2.1"}}));
        EXPECT_EQ(event.conform, false);
        EXPECT_EQ(event.date, "20261121-225231");
        EXPECT_EQ(event.date_type, 7);
        EXPECT_EQ(event.level, "red");
        EXPECT_EQ(event.score, 2);
        EXPECT_EQ(event.critical_vulnerabilities, 1);
        EXPECT_EQ(event.event_type, 28);
        EXPECT_EQ(event.audited[0], (OpssiesIdentifier{2, "130001654"}));
        EXPECT_EQ(message->stakeholders[0].name, "CERT Santé");
        EXPECT_EQ(message->stakeholders[1].role, 2);
        EXPECT_TRUE(message->remarks.empty()) << message->remarks.front();
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

// A whole message around one event.
std::string with_event(const std::string& event) {
    return R"({"events": {"event": [)" + event + "]}}";
}
constexpr const char* kRest =
    R"("stakeholders": {"stakeholder": {"stakeholderId": {"_stakeholderIdType": "3", "__text": "130786049"}}},
       "dates": {"date": {"_dateType": "7", "__text": "20231205-152050"}},
       "scope": {"forest": {"forestFqdn": "a.fr"}}, "_eventType": "28")";

TEST(ReadOpssies, AWrongNumberIsUnknownAndSaid) {
    for (const char* value : {"\"beaucoup\"", "3.5", "\"-3\"", "-3", "true", "[]"}) {
        const auto message = read_opssies(
            with_event(std::string(R"({"outcome": {"level": "red", "score": )") + value + "}, " + kRest + "}"));
        ASSERT_TRUE(message) << message.error().what;
        EXPECT_EQ(message->events.at(0).score, std::nullopt) << value;
        ASSERT_EQ(message->remarks.size(), 1U) << value;
        EXPECT_NE(message->remarks[0].find("event 1: score"), std::string::npos) << message->remarks[0];
    }
    const auto french = read_opssies(
        with_event(std::string(R"({"outcome": {"level": "red", "score": "beaucoup"}, )") + kRest + "}"), "fr");
    EXPECT_EQ(french->remarks.at(0), "événement 1 : score « beaucoup » n'est pas un nombre entier : lu comme inconnu");
}

TEST(ReadOpssies, WithoutAnOutcomeNothingIsZero) {
    const auto message = read_opssies(with_event(std::string("{") + kRest + "}"));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->events.at(0).score, std::nullopt);
    EXPECT_EQ(message->events.at(0).critical_vulnerabilities, std::nullopt);
    EXPECT_EQ(message->events.at(0).level, "");
    EXPECT_EQ(message->remarks, std::vector<std::string>{"event 1: no outcome: level and score unknown"});
}

TEST(ReadOpssies, SeveralTargetsOfOneEventAreAllRead) {
    const auto message = read_opssies(with_event(
        R"({"scope": {"forest": [{"forestFqdn": "a.fr", "forestDnsHostName": "192.0.2.1"}, {"forestFqdn": "b.fr"}]}})"));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->events.at(0).targets, (std::vector<OpssiesTarget>{{"a.fr", "192.0.2.1"}, {"b.fr", ""}}));
}

TEST(ReadOpssies, SaysWhatContradictsItselfOrIsOnNoList) {
    const auto remark = [](const std::string& outcome, std::string rest) {
        const auto message = read_opssies(with_event("{\"outcome\": " + outcome + ", " + rest + "}"));
        EXPECT_TRUE(message);
        EXPECT_EQ(message->remarks.size(), 1U);
        return message->remarks.empty() ? "" : message->remarks[0];
    };
    const auto with_type = [](const std::string& type) {
        std::string rest = kRest;
        return rest.replace(rest.find("\"28\""), 4, type);
    };
    const std::string red = R"({"level": "red", "score": 1})";
    EXPECT_EQ(remark(R"({"level": "red", "score": 1, "isConform": true})", kRest),
              "event 1: isConform and the level contradict each other: only GREEN is conform");
    EXPECT_EQ(remark(R"({"level": "green", "score": 1, "isConform": "false"})", kRest),
              "event 1: isConform and the level contradict each other: only GREEN is conform");
    EXPECT_EQ(remark(red, with_type("99")), "event 1: _eventType \"99\" is not on the list of annex 1");
    EXPECT_EQ(remark(red, with_type("\"0\"")), "event 1: _eventType \"0\" is not on the list of annex 1");
    EXPECT_EQ(remark(R"({"level": "bleu", "score": 1})", kRest),
              "event 1: level \"bleu\" is unknown (red, orange or green expected)");
    std::string other = kRest;
    EXPECT_EQ(remark(red, other.replace(other.find("20231205"), 8, "20231305")),
              "event 1: date \"20231305-152050\" cannot be read (yyyymmdd-hhmmss expected): read as unknown");
}

TEST(ReadOpssies, ListsABoundedNumberOfRemarks) {
    std::string events = "{}";
    for (std::size_t i = 1; i < kMostOpssiesRemarks; ++i) events += ",{}";

    const auto message = read_opssies(with_event(events));

    ASSERT_TRUE(message);
    EXPECT_EQ(message->events.size(), kMostOpssiesRemarks);
    EXPECT_EQ(message->remarks.size(), kMostOpssiesRemarks + 1);
    EXPECT_EQ(message->remarks.back(), "more remarks, not listed: 800");
}

TEST(ReadOpssies, SaysWhatIsNoMessageInTheReadersLanguage) {
    EXPECT_EQ(read_opssies("{", "fr").error().what, "ce n'est pas du JSON");
    EXPECT_EQ(read_opssies("{", "en").error().what, "this is not JSON");
}

TEST(ReadOpssies, RefusesWhatIsNoMessage) {
    for (const char* text : {"", "[]", "{}", "{\"events\": []}", "{\"events\": {}}", "{\"events\": {\"event\": []}}"})
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
    for (const std::string& text :
         {who.name, who.identifiers.at(0).text, event.targets.at(0).fqdn, event.targets.at(0).host, event.nature}) {
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
