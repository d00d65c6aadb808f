// SPDX-License-Identifier: Apache-2.0
// Small parts of the report: counting, cells, templates, pictures, the words used by the code.
#include <filesystem>
#include <fstream>
#include <regex>

#include <gtest/gtest.h>

#include "report/csv.h"
#include "report/pdf.h"
#include "report/summary.h"
#include "report/svg.h"
#include "report/template.h"

namespace vigie::report {
namespace {

using model::Certainty;
using model::Criticality;

catalog::Texts french() {
    return *catalog::load_texts(VIGIE_SOURCE_DIR "/data/texts", "fr");
}

model::Finding finding(Criticality criticality, Certainty certainty, model::Status status = model::Status::nouveau) {
    model::Finding out;
    out.criticality = criticality;
    out.certainty = certainty;
    out.status = status;
    return out;
}

TEST(Summarise, CountsConfirmedAndUnconfirmedApart) {
    model::Audit audit;
    audit.findings = {finding(Criticality::haute, Certainty::affecte),
                      finding(Criticality::haute, Certainty::indetermine),
                      finding(Criticality::haute, Certainty::non_affecte),
                      finding(Criticality::haute, Certainty::affecte, model::Status::corrige),
                      finding(Criticality::haute, Certainty::affecte, model::Status::non_reteste)};

    const Summary summary = summarise(audit);

    EXPECT_EQ(summary.high, (Tally{2, 1}));
    EXPECT_EQ(summary.current, (Tally{2, 1}));
    EXPECT_EQ(summary.set_aside, 1U);
    EXPECT_EQ(summary.by_status[static_cast<std::size_t>(model::Status::corrige)], 1U);
}

TEST(Summarise, AnObsoleteComponentCountsOnceHoweverOftenItIsSeen) {
    model::Audit audit;
    model::Finding old = finding(Criticality::haute, Certainty::affecte);
    old.obsolete = true;
    old.component = "PHP 5.6";
    audit.findings = {old, old};

    EXPECT_EQ(summarise(audit).obsolete, (Tally{1, 0}));
}

TEST(Maturity, FollowsTheShareOfWhatWasNotDeclared) {
    Summary summary;
    summary.known_names = 90;
    EXPECT_EQ(maturity_of(summary), Maturity::high);
    summary.proposed_names = 10;
    EXPECT_EQ(maturity_of(summary), Maturity::good);
    summary.proposed_addresses = 20;
    EXPECT_EQ(maturity_of(summary), Maturity::partial);
    summary.proposed_addresses = 60;
    EXPECT_EQ(maturity_of(summary), Maturity::low);
}

TEST(Ranked, WorstFirstAndConfirmedBeforeDoubtful) {
    model::Audit audit;
    audit.findings = {finding(Criticality::haute, Certainty::affecte),
                      finding(Criticality::critique, Certainty::indetermine),
                      finding(Criticality::critique, Certainty::affecte)};

    const auto order = ranked(audit, is_current);

    ASSERT_EQ(order.size(), 3U);
    EXPECT_EQ(order[0], &audit.findings[2]);
    EXPECT_EQ(order[1], &audit.findings[1]);
    EXPECT_EQ(order[2], &audit.findings[0]);
}

TEST(CsvCell, NeutralisesFormulasAndQuotesSeparators) {
    EXPECT_EQ(csv_cell("=1+1"), "'=1+1");
    EXPECT_EQ(csv_cell(" \t+cmd|' /C calc'!A0"), "\"' \t+cmd|' /C calc'!A0\"");
    EXPECT_EQ(csv_cell("-5"), "'-5");
    EXPECT_EQ(csv_cell("a;b \"c\""), "\"a;b \"\"c\"\"\"");
    EXPECT_EQ(csv_cell("192.0.2.1"), "192.0.2.1");
}

TEST(Template, AnUnknownTextKeyDoesNotLoad) {
    const auto page = Template::parse("<p>{{t.no.such.key}}</p>", french());

    ASSERT_FALSE(page);
    EXPECT_EQ(page.error().what, "reading the template: no text is called no.such.key");
}

TEST(Template, AnUnclosedSectionDoesNotLoad) {
    EXPECT_FALSE(Template::parse("{{#a}}", french()));
}

TEST(Bars, LeaveRoomForLongFigures) {
    const auto texts = french();
    const std::string picture = draw_bars(
        Say(texts), "x", "t", {{"Moyenne", "M", "#a16207", Tally{1715, 570}}, {"Faible", "F", "#1d5fa8", Tally{3, 0}}});

    const auto figure = picture.find("font-size=\"11.5\" font-weight=\"700\"");
    ASSERT_NE(figure, std::string::npos);
    const auto x = picture.rfind("x=\"", figure);
    EXPECT_LT(std::stod(picture.substr(x + 3)), 340 - 13 * 6.5) << "13 letters stand to the right of the bar";
}

TEST(Bars, SayTheirNumbersInWords) {
    const catalog::Texts texts = french();
    const Say say(texts);

    const std::string svg = draw_bars(say, "x", "Titre <b>", {{"Critique", "C", "#8b0018", {4, 2}}});

    EXPECT_NE(svg.find("role=\"img\" aria-labelledby=\"x-title x-desc\""), std::string::npos);
    EXPECT_NE(svg.find("Titre &lt;b&gt;"), std::string::npos);
    EXPECT_NE(svg.find("4 avérés, 2 à confirmer"), std::string::npos);
    EXPECT_NE(svg.find("<line"), std::string::npos) << "the part to be confirmed is hatched";
}

TEST(Map, SixtySystemsFillSeveralSheetsOfOnePageEach) {
    const catalog::Texts texts = french();
    const Say say(texts);
    model::Audit audit;
    for (std::uint32_t host = 0; host < 60; ++host) {
        model::Asset asset;
        asset.address = model::IpAddress::v4(0xC6120000U + host);
        asset.alive = true;
        asset.names = {"srv" + std::to_string(host) + ".ch-exemple.fr"};
        audit.assets.push_back(asset);
        for (model::Port port = 1; port <= 8; ++port) {
            model::Service service;
            service.endpoint = {asset.address, port, model::Transport::tcp};
            service.protocol = "http";
            service.product = "A product with a long name";
            audit.services.push_back(service);
        }
    }

    const SystemMap map = draw_map(say, audit);

    EXPECT_EQ(map.shown, 60U);
    EXPECT_GT(map.pictures.size(), 3U);
    const std::regex height_pattern("viewBox=\"0 0 704 ([0-9.]+)\"");
    for (const MapPicture& picture : map.pictures) {
        std::smatch height;
        ASSERT_TRUE(std::regex_search(picture.svg, height, height_pattern));
        EXPECT_LE(std::stod(height[1]), 940.0);
    }
}

// The code asks for texts by literal names: a name that exists in no language would only show on a rare page.
TEST(Words, EveryKeyInTheSourceExists) {
    const catalog::Texts texts = french();
    const std::regex literal(R"re(say\.(?:text|count)\("([a-z_0-9.\-]+)"[,)])re");
    std::size_t seen = 0;
    for (const auto& entry : std::filesystem::directory_iterator(VIGIE_SOURCE_DIR "/src/report")) {
        if (entry.path().extension() != ".cpp" || entry.path().stem().string().ends_with("_test")) continue;
        std::ifstream in(entry.path());
        const std::string source(std::istreambuf_iterator<char>(in), {});
        for (std::sregex_iterator it(source.begin(), source.end(), literal), end; it != end; ++it) {
            const std::string key = (*it)[1];
            ++seen;
            EXPECT_TRUE(texts.find(key) != nullptr || texts.find(key + ".many") != nullptr)
                << key << " in " << entry.path().filename();
        }
    }
    EXPECT_GT(seen, 80U);
}

TEST(Map, DrawsWhatWasSeenOutsideAndSaysThatItWasLeftAlone) {
    model::Audit audit;
    model::Asset inside;
    inside.address = *model::IpAddress::parse("192.0.2.1");
    inside.in_scope = inside.alive = true;
    model::Asset outside;
    outside.address = *model::IpAddress::parse("198.51.100.20");
    outside.in_scope = false;
    outside.names = {"rdv.ch-exemple.fr"};
    audit.assets = {inside, outside};
    model::Name name;
    name.name = "portail.ght-exemple.fr";
    name.in_scope = false;
    audit.names = {name};
    const catalog::Texts texts = french();
    const Say say(texts);

    const SystemMap map = draw_map(say, audit);

    EXPECT_EQ(map.shown, 1U);
    ASSERT_EQ(map.pictures.size(), 1U);
    const std::string& svg = map.pictures[0].svg;
    for (const char* part : {"192.0.2.1", "198.51.100.20", "rdv.ch-exemple.fr", "portail.ght-exemple.fr"})
        EXPECT_NE(svg.find(part), std::string::npos) << part;
    std::size_t dashed = 0;
    for (auto at = svg.find("stroke-dasharray"); at != std::string::npos; at = svg.find("stroke-dasharray", at + 1))
        ++dashed;
    EXPECT_EQ(dashed, 2U);
    EXPECT_NE(svg.find("hors du périmètre déclaré, non interrogé"), std::string::npos);
}

TEST(WritePdf, AFailingProgramIsOneClearError) {
    PdfOptions options;
    options.program = "false";

    const auto done = write_pdf("/nonexistent/in.html", "/nonexistent/out.pdf", options);

    ASSERT_FALSE(done);
    EXPECT_EQ(done.error().what, "écriture du PDF : false s'est arrêté avec le code 1 : ");
}

}  // namespace
}  // namespace vigie::report
