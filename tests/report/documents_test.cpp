// SPDX-License-Identifier: Apache-2.0
// The documents of one audit side by side: order of chapters, numbers that agree, hostile texts, both languages,
// nothing found and far too much found.
#include <array>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/text.h"
#include "catalog/texts.h"
#include "exchange/nmap_xml.h"
#include "exchange/opssies.h"
#include "report/checks.h"
#include "report/csv.h"
#include "report/html.h"
#include "report/summary.h"
#include "report/write.h"
#include "sample.h"

namespace vigie::report {
namespace {

const std::filesystem::path kData = VIGIE_SOURCE_DIR "/data";

catalog::Texts texts_in(const std::string& lang) {
    auto texts = catalog::load_texts(kData / "texts", lang);
    EXPECT_TRUE(texts) << texts.error().what;
    return *texts;
}

// Read once for each language: all rules are parsed for it.
const CheckTitles& titles_in(const std::string& lang) {
    static std::map<std::string, CheckTitles> known;
    if (!known.contains(lang)) {
        const auto titles = load_check_titles(kData, lang);
        EXPECT_TRUE(titles) << titles.error().what;
        known[lang] = *titles;
    }
    return known[lang];
}

std::string html_of(const model::Audit& audit, const std::string& lang = "fr", const std::vector<PlanItem>& plan = {}) {
    const catalog::Texts texts = texts_in(lang);
    const auto page = Template::load(kData / "templates", "report.mustache", texts);
    EXPECT_TRUE(page) << page.error().what;
    const auto html = render_html(audit, texts, *page, plan, titles_in(lang));
    EXPECT_TRUE(html) << html.error().what;
    return html.value_or("");
}

// A page is too long to be printed when it lacks something.
testing::AssertionResult has(const std::string& text, const std::string& what) {
    if (text.find(what) != std::string::npos) return testing::AssertionSuccess() << "there is " << what;
    return testing::AssertionFailure() << "there is no " << what;
}

std::size_t count_of(const std::string& text, const std::string& what) {
    std::size_t count = 0;
    for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++count;
    return count;
}

TEST(Html, ItsStylePrintsTheMarkingOnEveryPageOfABrowserToo) {
    model::Audit audit = sample::hospital();
    audit.tlp = "amber+strict";
    EXPECT_TRUE(has(html_of(audit), "@top-right { content: \"TLP:AMBER+STRICT\"; }"));
}

TEST(Html, OneVulnerabilityInSeveralPlacesIsOneLine) {
    model::Audit audit = sample::hospital();
    audit.findings.clear();
    for (const char* address : {"192.0.2.1", "192.0.2.2", "192.0.2.3"}) {
        model::Finding finding;
        finding.id = std::string("f-") + address;
        finding.rule = "cve";
        finding.cve = "CVE-2099-0001";
        finding.component = "nginx 1.22.1";
        finding.asset = address;
        finding.port = 80;
        finding.certainty = model::Certainty::indetermine;
        finding.criticality = model::Criticality::haute;
        finding.reason = "la version d'origine est touchée avant 1.30.1";
        finding.title = "nginx 1.22.1 : CVE-2099-0001";
        finding.description = "nginx est peut-être touché : la version d'origine est touchée avant 1.30.1.";
        audit.findings.push_back(finding);
        finding.id += "-b";
        finding.cve = "CVE-2099-0002";
        finding.reason = "la version d'origine est touchée avant 1.30.2";
        finding.description = "nginx est peut-être touché : la version d'origine est touchée avant 1.30.2.";
        audit.findings.push_back(finding);
    }
    const std::string html = html_of(audit);
    const auto detail = html.find("class=\"rows\"");
    ASSERT_NE(detail, std::string::npos);
    std::size_t lines = 0;
    for (auto at = html.find("<b>CVE-2099-0001</b>", detail); at != std::string::npos;
         at = html.find("<b>CVE-2099-0001</b>", at + 1))
        ++lines;
    EXPECT_EQ(lines, 1U);
}

TEST(Sample, HasWhatItSays) {
    const model::Audit audit = sample::hospital();

    EXPECT_EQ(audit.services.size(), 40U);
    EXPECT_EQ(audit.findings.size(), 35U);
    EXPECT_EQ(summarise(audit).hosts_alive, 13U);
}

TEST(Html, ChaptersFollowTheOrderOfTheSpecification) {
    const std::string html = html_of(sample::hospital());

    // 2.5.1: perimeter with domains and map, managerial summary, technical summary with plan, then every finding.
    std::size_t last = 0;
    for (const char* anchor :
         {"id=\"perimeter\"", "id=\"perimeter-names\"", "id=\"perimeter-map\"", "id=\"managerial\"",
          "id=\"managerial-level\"", "id=\"managerial-typology\"", "id=\"managerial-vulnerabilities\"",
          "id=\"managerial-risks\"", "id=\"technical\"", "id=\"technical-vulnerabilities\"", "id=\"technical-risks\"",
          "id=\"technical-plan\"", "id=\"detail\"", "id=\"services\"", "id=\"method\"", "id=\"glossary\""}) {
        const auto here = html.find(anchor);
        ASSERT_NE(here, std::string::npos) << anchor;
        EXPECT_GT(here, last) << anchor;
        last = here;
    }
    EXPECT_LT(html.find("id=\"essential\""), html.find("id=\"perimeter\""))
        << "the direction reads the first two pages";
}

TEST(Html, EveryCardSaysWhatTheSpecificationAsks) {
    const std::string html = html_of(sample::hospital());
    const auto start = html.find("<h3>Base Redis accessible sans mot de passe</h3>");
    ASSERT_NE(start, std::string::npos);
    const std::string card = html.substr(start, html.find("</article>", start) - start);

    for (const char* part :
         {"Critique", "Données sensibles", "<b>Impact.</b>", "<b>Description.</b>", "<b>Recommandation.</b>",
          "risque critique 2.5.2.2", "192.0.2.5:6379/tcp", "redis_version:7.0.15", "22 septembre 2026"})
        EXPECT_TRUE(has(card, part));
}

TEST(Html, ACardSaysHowLikelyAndHowKnownAttacksAre) {
    const std::string html = html_of(sample::hospital());
    const auto start = html.find("<h3>CVE-2021-42013 dans Apache httpd 2.4.49</h3>");
    ASSERT_NE(start, std::string::npos);
    const std::string card = html.substr(start, html.find("</article>", start) - start);

    for (const char* part : {"exploitation connue", "CERTFR-2021-ALE-018", "EPSS 94,4", "CVSS:3.1/AV:N"})
        EXPECT_TRUE(has(card, part));
}

TEST(Html, ChecksAreNamedInWords) {
    const std::string html = html_of(sample::hospital());

    for (const char* words :
         {"Administration SSH avec mot de passe ouverte à Internet", "Transfert de zone DNS autorisé à tous",
          "enregistrement SPF pour un domaine", "Protocoles reconnus (3)", "15 contrôles"})
        EXPECT_TRUE(has(html, words));
    for (const char* identifier : {"ssh.password,", "dns.zone_transfer", "tls.suites", "domain.spf_missing"})
        EXPECT_FALSE(has(html, identifier));
    EXPECT_TRUE(has(html_of(sample::hospital(), "en"), "No SPF record for a domain"));
}

TEST(Html, SensitiveDataIsShownByKindAndCount) {
    const std::string html = html_of(sample::hospital());
    const auto start = html.find("<table class=\"data\">");
    ASSERT_NE(start, std::string::npos);
    const std::string table = html.substr(start, html.find("</table>", start) - start);

    EXPECT_TRUE(has(table,
                    "192.0.2.4:8042/tcp</td><td>Orthanc 1.10.1</td><td>sans mot de passe</td><td><strong>santé, "
                    "personnelles</strong>"));
    EXPECT_TRUE(has(table, "noms affichés à tous</td><td><strong>techniques, santé</strong></td><td>14 noms"));
    EXPECT_TRUE(has(table,
                    "18\xE2\x80\xAF"
                    "211 éléments"));
    EXPECT_TRUE(has(table, "compte demandé"));
    EXPECT_FALSE(has(html_of(sample::quiet()), "<table class=\"data\">"));
}

TEST(Html, VulnerabilitiesOfOneComponentAreOneFamilyThoughEachSaysItsOwn) {
    const std::string html = html_of(sample::many(6, 200));

    EXPECT_LT(count_of(html, "class=\"family "), 40U);
    EXPECT_GT(count_of(html, "class=\"family "), 5U);
    EXPECT_TRUE(has(html, "<b>Recommandation.</b> Mettre à jour OpenSSH vers 1."));
}

TEST(Html, OneRuleInManyPlacesIsOneEntryThatListsThem) {
    model::Audit audit = sample::hospital();
    const auto redis = std::find_if(audit.findings.begin(), audit.findings.end(),
                                    [](const auto& f) { return f.title == "Base Redis accessible sans mot de passe"; });
    ASSERT_NE(redis, audit.findings.end());
    model::Finding again = *redis;
    for (const char* address : {"192.0.2.31", "192.0.2.32"}) {
        again.asset = address;
        again.id = std::string("f-again-") + address;
        again.recommendation = "Fermer le port 6379 de " + again.asset + ".";
        audit.findings.push_back(again);
    }
    audit.findings[static_cast<std::size_t>(redis - audit.findings.begin())].recommendation =
        "Fermer le port 6379 de 192.0.2.5.";

    const std::string html = html_of(audit);

    EXPECT_EQ(count_of(html, "<h3>Base Redis accessible sans mot de passe</h3>"), 1U);
    for (const char* text : {"id=\"f-again-192-0-2-31\">192.0.2.31:6379/tcp", "192.0.2.32:6379/tcp", "3 constats",
                             "Fermer le port 6379 de 192.0.2.5.", "Textes écrits pour 192.0.2.5:6379/tcp"})
        EXPECT_TRUE(has(html, text));
}

TEST(Html, TheMethodSaysHowManyPacketsWereSent) {
    EXPECT_TRUE(has(html_of(sample::hospital()),
                    "Paquets envoyés</th><td>1\xE2\x80\xAF"
                    "183\xE2\x80\xAF"
                    "406, du premier sondage au dernier contrôle"));
    EXPECT_TRUE(has(html_of(sample::quiet(), "en"), "not counted"));
}

TEST(Html, OrangeAndGreenSayTheirReasonAndWhatChanged) {
    const std::string amber = html_of(sample::orange());
    EXPECT_TRUE(has(amber, "Le niveau constaté est ORANGE"));
    EXPECT_TRUE(has(amber, "le niveau deviendrait alors ROUGE"));
    EXPECT_TRUE(has(amber, "La situation s’améliore"));

    const std::string green = html_of(sample::green(), "en");
    EXPECT_TRUE(has(green, "The level found is GREEN"));
    EXPECT_FALSE(has(green, "VERT"));
}

TEST(Html, NothingFromTheNetworkBecomesMarkup) {
    const std::string html = html_of(sample::hospital());

    EXPECT_FALSE(has(html, "<script"));
    EXPECT_FALSE(has(html, "<img"));
    EXPECT_TRUE(has(html, "&lt;script&gt;alert(1)"));
    EXPECT_FALSE(has(html, "\xE2\x80\xAE")) << "a banner must not turn the reading direction";
}

TEST(Html, NeedsNothingFromOutside) {
    const std::string html = html_of(sample::hospital());

    for (const char* fetch : {"<script", "@import", "url(", "<link", "<iframe", "<object"})
        EXPECT_FALSE(has(html, fetch));
}

TEST(Html, TheSameAuditGivesTheSameBytes) {
    EXPECT_EQ(html_of(sample::hospital()), html_of(sample::hospital()));
}

TEST(Html, AnUndeterminedFindingNeverLooksCertain) {
    const std::string html = html_of(sample::hospital());
    const auto start = html.find("<h3>CVE-2021-44790 dans Apache httpd 2.4.49</h3>");
    ASSERT_NE(start, std::string::npos);
    const std::string card = html.substr(start, html.find("</article>", start) - start);

    EXPECT_TRUE(has(card, "ce constat n’est pas avéré"));
    EXPECT_FALSE(has(card, "<b>Avéré</b>"));
}

TEST(Html, ThreeSentencesSayTheColourTheReasonAndTheLimit) {
    const std::string html = html_of(sample::hospital());

    EXPECT_TRUE(has(html, "Le niveau constaté est ROUGE"));
    EXPECT_TRUE(has(html, "10 risques critiques avérés et 1 vulnérabilité critique avérée"));
    EXPECT_TRUE(has(html, "4 éléments n’ont pas pu être examinés"));
}

TEST(Html, SaysPlainlyThatThereWasNoVulnerabilityBase) {
    EXPECT_TRUE(has(html_of(sample::quiet()), "Aucune base de vulnérabilités n’était chargée"));
    EXPECT_FALSE(has(html_of(sample::hospital()), "Aucune base de vulnérabilités n’était chargée"));
}

TEST(Html, AGreenWithoutVulnerabilityBaseSaysSoOnTheFirstPage) {
    const std::string html = html_of(sample::quiet());

    EXPECT_LT(html.find("ce niveau ne dit donc rien des failles publiques"), html.find("id=\"essential\""));
}

TEST(Html, WarnsOfFeedsOlderThanAWeek) {
    const std::string html = html_of(sample::hospital());

    EXPECT_EQ(count_of(html, "plus de 7 jours"), 1U) << "of the three feeds one is 19 days old";
}

TEST(Html, AnAuditWithoutFindingsReadsWell) {
    const std::string html = html_of(sample::quiet());

    EXPECT_TRUE(has(html, "Aucun constat n’a été relevé dans ce qui a pu être examiné."));
    EXPECT_TRUE(has(html, "Aucune action n’est nécessaire"));
    EXPECT_TRUE(has(html, "C’est le premier audit de ce périmètre"));
    EXPECT_TRUE(has(html, "l’objectif du domaine 1 du programme CaRE est atteint"));
}

TEST(Html, FiveThousandFindingsAreAllThereAndGrouped) {
    const model::Audit audit = sample::many(60, 5000);
    const std::string html = html_of(audit);

    std::size_t missing = 0;
    for (const model::Finding& finding : audit.findings)
        if (html.find("id=\"" + finding.id + "\"") == std::string::npos) ++missing;
    EXPECT_EQ(missing, 0U);
    EXPECT_LT(count_of(html, "<article"), 701U);
    EXPECT_LT(html.size(), 6'000'000U);
}

TEST(Html, EnglishIsWholeAndEnglish) {
    const std::string html = html_of(sample::quiet(), "en");

    EXPECT_TRUE(has(html, "<html lang=\"en\">"));
    EXPECT_TRUE(has(html, "The level found is GREEN"));
    EXPECT_TRUE(has(html, "21 November 2026"));
    for (const char* french : {"Constat", "niveau", "Recommandation", "adresse"}) EXPECT_FALSE(has(html, french));
}

TEST(Html, PicturesAreNamedForScreenReaders) {
    const std::string html = html_of(sample::hospital());

    EXPECT_EQ(count_of(html, "<svg"), 3U);
    EXPECT_EQ(count_of(html, "role=\"img\" aria-labelledby="), 3U);
    EXPECT_TRUE(has(html, "Critique\xC2\xA0: 11 avérés, 3 à confirmer."));
}

TEST(Html, IdentifiersAreUniqueAndLinksLead) {
    const std::string html = html_of(sample::hospital(), "fr", sample::hospital_plan());
    std::set<std::string> ids;
    const std::regex id_pattern(" id=\"([^\"]+)\"");
    for (std::sregex_iterator it(html.begin(), html.end(), id_pattern), end; it != end; ++it)
        EXPECT_TRUE(ids.insert((*it)[1]).second) << (*it)[1];
    const std::regex link_pattern("href=\"#([^\"]+)\"");
    for (std::sregex_iterator it(html.begin(), html.end(), link_pattern), end; it != end; ++it)
        EXPECT_TRUE(ids.contains((*it)[1])) << (*it)[1];
}

TEST(Documents, AgreeOnTheNumbers) {
    const model::Audit audit = sample::hospital();
    const Summary summary = summarise(audit);
    const exchange::OpssiesOutcome outcome = exchange::opssies_outcome(audit);

    EXPECT_EQ(outcome.score, summary.distinct_cves);
    EXPECT_EQ(
        outcome.critical_vulnerabilities,
        summary.critical_risks.affected + summary.critical_vulnerabilities.affected + summary.critical_other.affected);
    EXPECT_EQ(summary.by_criticality[4].affected, 11U);
    EXPECT_EQ(summary.by_criticality[4].undetermined, 3U);
}

TEST(Csv, OneLineForEachFindingAndNoFormula) {
    model::Audit audit = sample::hospital();
    audit.findings[0].title = "=HYPERLINK(\"http://evil\")";
    audit.findings[1].component = "@SUM(A1)";

    const auto csv = render_csv(audit, texts_in("fr"));

    ASSERT_TRUE(csv);
    EXPECT_TRUE(csv->starts_with("\xEF\xBB\xBFIdentifiant;Statut;Criticité;"));
    EXPECT_EQ(count_of(*csv, "\r\n"), 36U);
    EXPECT_TRUE(has(*csv, "\"'=HYPERLINK(\"\"http://evil\"\")\""));
    EXPECT_TRUE(has(*csv, "'@SUM(A1)"));
    EXPECT_TRUE(has(*csv, ";9,8;"));
    EXPECT_TRUE(has(*csv, ";0,9440;attaques constatées, automatisable, impact technique total;CERTFR-2021-ALE-018;"));
}

class WriteAll : public testing::Test {
protected:
    WriteAll()
        : folder_(std::filesystem::path(testing::TempDir()) / ("vigie-write-all-" + std::to_string(::getpid()))) {
        std::filesystem::remove_all(folder_);
        options_.data = kData;
        options_.extras = {
            {"opssies", "opssies.json", [](const model::Audit& audit) { return exchange::write_opssies(audit); }},
            {"nmap", "nmap.xml", exchange::write_nmap_xml}};
    }
    ~WriteAll() override { std::filesystem::remove_all(folder_); }

    std::filesystem::path folder_;
    WriteOptions options_;
};

TEST_F(WriteAll, WritesPrivateFilesAndLeavesNothingElse) {
    options_.formats = {"json", "html", "csv", "xlsx", "opssies", "nmap"};

    const auto written = write_all(sample::hospital(), folder_, options_);

    ASSERT_TRUE(written) << written.error().what;
    EXPECT_EQ(written->size(), 6U);
    std::set<std::string> names;
    for (const auto& entry : std::filesystem::directory_iterator(folder_)) {
        names.insert(entry.path().filename());
        struct stat info {};
        ASSERT_EQ(::stat(entry.path().c_str(), &info), 0);
        EXPECT_EQ(info.st_mode & 0777U, 0600U) << entry.path();
        EXPECT_GT(info.st_size, 1000) << entry.path();
    }
    EXPECT_THAT(names, testing::ElementsAre("audit.json", "constats.csv", "constats.xlsx", "nmap.xml", "opssies.json",
                                            "rapport.html"));
}

TEST_F(WriteAll, WithoutWeasyPrintTheOthersAreStillWritten) {
    options_.formats = {"html", "csv", "pdf"};
    options_.pdf_program = "/nonexistent/weasyprint";

    const auto written = write_all(sample::quiet(), folder_, options_);

    ASSERT_TRUE(written);
    ASSERT_EQ(written->size(), 3U);
    EXPECT_TRUE((*written)[0].ok());
    EXPECT_TRUE((*written)[1].ok());
    EXPECT_EQ((*written)[2].error, "écriture du PDF : lancement de /nonexistent/weasyprint : n'est pas installé");
    EXPECT_FALSE(std::filesystem::exists(folder_ / "rapport.pdf"));
    EXPECT_FALSE(std::filesystem::exists(folder_ / kScratchFolder));
}

TEST_F(WriteAll, ThePdfIsTaggedAndCarriesTheDataFiles) {
    options_.formats = {"pdf"};

    const auto written = write_all(sample::quiet(), folder_, options_);

    ASSERT_TRUE(written);
    ASSERT_EQ(written->size(), 1U) << "asked for alone, it still carries them";
    if (written->back().error.ends_with("n'est pas installé")) GTEST_SKIP() << "WeasyPrint is not installed";
    ASSERT_EQ(written->back().error, "");
    std::ifstream in(folder_ / "rapport.pdf", std::ios::binary);
    const std::string pdf(std::istreambuf_iterator<char>(in), {});
    EXPECT_TRUE(pdf.starts_with("%PDF-"));
    EXPECT_EQ(count_of(pdf, "/EmbeddedFile\n") + count_of(pdf, "/EmbeddedFile "), 4U);
    EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);
    EXPECT_TRUE(pdf.find("/MarkInfo") != std::string::npos) << "tagged";
}

TEST_F(WriteAll, TheWorkbookIsTheSameEachTime) {
    options_.formats = {"xlsx"};
    const auto bytes = [&] {
        EXPECT_TRUE(write_all(sample::hospital(), folder_, options_));
        std::ifstream in(folder_ / "constats.xlsx", std::ios::binary);
        return std::string(std::istreambuf_iterator<char>(in), {});
    };
    const std::string first = bytes();

    EXPECT_EQ(first, bytes());
    EXPECT_TRUE(first.starts_with("PK"));
}

TEST_F(WriteAll, AnUnknownFormatIsRefusedBeforeAnythingIsWritten) {
    options_.formats = {"html", "docx"};

    const auto written = write_all(sample::quiet(), folder_, options_);

    ASSERT_FALSE(written);
    EXPECT_EQ(written.error().what, "format de rapport inconnu : docx");
    EXPECT_FALSE(std::filesystem::exists(folder_));
}

TEST_F(WriteAll, APipeIsWrittenToAndNotReplaced) {
    std::filesystem::create_directories(folder_);
    const auto pipe = folder_ / "pipe";
    ASSERT_EQ(::mkfifo(pipe.c_str(), 0600), 0);
    const int reader = ::open(pipe.c_str(), O_RDWR | O_NONBLOCK);
    ASSERT_GE(reader, 0);

    ASSERT_TRUE(write_file(pipe, "hello"));

    std::array<char, 16> got{};
    EXPECT_EQ(::read(reader, got.data(), got.size()), 5);
    ::close(reader);
    EXPECT_TRUE(std::filesystem::is_fifo(pipe));
}

TEST_F(WriteAll, DoesNotWriteThroughALinkPutInItsWay) {
    std::filesystem::create_directories(folder_);
    const auto victim = folder_ / "victim";
    std::ofstream(victim) << "keep";
    std::filesystem::create_symlink(victim, folder_ / "constats.csv");
    std::filesystem::create_symlink(victim, folder_ / ".constats.csv.part");
    options_.formats = {"csv"};

    ASSERT_TRUE(write_all(sample::quiet(), folder_, options_));

    std::ifstream in(victim);
    EXPECT_EQ(std::string(std::istreambuf_iterator<char>(in), {}), "keep");
    EXPECT_FALSE(std::filesystem::is_symlink(folder_ / "constats.csv"));
}

}  // namespace
}  // namespace vigie::report
