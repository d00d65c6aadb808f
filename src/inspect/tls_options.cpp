// SPDX-License-Identifier: Apache-2.0
#include "inspect/tls_options.h"

#include <algorithm>
#include <string_view>

#include "protocols/tls/cipher_suites.h"
#include "protocols/tls/registry.h"

namespace vigie::inspect {

namespace tls = protocols::tls;
using Hello = HelloAnswer::Outcome;
using Numbers = std::vector<std::uint16_t>;

namespace {

constexpr std::uint8_t kInappropriateFallback = 86;
constexpr std::size_t kAlpnLimit = 6;

bool speaks_of(std::uint16_t suite, std::string_view word) {
    return tls::suite_name(suite).find(word) != std::string_view::npos;
}

Numbers suites_with(const VersionReview& version, std::string_view word) {
    Numbers out;
    for (const std::uint16_t suite : version.suites)
        if (speaks_of(suite, word)) out.push_back(suite);
    return out;
}

const VersionReview* accepted(const std::vector<VersionReview>& versions, tls::Version wanted) {
    const auto found = std::find_if(versions.begin(), versions.end(), [&](const VersionReview& one) {
        return one.version == wanted && one.outcome == VersionReview::Outcome::accepted;
    });
    return found == versions.end() ? nullptr : &*found;
}

tls::HelloOptions hello_for(const VersionReview& version, Numbers suites, const std::string& server_name) {
    tls::HelloOptions options;
    options.version = version.version;
    options.suites = std::move(suites);
    options.server_name = server_name;
    return options;
}

// The group that the answer chose, 0 when it says none.
std::uint16_t group_of(const HelloAnswer& answer) {
    if (answer.outcome != Hello::hello) return 0;
    return answer.flight.hello.version == tls::Version::tls13 ? answer.flight.hello.group : answer.flight.curve;
}

// Offers groups and takes out what was chosen. False: the end was not clear.
net::Task<bool> exhaust_groups(TlsTalk& talk, tls::HelloOptions options, bool tls13, Numbers& chosen) {
    for (const tls::Registered& group : tls::groups())
        if (tls13 || !tls::group_needs_tls13(group.id)) options.groups.push_back(group.id);
    options.no_key_share = true;  // the server has to name the group
    while (!options.groups.empty()) {
        HelloAnswer answer = co_await talk.hello(options, !tls13);
        if (answer.outcome == Hello::unclear) co_return false;
        const std::uint16_t group = group_of(answer);
        const auto place = std::find(options.groups.begin(), options.groups.end(), group);
        if (place == options.groups.end()) break;  // refused, or a suite without a group
        options.groups.erase(place);
        if (std::find(chosen.begin(), chosen.end(), group) == chosen.end()) chosen.push_back(group);
    }
    co_return true;
}

net::Task<void> review_groups(TlsTalk& talk, Subject& subject, const std::vector<VersionReview>& versions,
                              std::string server_name) {
    Numbers groups;
    bool asked = false;
    bool clear = true;
    if (const VersionReview* tls13 = accepted(versions, tls::Version::tls13)) {
        asked = true;
        const tls::HelloOptions options = hello_for(*tls13, tls13->suites, server_name);
        clear = co_await exhaust_groups(talk, options, true, groups);
    }
    for (const VersionReview& version : versions) {
        if (version.version == tls::Version::tls13 || version.outcome != VersionReview::Outcome::accepted) continue;
        // An ECDSA certificate needs its own curve in the offer: RSA suites show the groups without that tie.
        Numbers suites = suites_with(version, "_ECDHE_RSA_");
        if (suites.empty()) suites = suites_with(version, "_ECDHE_");
        if (suites.empty()) suites = suites_with(version, "_ECDH_anon_");
        if (suites.empty()) continue;
        asked = true;
        const tls::HelloOptions options = hello_for(version, suites, server_name);
        const bool whole = co_await exhaust_groups(talk, options, false, groups);
        clear = clear && whole;
        break;  // the highest of the older versions speaks for them
    }
    if (!asked) co_return;
    std::vector<std::string> names;
    for (const std::uint16_t group : groups) names.push_back(tls::group_label(group));
    if (!names.empty()) subject.service.facts.set("tls.groups", names);
    if (clear)
        record_done(subject, "tls.groups");
    else
        record_failure(subject, "tls.groups", {base::Errc::timeout, "no clear answer"});
}

net::Task<void> review_dh(TlsTalk& talk, Subject& subject, const std::vector<VersionReview>& versions,
                          std::string server_name) {
    for (const VersionReview& version : versions) {
        if (version.version == tls::Version::tls13 || version.outcome != VersionReview::Outcome::accepted) continue;
        Numbers suites = suites_with(version, "_DHE_");
        if (suites.empty()) suites = suites_with(version, "_DH_anon_");
        if (suites.empty()) continue;
        tls::HelloOptions options = hello_for(version, suites, server_name);
        options.groups = {0x001D, 0x0017};  // no finite field: the server shows its own
        HelloAnswer answer = co_await talk.hello(options, true);
        if (answer.outcome == Hello::hello && answer.flight.dh_bits > 0) {
            subject.service.facts.set("tls.dh_bits", static_cast<std::int64_t>(answer.flight.dh_bits));
            record_done(subject, "tls.dh_bits");
        } else {
            record_failure(subject, "tls.dh_bits", {base::Errc::malformed, "the key exchange was not shown"});
        }
        co_return;
    }
}

// TLS 1.2 names the algorithm in clear; TLS 1.3 hides it, so each is offered alone.
net::Task<void> review_signatures(TlsTalk& talk, Subject& subject, const std::vector<VersionReview>& versions,
                                  std::string server_name) {
    Numbers found;
    bool clear = true;
    if (const VersionReview* tls12 = accepted(versions, tls::Version::tls12)) {
        Numbers suites = suites_with(*tls12, "DHE_");
        if (suites.empty()) co_return;
        tls::HelloOptions options = hello_for(*tls12, suites, server_name);
        for (const tls::Registered& one : tls::signature_algorithms()) options.signatures.push_back(one.id);
        while (!options.signatures.empty()) {
            HelloAnswer answer = co_await talk.hello(options, true);
            if (answer.outcome == Hello::unclear) clear = false;
            if (answer.outcome != Hello::hello) break;
            const auto place = std::find(options.signatures.begin(), options.signatures.end(), answer.flight.signature);
            if (place == options.signatures.end()) break;
            found.push_back(*place);
            options.signatures.erase(place);
        }
    } else if (const VersionReview* tls13 = accepted(versions, tls::Version::tls13)) {
        for (const tls::Registered& one : tls::signature_algorithms()) {
            if (!tls::signature_fits_tls13(one.id)) continue;
            tls::HelloOptions options = hello_for(*tls13, tls13->suites, server_name);
            options.signatures = {one.id};
            HelloAnswer answer = co_await talk.hello(options);
            if (answer.outcome == Hello::hello) found.push_back(one.id);
            if (answer.outcome == Hello::unclear) clear = false;
            if (!clear) break;
        }
    } else {
        co_return;
    }
    std::vector<std::string> names;
    for (const std::uint16_t one : found) names.push_back(tls::signature_label(one));
    if (!names.empty()) subject.service.facts.set("tls.signatures", names);
    if (clear)
        record_done(subject, "tls.signatures");
    else
        record_failure(subject, "tls.signatures", {base::Errc::timeout, "no clear answer"});
}

net::Task<void> review_compression(TlsTalk& talk, Subject& subject, const VersionReview& version,
                                   std::string server_name) {
    tls::HelloOptions options = hello_for(version, version.suites, server_name);
    options.compression = true;
    HelloAnswer answer = co_await talk.hello(options);
    if (answer.outcome == Hello::hello)
        subject.service.facts.set("tls.compression", answer.flight.hello.compression != 0);
    if (answer.outcome == Hello::unclear)
        record_failure(subject, "tls.compression", answer.error);
    else
        record_done(subject, "tls.compression");
}

// Below its best version a server has to refuse whoever says "I could do better" (RFC 7507).
net::Task<void> review_fallback(TlsTalk& talk, Subject& subject, const VersionReview& lower, std::string server_name) {
    tls::HelloOptions options = hello_for(lower, lower.suites, server_name);
    options.fallback_signal = true;
    HelloAnswer answer = co_await talk.hello(options);
    if (answer.outcome == Hello::unclear) {
        record_failure(subject, "tls.fallback_signal", answer.error);
        co_return;
    }
    const bool refused = answer.outcome == Hello::refused && answer.alert.description == kInappropriateFallback;
    if (refused || answer.outcome == Hello::hello) subject.service.facts.set("tls.fallback_signal", refused);
    record_done(subject, "tls.fallback_signal");
}

net::Task<void> review_alpn(TlsTalk& talk, Subject& subject, const VersionReview& tls12, std::string server_name) {
    tls::HelloOptions options = hello_for(tls12, tls12.suites, server_name);
    options.alpn = {"h2", "http/1.1", "http/1.0", "imap", "pop3", "xmpp-client", "postgresql", "dot"};
    std::vector<std::string> found;
    for (std::size_t i = 0; i < kAlpnLimit && !options.alpn.empty(); ++i) {
        HelloAnswer answer = co_await talk.hello(options);
        if (answer.outcome != Hello::hello) break;
        const auto place = std::find(options.alpn.begin(), options.alpn.end(), answer.flight.hello.alpn);
        if (place == options.alpn.end()) break;
        found.push_back(*place);
        options.alpn.erase(place);
    }
    if (!found.empty()) subject.service.facts.set("tls.alpn", found.front());
    if (!found.empty()) subject.service.facts.set("tls.alpn_offered", found);
}

}  // namespace

net::Task<void> review_options(TlsTalk& talk, Subject& subject, const std::vector<VersionReview>& versions,
                               std::string server_name) {
    co_await review_groups(talk, subject, versions, server_name);
    co_await review_dh(talk, subject, versions, server_name);
    co_await review_signatures(talk, subject, versions, server_name);
    // versions are ordered from the best down.
    const VersionReview* best = nullptr;
    const VersionReview* second = nullptr;
    const VersionReview* classic = nullptr;  // the best below TLS 1.3
    for (const VersionReview& version : versions) {
        if (version.outcome != VersionReview::Outcome::accepted) continue;
        if (classic == nullptr && version.version < tls::Version::tls13) classic = &version;
        if (best == nullptr)
            best = &version;
        else if (second == nullptr)
            second = &version;
    }
    if (classic != nullptr) co_await review_compression(talk, subject, *classic, server_name);
    if (second != nullptr && second->version > tls::Version::ssl3)
        co_await review_fallback(talk, subject, *second, server_name);
    if (classic != nullptr && classic->version > tls::Version::ssl3 && subject.service.tls)
        co_await review_alpn(talk, subject, *classic, server_name);
}

}  // namespace vigie::inspect
