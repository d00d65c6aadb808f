// SPDX-License-Identifier: Apache-2.0
#include "correlate/package.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "correlate/version_key.h"
#include "model/release_names.h"

namespace vigie::correlate {
namespace {

struct Word {
    std::string_view text;  // lower case
    Packaging::Origin origin;
    std::string_view name;
};
// In this order: an Ubuntu package also carries Debian's name in its revision.
constexpr std::array<Word, 27> kWords = {{{"ubuntu", Packaging::Origin::ubuntu, "Ubuntu"},
                                          {"raspbian", Packaging::Origin::other, "Raspbian"},
                                          {"debian", Packaging::Origin::debian, "Debian"},
                                          {"centos", Packaging::Origin::redhat, "CentOS"},
                                          {"red hat", Packaging::Origin::redhat, "Red Hat"},
                                          {"redhat", Packaging::Origin::redhat, "Red Hat"},
                                          {"rhel", Packaging::Origin::redhat, "Red Hat"},
                                          {"almalinux", Packaging::Origin::redhat, "AlmaLinux"},
                                          {"rocky", Packaging::Origin::redhat, "Rocky Linux"},
                                          {"oracle linux", Packaging::Origin::redhat, "Oracle Linux"},
                                          {"scientific linux", Packaging::Origin::redhat, "Scientific Linux"},
                                          {"fedora", Packaging::Origin::other, "Fedora"},
                                          {"amazon linux", Packaging::Origin::other, "Amazon Linux"},
                                          {"amazon", Packaging::Origin::other, "Amazon Linux"},
                                          {"opensuse", Packaging::Origin::suse, "openSUSE"},
                                          {"suse", Packaging::Origin::suse, "SUSE"},
                                          {"sles", Packaging::Origin::suse, "SUSE"},
                                          {"alpine", Packaging::Origin::alpine, "Alpine"},
                                          {"gentoo", Packaging::Origin::other, "Gentoo"},
                                          {"mageia", Packaging::Origin::other, "Mageia"},
                                          {"freebsd", Packaging::Origin::other, "FreeBSD"},
                                          {"netbsd", Packaging::Origin::other, "NetBSD"},
                                          {"openbsd", Packaging::Origin::other, "OpenBSD"},
                                          {"win64", Packaging::Origin::windows, "Windows"},
                                          {"win32", Packaging::Origin::windows, "Windows"},
                                          {"windows", Packaging::Origin::windows, "Windows"},
                                          {"microsoft", Packaging::Origin::windows, "Windows"}}};

bool is_version_character(char c) {
    return is_digit(c) || is_letter(c) || c == '.' || c == '+' || c == '~' || c == '-' || c == '_';
}

std::vector<std::string_view> words_of(std::string_view text) {
    constexpr std::size_t kWordLimit = 64;
    std::vector<std::string_view> out;
    std::size_t i = 0;
    while (i < text.size() && out.size() < kWordLimit) {
        const std::size_t from = i;
        while (i < text.size() && is_version_character(text[i])) ++i;
        if (i > from)
            out.push_back(text.substr(from, i - from));
        else
            ++i;
    }
    return out;
}

// The number in "+deb12u3", "~deb12u1", "1deb9u2"; 0 when there is none.
int debian_release_number(std::string_view revision) {
    for (auto at = revision.find("deb"); at != std::string_view::npos; at = revision.find("deb", at + 1)) {
        std::size_t i = at + 3;
        int number = 0;
        while (i < revision.size() && is_digit(revision[i]) && number < 1000)
            number = number * 10 + (revision[i++] - '0');
        if (i > at + 3 && i < revision.size() && revision[i] == 'u') return number;
    }
    return 0;
}

std::string debian_release(std::string_view revision) {
    if (const int number = debian_release_number(revision); number != 0) return std::string(debian_codename(number));
    for (const model::NamedRelease& release : model::debian_releases())  // older habit: -6+squeeze8
        if (revision.find(release.codename) != std::string_view::npos) return std::string(release.codename);
    return {};
}

// "0ubuntu0.22.04.1", "1ubuntu1~22.04": the number of the release stands in some revisions, not in all.
std::string ubuntu_release(std::string_view revision) {
    for (const model::NamedRelease& release : model::ubuntu_releases()) {
        const auto at = revision.find(release.number);
        if (at == std::string_view::npos || at == 0) continue;
        const std::size_t end = at + release.number.size();
        const bool whole = !is_digit(revision[at - 1]) && (end == revision.size() || !is_digit(revision[end]));
        if (whole) return std::string(release.codename);
    }
    return {};
}

// 7 of "26.P2.el7_9.16"; "" when there is none.
std::string enterprise_number(std::string_view text) {
    for (auto at = text.find(".el"); at != std::string_view::npos; at = text.find(".el", at + 1)) {
        std::size_t end = at + 3;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end > at + 3) return std::string(text.substr(at + 3, end - at - 3));
    }
    return {};
}

bool starts_with_digit(std::string_view text) {
    return !text.empty() && is_digit(text.front());
}

// The revision in one word of the banner, "" when that word has none.
std::string revision_in(std::string_view word, std::string_view upstream, std::string_view distribution) {
    const std::string lower = base::to_lower(word);
    const std::string prefix = base::to_lower(distribution) + "-";
    if (lower.rfind(prefix, 0) == 0) {  // SSH: "Debian-2+deb12u3"
        const std::string_view revision = word.substr(prefix.size());
        return starts_with_digit(revision) ? std::string(revision) : std::string();
    }
    if (upstream.empty()) return {};
    const auto at = word.find(std::string(upstream));
    if (at == std::string_view::npos) return {};
    std::size_t hyphen = at + upstream.size();
    if (hyphen < word.size() && word[hyphen] == '+') hyphen = word.find('-', hyphen);  // 9.11.5.P4+dfsg-5.1
    if (hyphen >= word.size() || word[hyphen] != '-') return {};
    std::string_view revision = word.substr(hyphen + 1);
    const std::string suffix = "-" + base::to_lower(distribution);
    if (base::to_lower(revision).size() > suffix.size() &&
        base::to_lower(revision).compare(revision.size() - suffix.size(), suffix.size(), suffix) == 0)
        revision.remove_suffix(suffix.size());  // BIND: "9.18.24-1-Debian"
    constexpr std::string_view kMariaDb = "MariaDB-";
    if (revision.substr(0, kMariaDb.size()) == kMariaDb) revision.remove_prefix(kMariaDb.size());
    return starts_with_digit(revision) ? std::string(revision) : std::string();
}

// "+dfsg" of "9.11.5.P4+dfsg-5.1+deb10u1": what the distribution appends to a version it has repacked.
std::string repacked_suffix(std::string_view word, std::string_view upstream) {
    const auto at = word.find(std::string(upstream) + "+");
    if (upstream.empty() || at == std::string_view::npos) return {};
    const std::size_t from = at + upstream.size();
    const auto hyphen = word.find('-', from);
    return hyphen == std::string_view::npos ? std::string() : std::string(word.substr(from, hyphen - from));
}

// The version and release of an rpm in a banner: "9.11.4-26.P2.el7_9.16" of BIND's
// "9.11.4-P2-RedHat-9.11.4-26.P2.el7_9.16".
std::string rpm_version_in(std::string_view word, std::string_view upstream) {
    upstream = upstream.substr(0, upstream.find('-'));  // of "9.11.4-P2" the package says 9.11.4
    if (enterprise_number(word).empty() || upstream.empty()) return {};
    const auto at = word.rfind(std::string(upstream) + "-");
    if (at == std::string_view::npos) return {};
    return std::string(word.substr(at));
}

// "1.24.0-r7"
std::string apk_version_in(std::string_view word, std::string_view upstream) {
    if (upstream.empty()) return {};
    const auto at = word.find(std::string(upstream) + "-r");
    if (at == std::string_view::npos) return {};
    std::size_t end = at + upstream.size() + 2;
    const std::size_t from = end;
    while (end < word.size() && is_digit(word[end])) ++end;
    return end == from ? std::string() : std::string(word.substr(at, end - at));
}

void find_revision(std::string_view upstream, std::string_view shown, Packaging& out) {
    for (const std::string_view word : words_of(shown)) {
        std::string version;
        if (out.origin == Packaging::Origin::redhat) {
            version = rpm_version_in(word, upstream);
        } else if (out.origin == Packaging::Origin::alpine) {
            version = apk_version_in(word, upstream);
        } else if (const std::string revision = revision_in(word, upstream, out.name); !revision.empty()) {
            version = std::string(upstream) + repacked_suffix(word, upstream) + "-" + revision;
            out.release = out.origin == Packaging::Origin::debian ? debian_release(revision) : ubuntu_release(revision);
        }
        if (version.empty()) continue;
        out.version = std::move(version);
        return;
    }
}

}  // namespace

Packaging detect_packaging(std::string_view upstream, std::string_view shown) {
    Packaging out;
    const std::string lower = base::to_lower(shown);
    for (const Word& word : kWords)
        if (lower.find(word.text) != std::string::npos) {
            out.origin = word.origin;
            out.name = std::string(word.name);
            break;
        }
    if (out.origin == Packaging::Origin::unknown && debian_release_number(lower) != 0) {
        out.origin = Packaging::Origin::debian;
        out.name = "Debian";
    }
    const std::string enterprise = enterprise_number(lower);
    if (out.origin == Packaging::Origin::unknown && !enterprise.empty()) {
        out.origin = Packaging::Origin::redhat;
        out.name = "Red Hat";
    }
    if (out.origin == Packaging::Origin::redhat && !enterprise.empty()) out.release = "rhel-" + enterprise;
    if (out.origin != Packaging::Origin::unknown && out.origin != Packaging::Origin::other &&
        out.origin != Packaging::Origin::windows)
        find_revision(upstream, shown, out);
    return out;
}

}  // namespace vigie::correlate
