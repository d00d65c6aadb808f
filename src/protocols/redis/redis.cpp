// SPDX-License-Identifier: Apache-2.0
#include "protocols/redis/redis.h"

#include <algorithm>
#include <array>

#include "base/text.h"

namespace vigie::protocols::redis {
namespace {

using base::Errc;
using base::fail;
using base::Reader;

constexpr std::size_t kQuestions = 2;  // what probe() asks
constexpr std::size_t kBulkLimit = 16384;
constexpr std::size_t kInfoLines = 256;
constexpr std::size_t kFactLimit = 256;
constexpr std::uint64_t kKeyCountLimit = 1'000'000'000'000;
constexpr std::array<model::Port, 3> kPorts{6379, 26379, 6380};

ByteString probe() {
    return base::to_bytes("INFO server\r\nINFO keyspace\r\n");
}

bool starts(std::string_view text, std::string_view prefix) {
    return text.substr(0, prefix.size()) == prefix;
}
bool holds(std::string_view text, std::string_view words) {
    return text.find(words) != std::string_view::npos;
}

// "$<length>": the head of a bulk string.
std::optional<std::size_t> bulk_length(std::string_view line) {
    if (line.empty() || line[0] != '$') return std::nullopt;
    const std::optional<std::uint64_t> length = base::parse_unsigned(line.substr(1));
    if (!length || *length > kBulkLimit) return std::nullopt;
    return static_cast<std::size_t>(*length);
}

// An error line that only Redis and its kin write.
bool is_own_error(std::string_view line) {
    return starts(line, "-NOAUTH Authentication required") ||
           starts(line, "-DENIED Redis is running in protected mode") || starts(line, "-LOADING Redis is loading") ||
           starts(line, "-NOPERM this user has no permissions") || starts(line, "-MISCONF Redis is configured") ||
           (starts(line, "-ERR ") && (holds(line, "unknown command '") || holds(line, "unknown command `") ||
                                      holds(line, "wrong number of arguments for '")));
}

// "db0:keys=3,expires=0,avg_ttl=0"
std::uint64_t keys_of(std::string_view line) {
    const std::size_t at = line.find(":keys=");
    if (!starts(line, "db") || at == std::string_view::npos) return 0;
    const std::string_view value = line.substr(at + 6);
    return std::min(base::parse_unsigned(value.substr(0, value.find(','))).value_or(0), kKeyCountLimit);
}

void read_section(std::string_view section, Info& out) {
    Reader reader(base::as_bytes(section));
    std::uint64_t keys = 0;
    bool keyspace = false;
    for (std::size_t count = 0; count < kInfoLines && !reader.empty(); ++count) {
        const std::string_view line = reader.line();
        if (line == "# Keyspace") keyspace = true;
        if (keyspace) keys = std::min(keys + keys_of(line), kKeyCountLimit);
        const std::size_t colon = line.find(':');
        if (colon == std::string_view::npos) continue;
        const std::string_view name = line.substr(0, colon);
        const std::string value = base::printable(line.substr(colon + 1), kFactLimit);
        if (name == "redis_version")
            out.version = value;
        else if (name == "redis_mode" || name == "server_mode")
            out.mode = value;
        else if (name == "os")
            out.os = value;
        else if (name == "server_name")
            out.server_name = value;
        else if (name == "valkey_version" || name == "dragonfly_version")
            out.server_version = value;
    }
    if (keyspace) out.keys = static_cast<std::int64_t>(keys);
}

Match recognise(Bytes reply) {
    Reader reader(reply);
    const std::string_view line = reader.line();
    if (is_own_error(line)) return Match::sure;
    if (bulk_length(line)) {
        const std::string_view body = base::as_text(reader.rest());
        if (starts(body, "# Server\r\n") && holds(body, "redis_version:")) return Match::sure;
        return starts(body, "# ") ? Match::maybe : Match::no;
    }
    return starts(line, "-ERR ") || starts(line, "-NOPERM ") ? Match::maybe : Match::no;
}

bool complete(Bytes reply) {
    Reader reader(reply);
    for (std::size_t count = 0; count < kQuestions; ++count) {
        const std::string_view line = reader.line();
        if (!reader.ok() || (reader.empty() && reply.back() != '\n')) return false;
        if (line.empty()) return false;
        if (line[0] == '-') return true;  // the second answer would be the same
        const std::optional<std::size_t> length = bulk_length(line);
        if (!length) return true;  // not what was asked: nothing more is expected
        reader.skip(*length + 2);
        if (!reader.ok()) return false;
    }
    return true;
}

Result<Facts> parse(Bytes reply) {
    const Result<Info> info = parse_info(reply);
    if (!info) return tl::unexpected(info.error());
    Facts facts;
    if (info->access != Access::other_error) facts.set("redis.unauthenticated", info->access == Access::open);
    if (info->access == Access::protected_mode) facts.set("redis.protected_mode", true);
    const auto set_text = [&](const char* name, const std::string& value) {
        if (!value.empty()) facts.set(name, value);
    };
    set_text("redis.version", info->version);
    set_text("redis.mode", info->mode);
    set_text("redis.os", info->os);
    set_text("redis.server_name", info->server_name);
    set_text("redis.server_version", info->server_version);
    if (info->keys) facts.set("redis.keys", *info->keys);
    return facts;
}

}  // namespace

Result<Info> parse_info(Bytes reply) {
    Reader reader(reply);
    Info out;
    for (std::size_t count = 0; count < kQuestions && !reader.empty(); ++count) {
        const std::string_view line = reader.line();
        const std::optional<std::size_t> length = bulk_length(line);
        if (length) {
            const std::string_view section = reader.text(std::min(*length, reader.remaining()));
            const bool whole = section.size() == *length;
            if (count == 0 && !starts(section, "# Server"))
                return fail(Errc::not_spoken, "reading a redis INFO answer");
            if (!whole) break;  // a value cut in the middle is worse than none
            read_section(section, out);
            out.access = Access::open;
            reader.skip(2);
            continue;
        }
        if (count > 0) break;
        if (!is_own_error(line)) return fail(Errc::not_spoken, "reading a redis answer: " + base::printable(line, 40));
        if (starts(line, "-NOAUTH")) out.access = Access::password;
        if (starts(line, "-DENIED")) out.access = Access::protected_mode;
        return out;
    }
    if (out.access != Access::open) return fail(Errc::malformed, "reading a redis INFO answer: it is cut");
    return out;
}

const Protocol protocol = {
    .name = "redis",
    .transport = model::Transport::tcp,
    .usual_ports = kPorts,
    .intrusion = Intrusion::query,
    .probe = probe,
    .recognise = recognise,
    .complete = complete,
    .parse = parse,
};

}  // namespace vigie::protocols::redis
