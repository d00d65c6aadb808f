// SPDX-License-Identifier: Apache-2.0
#include "exchange/nmap_xml.h"

#include <algorithm>
#include <map>

#include <fmt/format.h>

#include "base/text.h"

namespace vigie::exchange {
namespace {

constexpr int kFullConfidence = 10;  // nmap's scale, ours is 0 to 100

// Attribute value: printable text only. U+FFFE and U+FFFF are valid UTF-8 but not XML.
std::string attribute(std::string_view text, std::size_t limit = 256) {
    std::string out;
    const std::string safe = base::printable(text, limit);
    for (std::size_t i = 0; i < safe.size(); ++i) {
        const std::string_view rest = std::string_view(safe).substr(i);
        if (rest.starts_with("\xEF\xBF\xBE") || rest.starts_with("\xEF\xBF\xBF")) {
            out += '?';
            i += 2;
            continue;
        }
        switch (safe[i]) {
            case '&': out += "&amp;"; break;
            case '<': out += "&lt;"; break;
            case '>': out += "&gt;"; break;
            case '"': out += "&quot;"; break;
            case '\n':
            case '\t': out += ' '; break;
            default: out += safe[i];
        }
    }
    return out;
}

// The names by which nmap's readers know a service.
std::string service_name(const model::Service& service) {
    static const std::map<std::string_view, std::string_view> kNames{
        {"smb", "microsoft-ds"},   {"rdp", "ms-wbt-server"}, {"dns", "domain"},  {"postgresql", "postgresql"},
        {"netbios", "netbios-ns"}, {"ike", "isakmp"},        {"orthanc", "http"}};
    const auto found = kNames.find(service.protocol);
    return found == kNames.end() ? service.protocol : std::string(found->second);
}

// "cpe:2.3:a:vendor:product:version:..." -> "cpe:/a:vendor:product:version"; nothing for what does not fit.
std::string cpe_uri(std::string_view cpe) {
    const auto parts = base::split(cpe, ':');
    if (parts.size() < 6 || parts[0] != "cpe" || parts[1] != "2.3") return {};
    std::string out = "cpe:/" + std::string(parts[2]) + ":" + std::string(parts[3]) + ":" + std::string(parts[4]);
    if (parts[5] != "*" && parts[5] != "-") out += ":" + std::string(parts[5]);
    return out;
}

std::string service_element(const model::Service& service) {
    std::string out = fmt::format(R"(<service name="{}")", attribute(service_name(service)));
    if (!service.product.empty()) out += fmt::format(R"( product="{}")", attribute(service.product));
    if (!service.version.empty()) out += fmt::format(R"( version="{}")", attribute(service.version));
    if (service.tls) out += R"( tunnel="ssl")";
    out += fmt::format(R"( method="probed" conf="{}">)", std::clamp(service.qod / 10, 1, kFullConfidence));
    if (const std::string cpe = cpe_uri(service.cpe); !cpe.empty()) out += "<cpe>" + attribute(cpe) + "</cpe>";
    return out + "</service>";
}

std::string host_element(const model::Asset& asset, const std::vector<const model::Service*>& services,
                         const std::string& start, const std::string& end) {
    std::string out =
        fmt::format(R"(<host starttime="{}" endtime="{}"><status state="{}" reason="{}" reason_ttl="0"/>)", start, end,
                    asset.alive || !services.empty() ? "up" : "down",
                    asset.alive || !services.empty() ? "user-set" : "no-response");
    out += fmt::format("\n<address addr=\"{}\" addrtype=\"{}\"/>\n<hostnames>", asset.address.text(),
                       asset.address.is_v4() ? "ipv4" : "ipv6");
    for (const std::string& name : asset.names)
        out += fmt::format(R"(<hostname name="{}" type="user"/>)", attribute(name));
    out += "</hostnames>\n<ports>";
    for (const model::Service* service : services) {
        out +=
            fmt::format("\n<port protocol=\"{}\" portid=\"{}\"><state state=\"open\" reason=\"{}\" reason_ttl=\"0\"/>",
                        name_of(service->endpoint.transport), service->endpoint.port,
                        service->endpoint.transport == model::Transport::udp ? "udp-response" : "syn-ack");
        if (!service->protocol.empty()) out += service_element(*service);
        out += "</port>";
    }
    return out + "\n</ports>\n</host>\n";
}

// "1-1024,8080" -> 1025; what is not a number or a range counts for nothing.
std::uint64_t count_ports(std::string_view ports) {
    std::uint64_t count = 0;
    for (const std::string_view part : base::split(ports, ',')) {
        const auto bounds = base::split(part, '-');
        const auto first = base::parse_unsigned(base::trim(bounds.front()));
        const auto last = base::parse_unsigned(base::trim(bounds.back()));
        if (first && last && *first <= *last && *last <= 65535) count += *last - *first + 1;
    }
    return count;
}

std::string seconds(base::Instant instant) {
    return std::to_string(instant.time_since_epoch().count());
}

}  // namespace

base::Result<std::string> write_nmap_xml(const model::Audit& audit) {
    std::map<model::IpAddress, model::Asset> hosts;
    std::map<model::IpAddress, std::vector<const model::Service*>> services;
    for (const model::Asset& asset : audit.assets)
        if (asset.in_scope) hosts.emplace(asset.address, asset);
    for (const model::Service& service : audit.services) {
        if (service.facts.has("service.site")) continue;  // nmap knows one service a port
        if (service.endpoint.transport == model::Transport::icmp) continue;
        services[service.endpoint.address].push_back(&service);
        model::Asset& host = hosts[service.endpoint.address];
        host.address = service.endpoint.address;
        host.alive = true;
    }
    const std::string start = seconds(audit.started);
    const std::string end = seconds(audit.finished.value_or(audit.started));
    // nmap.dtd knows one scanner name; args says who really wrote this.
    std::string out = fmt::format(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!DOCTYPE nmaprun>\n"
        "<nmaprun scanner=\"nmap\" args=\"vigie audit {} {}\" start=\"{}\" version=\"{}\" xmloutputversion=\"1.05\">\n",
        attribute(audit.id), attribute(audit.tlp), start, attribute(audit.tool_version));
    if (!audit.coverage.ports_tcp.empty())
        out += fmt::format("<scaninfo type=\"syn\" protocol=\"tcp\" numservices=\"{}\" services=\"{}\"/>\n",
                           count_ports(audit.coverage.ports_tcp), attribute(audit.coverage.ports_tcp, 65536));
    if (!audit.coverage.ports_udp.empty())
        out += fmt::format("<scaninfo type=\"udp\" protocol=\"udp\" numservices=\"{}\" services=\"{}\"/>\n",
                           count_ports(audit.coverage.ports_udp), attribute(audit.coverage.ports_udp, 65536));
    out += "<verbose level=\"0\"/>\n<debugging level=\"0\"/>\n";
    std::size_t up = 0;
    for (auto& [address, host] : hosts) {
        auto& here = services[address];
        std::sort(here.begin(), here.end(), [](const auto* a, const auto* b) { return a->endpoint < b->endpoint; });
        if (host.alive || !here.empty()) ++up;
        out += host_element(host, here, start, end);
    }
    out += fmt::format("<runstats><finished time=\"{}\" elapsed=\"{}\" exit=\"{}\"/>", end,
                       (audit.finished.value_or(audit.started) - audit.started).count(),
                       audit.finished ? "success" : "error");
    return out + fmt::format("<hosts up=\"{}\" down=\"{}\" total=\"{}\"/></runstats>\n</nmaprun>\n", up,
                             hosts.size() - up, hosts.size());
}

}  // namespace vigie::exchange
