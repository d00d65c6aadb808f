// SPDX-License-Identifier: Apache-2.0
#include "correlate/explain.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "correlate/fake_services.h"

namespace vigie::correlate {
namespace {

using namespace std::chrono_literals;

constexpr std::string_view kProducts = R"toml(
[[product]]
id = "openssh"
name = "OpenSSH"
names = ["OpenSSH"]
cpe = ["openbsd:openssh"]
debian = ["openssh"]
backported = true
example = [{banner = "OpenSSH_9.2p1", version = "9.2p1"}]
)toml";
constexpr std::string_view kLifecycle = R"toml(
[[product]]
id = "debian"
extended_is_public = true
source = "https://wiki.debian.org/LTS"
release = [{release = "12", label = "Debian 12 (bookworm)", end = 2026-07-11, extended_end = 2028-06-30}]
)toml";

FakeBase small_base() {
    model::CpeCriterion criterion;
    criterion.vendor = "openbsd";
    criterion.product = "openssh";
    criterion.end = "9.9p2";
    model::Cve cve{.id = "CVE-2025-26465"};
    cve.scores.push_back({"3.1", "CVSS:3.1/AV:N/AC:H/PR:N/UI:R/S:U/C:H/I:H/A:N", 6.8, "nvd@nist.gov"});
    cve.configurations.push_back({"nvd", false, {{false, false, {criterion}}}});
    FakeBase base;
    base.cves = {cve};
    base.statuses = {{"openssh", "bookworm", cve.id, model::DistroStatus::State::resolved, "1:9.2p1-2+deb12u5", ""}};
    return base;
}

std::string explained(std::string_view text, const FakeBase& base, const std::string& lang) {
    const auto knowledge = parse_knowledge(kProducts, kLifecycle);
    const CorrelateOptions options{.base = &base, .today = 2026y / 11 / 21, .lang = lang};
    const auto explanation = explain(text, *knowledge, options);
    return explanation ? render(*explanation, options, {.not_affected = true}) : explanation.error().what;
}

TEST(Explain, SaysWhatDebianSaysOfAPackage) {
    const std::string french = explained("SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3", small_base(), "fr");

    EXPECT_THAT(french, testing::HasSubstr("paquet 9.2p1-2+deb12u3 (bookworm)"));
    EXPECT_THAT(french, testing::HasSubstr("Debian 12 (bookworm) : maintenu par le support long terme, gratuit (LTS) "
                                           "jusqu'au 30/06/2028 ; le support ordinaire s'est terminé le 11/07/2026"));
    EXPECT_THAT(french, testing::HasSubstr("affecté (1)\n  CVE-2025-26465  6,8"));
    EXPECT_THAT(french,
                testing::HasSubstr("corrigé par Debian dans openssh 1:9.2p1-2+deb12u5 (bookworm) ; le serveur annonce "
                                   "9.2p1-2+deb12u3, antérieur"));
}

TEST(Explain, SaysWhyAPackageIsNotAffected) {
    const std::string english = explained("OpenSSH_9.2p1 Debian-2+deb12u5", small_base(), "en");

    EXPECT_THAT(english, testing::HasSubstr("not affected (1)"));
    EXPECT_THAT(english, testing::HasSubstr("fixed in openssh 1:9.2p1-2+deb12u5 by Debian (bookworm); the server says "
                                            "9.2p1-2+deb12u5"));
}

TEST(Explain, UnderstandsACpeName) {
    EXPECT_THAT(explained("cpe:2.3:a:openbsd:openssh:9.2:p1:*:*:*:*:*:*", small_base(), "fr"),
                testing::AllOf(testing::HasSubstr("OpenSSH 9.2p1"), testing::HasSubstr("indéterminé (1)")));
}

TEST(Explain, RefusesATextWithoutAKnownProduct) {
    EXPECT_THAT(explained("220 welcome", small_base(), "fr"), testing::HasSubstr("no known product"));
    EXPECT_THAT(explained("cpe:2.3:a", small_base(), "fr"), testing::HasSubstr("CPE name"));
    EXPECT_THAT(explained("", small_base(), "fr"), testing::HasSubstr("nothing to match"));
}

TEST(Explain, ShowsWhatCisaSaysOfAttacks) {
    FakeBase base;
    base.cves = {cve("CVE-2024-3400", 10.0, range("paloaltonetworks", "pan-os", "10.2.0", "10.2.9-h1"), "cve")};
    base.cves[0].exploitation = model::Exploitation{"active", true, "total"};

    const auto said = [&](const char* text, const char* lang) {
        const CorrelateOptions options{.base = &base, .today = kToday, .lang = lang};
        return render(*explain(text, knowledge(), options), options, {.not_affected = true});
    };

    EXPECT_THAT(said("PAN-OS 10.2.8", "fr"),
                testing::HasSubstr("SSVC : attaques constatées, automatisable, impact technique total"));
    EXPECT_THAT(said("PAN-OS 10.2.8", "en"), testing::HasSubstr("attacks seen, automatable, total impact"));
    EXPECT_THAT(said("PAN-OS 10.2.9-h1", "fr"), testing::Not(testing::HasSubstr("SSVC")));
    const auto result = run({service("PAN-OS", "10.2.8")}, base);
    ASSERT_EQ(result.findings.size(), 1U);
    EXPECT_EQ(result.findings[0].ssvc, (model::Exploitation{"active", true, "total"}));
    EXPECT_THAT(result.findings[0].impact, testing::HasSubstr("CISA (SSVC) : attaques constatées"));
}

TEST(Explain, ListsFeedsWithTheirAge) {
    const std::string text =
        render_feeds({{"kev", "2026-11-20", 1404, {}}, {"nvd-2025", "2025-05-15", 12137, {}}}, 2026y / 11 / 21, "fr");

    EXPECT_THAT(text, testing::HasSubstr("kev              2026-11-20     1404  1 jour\n"));
    EXPECT_THAT(text, testing::HasSubstr("555 jours  ancien"));
    EXPECT_THAT(text, testing::HasSubstr("2 flux, 13541 enregistrements"));
    EXPECT_THAT(render_feeds({}, 2026y / 11 / 21, "en"), testing::HasSubstr("the base is empty"));
}

}  // namespace
}  // namespace vigie::correlate
