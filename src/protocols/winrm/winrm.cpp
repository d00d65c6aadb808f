// SPDX-License-Identifier: Apache-2.0
#include "protocols/winrm/winrm.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "protocols/ntlm.h"
#include "protocols/recognise.h"

namespace vigie::protocols::winrm {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 3> kPorts{5985, 5986, 47001};
constexpr std::size_t kTextLimit = 128;
constexpr std::size_t kTokenLimit = 8192;
constexpr std::string_view kIdentity = "/wsman/identity/1/wsmanidentity.xsd";
constexpr std::string_view kEnd = "\r\n\r\n";

ByteString post(std::string_view headers, std::string_view body) {
    std::string out =
        "POST /wsman HTTP/1.1\r\nHost: vigie.invalid\r\nUser-Agent: vigie/0.1\r\n"
        "Content-Type: application/soap+xml;charset=UTF-8\r\n";
    out += headers;
    out += "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n";
    out += body;
    return base::to_bytes(out);
}

ByteString probe() {
    return post("WSMANIDENTIFY: unauthenticated\r\n",
                "<s:Envelope xmlns:s=\"http://www.w3.org/2003/05/soap-envelope\" "
                "xmlns:i=\"http://schemas.dmtf.org/wbem/wsman/identity/1/wsmanidentity.xsd\">"
                "<s:Header/><s:Body><i:Identify/></s:Body></s:Envelope>");
}

// The value of a header line, from whichever answer it is in.
std::string_view header(std::string_view text, std::string_view name) {
    std::size_t at = 0;
    constexpr std::size_t kLinesLimit = 64;
    for (std::size_t i = 0; i < kLinesLimit && at < text.size(); ++i) {
        const std::size_t end = std::min(text.find("\r\n", at), text.size());
        const std::string_view line = text.substr(at, end - at);
        if (line.size() > name.size() && line[name.size()] == ':' &&
            base::equals_ignoring_case(line.substr(0, name.size()), name))
            return base::trim(line.substr(name.size() + 1));
        if (line.empty()) break;
        at = end + 2;
    }
    return {};
}

// The end of the answer that begins the text, or npos: the length that it announces, or the end of its envelope.
std::size_t end_of_answer(std::string_view text) {
    const std::size_t head = text.find(kEnd);
    if (head == std::string_view::npos) return head;
    const auto length = base::parse_unsigned(header(text, "content-length"));
    const std::size_t body = head + kEnd.size();
    if (length) return *length <= text.size() - body ? body + *length : std::string_view::npos;
    constexpr std::string_view kEnvelope = ":Envelope>";
    const std::size_t close = text.find(kEnvelope, body);
    return close == std::string_view::npos ? close : close + kEnvelope.size();
}

bool complete(Bytes reply) {
    return end_of_answer(base::as_text(reply)) != std::string_view::npos;
}

// What stands in an element of that name, whatever its prefix.
std::string element(std::string_view text, std::string_view name) {
    std::string open(":");
    open += name;
    open += '>';
    const std::size_t at = text.find(open);
    if (at == std::string_view::npos) return {};
    const std::string_view rest = text.substr(at + open.size());
    return base::printable(base::trim(rest.substr(0, rest.find('<'))), kTextLimit);
}

bool is_identity(std::string_view answer) {
    return answer.starts_with("HTTP/1.") && answer.find(kIdentity) != std::string_view::npos &&
           answer.find("IdentifyResponse") != std::string_view::npos;
}

void read_challenge(std::string_view answer, Facts& facts) {
    constexpr std::string_view kNegotiate = "Negotiate ";
    const std::string_view value = header(answer, "www-authenticate");
    if (!value.starts_with(kNegotiate) || value.size() > kTokenLimit) return;
    const std::optional<ByteString> token = base::from_base64(value.substr(kNegotiate.size()));
    if (!token) return;
    const Result<ntlm::Challenge> challenge = ntlm::parse_challenge(*token);
    if (challenge) ntlm::set_facts(*challenge, "winrm", facts);
}

Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    const std::size_t end = end_of_answer(text);
    const std::string_view first = text.substr(0, end);
    if (!is_identity(first)) return fail(Errc::not_spoken, "no identity of WS-Management");
    Facts facts;
    const auto set = [&](const char* fact, const char* name) {
        if (const std::string value = element(first, name); !value.empty()) facts.set(fact, value);
    };
    set("winrm.vendor", "ProductVendor");
    set("winrm.product_version", "ProductVersion");
    set("winrm.protocol_version", "ProtocolVersion");
    if (end != std::string_view::npos && end < text.size()) read_challenge(text.substr(end), facts);
    return facts;
}

ByteString follow_up(Bytes heard) {
    const std::string_view text = base::as_text(heard);
    if (end_of_answer(text) != text.size() || !is_identity(text)) return {};
    return post("Authorization: Negotiate " + base::to_base64(ntlm::negotiate_message()) + "\r\n", "");
}

}  // namespace

const Protocol protocol = {.name = "winrm",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .anywhere = false,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .follow_up = follow_up,
                           .parse = parse_facts,
                           .reply_limit = 16384};

}  // namespace vigie::protocols::winrm
