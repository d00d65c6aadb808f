// SPDX-License-Identifier: Apache-2.0
#include "protocols/mssql/mssql.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::mssql {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 3> kPorts{1433, 14330, 2433};
constexpr std::array<model::Port, 1> kPortsUdp{1434};
constexpr std::uint8_t kPrelogin = 0x12;
constexpr std::uint8_t kTabular = 0x04;
constexpr std::uint8_t kEnd = 0xFF;
constexpr std::size_t kOptionsLimit = 16;
constexpr std::size_t kInstancesLimit = 32;
constexpr std::size_t kTextLimit = 128;
enum Option : std::uint8_t { kVersion = 0, kEncryption = 1 };
enum Browser : std::uint8_t { kListInstances = 3, kList = 5 };

ByteString probe() {
    Writer out;
    out.u8(kPrelogin).u8(1).u16(26).u16(0).u8(1).u8(0);
    out.u8(kVersion).u16(11).u16(6).u8(kEncryption).u16(17).u16(1).u8(kEnd);
    return out.u32(0x10000000).u16(0).u8(0).take();  // we have encryption, switched off
}

ByteString probe_udp() {
    return {kListInstances};
}

bool complete(Bytes reply) {
    Reader reader(reply);
    reader.skip(2);
    const std::size_t length = reader.u16();
    return reader.ok() && length <= reply.size();
}

std::string_view encryption_name(std::uint8_t value) {
    constexpr std::array<std::string_view, 4> kNames{"off", "on", "not supported", "required"};
    return value < kNames.size() ? kNames.at(value) : "other";
}

Result<Facts> read_prelogin(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t type = reader.u8();
    const std::uint8_t status = reader.u8();
    const std::size_t length = reader.u16();
    reader.skip(4);
    const Bytes body = reader.rest();
    if (!reader.ok() || type != kTabular || status != 1 || length != reply.size())
        return fail(Errc::not_spoken, "no TDS answer");
    Facts facts;
    Reader options(body);
    for (std::size_t i = 0; i < kOptionsLimit; ++i) {
        const std::uint8_t option = options.u8();
        if (option == kEnd || !options.ok()) break;
        const std::size_t offset = options.u16();
        const std::size_t size = options.u16();
        Reader value(body);
        value.seek(offset);
        Reader field(value.bytes(size));
        if (!options.ok() || !value.ok()) return fail(Errc::malformed, "TDS option outside the message");
        if (option == kVersion) {
            const unsigned major = field.u8();
            const unsigned minor = field.u8();
            const unsigned build = field.u16();
            const unsigned patch = field.u16();
            if (field.ok())
                facts.set("mssql.version", std::to_string(major) + "." + std::to_string(minor) + "." +
                                               std::to_string(build) + "." + std::to_string(patch));
        }
        if (option == kEncryption) {
            const std::uint8_t word = field.u8();
            if (field.ok()) facts.set("mssql.encryption", std::string(encryption_name(word)));
        }
    }
    if (!facts.has("mssql.version")) return fail(Errc::not_spoken, "TDS answer without a version");
    return facts;
}

// "ServerName;A;InstanceName;B;IsClustered;No;Version;15.0.2000.5;tcp;1433;;" for each instance.
Result<Facts> read_list(Bytes reply) {
    Reader reader(reply);
    const std::uint8_t type = reader.u8();
    const std::size_t length = reader.u16_le();
    const std::string_view text = reader.text(length);
    if (!reader.ok() || !reader.empty() || type != kList || !text.starts_with("ServerName;"))
        return fail(Errc::not_spoken, "no list of instances");
    Facts facts;
    std::string instance;
    const std::vector<std::string_view> words = base::split(text, ';');
    std::size_t instances = 0;
    for (std::size_t i = 0; i + 1 < words.size() && instances < kInstancesLimit; ++i) {
        const std::string value = base::printable(words[i + 1], kTextLimit);
        if (words[i] == "ServerName") facts.set("mssql.server", value);
        if (words[i] == "InstanceName") instance = value;
        if (words[i] == "Version") {
            facts.append("mssql.instances", instance + " " + value);
            if (instances++ == 0) facts.set("mssql.version", value);
        }
        if (words[i] == "tcp") facts.append("mssql.ports", instance + " " + value);
    }
    if (!facts.has("mssql.version")) return fail(Errc::malformed, "list of instances without a version");
    return facts;
}

Result<Facts> parse_facts(Bytes reply) {
    auto facts = read_prelogin(reply);
    if (!facts && !reply.empty() && reply[0] == kList) return read_list(reply);
    return facts;
}

}  // namespace

const Protocol protocol = {.name = "mssql",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 4096};

const Protocol protocol_udp = {.name = "mssql",
                               .transport = model::Transport::udp,
                               .usual_ports = kPortsUdp,
                               .intrusion = Intrusion::query,
                               .probe = probe_udp,
                               .recognise = sure_if_parsed<parse_facts>,
                               .parse = parse_facts,
                               .reply_limit = 4096};

}  // namespace vigie::protocols::mssql
