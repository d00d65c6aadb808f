// SPDX-License-Identifier: Apache-2.0
// Drives the TLS review for the live test and the benchmark: one endpoint of 127.0.0.0/8, its facts as one line of
// JSON. Not part of the program that is shipped.
#include <chrono>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "inspect/inspect.h"
#include "model/json.h"
#include "net/network_dialer.h"
#include "protocols/tls/certificate.h"

// tls_live ADDRESS:PORT PROTOCOL [NAME...]: PROTOCOL "tls" begins with TLS, "smtp" and the like ask for it first.
int main(int count, char** arguments) {
    using namespace vigie;
    const auto endpoint = count > 2 ? model::Endpoint::parse(arguments[1]) : std::nullopt;
    if (!endpoint) {
        fmt::print(stderr, "tls_live: ADDRESS:PORT PROTOCOL [NAME...] were expected\n");
        return 2;
    }
    model::Perimeter perimeter;
    perimeter.addresses = {*model::CidrBlock::parse("127.0.0.0/8")};
    const model::Scope scope(perimeter);
    boost::asio::io_context context(1);
    net::Limiter limiter;
    net::NetworkDialer dialer(context, scope, limiter, {});
    const base::SystemClock clock;
    const auto trust = protocols::tls::TrustStore::system();
    inspect::Tools tools(dialer, clock, scope);
    tools.trust = trust ? &*trust : nullptr;
    tools.connect_wait = base::Millis{1500};
    tools.reply_wait = base::Millis{1500};
    inspect::Subject subject;
    subject.service.endpoint = *endpoint;
    subject.service.protocol = arguments[2];
    subject.service.tls = subject.service.protocol == "tls";
    for (int i = 3; i < count; ++i) subject.service.names.emplace_back(arguments[i]);
    const auto start = std::chrono::steady_clock::now();
    boost::asio::co_spawn(context, inspect::review_tls(tools, subject), [](std::exception_ptr problem) {
        if (problem) std::rethrow_exception(problem);
    });
    context.run();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - start;
    nlohmann::json out = nlohmann::json(subject.service);
    out["seconds"] = took.count();
    fmt::print("{}\n", out.dump());
    return 0;
}
