// SPDX-License-Identifier: Apache-2.0
#include "protocols/mongodb/mongodb.h"

#include <array>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::mongodb {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 3> kPorts{27017, 27018, 27019};
constexpr std::uint32_t kRequest = 0x76676965;
constexpr std::size_t kElementsLimit = 64;
constexpr std::size_t kMessageLimit = 16384;
constexpr std::size_t kTextLimit = 128;
enum Operation : std::uint32_t { kReply = 1, kQuery = 2004 };
enum Type : std::uint8_t { kDouble = 1, kText = 2, kBoolean = 8, kInteger = 16 };

ByteString probe() {
    Writer document;
    document.u32_le(19).u8(kInteger).text("isMaster").u8(0).u32_le(1).u8(0);
    Writer body;
    body.u32_le(kRequest).u32_le(0).u32_le(kQuery).u32_le(0).text("admin.$cmd").u8(0);
    body.u32_le(0).u32_le(0xFFFFFFFF).bytes(document.take());
    const ByteString bytes = body.take();
    return Writer().u32_le(static_cast<std::uint32_t>(bytes.size() + 4)).bytes(bytes).take();
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u32_le();
    return reader.ok() && length <= reply.size();
}

// Behind one value, whatever its type, when its size is known; false for the types that such an answer has not.
bool skip_value(Reader& reader, std::uint8_t type) {
    constexpr std::uint8_t kDocument = 3;
    constexpr std::uint8_t kArray = 4;
    switch (type) {
        case kDouble:
        case 9:   // date
        case 17:  // timestamp
        case 18:  // long
            reader.skip(8);
            break;
        case kText: reader.skip(reader.u32_le()); break;
        case kDocument:
        case kArray: {
            const std::uint32_t size = reader.u32_le();
            reader.skip(size < 4 ? kMessageLimit * 2 : size - 4);
            break;
        }
        case 5: {  // bytes
            const std::uint32_t size = reader.u32_le();
            reader.skip(size);
            reader.skip(1);
            break;
        }
        case 7: reader.skip(12); break;
        case kBoolean: reader.skip(1); break;
        case 10: break;
        case kInteger: reader.skip(4); break;
        default: return false;
    }
    return reader.ok();
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::size_t length = reader.u32_le();
    reader.skip(4);
    const std::uint32_t answers = reader.u32_le();
    const std::uint32_t operation = reader.u32_le();
    reader.skip(16);
    const std::uint32_t documents = reader.u32_le();
    reader.skip(4);
    if (!reader.ok() || length != reply.size() || answers != kRequest || operation != kReply)
        return fail(Errc::not_spoken, "no MongoDB answer to our question");
    (void)documents;
    Facts facts;
    facts.set("mongodb.hello", true);
    for (std::size_t i = 0; i < kElementsLimit; ++i) {
        const std::uint8_t type = reader.u8();
        if (type == 0 || !reader.ok()) break;
        const std::string_view name = reader.text_until(0);
        if (type == kInteger && (name == "maxWireVersion" || name == "minWireVersion")) {
            const std::uint32_t number = reader.u32_le();
            if (reader.ok() && number < 1000)
                facts.set(name == "maxWireVersion" ? "mongodb.max_wire_version" : "mongodb.min_wire_version",
                          static_cast<std::int64_t>(number));
        } else if (type == kText && (name == "setName" || name == "me")) {
            const std::size_t size = reader.u32_le();
            const std::string_view text = reader.text(size);
            if (reader.ok() && !text.empty())
                facts.set(name == "setName" ? "mongodb.replica_set" : "mongodb.host",
                          base::printable(text.substr(0, text.size() - 1), kTextLimit));
        } else if (!skip_value(reader, type)) {
            return fail(Errc::malformed, "MongoDB document with a broken element");
        }
    }
    if (!reader.ok()) return fail(Errc::malformed, "MongoDB document cut short");
    return facts;
}

constexpr std::uint32_t kMessage = 2013;
constexpr std::size_t kDatabasesLimit = 512;
// The server's error codes: AuthenticationFailed, Unauthorized.
constexpr std::uint32_t kAuthenticationFailed = 18;
constexpr std::uint32_t kUnauthorized = 13;

// The "name" of one document of the list.
std::string database_name(Reader& reader) {
    std::string found;
    reader.skip(4);
    for (std::size_t i = 0; i < kElementsLimit; ++i) {
        const std::uint8_t type = reader.u8();
        if (type == 0 || !reader.ok()) break;
        const std::string_view name = reader.text_until(0);
        if (type == kText && name == "name") {
            const std::string_view text = reader.text(reader.u32_le());
            if (reader.ok() && !text.empty()) found = base::printable(text.substr(0, text.size() - 1), kTextLimit);
        } else if (!skip_value(reader, type)) {
            reader.fail();
        }
    }
    return found;
}

void read_array(Reader& reader, std::vector<std::string>& names) {
    constexpr std::uint8_t kDocument = 3;
    reader.skip(4);
    for (std::size_t i = 0; i <= kDatabasesLimit; ++i) {
        const std::uint8_t type = reader.u8();
        if (type == 0 || !reader.ok()) return;
        (void)reader.text_until(0);
        if (type != kDocument) return reader.fail();
        if (std::string name = database_name(reader); !name.empty()) names.push_back(std::move(name));
    }
    reader.fail();
}

}  // namespace

ByteString list_databases() {
    Writer elements;
    elements.u8(kInteger).text("listDatabases").u8(0).u32_le(1);
    elements.u8(kBoolean).text("nameOnly").u8(0).u8(1);
    elements.u8(kText).text("$db").u8(0).u32_le(6).text("admin").u8(0).u8(0);
    const ByteString document = elements.take();
    Writer body;
    body.u32_le(kRequest).u32_le(0).u32_le(kMessage).u32_le(0).u8(0);
    body.u32_le(static_cast<std::uint32_t>(document.size() + 4)).bytes(document);
    const ByteString bytes = body.take();
    return Writer().u32_le(static_cast<std::uint32_t>(bytes.size() + 4)).bytes(bytes).take();
}

Result<Databases> parse_databases(Bytes reply) {
    constexpr std::uint8_t kArray = 4;
    Reader reader(reply);
    const std::size_t length = reader.u32_le();
    reader.skip(4);
    const std::uint32_t answers = reader.u32_le();
    const std::uint32_t operation = reader.u32_le();
    reader.skip(4);
    const std::uint8_t kind = reader.u8();
    reader.skip(4);
    if (!reader.ok() || length != reply.size() || answers != kRequest || operation != kMessage || kind != 0)
        return fail(Errc::not_spoken, "no MongoDB answer to our question");
    Databases out;
    bool listed = false;
    std::uint32_t code = 0;
    for (std::size_t i = 0; i < kElementsLimit; ++i) {
        const std::uint8_t type = reader.u8();
        if (type == 0 || !reader.ok()) break;
        const std::string_view name = reader.text_until(0);
        if (type == kArray && name == "databases") {
            listed = true;
            read_array(reader, out.names);
        } else if (type == kInteger && name == "code") {
            code = reader.u32_le();
        } else if (!skip_value(reader, type)) {
            return fail(Errc::malformed, "MongoDB document with a broken element");
        }
    }
    if (!reader.ok()) return fail(Errc::malformed, "MongoDB document cut short");
    out.refused = !listed && (code == kUnauthorized || code == kAuthenticationFailed);
    if (!listed && !out.refused) return fail(Errc::refused, "MongoDB error " + std::to_string(code));
    return out;
}

const Protocol protocol = {.name = "mongodb",
                           .transport = model::Transport::tcp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::query,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .complete = complete,
                           .parse = parse_facts,
                           .reply_limit = 16384};

}  // namespace vigie::protocols::mongodb
