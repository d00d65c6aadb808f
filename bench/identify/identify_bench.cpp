// SPDX-License-Identifier: Apache-2.0
// Identification alone, as an audit does it at profile lab: `identify_bench ports ADDRESS:PORT...` prints one JSON line
// for each endpoint and one with the seconds for all; `identify_bench match` says how many banners a second the
// catalogue reads on one core.
#include <chrono>
#include <cstdio>
#include <cstring>
#include <iostream>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <nlohmann/json.hpp>

#include "base/clock.h"
#include "identify/identify.h"
#include "net/network_dialer.h"

namespace {

using namespace vigie;
using Steady = std::chrono::steady_clock;

double seconds_since(Steady::time_point begin) {
    return std::chrono::duration<double>(Steady::now() - begin).count();
}

net::Task<void> look(net::Dialer& dialer, const catalog::Fingerprints& fingerprints, const base::Clock& clock,
                     model::Endpoint endpoint, identify::Options options) {
    const auto begin = Steady::now();
    const identify::Identified found =
        co_await identify::identify_tcp(dialer, fingerprints, clock, endpoint, {}, options);
    const model::Service& service = found.service;
    std::cout << nlohmann::json{{"endpoint", endpoint.text()},
                                {"protocol", service.protocol},
                                {"tls", service.tls},
                                {"product", service.product},
                                {"version", service.version},
                                {"suspected", service.facts.list("service.suspected")},
                                {"title", service.facts.text("http.title")},
                                {"server", service.facts.text("http.server")},
                                {"behaviour", service.facts.text("service.behaviour")},
                                {"seconds", seconds_since(begin)}}
                     .dump(-1, ' ', false, nlohmann::json::error_handler_t::replace)
              << "\n";
}

int ports(const catalog::Fingerprints& fingerprints, const std::vector<std::string>& places) {
    model::Perimeter perimeter;
    std::vector<model::Endpoint> endpoints;
    for (const std::string& place : places) {
        const auto endpoint = model::Endpoint::parse(place);
        if (!endpoint) return 2;
        endpoints.push_back(*endpoint);
        if (const auto block = model::CidrBlock::parse(endpoint->address.text())) perimeter.addresses.push_back(*block);
    }
    const model::Scope scope(perimeter);
    net::Limiter limiter;
    boost::asio::io_context context(1);
    net::DialerOptions dialing;
    dialing.sessions_per_address = 64;
    net::NetworkDialer dialer(context, scope, limiter, dialing);
    identify::Options options;  // those of profile lab
    options.greeting_wait = base::Millis{1000};
    options.reply_wait = base::Millis{1500};
    const base::SystemClock clock;
    const auto begin = Steady::now();
    for (const model::Endpoint& endpoint : endpoints)
        boost::asio::co_spawn(context, look(dialer, fingerprints, clock, endpoint, options), boost::asio::detached);
    context.run();
    std::cout << nlohmann::json{{"all", seconds_since(begin)}}.dump() << "\n";
    return 0;
}

// Every example of the catalogue, also those that must not match, as if a service had sent it.
int match(const catalog::Fingerprints& fingerprints) {
    std::vector<model::Facts> banners;
    for (const catalog::Fingerprint& fingerprint : fingerprints.all())
        for (const auto& example : fingerprint.examples) {
            model::Facts facts;
            facts.set(fingerprint.fact, example.text);
            banners.push_back(std::move(facts));
        }
    for (int pass = 0; pass < 60; ++pass)  // the one-pass search is made after some texts of each kind
        for (const model::Facts& banner : banners) (void)fingerprints.identify(banner);
    std::size_t done = 0;
    std::size_t found = 0;
    const auto begin = Steady::now();
    while (seconds_since(begin) < 3.0)
        for (const model::Facts& banner : banners) {
            found += fingerprints.identify(banner).empty() ? 0U : 1U;
            ++done;
        }
    std::cout << nlohmann::json{{"entries", fingerprints.all().size()},
                                {"banners_per_second", static_cast<double>(done) / seconds_since(begin)},
                                {"share_recognised", static_cast<double>(found) / static_cast<double>(done)}}
                     .dump()
              << "\n";
    return 0;
}

}  // namespace

int main(int count, char** words) {
    const auto fingerprints =
        catalog::Fingerprints::load(std::filesystem::path(VIGIE_SOURCE_DIR) / "data" / "fingerprints");
    if (!fingerprints) {
        std::cerr << fingerprints.error().what << "\n";
        return 1;
    }
    if (count >= 2 && std::strcmp(words[1], "match") == 0) return match(*fingerprints);
    if (count >= 3 && std::strcmp(words[1], "ports") == 0)
        return ports(*fingerprints, std::vector<std::string>(words + 2, words + count));
    std::cerr << "identify_bench ports ADDRESS:PORT... | match\n";
    return 2;
}
