// SPDX-License-Identifier: Apache-2.0
#include "correlate/criterion.h"

#include <gtest/gtest.h>

namespace vigie::correlate {
namespace {

using model::CpeCriterion;

CpeCriterion bounded(const std::string& start, const std::string& end, bool end_included) {
    CpeCriterion out;
    out.vendor = "v";
    out.product = "p";
    out.start = start;
    out.end = end;
    out.end_included = end_included;
    return out;
}

CpeCriterion exact(const std::string& version, const std::string& update) {
    CpeCriterion out;
    out.vendor = "v";
    out.product = "p";
    out.version = version;
    out.update = update;
    return out;
}

TEST(Criterion, KnowsBothEndsOfARange) {
    EXPECT_EQ(match_version("2.0", bounded("2.0", "3.0", false)).truth, Truth::yes);
    EXPECT_EQ(match_version("2.9.9", bounded("2.0", "3.0", false)).truth, Truth::yes);
    EXPECT_EQ(match_version("3.0", bounded("2.0", "3.0", false)).truth, Truth::no);
    EXPECT_EQ(match_version("3.0", bounded("2.0", "3.0", true)).truth, Truth::yes);
    EXPECT_EQ(match_version("1.9", bounded("2.0", "3.0", true)).truth, Truth::no);
    EXPECT_EQ(match_version("2.5", bounded("2.0", "3.0", false)).fixed, "3.0");
    EXPECT_EQ(match_version("2.5", bounded("2.0", "3.0", true)).last, "3.0");
}

TEST(Criterion, SaysUnknownWhereARecordCannotDecide) {
    EXPECT_EQ(match_version("2.0", exact("-", "*")).doubt, Doubt::unbounded);
    EXPECT_EQ(match_version("2.0", bounded("", "", false)).doubt, Doubt::unbounded);
    EXPECT_EQ(match_version("2.0", bounded("1.0", "", false)).doubt, Doubt::no_upper_bound);
    EXPECT_EQ(match_version("", bounded("1.0", "2.0", false)).doubt, Doubt::no_version);
    EXPECT_EQ(match_version("2.4", bounded("2.0", "2.4.58", false)).doubt, Doubt::partial_version);
    EXPECT_EQ(match_version("9.8p1", bounded("", "9.8", true)).doubt, Doubt::update_hidden);
    EXPECT_EQ(match_version("4.2.8p18", exact("4.2.8", "*")).doubt, Doubt::update_hidden);
}

TEST(Criterion, JoinsTheUpdateToTheVersion) {
    EXPECT_EQ(match_version("4.2.8p18", exact("4.2.8", "p18")).truth, Truth::yes);
    EXPECT_EQ(match_version("4.2.8p18", exact("4.2.8", "p17")).truth, Truth::no);
    EXPECT_EQ(match_version("4.2.8p18", exact("4.2.8", "-")).truth, Truth::no);
    EXPECT_EQ(match_version("4.2.8", exact("4.2.8", "-")).truth, Truth::yes);
}

model::Configuration running_on(const CpeCriterion& ours, const CpeCriterion& system) {
    return {"nvd", true, {{false, false, {ours}}, {false, false, {system}}}};
}

TEST(Criterion, EvaluatesRunningOn) {
    CpeCriterion system = exact("-", "*");
    system.part = 'o';
    system.vulnerable = false;
    system.vendor = "microsoft";
    system.product = "windows";
    const auto on_windows = running_on(bounded("", "3.0", false), system);
    const auto truth = [&](const Surroundings& around) {
        return match_configurations({"v:p"}, "2.0", around, {on_windows}).truth;
    };

    EXPECT_EQ(truth({"windows", ""}), Truth::yes);
    EXPECT_EQ(truth({"debian", "12"}), Truth::no);
    EXPECT_EQ(truth({}), Truth::unknown);
    EXPECT_EQ(match_configurations({"v:p"}, "3.0", {}, {on_windows}).truth, Truth::no);
}

TEST(Criterion, TakesTheDeviceOfAFirmwareForGranted) {
    CpeCriterion firmware = bounded("", "3.0", false);
    firmware.product = "camera_firmware";
    CpeCriterion device = exact("-", "*");
    device.part = 'h';
    device.product = "camera";
    device.vulnerable = false;

    EXPECT_EQ(match_configurations({"v:camera_firmware"}, "2.0", {}, {running_on(firmware, device)}).truth, Truth::yes);
}

TEST(Criterion, IgnoresARecordThatNamesTheProductAsSurroundingsOnly) {
    CpeCriterion ours = bounded("", "3.0", false);
    ours.vulnerable = false;
    CpeCriterion other = exact("1.0", "*");
    other.product = "plugin";

    EXPECT_EQ(match_configurations({"v:p"}, "2.0", {}, {running_on(other, ours)}).truth, Truth::no);
}

// CVE-2026-5947 of BIND: "9.20.0 before 9.20.23; 9.18.28 through 9.18.49 are NOT affected".
TEST(Criterion, BelievesALineThatSaysNotAffected) {
    CpeCriterion spared = bounded("9.18.28", "9.18.49", true);
    spared.vulnerable = false;
    const model::Configuration record{
        "nvd-overrides", false, {{false, false, {bounded("9.20.0", "9.20.23", false), spared}}}};
    const auto truth = [&](const char* version) { return match_configurations({"v:p"}, version, {}, {record}).truth; };

    EXPECT_EQ(truth("9.18.49"), Truth::no);
    EXPECT_EQ(truth("9.18.50"), Truth::no);
    EXPECT_EQ(truth("9.20.22"), Truth::yes);
    EXPECT_EQ(truth("9.20.23"), Truth::no);
}

TEST(Criterion, LetsAnExceptionCutAHoleIntoARange) {
    CpeCriterion spared = bounded("2.4.7", "2.4.9", true);
    spared.vulnerable = false;
    const model::Configuration record{"nvd", false, {{false, false, {bounded("2.0", "3.0", false), spared}}}};
    const auto truth = [&](const char* version) { return match_configurations({"v:p"}, version, {}, {record}).truth; };

    EXPECT_EQ(truth("2.4.8"), Truth::no);
    EXPECT_EQ(truth("2.4.6"), Truth::yes);
    EXPECT_EQ(truth(""), Truth::unknown);
}

TEST(Criterion, ListensToNvdBeforeTheOverridesBeforeTheCna) {
    const auto from = [](const char* source, const char* end) {
        return model::Configuration{source, false, {{false, false, {bounded("", end, false)}}}};
    };

    EXPECT_EQ(match_configurations({"v:p"}, "2.0", {}, {from("cve", "3.0"), from("nvd", "1.5")}).truth, Truth::no);
    EXPECT_EQ(match_configurations({"v:p"}, "2.0", {}, {from("cve", "1.5"), from("nvd-overrides", "3.0")}).truth,
              Truth::yes);
    EXPECT_EQ(match_configurations({"v:p"}, "2.0", {}, {from("cve", "3.0")}).truth, Truth::yes);
}

TEST(Criterion, DoubtsAnEditionThatWasNotSeen) {
    CpeCriterion plus = bounded("", "3.0", false);
    plus.edition = "plus";
    CpeCriterion on_windows = bounded("", "3.0", false);
    on_windows.target = "windows";
    const auto truth = [](const CpeCriterion& one, const Surroundings& around) {
        return match_configurations({"v:p"}, "2.0", around, {{"nvd", false, {{false, false, {one}}}}}).truth;
    };

    EXPECT_EQ(truth(plus, {}), Truth::unknown);
    EXPECT_EQ(truth(on_windows, {}), Truth::unknown);
    EXPECT_EQ(truth(on_windows, {"debian", ""}), Truth::no);
    EXPECT_EQ(truth(on_windows, {"windows", ""}), Truth::yes);
}

TEST(Criterion, DoesNotTakeTheBoundOfAnotherReleaseLineForItsOwn) {
    const auto answer = [](std::string_view version) {
        return match_configurations({"v:p"}, version, {},
                                    {{"cve", false, {{false, false, {bounded("", "8.8.15", true)}}}},
                                     {"cve", false, {{false, false, {bounded("", "10.0.9", false)}}}},
                                     {"cve", false, {{false, false, {bounded("", "10.1.1", false)}}}}});
    };

    EXPECT_EQ(answer("10.0.8").truth, Truth::yes);
    EXPECT_EQ(answer("10.0.9").truth, Truth::unknown);
    EXPECT_EQ(answer("10.0.9").doubt, Doubt::other_line);
    EXPECT_EQ(answer("10.1.0").truth, Truth::yes);
    EXPECT_EQ(answer("10.1.1").truth, Truth::no);
    EXPECT_EQ(answer("9.0.0").truth, Truth::yes);  // no line says that it is repaired
    EXPECT_EQ(answer("8.8.15").truth, Truth::yes);
}

TEST(Criterion, NeedsNoEditionWhenAllOfThemAreTouched) {
    CpeCriterion community = bounded("11.9", "13.10.3", false);
    community.edition = "community";
    CpeCriterion enterprise = bounded("11.9", "13.10.3", false);
    enterprise.edition = "enterprise";
    const auto truth = [](std::vector<CpeCriterion> lines, std::string_view version) {
        return match_configurations({"v:p"}, version, {}, {{"nvd", false, {{false, false, std::move(lines)}}}}).truth;
    };

    EXPECT_EQ(truth({community, enterprise}, "13.10.2"), Truth::yes);
    EXPECT_EQ(truth({community, enterprise}, "13.10.3"), Truth::no);
    EXPECT_EQ(truth({enterprise}, "13.10.2"), Truth::unknown);
    enterprise.end = "13.9";
    EXPECT_EQ(truth({community, enterprise}, "13.10.2"), Truth::unknown);
}

}  // namespace
}  // namespace vigie::correlate
