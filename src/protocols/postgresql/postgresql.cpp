// SPDX-License-Identifier: Apache-2.0
#include "protocols/postgresql/postgresql.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"

namespace vigie::protocols::postgresql {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kMessageCount = 64;
constexpr std::size_t kMessageLimit = 8192;
constexpr std::size_t kFieldCount = 32;
constexpr std::size_t kMechanismCount = 8;
constexpr std::size_t kFactLimit = 256;
constexpr std::uint32_t kProtocolVersion = 0x00030000;
constexpr std::uint32_t kNoVersion = 0x00FF0000;  // 255.0: refused before any rule of access is looked at
constexpr std::array<model::Port, 2> kPorts{5432, 5433};

struct Message {
    char type = '\0';
    Bytes body;
};

ByteString probe() {
    return base::Writer().u32(8).u32(kNoVersion).take();
}

// One typed message; nothing when it is cut or its length is absurd.
std::optional<Message> next_message(Reader& reader) {
    const auto type = static_cast<char>(reader.u8());
    const std::uint32_t length = reader.u32();
    if (!reader.ok() || length < 4 || length > kMessageLimit) return std::nullopt;
    const Bytes body = reader.bytes(length - 4);
    if (!reader.ok()) return std::nullopt;
    return Message{type, body};
}

// AuthenticationSASL names its mechanisms; any SCRAM-SHA-256 form is one method here.
std::string sasl_method(Reader& reader) {
    for (std::size_t count = 0; count < kMechanismCount; ++count) {
        const std::string_view name = reader.text_until(0);
        if (!reader.ok() || name.empty()) break;
        if (name.substr(0, 13) == "SCRAM-SHA-256") return "scram-sha-256";
    }
    return "other";
}

std::optional<std::string> auth_method(Bytes body) {
    Reader reader(body);
    const std::uint32_t method = reader.u32();
    if (!reader.ok()) return std::nullopt;
    switch (method) {
        case 0: return body.size() == 4 ? std::optional<std::string>("trust") : std::nullopt;
        case 2: return "other";
        case 3: return body.size() == 4 ? std::optional<std::string>("password") : std::nullopt;
        case 5: return body.size() == 8 ? std::optional<std::string>("md5") : std::nullopt;
        case 7: return "gss";
        case 9: return "sspi";
        case 10: return sasl_method(reader);
        default: return std::nullopt;
    }
}

bool read_error(Bytes body, StartupReply& out) {
    Reader reader(body);
    for (std::size_t count = 0; count < kFieldCount; ++count) {
        const auto field = static_cast<char>(reader.u8());
        if (!reader.ok()) return false;
        if (field == '\0') return !out.severity.empty() && out.code.size() == 5;
        const std::string value = base::printable(reader.text_until(0), kFactLimit);
        if (!reader.ok()) return false;
        if (field == 'S')
            out.severity = value;
        else if (field == 'C')
            out.code = value;
        else if (field == 'M')
            out.message = value;
        else if (field == 'F')
            out.file = value;
        else if (field == 'L')
            out.line = value;
        else if (field == 'R')
            out.routine = value;
    }
    return false;
}

// What an error during start-up says of authentication. A role that does not exist is only looked up once the
// method let us in without a password: every other method asks first.
std::string auth_from_error(const StartupReply& reply) {
    if (reply.code == "28000" && reply.routine == "InitializeSessionUserId") return "trust";
    if (reply.code == "28000") return "rejected";
    return {};
}

// Errors before protocol 3: "E" and a text, no length.
bool is_old_error(std::string_view text) {
    return text.substr(0, 8) == "EFATAL: ";
}

Match recognise(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    if (is_old_error(text)) return Match::sure;
    return parse_startup_reply(reply) ? Match::sure : Match::no;
}

bool complete(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    if (is_old_error(text)) return true;
    Reader reader(reply);
    for (std::size_t count = 0; count < kMessageCount && !reader.empty(); ++count) {
        const std::optional<Message> message = next_message(reader);
        if (!message) return false;
        if (message->type == 'E' || message->type == 'Z') return true;
        // Let in without a password: parameters or an error follow.
        if (message->type == 'R' && auth_method(message->body) != "trust") return true;
    }
    return false;
}

Result<Facts> parse(Bytes reply) {
    Facts facts;
    const std::string_view text = base::as_text(reply);
    if (is_old_error(text)) {
        facts.set("postgresql.severity", "FATAL");
        return facts;
    }
    const Result<StartupReply> answer = parse_startup_reply(reply);
    if (!answer) return tl::unexpected(answer.error());
    const auto set_text = [&](const char* name, const std::string& value) {
        if (!value.empty()) facts.set(name, value);
    };
    set_text("postgresql.auth", answer->auth);
    set_text("postgresql.version", answer->version);
    set_text("postgresql.severity", answer->severity);
    set_text("postgresql.error_code", answer->code);
    set_text("postgresql.error_file", answer->file);
    set_text("postgresql.error_routine", answer->routine);
    if (const auto number = base::parse_unsigned(answer->line); number && *number < 1'000'000)
        facts.set("postgresql.error_line", static_cast<std::int64_t>(*number));
    return facts;
}

}  // namespace

ByteString startup_message(std::string_view user, std::string_view database) {
    const auto size = static_cast<std::uint32_t>(4 + 4 + 5 + user.size() + 1 + 9 + database.size() + 1 + 1);
    base::Writer writer;
    writer.u32(size).u32(kProtocolVersion);
    writer.text("user").u8(0).text(user).u8(0).text("database").u8(0).text(database).u8(0).u8(0);
    return writer.take();
}

Result<StartupReply> parse_startup_reply(Bytes reply) {
    Reader reader(reply);
    StartupReply out;
    bool understood = false;
    for (std::size_t count = 0; count < kMessageCount && !reader.empty(); ++count) {
        const std::optional<Message> message = next_message(reader);
        if (!message) break;
        if (message->type == 'R') {
            const std::optional<std::string> method = auth_method(message->body);
            if (!method) break;
            out.auth = *method;
            understood = true;
        } else if (message->type == 'E') {
            StartupReply error = out;
            if (!read_error(message->body, error)) break;
            out = error;
            if (out.auth.empty()) out.auth = auth_from_error(out);
            return out;
        } else if (!understood) {
            break;
        } else if (message->type == 'S') {
            Reader parameter(message->body);
            const std::string_view name = parameter.text_until(0);
            const std::string_view value = parameter.text_until(0);
            if (parameter.ok() && name == "server_version") out.version = base::printable(value, kFactLimit);
        } else if (message->type != 'K' && message->type != 'N' && message->type != 'Z') {
            break;
        }
    }
    if (understood) return out;
    const bool first = !reply.empty() && (reply[0] == 'R' || reply[0] == 'E');
    return fail(first ? Errc::malformed : Errc::not_spoken, "reading a postgresql start-up answer");
}

const Protocol protocol = {
    .name = "postgresql",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::handshake,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
};

}  // namespace vigie::protocols::postgresql
