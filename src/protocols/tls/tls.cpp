// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/tls.h"

#include <array>

#include "protocols/tls/cipher_suites.h"

namespace vigie::protocols::tls {
namespace {

constexpr std::array<model::Port, 12> kPorts{443, 8443, 465, 993, 995, 636, 853, 990, 2762, 4433, 5061, 9443};

ByteString probe() {
    HelloOptions options;
    options.version = Version::tls13;
    options.lower_versions_too = true;
    options.suites = broad_suites();
    // Constant on purpose: no secret is ever derived from it, and the same audit sends the same bytes.
    for (std::size_t i = 0; i < options.random.size(); ++i) {
        options.random[i] = static_cast<std::uint8_t>(0xA5U ^ (i * 37U));
        options.key_share[i] = static_cast<std::uint8_t>(0x3CU ^ (i * 59U));
    }
    return client_hello(options);
}

Match recognise(Bytes reply) {
    return parse_reply(reply) ? Match::sure : Match::no;
}

}  // namespace

const std::vector<std::uint16_t>& broad_suites() {
    static const std::vector<std::uint16_t> suites{
        0x1301, 0x1302, 0x1303, 0x1304,                                  // TLS 1.3
        0xC02B, 0xC02C, 0xC02F, 0xC030, 0xCCA8, 0xCCA9,                  // ECDHE, AEAD
        0x009E, 0x009F, 0xCCAA, 0x009C, 0x009D,                          // DHE and RSA, AEAD
        0xC009, 0xC00A, 0xC013, 0xC014, 0xC023, 0xC024, 0xC027, 0xC028,  // ECDHE, CBC
        0x0033, 0x0039, 0x0067, 0x006B, 0x0032, 0x0038,                  // DHE, CBC
        0x002F, 0x0035, 0x003C, 0x003D, 0x0041, 0x0084,                  // RSA, CBC
        0xC0AC, 0xC0AD, 0xC09C, 0xC09D,                                  // CCM
        0x000A, 0x0016, 0xC012, 0xC008, 0x0005, 0x0004, 0xC011, 0xC007,  // 3DES, RC4
        0x0034, 0x003A, 0xC018, 0x00A6,                                  // anonymous
        0x0009, 0x0003, 0x0002, 0x003B};                                 // DES, export, null
    return suites;
}

Result<Facts> parse_facts(Bytes reply) {
    const auto answer = parse_reply(reply);
    if (!answer) return tl::unexpected(answer.error());
    Facts facts;
    if (const auto* hello = std::get_if<ServerHello>(&*answer)) {
        facts.set("tls.version", std::string(name_of(hello->version)));
        facts.set("tls.cipher", suite_label(hello->suite));
    } else {
        facts.set("tls.alert", alert_name(std::get<Alert>(*answer).description));
    }
    return facts;
}

const Protocol protocol = {.name = "tls",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts};

}  // namespace vigie::protocols::tls
