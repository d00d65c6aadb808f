// SPDX-License-Identifier: Apache-2.0
#include "protocols/rdp/rdp.h"

#include <array>

#include "protocols/ber.h"
#include "protocols/ntlm.h"

namespace vigie::protocols::rdp {
namespace {

using base::Errc;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 2> kPorts{3389, 3390};
constexpr std::size_t kLargestConfirmation = 512;
constexpr std::uint8_t kConnectionRequest = 0xE0;
constexpr std::uint8_t kConnectionConfirm = 0xD0;
constexpr std::uint8_t kNegotiationRequest = 1;
constexpr std::uint8_t kNegotiationResponse = 2;
constexpr std::uint8_t kNegotiationFailure = 3;
constexpr std::uint16_t kNegotiationSize = 8;
constexpr std::uint8_t kFirst = 0xA0;  // first field of an ASN.1 structure
constexpr std::uint32_t kLastFailure = 7;
constexpr std::uint32_t kLastProtocol = 16;

ByteString probe() {
    return connection_request(kTls | kNla);
}

// A bare confirmation is ISO transport as industrial controllers on port 102 speak it, too.
Match recognise(Bytes reply) {
    const auto confirmation = parse_confirmation(reply);
    if (!confirmation) return Match::no;
    return confirmation->negotiated ? Match::sure : Match::maybe;
}

}  // namespace

ByteString connection_request(std::uint32_t mask) {
    Writer out;
    out.u8(3).u8(0).u16(19);                                // TPKT, RFC 1006
    out.u8(14).u8(kConnectionRequest).u16(0).u16(0).u8(0);  // X.224 class 0
    out.u8(kNegotiationRequest).u8(0).u16_le(kNegotiationSize).u32_le(mask);
    return out.take();
}

Result<Confirmation> parse_confirmation(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    const std::uint8_t reserved = reader.u8();
    const std::size_t length = reader.u16();
    const std::size_t indicator = reader.u8();
    const std::uint8_t type = reader.u8();
    constexpr std::size_t kBareLength = 11;
    if (!reader.ok() || version != 3 || reserved != 0 || length < kBareLength || length > kLargestConfirmation ||
        (type & 0xF0U) != kConnectionConfirm || indicator + 5 != length)
        return base::fail(Errc::not_spoken, "no X.224 connection confirm");
    reader.skip(5);
    Reader negotiation(reader.bytes(length - kBareLength));
    if (!reader.ok()) return base::fail(Errc::malformed, "X.224 connection confirm cut short");
    Confirmation out;
    if (negotiation.empty()) return out;
    const std::uint8_t kind = negotiation.u8();
    negotiation.skip(1);
    const std::uint16_t size = negotiation.u16_le();
    const std::uint32_t value = negotiation.u32_le();
    if (!negotiation.ok() || size != kNegotiationSize) return out;  // parameters of another user of X.224
    if (kind == kNegotiationResponse && value <= kLastProtocol) out.selected = value;
    if (kind == kNegotiationFailure && value >= 1 && value <= kLastFailure) out.failure = value;
    out.negotiated = out.selected || out.failure;
    return out;
}

ByteString nla_negotiate() {
    constexpr std::uint8_t kVersion = 6;
    const ByteString token = ber::element(ber::kOctetString, ntlm::negotiate_message());
    const ByteString tokens =
        ber::element(ber::kSequence, {ber::element(ber::kSequence, {ber::element(kFirst, token)})});
    return ber::element(ber::kSequence,
                        {ber::element(kFirst, ber::small_integer(kVersion)), ber::element(kFirst + 1, tokens)});
}

bool nla_complete(Bytes reply) {
    Reader reader(reply);
    (void)ber::read_element(reader);
    return reader.ok();
}

Result<Facts> parse_nla_challenge(Bytes reply) {
    Reader reader(reply);
    Reader request(ber::expect(reader, ber::kSequence));
    Reader version(ber::expect(request, kFirst));
    if (!reader.ok() || !request.ok() || !ber::read_integer(version))
        return base::fail(Errc::not_spoken, "no CredSSP answer");
    Reader tokens(ber::expect(request, kFirst + 1));
    Reader list(ber::expect(tokens, ber::kSequence));
    Reader item(ber::expect(list, ber::kSequence));
    Reader wrapped(ber::expect(item, kFirst));
    const Bytes token = ber::expect(wrapped, ber::kOctetString);
    if (!wrapped.ok()) return base::fail(Errc::malformed, "CredSSP answer without a token");
    const Result<ntlm::Challenge> challenge = ntlm::parse_challenge(token);
    if (!challenge) return tl::unexpected(challenge.error());
    Facts facts;
    ntlm::set_facts(*challenge, "rdp", facts);
    return facts;
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t version = reader.u8();
    reader.skip(1);
    const std::size_t length = reader.u16();
    return reader.ok() && (version != 3 || reply.size() >= length);
}

Result<Facts> parse_facts(Bytes reply) {
    const auto confirmation = parse_confirmation(reply);
    if (!confirmation) return tl::unexpected(confirmation.error());
    Facts facts;
    const auto security = [&](const char* word) { facts.append("rdp.security", word); };
    if (!confirmation->negotiated || confirmation->selected == kStandard) security("rdp");
    if (confirmation->selected == kTls || confirmation->tls_required()) security("tls");
    if (confirmation->selected && *confirmation->selected >= kNla) security("nla");
    if (confirmation->nla_required()) {
        security("nla");
        facts.set("rdp.nla_required", true);
    }
    // Nobody chooses less than was offered to him unless he cannot, or need not, do more.
    const bool less = !confirmation->negotiated || (confirmation->selected && *confirmation->selected < kNla);
    if (less) facts.set("rdp.nla_required", false);
    return facts;
}

const Protocol protocol = {.name = "rdp",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = recognise,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 1024};

}  // namespace vigie::protocols::rdp
