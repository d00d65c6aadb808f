// SPDX-License-Identifier: Apache-2.0
#include "inspect/tls_suites.h"

#include <algorithm>
#include <string_view>

#include "protocols/tls/cipher_suites.h"

namespace vigie::inspect {

namespace tls = protocols::tls;
using Hello = HelloAnswer::Outcome;
using Suites = std::vector<std::uint16_t>;

namespace {

constexpr std::size_t kShortHello = 40;
constexpr std::uint8_t kProtocolVersion = 70;

enum class End { refused, closed, unclear, other_version, unoffered };

tls::HelloOptions offer(tls::Version version, Suites suites, std::string server_name) {
    tls::HelloOptions options;
    options.version = version;
    options.suites = std::move(suites);
    options.server_name = std::move(server_name);
    options.stapling = version == tls::Version::tls12;
    return options;
}

bool is_cbc(std::uint16_t suite) {
    return tls::suite_name(suite).find("_CBC_") != std::string_view::npos;
}

bool is_chacha(std::uint16_t suite) {
    return tls::suite_name(suite).find("CHACHA20") != std::string_view::npos;
}

// Offers and takes out until the server stops choosing. What it chose is appended to `chosen`.
struct Round {
    End end = End::refused;
    std::uint8_t alert = 0;
};

net::Task<Round> exhaust(TlsTalk& talk, VersionReview& review, Suites offered, std::string server_name,
                         Suites& chosen) {
    Round round;
    while (!offered.empty()) {
        const bool first = !review.first;
        const tls::HelloOptions options = offer(review.version, offered, server_name);
        const bool whole_flight = first && review.version < tls::Version::tls13;
        HelloAnswer answer = co_await talk.hello(options, whole_flight);
        // A server that has just chosen and now hangs up may have had too many conversations at once: once more.
        if (answer.outcome == Hello::closed && !chosen.empty()) answer = co_await talk.hello(options, whole_flight);
        if (answer.outcome != Hello::hello) {
            round.end = answer.outcome == Hello::refused  ? End::refused
                        : answer.outcome == Hello::closed ? End::closed
                                                          : End::unclear;
            round.alert = answer.alert.description;
            co_return round;
        }
        const tls::ServerHello& hello = answer.flight.hello;
        if (hello.version != review.version) {
            round.end = End::other_version;
            co_return round;
        }
        const auto place = std::find(offered.begin(), offered.end(), hello.suite);
        if (place == offered.end()) {
            review.unoffered = true;
            round.end = End::unoffered;
            co_return round;
        }
        if (is_cbc(hello.suite) && !hello.encrypt_then_mac()) review.cbc_without_etm = true;
        chosen.push_back(hello.suite);
        offered.erase(place);
        if (first) review.first = std::move(answer);
    }
    co_return round;
}

// The list backwards, without giving ChaCha20 the first place: some servers honour that place alone.
Suites reversed(const Suites& suites) {
    Suites out(suites.rbegin(), suites.rend());
    const auto other = std::find_if_not(out.begin(), out.end(), is_chacha);
    if (out.size() > 2 && other != out.end()) std::rotate(out.begin(), other, out.end());
    return out;
}

net::Task<void> review_order(TlsTalk& talk, VersionReview& review, std::string server_name) {
    if (review.suites.size() < 2) co_return;
    const Suites backwards = reversed(review.suites);
    const tls::HelloOptions options = offer(review.version, backwards, std::move(server_name));
    HelloAnswer answer = co_await talk.hello(options);
    if (answer.outcome != Hello::hello) co_return;
    const std::uint16_t choice = answer.flight.hello.suite;
    if (choice == review.suites.front())
        review.server_order = true;
    else if (choice == backwards.front() && !is_chacha(choice))
        review.server_order = false;
}

// Says how the last round ended.
net::Task<End> enumerate(TlsTalk& talk, VersionReview& review, std::size_t hello_size, std::string server_name) {
    unsigned hellos_with_suites = 0;
    End end = End::refused;
    for (const Suites& part : tls::in_hellos(tls::suites_of(review.version), hello_size)) {
        const std::size_t before = review.suites.size();
        const Round round = co_await exhaust(talk, review, part, server_name, review.suites);
        end = round.end;
        if (review.suites.size() > before) ++hellos_with_suites;
        if (end == End::unclear || end == End::unoffered) {
            review.whole = false;
            co_return end;
        }
        const bool never = end == End::other_version || end == End::closed || round.alert == kProtocolVersion;
        if (review.suites.empty() && never) co_return end;
    }
    if (hellos_with_suites > 1 && review.suites.size() <= hello_size) {
        // The order between hellos is ours: only one hello with all of them tells the server's.
        Suites ordered;
        (void)co_await exhaust(talk, review, review.suites, server_name, ordered);
        if (ordered.size() == review.suites.size()) review.suites = ordered;
    }
    co_return end;
}

}  // namespace

net::Task<VersionReview> review_version(TlsTalk& talk, tls::Version version, std::string server_name) {
    VersionReview review;
    review.version = version;
    const End end = co_await enumerate(talk, review, tls::kSuitesPerHello, server_name);
    const bool hopeless = talk.not_offered() || !talk.stopped().empty();
    if (review.suites.empty() && !hopeless && (end == End::closed || end == End::unclear)) {
        // Some old servers choke on long lists: say little before concluding that they refuse.
        Suites few = tls::suites_of(version);
        few.resize(std::min(few.size(), kShortHello));
        const tls::HelloOptions options = offer(version, few, server_name);
        HelloAnswer brief = co_await talk.hello(options);
        review.whole = brief.outcome != Hello::unclear;
        if (brief.outcome == Hello::hello && brief.flight.hello.version == version) {
            review.short_hellos = true;
            (void)co_await enumerate(talk, review, kShortHello, server_name);
        }
    }
    if (review.suites.empty()) {
        review.outcome = review.whole ? VersionReview::Outcome::refused : VersionReview::Outcome::unclear;
        co_return review;
    }
    review.outcome = VersionReview::Outcome::accepted;
    co_await review_order(talk, review, std::move(server_name));
    co_return review;
}

int class_of_suite(std::uint16_t suite) {
    int out = 3;
    for (const std::string& weakness : tls::weaknesses(suite)) {
        if (weakness == "cbc" || weakness == "sha1")
            out = std::min(out, 2);
        else if (weakness == "no_forward_secrecy")
            out = std::min(out, 1);
        else
            out = 0;
    }
    return out;
}

}  // namespace vigie::inspect
