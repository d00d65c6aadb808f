// SPDX-License-Identifier: Apache-2.0
#include "protocols/sip/sip.h"

#include <array>

#include "base/text.h"

namespace vigie::protocols::sip {
namespace {

using base::equals_ignoring_case;
using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kHeaderCount = 128;
constexpr std::size_t kValueLimit = 512;
constexpr std::size_t kMethodCount = 32;
constexpr std::size_t kMethodLimit = 32;
constexpr std::array<model::Port, 3> kPorts{5060, 5061, 5080};

ByteString probe() {
    return options_request(model::Transport::udp);
}

ByteString probe_tcp() {
    return options_request(model::Transport::tcp);
}

bool is_digit(char character) {
    return character >= '0' && character <= '9';
}

// "SIP/2.0 200 OK": 0 when it is no status line.
int status_of(std::string_view line) {
    if (line.size() < 11 || line.substr(0, 8) != "SIP/2.0 " || line[8] < '1' || line[8] > '6' || !is_digit(line[9]) ||
        !is_digit(line[10]) || (line.size() > 11 && line[11] != ' '))
        return 0;
    return (line[8] - '0') * 100 + (line[9] - '0') * 10 + (line[10] - '0');
}

void add_methods(std::string_view value, std::vector<std::string>& methods) {
    for (const std::string_view part : base::split(value.substr(0, kValueLimit), ',')) {
        const std::string_view method = base::trim(part);
        if (methods.size() == kMethodCount) return;
        if (!method.empty() && method.size() <= kMethodLimit) methods.push_back(base::printable(method));
    }
}

Match recognise(Bytes reply) {
    Reader reader(reply);
    return status_of(reader.line()) != 0 ? Match::sure : Match::no;
}

bool complete(Bytes reply) {
    const Result<Response> response = parse_response(reply);
    return response && response->complete;
}

Result<Facts> parse(Bytes reply) {
    const Result<Response> response = parse_response(reply);
    if (!response) return tl::unexpected(response.error());
    Facts facts;
    facts.set("sip.status", std::int64_t{response->status});
    if (!response->server.empty()) facts.set("sip.server", response->server);
    if (!response->methods.empty()) facts.set("sip.methods", response->methods);
    if (!response->authenticate.empty()) facts.set("sip.authenticate", response->authenticate);
    return facts;
}

}  // namespace

ByteString options_request(model::Transport transport) {
    base::Writer writer;
    writer.text("OPTIONS sip:vigie.invalid SIP/2.0\r\nVia: SIP/2.0/");
    writer.text(transport == model::Transport::tcp ? "TCP" : "UDP");
    // rport (RFC 3581): the answer comes back to where the question came from.
    writer.text(" vigie.invalid;branch=z9hG4bK-vigie-1;rport\r\nMax-Forwards: 0\r\n");
    writer.text("From: <sip:vigie@vigie.invalid>;tag=vigie\r\nTo: <sip:vigie.invalid>\r\n");
    writer.text("Call-ID: vigie-1@vigie.invalid\r\nCSeq: 1 OPTIONS\r\nContact: <sip:vigie@vigie.invalid>\r\n");
    writer.text("Accept: application/sdp\r\nUser-Agent: vigie/0.1 (audit d'exposition autorise)\r\n");
    writer.text("Content-Length: 0\r\n\r\n");
    return writer.take();
}

Result<Response> parse_response(Bytes reply) {
    Reader reader(reply);
    Response out;
    const std::string_view first = reader.line();
    out.status = status_of(first);
    if (out.status == 0) return fail(Errc::not_spoken, "reading a sip status line");
    if (reader.empty() && reply.back() != '\n') return fail(Errc::malformed, "reading a sip answer: it is cut");
    std::string user_agent;
    for (std::size_t count = 0; count < kHeaderCount && !reader.empty(); ++count) {
        const std::string_view line = reader.line();
        if (reader.empty() && reply.back() != '\n') break;
        if (line.empty()) {
            out.complete = true;
            break;
        }
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = base::trim(line.substr(0, colon));
        const std::string_view value = base::trim(line.substr(colon + 1));
        if (equals_ignoring_case(name, "Server"))
            out.server = base::printable(value, kValueLimit);
        else if (equals_ignoring_case(name, "User-Agent"))
            user_agent = base::printable(value, kValueLimit);
        else if (equals_ignoring_case(name, "Allow"))
            add_methods(value, out.methods);
        else if (equals_ignoring_case(name, "WWW-Authenticate") || equals_ignoring_case(name, "Proxy-Authenticate"))
            out.authenticate = base::printable(value, kValueLimit);
    }
    if (out.server.empty()) out.server = user_agent;
    return out;
}

const Protocol protocol = {
    .name = "sip",
    .transport = model::Transport::udp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::query,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
};

const Protocol protocol_tcp = {
    .name = "sip",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::query,
    .probe = probe_tcp,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
};

}  // namespace vigie::protocols::sip
