// SPDX-License-Identifier: Apache-2.0
// Drives the scan stage for the live test and the benchmark: opens what needs privilege, becomes nobody, scans, prints
// JSON lines. Not part of the program that is shipped.
#include <charconv>
#include <chrono>
#include <cstdio>
#include <map>
#include <string>

#include <fmt/format.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/text.h"
#include "catalog/ports.h"
#include "net/privileges.h"
#include "net/raw_socket.h"
#include "scan/port_spec.h"
#include "scan/scan.h"

namespace {

using namespace vigie;

class Printer final : public scan::ScanEvents {
public:
    std::uint64_t stop_at = ~std::uint64_t{0};
    bool verbose = false;

    void on_port(const model::Endpoint& endpoint, scan::PortState state, base::Bytes reply) override {
        const bool is_udp = endpoint.transport == model::Transport::udp;
        if ((state == scan::PortState::closed || state == scan::PortState::filtered) && !is_udp) return;
        fmt::print("{{\"address\":\"{}\",\"port\":{},\"transport\":\"{}\",\"state\":\"{}\",\"reply\":\"{}\"}}\n",
                   endpoint.address.text(), endpoint.port, model::name_of(endpoint.transport), scan::name_of(state),
                   base::to_hex(reply));
    }
    void on_host(const model::IpAddress& address, scan::HostNews news) override {
        const char* word = news == scan::HostNews::alive                ? "alive"
                           : news == scan::HostNews::slowed_down        ? "slowed_down"
                           : news == scan::HostNews::answers_every_port ? "answers_every_port"
                                                                        : "stopped_answering";
        fmt::print("{{\"host\":\"{}\",\"news\":\"{}\"}}\n", address.text(), word);
    }
    void on_progress(const scan::ScanProgress& progress) override {
        index_ = progress.index;
        if (verbose)
            fmt::print(stderr, "{} of {}, {:.0f} packets/s, {} answers, {} open, {} s left\n", progress.index,
                       progress.total, progress.packets_per_second, progress.answers, progress.open_ports,
                       progress.seconds_left ? std::to_string(*progress.seconds_left) : "?");
    }
    void on_checkpoint(std::uint64_t next_index, const std::vector<scan::SlowHost>&) override {
        checkpoint = next_index;
    }
    void on_trouble(const std::string& why) override { fmt::print(stderr, "trouble: {}\n", why); }
    bool should_stop() override { return index_ >= stop_at; }
    bool may_send_now() override { return true; }

    std::uint64_t checkpoint = 0;

private:
    std::uint64_t index_ = 0;
};

int complain(const std::string& what) {
    fmt::print(stderr, "scan_live: {}\n", what);
    return 2;
}

void print_summary(const scan::ScanOutcome& outcome, double seconds) {
    for (const auto& [address, host] : outcome.hosts)
        fmt::print(
            "{{\"summary\":\"{}\",\"alive\":{},\"icmp_echo\":{},\"icmp_timestamp\":{},\"tcp_ping\":{},\"unreachable\":{"
            "},\"open\":{},\"closed\":{},\"filtered\":{},"
            "\"answers_every_port\":{},\"stopped_answering\":{},\"loss\":{},\"icmp_refusals\":{}}}\n",
            address.text(), host.alive, host.icmp_echo, host.icmp_timestamp, host.tcp_ping, host.unreachable, host.open,
            host.closed, host.filtered, host.answers_every_port, host.stopped_answering,
            host.loss_estimate.value_or(-1), host.icmp_refusals);
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    fmt::print(
        "{{\"done\":true,\"seconds\":{:.3f},\"packets\":{},\"refused\":{},\"failed\":{},\"first_failure\":\"{}\","
        "\"lost\":{},\"stopped\":{},\"stopped_why\":\"{}\",\"next_index\":{},\"total\":{},\"out_of_scope\":{},\"uid\":{"
        "},\"rss_kb\":{},\"cpu_seconds\":{:.3f}}}\n",
        seconds, outcome.packets_sent, outcome.packets_refused, outcome.packets_failed, outcome.first_failure,
        outcome.answers_lost, outcome.stopped, outcome.stopped_why, outcome.next_index, outcome.total,
        outcome.out_of_scope.size(), getuid(), usage.ru_maxrss,
        static_cast<double>(usage.ru_utime.tv_sec + usage.ru_stime.tv_sec) +
            static_cast<double>(usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6);
}

}  // namespace

// scan_live KEY=VALUE...: targets (CIDRs), scope (CIDRs, default: targets), fragile, ports, udp (ports), rate, each,
// mode (raw|connect), seed, retries, late (ms before the last try), start, stop, data, echo, shard, shards, interface,
// patience, verbose
int main(int count, char** arguments) {
    std::map<std::string, std::string> options{{"mode", "raw"}, {"ports", "1-1024"}, {"seed", "1"}, {"retries", "2"}};
    for (int i = 1; i < count; ++i) {
        const std::string text = arguments[i];
        const auto equals = text.find('=');
        if (equals == std::string::npos) return complain("'" + text + "' is not KEY=VALUE");
        options[text.substr(0, equals)] = text.substr(equals + 1);
    }
    const auto number = [&](const char* key, std::uint64_t otherwise) {
        const auto found = options.find(key);
        return found == options.end() ? otherwise : base::parse_unsigned(found->second).value_or(otherwise);
    };
    const auto blocks = [&](const std::string& text) {
        std::vector<model::CidrBlock> out;
        for (const std::string_view part : base::split(text, ','))
            if (const auto block = model::CidrBlock::parse(part)) out.push_back(*block);
        return out;
    };

    scan::ScanPlan plan;
    for (const model::CidrBlock& block : blocks(options["targets"]))
        for (std::uint64_t i = 0; i < block.size(); ++i) plan.targets.push_back(block.at(i));
    if (plan.targets.empty()) return complain("no targets");
    model::Perimeter perimeter;
    perimeter.addresses = blocks(options.contains("scope") ? options["scope"] : options["targets"]);
    perimeter.fragile = blocks(options["fragile"]);
    const model::Scope scope(perimeter);
    if (options["ports"] != "none") {
        const auto ports = scan::parse_ports(options["ports"]);
        if (!ports) return complain(ports.error().what);
        plan.tcp_ports = ports->tcp;
    }
    if (options.contains("udp")) {
        const auto udp = scan::parse_ports("U:" + options["udp"]);
        if (!udp) return complain(udp.error().what);
        for (const model::Port port : udp->udp) plan.udp_probes.push_back({port, "test", base::to_bytes("vigie?")});
    }
    if (options.contains("data")) {
        const auto likely = catalog::load_priority_ports(options["data"]);
        if (!likely) return complain(likely.error().what);
        for (const catalog::PriorityPort& one : *likely) plan.priority_ports.push_back(one.port);
    }
    plan.seed = number("seed", 1);
    plan.start_index = number("start", 0);
    plan.retries = static_cast<int>(number("retries", 2));
    plan.pings = number("echo", 1) != 0;
    plan.late_spacing = base::Millis(number("late", 3000));
    plan.patience = base::Millis(number("patience", 10000));
    plan.shard = static_cast<std::uint32_t>(number("shard", 0));
    plan.shards = static_cast<std::uint32_t>(number("shards", 1));
    plan.answer_wait = base::Millis(number("wait", 1000));

    net::Limiter::Caps caps;
    if (options.contains("rate")) caps.packets_per_second = static_cast<std::uint32_t>(number("rate", 1));
    if (options.contains("each")) caps.packets_per_second_per_address = static_cast<std::uint32_t>(number("each", 1));
    caps.fragile = perimeter.fragile;
    net::Limiter limiter(caps);

    std::unique_ptr<net::RawSockets> raw;
    if (options["mode"] == "raw") {
        auto opened = net::RawSockets::open(options["interface"]);
        if (!opened) return complain(opened.error().what);
        raw = std::move(*opened);
    }
    const auto user = net::drop_privileges();
    if (!user) return complain(user.error().what);

    Printer printer;
    printer.stop_at = number("stop", ~std::uint64_t{0});
    printer.verbose = number("verbose", 0) != 0;
    const auto start = std::chrono::steady_clock::now();
    const auto outcome = scan::run_scan(plan, scope, limiter, raw.get(), printer);
    if (!outcome) return complain(outcome.error().what);
    print_summary(*outcome, std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count());
    return 0;
}
