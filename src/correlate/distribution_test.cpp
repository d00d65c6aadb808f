// SPDX-License-Identifier: Apache-2.0
// Packages of each distribution, judged by what that distribution says of that release.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "correlate/component.h"
#include "correlate/fake_services.h"
#include "correlate/judge.h"

namespace vigie::correlate {
namespace {

using model::Certainty;
using State = model::DistroStatus::State;

// "affecte", "non-affecte", "indetermine"; "silent" when the CVE is not mentioned.
std::string verdict(const std::string& text, const FakeBase& base, const std::string& cve_id) {
    const auto component = component_from_text(text, knowledge().products);
    if (!component) return component.error().what;
    Library library(base, "3.1");
    for (const CveAnswer& answer : judge(*component, library, {Language("en"), true}).answers)
        if (answer.cve().id == cve_id) return std::string(name_of(answer.certainty));
    return "silent";
}

FakeBase base_with(std::vector<model::DistroStatus> statuses) {
    FakeBase base;
    base.cves = {cve("CVE-2023-38408", 9.8, range("openbsd", "openssh", "", "9.3p2")),
                 cve("CVE-2023-25690", 9.8, range("apache", "http_server", "2.4.0", "2.4.56"))};
    base.statuses = std::move(statuses);
    return base;
}

TEST(Distribution, OfSuseDecidesInTheOrderOfRpm) {
    const FakeBase base =
        base_with({{"openssh", "sles-15.4", "CVE-2023-38408", State::resolved, "8.4p1-150300.3.22.1", "", "csaf:suse"},
                   {"apache2", "sles-15.4", "CVE-2023-25690", State::open, "", "", "csaf:suse"},
                   {"openssh", "opensuse-leap-15.5", "CVE-2023-38408", State::not_affected, "", "", "csaf:suse"}});

    EXPECT_EQ(verdict("pkg:rpm/suse/openssh@8.4p1-150300.3.18.2?distro=sles-15.4", base, "CVE-2023-38408"), "affecte");
    EXPECT_EQ(verdict("pkg:rpm/suse/openssh@8.4p1-150300.3.22.1?distro=sles-15.4", base, "CVE-2023-38408"),
              "non-affecte");
    EXPECT_EQ(verdict("pkg:rpm/suse/openssh@8.4p1-150300.3.22.1?distro=sles-15-sp4", base, "CVE-2023-38408"),
              "non-affecte");
    EXPECT_EQ(verdict("pkg:rpm/suse/apache2@2.4.51-150400.6.3.1?distro=sles-15.4", base, "CVE-2023-25690"), "affecte");
    EXPECT_EQ(verdict("pkg:rpm/opensuse/openssh@8.4p1-150300.3.9.1?distro=opensuse-leap-15.5", base, "CVE-2023-38408"),
              "non-affecte");
    // another service pack says nothing of this one, and a banner without a revision asserts nothing
    EXPECT_EQ(verdict("pkg:rpm/suse/openssh@8.4p1-150300.3.18.2?distro=sles-15.5", base, "CVE-2023-38408"),
              "indetermine");
    EXPECT_EQ(verdict("Apache/2.4.51 (Linux/SUSE)", base, "CVE-2023-25690"), "indetermine");
}

TEST(Distribution, OfAlpineDecidesInTheOrderOfApk) {
    const FakeBase base =
        base_with({{"openssh", "alpine-3.18", "CVE-2023-38408", State::resolved, "9.3_p2-r0", "", "alpine"},
                   {"apache2", "alpine-3.16", "CVE-2023-25690", State::resolved, "2.4.56-r0", "", "alpine"}});

    EXPECT_EQ(verdict("pkg:apk/alpine/openssh@9.3_p1-r3?distro=alpine-3.18", base, "CVE-2023-38408"), "affecte");
    EXPECT_EQ(verdict("pkg:apk/alpine/openssh@9.3-r9?distro=alpine-3.18", base, "CVE-2023-38408"), "affecte");
    EXPECT_EQ(verdict("pkg:apk/alpine/openssh@9.3_p2-r0?distro=alpine-3.18.4", base, "CVE-2023-38408"), "non-affecte");
    EXPECT_EQ(verdict("pkg:apk/alpine/openssh@9.3_p2-r1?distro=alpine-3.18", base, "CVE-2023-38408"), "non-affecte");
    EXPECT_EQ(verdict("pkg:apk/alpine/apache2@2.4.55-r1?distro=alpine-3.16", base, "CVE-2023-25690"), "affecte");
    EXPECT_EQ(verdict("pkg:apk/alpine/apache2@2.4.56-r0?distro=alpine-3.16", base, "CVE-2023-25690"), "non-affecte");
    EXPECT_EQ(verdict("Apache/2.4.55 (Alpine)", base, "CVE-2023-25690"), "indetermine");
}

TEST(Distribution, IsRecognisedInBanners) {
    struct Case {
        const char* banner;
        Packaging::Origin origin;
        const char* name;
        const char* version;
        const char* release;
    };
    constexpr Case kCases[] = {
        {"SSH-2.0-OpenSSH_9.2p1 Debian-2+deb12u3", Packaging::Origin::debian, "Debian", "9.2p1-2+deb12u3", "bookworm"},
        {"SSH-2.0-OpenSSH_8.4p1 Raspbian-5+deb11u3", Packaging::Origin::other, "Raspbian", "8.4p1-5+deb11u3", ""},
        {"SSH-2.0-OpenSSH_9.6p1 Ubuntu-3ubuntu13.5", Packaging::Origin::ubuntu, "Ubuntu", "9.6p1-3ubuntu13.5", ""},
        {"MySQL 8.0.36-0ubuntu0.22.04.1", Packaging::Origin::ubuntu, "Ubuntu", "8.0.36-0ubuntu0.22.04.1", "jammy"},
        {"Apache/2.4.52 (Ubuntu)", Packaging::Origin::ubuntu, "Ubuntu", "", ""},
        {"Apache/2.4.6 (Red Hat Enterprise Linux)", Packaging::Origin::redhat, "Red Hat", "", "rhel-7"},
        {"Apache/2.4.37 (rocky)", Packaging::Origin::redhat, "Rocky Linux", "", "rhel-8"},
        {"Apache/2.4.37 (AlmaLinux)", Packaging::Origin::redhat, "AlmaLinux", "", "rhel-8"},
        {"Apache/2.4.62 (Oracle Linux Server)", Packaging::Origin::redhat, "Oracle Linux", "", "rhel-9"},
        {"BIND 9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.16", Packaging::Origin::redhat, "Red Hat", "9.11.4-26.P2.el7_9.16",
         "rhel-7"},
        {"Apache/2.4.51 (Linux/SUSE)", Packaging::Origin::suse, "SUSE", "", ""},
        {"Apache/2.4.51 (Linux/openSUSE)", Packaging::Origin::suse, "openSUSE", "", ""},
        {"Samba 4.15.13-git.663.9c654e06cdb150.44.1-SUSE-SLE_15-x86_64", Packaging::Origin::suse, "SUSE", "", ""},
        {"nginx/1.24.0-r7 (Alpine Linux)", Packaging::Origin::alpine, "Alpine", "1.24.0-r7", ""},
        {"Apache/2.4.62 (Fedora Linux)", Packaging::Origin::other, "Fedora", "", ""},
        {"Apache/2.4.62 (Unix)", Packaging::Origin::unknown, "", "", ""},
    };
    for (const Case& one : kCases) {
        const auto component = component_from_text(one.banner, knowledge().products);
        ASSERT_TRUE(component.has_value()) << one.banner;
        EXPECT_EQ(component->packaging.origin, one.origin) << one.banner;
        EXPECT_EQ(component->packaging.name, one.name) << one.banner;
        EXPECT_EQ(component->packaging.release, one.release) << one.banner;
        if (one.origin != Packaging::Origin::other) {
            EXPECT_EQ(component->packaging.version, one.version) << one.banner;
        }
    }
}

}  // namespace
}  // namespace vigie::correlate
