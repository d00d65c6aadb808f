// SPDX-License-Identifier: Apache-2.0
#include "correlate/package.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"

namespace vigie::correlate {
namespace {

struct Release {
    int number;
    std::string_view codename;
};
constexpr std::array<Release, 11> kDebian = {{{4, "etch"},
                                              {5, "lenny"},
                                              {6, "squeeze"},
                                              {7, "wheezy"},
                                              {8, "jessie"},
                                              {9, "stretch"},
                                              {10, "buster"},
                                              {11, "bullseye"},
                                              {12, "bookworm"},
                                              {13, "trixie"},
                                              {14, "forky"}}};

struct Word {
    std::string_view text;  // lower case
    Packaging::Origin origin;
    std::string_view name;
};
// In this order: an Ubuntu package also carries Debian's name in its revision.
constexpr std::array<Word, 22> kWords = {{{"ubuntu", Packaging::Origin::ubuntu, "Ubuntu"},
                                          {"raspbian", Packaging::Origin::other, "Raspbian"},
                                          {"debian", Packaging::Origin::debian, "Debian"},
                                          {"centos", Packaging::Origin::other, "CentOS"},
                                          {"red hat", Packaging::Origin::other, "Red Hat"},
                                          {"redhat", Packaging::Origin::other, "Red Hat"},
                                          {"almalinux", Packaging::Origin::other, "AlmaLinux"},
                                          {"rocky linux", Packaging::Origin::other, "Rocky Linux"},
                                          {"rockylinux", Packaging::Origin::other, "Rocky Linux"},
                                          {"oracle linux", Packaging::Origin::other, "Oracle Linux"},
                                          {"fedora", Packaging::Origin::other, "Fedora"},
                                          {"amazon linux", Packaging::Origin::other, "Amazon Linux"},
                                          {"suse", Packaging::Origin::other, "SUSE"},
                                          {"sles", Packaging::Origin::other, "SUSE"},
                                          {"alpine", Packaging::Origin::other, "Alpine"},
                                          {"gentoo", Packaging::Origin::other, "Gentoo"},
                                          {"freebsd", Packaging::Origin::other, "FreeBSD"},
                                          {"netbsd", Packaging::Origin::other, "NetBSD"},
                                          {"win64", Packaging::Origin::windows, "Windows"},
                                          {"win32", Packaging::Origin::windows, "Windows"},
                                          {"windows", Packaging::Origin::windows, "Windows"},
                                          {"microsoft", Packaging::Origin::windows, "Windows"}}};

bool is_digit(char c) {
    return c >= '0' && c <= '9';
}
bool is_version_character(char c) {
    return is_digit(c) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '+' || c == '~' ||
           c == '-' || c == '_';
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

std::string release_of(std::string_view revision) {
    if (const int number = debian_release_number(revision); number != 0) return std::string(debian_codename(number));
    for (const Release& release : kDebian)  // older habit: -6+squeeze8
        if (revision.find(release.codename) != std::string_view::npos) return std::string(release.codename);
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
    const auto at = word.find(std::string(upstream) + "-");
    if (at == std::string_view::npos) return {};
    std::string_view revision = word.substr(at + upstream.size() + 1);
    const std::string suffix = "-" + base::to_lower(distribution);
    if (base::to_lower(revision).size() > suffix.size() &&
        base::to_lower(revision).compare(revision.size() - suffix.size(), suffix.size(), suffix) == 0)
        revision.remove_suffix(suffix.size());  // BIND: "9.18.24-1-Debian"
    constexpr std::string_view kMariaDb = "MariaDB-";
    if (revision.substr(0, kMariaDb.size()) == kMariaDb) revision.remove_prefix(kMariaDb.size());
    return starts_with_digit(revision) ? std::string(revision) : std::string();
}

}  // namespace

std::string_view debian_codename(int number) {
    for (const Release& release : kDebian)
        if (release.number == number) return release.codename;
    return {};
}

int debian_number(std::string_view codename) {
    for (const Release& release : kDebian)
        if (release.codename == codename) return release.number;
    return 0;
}

Packaging detect_packaging(std::string_view upstream, std::string_view shown) {
    Packaging out;
    const std::string lower = base::to_lower(shown);
    for (const Word& word : kWords)
        if (lower.find(word.text) != std::string::npos) {
            out.origin = word.origin;
            out.name = std::string(word.name);
            break;
        }
    if (out.origin == Packaging::Origin::unknown && lower.find("ubuntu") == std::string::npos &&
        debian_release_number(lower) != 0) {
        out.origin = Packaging::Origin::debian;
        out.name = "Debian";
    }
    if (out.origin == Packaging::Origin::unknown &&
        (lower.find(".el7") != std::string::npos || lower.find(".el8") != std::string::npos ||
         lower.find(".el9") != std::string::npos)) {
        out.origin = Packaging::Origin::other;
        out.name = "Red Hat";
    }
    if (out.origin != Packaging::Origin::debian && out.origin != Packaging::Origin::ubuntu) return out;
    for (const std::string_view word : words_of(shown)) {
        const std::string revision = revision_in(word, upstream, out.name);
        if (revision.empty()) continue;
        out.version = std::string(upstream) + "-" + revision;
        if (out.origin == Packaging::Origin::debian) out.release = release_of(revision);
        break;
    }
    return out;
}

}  // namespace vigie::correlate
