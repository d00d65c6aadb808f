// SPDX-License-Identifier: Apache-2.0
#include "protocols/kafka/kafka.h"

#include <algorithm>
#include <array>
#include <optional>

#include "base/text.h"
#include "protocols/recognise.h"

namespace vigie::protocols::kafka {
namespace {

using base::Errc;
using base::fail;
using base::Reader;
using base::Writer;

constexpr std::array<model::Port, 3> kPorts{9092, 9093, 9094};
constexpr std::uint32_t kAskVersions = 0x76676C31;
constexpr std::uint32_t kAskMetadata = 0x76676C32;
constexpr std::string_view kClient = "vigie";
constexpr std::size_t kApisLimit = 256;
constexpr std::size_t kBrokersLimit = 64;
constexpr std::size_t kTextLimit = 128;
constexpr std::uint16_t kLastError = 200;
constexpr std::uint16_t kMetadataVersion = 2;
enum Api : std::uint16_t { kMetadata = 3, kApiVersions = 18 };

ByteString request(Api api, std::uint16_t version, std::uint32_t number, Bytes body) {
    const auto size = static_cast<std::uint32_t>(10 + kClient.size() + body.size());
    Writer out;
    out.u32(size).u16(api).u16(version).u32(number).u16(static_cast<std::uint16_t>(kClient.size())).text(kClient);
    return out.bytes(body).take();
}

ByteString probe() {
    return request(kApiVersions, 0, kAskVersions, {});
}

// An empty list of topics: none, since version 1.
ByteString ask_metadata() {
    return request(kMetadata, kMetadataVersion, kAskMetadata, Writer().u32(0).take());
}

bool complete(Bytes reply) {
    Reader reader(reply);
    const std::size_t size = reader.u32();
    return reader.ok() && size <= reader.remaining();
}

// The body of the answer to the question of that number.
std::optional<Bytes> next_answer(Reader& reader, std::uint32_t number) {
    const std::size_t size = reader.u32();
    const std::uint32_t answered = reader.u32();
    if (!reader.ok() || size < 4 || answered != number) return std::nullopt;
    const Bytes body = reader.bytes(size - 4);
    return reader.ok() ? std::optional<Bytes>(body) : std::nullopt;
}

struct Versions {
    std::uint16_t error = 0;
    std::size_t apis = 0;
    std::uint16_t metadata = 0;  // highest version
};

std::optional<Versions> read_versions(Bytes body) {
    Reader reader(body);
    Versions out;
    out.error = reader.u16();
    out.apis = reader.u32();
    if (!reader.ok() || out.apis > kApisLimit || out.error > kLastError) return std::nullopt;
    bool asked = false;
    for (std::size_t i = 0; i < out.apis; ++i) {
        const std::uint16_t api = reader.u16();
        const std::uint16_t lowest = reader.u16();
        const std::uint16_t highest = reader.u16();
        if (!reader.ok() || lowest > highest) return std::nullopt;
        if (api == kApiVersions) asked = true;
        if (api == kMetadata) out.metadata = highest;
    }
    // A server that knows the question lists it.
    return reader.empty() && (asked || (out.error != 0 && out.apis == 0)) ? std::optional<Versions>(out) : std::nullopt;
}

std::string_view read_text(Reader& reader) {
    const std::uint16_t size = reader.u16();
    return size == 0xFFFF ? std::string_view{} : reader.text(size);
}

void read_metadata(Bytes body, Facts& facts) {
    Reader reader(body);
    const std::size_t count = reader.u32();
    if (!reader.ok() || count > kBrokersLimit) return;
    std::vector<std::string> brokers;
    for (std::size_t i = 0; i < count; ++i) {
        reader.skip(4);
        const std::string_view host = read_text(reader);
        const std::uint32_t port = reader.u32();
        (void)read_text(reader);  // rack
        if (!reader.ok() || port > 0xFFFF) return;
        brokers.push_back(base::printable(host, kTextLimit) + ":" + std::to_string(port));
    }
    const std::string_view cluster = read_text(reader);
    if (!reader.ok()) return;
    facts.set("kafka.unauthenticated", true);
    if (!brokers.empty()) facts.set("kafka.brokers", brokers);
    if (!cluster.empty()) facts.set("kafka.cluster", base::printable(cluster, kTextLimit));
}

Result<Facts> parse_facts(Bytes reply) {
    Reader reader(reply);
    const std::optional<Bytes> first = next_answer(reader, kAskVersions);
    const std::optional<Versions> versions = first ? read_versions(*first) : std::nullopt;
    if (!versions) return fail(Errc::not_spoken, "no Kafka answer to our question");
    Facts facts;
    facts.set("kafka.apis", static_cast<std::int64_t>(versions->apis));
    if (versions->error != 0) facts.set("kafka.error", static_cast<std::int64_t>(versions->error));
    if (const std::optional<Bytes> metadata = next_answer(reader, kAskMetadata)) read_metadata(*metadata, facts);
    return facts;
}

ByteString follow_up(Bytes heard) {
    Reader reader(heard);
    const std::optional<Bytes> first = next_answer(reader, kAskVersions);
    const std::optional<Versions> versions = first ? read_versions(*first) : std::nullopt;
    return versions && versions->metadata >= kMetadataVersion && reader.empty() ? ask_metadata() : ByteString{};
}

}  // namespace

const Protocol protocol = {.name = "kafka",
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

}  // namespace vigie::protocols::kafka
