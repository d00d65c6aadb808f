// SPDX-License-Identifier: Apache-2.0
#include "protocols/smb/smb.h"

#include <algorithm>
#include <array>
#include <vector>

#include "base/text.h"
#include "protocols/smb/message.h"

namespace vigie::protocols::smb {
namespace {

using base::Errc;
using base::Reader;

constexpr std::size_t kMessageLimit = 65536;
constexpr std::array<model::Port, 2> kPorts{445, 139};

bool is_smb1_negotiate(Bytes message) {
    constexpr std::array<std::uint8_t, 5> kMagic{0xFF, 'S', 'M', 'B', 0x72};
    constexpr std::size_t kFlags = 9;
    constexpr std::uint8_t kReply = 0x80;
    return message.size() > kFlags && std::equal(kMagic.begin(), kMagic.end(), message.begin()) &&
           (message[kFlags] & kReply) != 0;
}

std::string dialect_name(std::uint16_t dialect) {
    switch (dialect) {
        case 0x0202: return "2.0.2";
        case 0x0210: return "2.1";
        case 0x0300: return "3.0";
        case 0x0302: return "3.0.2";
        case 0x0311: return "3.1.1";
        default: return "";  // 0x02FF: to be agreed by a second negotiation
    }
}

// Windows writes the first three groups of a GUID in little endian.
std::string guid_text(Bytes bytes) {
    constexpr std::array<std::size_t, 16> kOrder{3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15};
    std::string text;
    for (std::size_t i = 0; i < kOrder.size(); ++i) {
        if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
        text += base::to_hex(bytes.subspan(kOrder[i], 1));
    }
    return text;
}

Match recognise(Bytes reply) {
    const auto message = unframed(reply);
    if (!message) return Match::no;
    if (is_smb1_negotiate(*message)) return Match::sure;
    if (!is_smb2(*message)) return Match::no;
    Reader reader(*message);
    const auto header = read_smb2_header(reader);
    return header && header->command <= kSessionSetup ? Match::sure : Match::no;
}

void set_signing(Facts& facts, bool enabled, bool required) {
    facts.set("smb.signing_enabled", enabled);
    facts.set("smb.signing_required", required);
}

Result<Facts> facts_of_challenge(Bytes reply, std::uint32_t status) {
    if (status != kMoreProcessing) return Facts{};  // NTLM is not wanted there
    const auto challenge = parse_challenge(reply);
    if (!challenge) return tl::unexpected(challenge.error());
    Facts facts;
    ntlm::set_facts(*challenge, "smb", facts);
    return facts;
}

Result<Facts> facts_of_smb1(Bytes reply) {
    const auto smb1 = parse_smb1_negotiate(reply);
    if (!smb1) return tl::unexpected(smb1.error());
    Facts facts;
    facts.set("smb.smb1", smb1->accepted);
    if (smb1->accepted) set_signing(facts, smb1->signing_enabled, smb1->signing_required);
    return facts;
}

}  // namespace

Result<Bytes> unframed(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t type = reader.u8();
    const std::uint32_t length = reader.u24();
    constexpr std::size_t kSmallestMessage = 35;
    if (!reader.ok() || type != 0 || length < kSmallestMessage || length > kMessageLimit)
        return base::fail(Errc::not_spoken, "no SMB frame");
    const Bytes message = reader.bytes(std::min<std::size_t>(length, reader.remaining()));
    return message;
}

bool is_smb2(Bytes message) {
    constexpr std::array<std::uint8_t, 6> kMagic{0xFE, 'S', 'M', 'B', 64, 0};
    return message.size() >= kMagic.size() && std::equal(kMagic.begin(), kMagic.end(), message.begin());
}

Result<Smb2Header> read_smb2_header(Reader& reader) {
    Smb2Header header;
    reader.skip(8);  // magic, structure size, credit charge
    header.status = reader.u32_le();
    header.command = reader.u16_le();
    reader.skip(2);
    const std::uint32_t flags = reader.u32_le();
    reader.skip(16);  // next command, message, process
    header.tree = reader.u32_le();
    header.session = reader.u64_le();
    reader.skip(16);  // signature
    if (!reader.ok()) return base::fail(Errc::malformed, "SMB 2 header cut short");
    constexpr std::uint32_t kResponse = 1;
    if ((flags & kResponse) == 0) return base::fail(Errc::not_spoken, "SMB 2 message that is no answer to ours");
    return header;
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t type = reader.u8();
    const std::size_t length = reader.u24();
    if (!reader.ok()) return false;
    return type != 0 || length > kMessageLimit || reader.remaining() >= length;
}

Result<Negotiated> parse_negotiate(Bytes reply) {
    const auto message = unframed(reply);
    if (!message) return tl::unexpected(message.error());
    if (!is_smb2(*message)) return base::fail(Errc::not_spoken, "no SMB 2 message");
    Reader reader(*message);
    const auto header = read_smb2_header(reader);
    if (!header) return tl::unexpected(header.error());
    if (header->command != kNegotiate) return base::fail(Errc::not_spoken, "SMB 2 answer to another command");
    Negotiated out;
    out.status = header->status;
    if (out.status != 0) return out;
    constexpr std::uint16_t kStructureSize = 65;
    const std::uint16_t size = reader.u16_le();
    const std::uint16_t security = reader.u16_le();
    const std::uint16_t dialect = reader.u16_le();
    reader.skip(2);
    const Bytes guid = reader.bytes(16);
    if (!reader.ok() || size != kStructureSize) return base::fail(Errc::malformed, "SMB 2 negotiation cut short");
    out.dialect = dialect_name(dialect);
    out.signing_enabled = (security & 1U) != 0;
    out.signing_required = (security & 2U) != 0;
    out.server_guid = guid_text(guid);
    return out;
}

Result<Smb1Negotiated> parse_smb1_negotiate(Bytes reply) {
    const auto message = unframed(reply);
    if (!message) return tl::unexpected(message.error());
    if (is_smb2(*message)) return Smb1Negotiated{};
    if (!is_smb1_negotiate(*message)) return base::fail(Errc::not_spoken, "no SMB message");
    Reader reader(*message);
    reader.skip(5);
    const std::uint32_t status = reader.u32_le();
    reader.skip(23);
    const std::uint8_t words = reader.u8();
    const std::uint16_t dialect = reader.u16_le();
    Smb1Negotiated out;
    constexpr std::uint8_t kWordsOfNtLanManager = 17;
    if (!reader.ok()) return base::fail(Errc::malformed, "SMB 1 negotiation cut short");
    // Our only (or first) dialect has index 0; 0xFFFF refuses.
    out.accepted = status == 0 && words == kWordsOfNtLanManager && dialect == 0;
    if (out.accepted) {
        const std::uint8_t security = reader.u8();
        if (!reader.ok()) return base::fail(Errc::malformed, "SMB 1 negotiation cut short");
        out.signing_enabled = (security & 4U) != 0;
        out.signing_required = (security & 8U) != 0;
    }
    return out;
}

Result<Facts> parse_smb1_session_setup(Bytes reply) {
    constexpr std::array<std::uint8_t, 5> kMagic{0xFF, 'S', 'M', 'B', 0x73};
    const auto message = unframed(reply);
    if (!message) return tl::unexpected(message.error());
    if (message->size() < kMagic.size() || !std::equal(kMagic.begin(), kMagic.end(), message->begin()))
        return base::fail(Errc::not_spoken, "no SMB 1 session set-up");
    Reader reader(*message);
    reader.skip(kMagic.size());
    const std::uint32_t status = reader.u32_le();
    reader.skip(23);
    const std::uint8_t words = reader.u8();
    reader.skip(6);
    const std::size_t token_size = reader.u16_le();
    reader.skip(2);
    const Bytes token = reader.bytes(token_size);
    constexpr std::uint8_t kWords = 4;
    if (!reader.ok() || words != kWords || status != kMoreProcessing)
        return base::fail(Errc::not_spoken, "SMB 1 session set-up answered without a challenge");
    Facts facts;
    if (const auto challenge = ntlm::parse_challenge(token)) ntlm::set_facts(*challenge, "smb", facts);
    if (reader.position() % 2 != 0) reader.skip(1);
    for (const char* fact : {"smb.native_os", "smb.native_lan_manager"}) {
        const Bytes rest = (*message).subspan(std::min(reader.position(), message->size()));
        std::size_t size = 0;
        while (size + 1 < rest.size() && (rest[size] != 0 || rest[size + 1] != 0)) size += 2;  // at most the message
        const std::string text = ntlm::utf16_text(rest.first(std::min(size, rest.size())));
        reader.skip(size + 2);
        if (!reader.ok()) break;
        if (!text.empty()) facts.set(fact, text);
    }
    return facts;
}

Result<ntlm::Challenge> parse_challenge(Bytes reply) {
    const auto message = unframed(reply);
    if (!message) return tl::unexpected(message.error());
    if (!is_smb2(*message)) return base::fail(Errc::not_spoken, "no SMB 2 message");
    Reader reader(*message);
    const auto header = read_smb2_header(reader);
    if (!header) return tl::unexpected(header.error());
    if (header->command != kSessionSetup || header->status != kMoreProcessing)
        return base::fail(Errc::not_spoken, "session set-up answered without a challenge");
    reader.skip(4);
    const std::size_t offset = reader.u16_le();
    const std::size_t length = reader.u16_le();
    if (!reader.ok()) return base::fail(Errc::malformed, "SMB 2 session set-up cut short");
    reader.seek(offset);
    const Bytes token = reader.bytes(length);
    if (!reader.ok()) return base::fail(Errc::malformed, "SMB 2 session set-up with a wrong offset");
    return ntlm::parse_challenge(token);
}

namespace {

Result<Facts> facts_of_one(Bytes reply) {
    const auto message = unframed(reply);
    if (!message) return tl::unexpected(message.error());
    if (!is_smb2(*message)) return facts_of_smb1(reply);
    Reader reader(*message);
    const auto header = read_smb2_header(reader);
    if (!header) return tl::unexpected(header.error());
    if (header->command == kSessionSetup) return facts_of_challenge(reply, header->status);
    const auto negotiated = parse_negotiate(reply);
    if (!negotiated) return tl::unexpected(negotiated.error());
    Facts facts;
    if (negotiated->status != 0) return facts;
    if (!negotiated->dialect.empty()) facts.set("smb.dialect", negotiated->dialect);
    set_signing(facts, negotiated->signing_enabled, negotiated->signing_required);
    facts.set("smb.server_guid", negotiated->server_guid);
    return facts;
}

// The messages of one connection, each with its frame.
std::vector<Bytes> frames(Bytes heard) {
    std::vector<Bytes> out;
    for (std::size_t i = 0; i <= kFollowUpLimit && !heard.empty(); ++i) {
        Reader reader(heard);
        reader.skip(1);
        const std::size_t length = reader.u24();
        if (!reader.ok()) break;
        constexpr std::size_t kFrameHead = 4;
        const std::size_t size = std::min(heard.size(), kFrameHead + length);
        out.push_back(heard.first(size));
        heard = heard.subspan(size);
    }
    return out;
}

ByteString follow_up(Bytes heard) {
    const std::vector<Bytes> answers = frames(heard);
    if (answers.empty() || answers.size() > 2) return {};
    const auto negotiated = parse_negotiate(answers.back());
    if (!negotiated || negotiated->status != 0) return {};
    const bool agreed = !negotiated->dialect.empty();
    if (!agreed && answers.size() > 1) return {};
    return agreed ? session_setup_negotiate(answers.size()) : negotiate(answers.size());
}

}  // namespace

Result<Facts> parse_facts(Bytes reply) {
    Result<Facts> all = facts_of_one(reply);
    if (!all) return all;
    const std::vector<Bytes> answers = frames(reply);
    for (std::size_t i = 1; i < answers.size(); ++i)
        if (const Result<Facts> more = facts_of_one(answers[i])) all->merge(*more);
    return all;
}

const Protocol protocol = {.name = "smb",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = multi_protocol_negotiate,
                           .recognise = recognise,
                           .complete = complete,
                           .follow_up = follow_up,
                           .parse = parse_facts};

}  // namespace vigie::protocols::smb
