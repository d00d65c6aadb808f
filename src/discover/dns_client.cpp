// SPDX-License-Identifier: Apache-2.0
#include "discover/dns_client.h"

#include <algorithm>
#include <chrono>
#include <optional>
#include <random>

namespace vigie::discover {

using base::ByteString;
using base::Errc;
using base::Error;
using base::fail;
using base::Result;
using dns::Message;
using dns::Rcode;
using model::IpAddress;

namespace {

constexpr model::Port kDnsPort = 53;
constexpr std::size_t kDatagramLimit = 4096;
constexpr std::size_t kBatch = 64;       // questions over one UDP socket: then another source port
constexpr std::size_t kStrayLimit = 16;  // datagrams that answer nothing we asked, per batch
constexpr int kSilentRounds = 4;         // two whole attempts; then the server is left alone
constexpr std::size_t kTransferBytes = 128 * 1024;
constexpr std::size_t kTransferMessages = 16;
constexpr std::size_t kTcpLimit = 65537;  // one message with its length

std::uint16_t random_id() {
    static std::random_device device;
    return static_cast<std::uint16_t>(device());
}

bool answers(const Message& message, const DnsQuestion& question) {
    return message.response && message.questions.size() == 1 && message.questions[0].name == question.name &&
           message.questions[0].type == question.type && message.questions[0].dns_class == dns::RecordClass::internet;
}

// A validating resolver must not hide a domain whose signatures are wrong: that it is so is a finding.
dns::QueryOptions options_of(Asked asked, std::uint16_t udp_size) {
    const bool resolver = asked == Asked::resolver;
    return {.recursion_desired = resolver, .unchecked = resolver, .udp_size = udp_size};
}

bool is_whole(base::Bytes stream) {
    return dns::first_framed(stream).has_value();
}

// Neither a yes nor a no: another server may know better.
bool settles(const Message& message) {
    return message.rcode == Rcode::no_error || message.rcode == Rcode::no_such_name;
}

bool dislikes_edns(const Message& message) {
    return message.rcode == Rcode::format_error || message.rcode == Rcode::not_implemented;
}

}  // namespace

struct DnsClient::Slot {
    DnsQuestion question;
    std::optional<Message> reply;
    Error error{Errc::timeout, "no DNS server answered"};
    bool settled = false;
};

void DnsClient::note(const Error& error) {
    if (error.code == Errc::cancelled) cancelled_ = true;
}

// One UDP conversation. True when at least one answer came. Slots without an answer keep the error.
net::Task<bool> DnsClient::exchange(IpAddress server, std::vector<Slot*> batch, Asked asked, std::uint16_t udp_size) {
    const model::Endpoint endpoint{server, kDnsPort, model::Transport::udp};
    Result<std::unique_ptr<net::Session>> session = co_await dialer_.dial(endpoint, options_.wait);
    if (!session) {
        note(session.error());
        for (Slot* slot : batch) slot->error = session.error();
        co_return false;
    }
    std::map<std::uint16_t, Slot*> under_way;
    std::size_t next = 0;
    std::size_t strays = 0;
    bool heard = false;
    while (next < batch.size() || !under_way.empty()) {
        while (next < batch.size() && under_way.size() < std::max<std::size_t>(1, options_.window)) {
            Slot* slot = batch[next++];
            std::uint16_t id = random_id();
            while (under_way.contains(id)) ++id;
            ByteString question = dns::query(slot->question.name, slot->question.type, id, options_of(asked, udp_size));
            if (question.empty()) {
                slot->error = {Errc::input, "not a domain name: " + slot->question.name};
                slot->settled = true;
                continue;
            }
            Result<void> sent = co_await (*session)->send(std::move(question));
            if (!sent) {
                note(sent.error());
                for (std::size_t i = next - 1; i < batch.size(); ++i) batch[i]->error = sent.error();
                for (const auto& [number, waiting] : under_way) waiting->error = sent.error();
                co_return heard;
            }
            under_way[id] = slot;
            if (options_.pause.count() > 0 && next < batch.size()) co_await dialer_.sleep(options_.pause);
        }
        if (under_way.empty()) break;
        Result<ByteString> datagram = co_await (*session)->receive(kDatagramLimit, options_.wait);
        if (!datagram) {
            note(datagram.error());
            for (const auto& [number, waiting] : under_way) waiting->error = datagram.error();
            under_way.clear();
            if (!heard || datagram.error().code != Errc::timeout) co_return heard;
            continue;
        }
        Result<Message> message = dns::parse_message(*datagram);
        const auto found = message ? under_way.find(message->id) : under_way.end();
        if (found == under_way.end() || !answers(*message, found->second->question)) {
            if (++strays < kStrayLimit) continue;
            for (const auto& [number, waiting] : under_way)
                waiting->error = {Errc::malformed,
                                  "only datagrams that answer something else came from " + server.text()};
            co_return heard;
        }
        heard = true;
        found->second->reply = std::move(*message);
        under_way.erase(found);
    }
    (*session)->close();
    co_return heard;
}

net::Task<Result<Message>> DnsClient::ask_over_tcp(IpAddress server, DnsQuestion question, Asked asked) {
    const std::uint16_t id = random_id();
    ByteString bytes = dns::tcp_frame(dns::query(question.name, question.type, id, options_of(asked, 0)));
    const model::Endpoint endpoint{server, kDnsPort, model::Transport::tcp};
    Result<ByteString> stream =
        co_await net::ask_once(dialer_, endpoint, std::move(bytes), &is_whole, kTcpLimit, options_.wait);
    if (!stream) {
        note(stream.error());
        co_return fail(stream.error().code, "over TCP: " + stream.error().what);
    }
    const std::optional<dns::Framed> framed = dns::first_framed(*stream);
    if (!framed) co_return fail(Errc::malformed, "over TCP: the answer is cut");
    Result<Message> message = dns::parse_message(framed->message);
    if (message && (message->id != id || !answers(*message, question)))
        co_return fail(Errc::malformed, "over TCP: the answer belongs to another question");
    co_return message;
}

// Everything that one server can settle of the open slots.
net::Task<void> DnsClient::ask_server(IpAddress server, std::vector<Slot*> open, Asked asked) {
    // The second time without EDNS: old servers refuse it, old firewalls drop it.
    for (const std::uint16_t udp_size : {dns::kUdpSize, std::uint16_t{0}}) {
        for (std::size_t start = 0; start < open.size() && silent_rounds_[server] < kSilentRounds; start += kBatch) {
            const std::size_t end = std::min(open.size(), start + kBatch);
            std::vector<Slot*> batch(open.begin() + static_cast<std::ptrdiff_t>(start),
                                     open.begin() + static_cast<std::ptrdiff_t>(end));
            const bool heard = co_await exchange(server, std::move(batch), asked, udp_size);
            if (cancelled_) co_return;
            silent_rounds_[server] = heard ? 0 : silent_rounds_[server] + 1;
            if (!heard) break;
        }
        std::vector<Slot*> again;
        for (Slot* slot : open) {
            if (slot->settled) continue;
            if (slot->reply && slot->reply->truncated) {
                Result<Message> whole = co_await ask_over_tcp(server, slot->question, asked);
                if (cancelled_) co_return;
                slot->reply.reset();
                if (whole)
                    slot->reply = std::move(*whole);
                else
                    slot->error = whole.error();
                slot->settled = slot->reply && settles(*slot->reply);
                continue;
            }
            slot->settled = slot->reply && settles(*slot->reply);
            if (!slot->reply || dislikes_edns(*slot->reply)) again.push_back(slot);
        }
        open = std::move(again);
        if (open.empty()) co_return;
    }
}

net::Task<std::vector<Result<Message>>> DnsClient::ask_all(std::vector<IpAddress> servers,
                                                           std::vector<DnsQuestion> questions, Asked asked) {
    std::vector<Slot> slots(questions.size());
    for (std::size_t i = 0; i < questions.size(); ++i) slots[i].question = std::move(questions[i]);
    for (const IpAddress& server : servers) {
        std::vector<Slot*> open;
        for (Slot& slot : slots)
            if (!slot.settled) open.push_back(&slot);
        if (open.empty() || cancelled_) break;
        co_await ask_server(server, std::move(open), asked);
    }
    std::vector<Result<Message>> out;
    out.reserve(slots.size());
    for (Slot& slot : slots) {
        if (slot.reply)
            out.emplace_back(std::move(*slot.reply));
        else if (cancelled_)
            out.emplace_back(fail(Errc::cancelled, "the audit is stopping"));
        else if (servers.empty())
            out.emplace_back(fail(Errc::input, "no DNS server is known"));
        else
            out.emplace_back(tl::unexpected(slot.error));
    }
    co_return out;
}

net::Task<Result<Message>> DnsClient::ask(std::vector<IpAddress> servers, DnsQuestion question, Asked asked) {
    std::vector<DnsQuestion> one{std::move(question)};
    std::vector<Result<Message>> all = co_await ask_all(std::move(servers), std::move(one), asked);
    co_return std::move(all.front());
}

net::Task<Result<Transfer>> DnsClient::try_transfer(IpAddress server, std::string zone) {
    const model::Endpoint endpoint{server, kDnsPort, model::Transport::tcp};
    Result<std::unique_ptr<net::Session>> session = co_await dialer_.dial(endpoint, options_.wait);
    if (!session) {
        note(session.error());
        co_return tl::unexpected(session.error());
    }
    const std::uint16_t id = random_id();
    ByteString question = dns::tcp_frame(dns::query(zone, dns::RecordType::axfr, false, id));
    Result<void> sent = co_await (*session)->send(std::move(question));
    if (!sent) co_return tl::unexpected(sent.error());

    Transfer out;
    ByteString stream;
    std::size_t read = 0;
    std::size_t messages = 0;
    const auto end = std::chrono::steady_clock::now() + options_.wait * net::kPatience;
    while (messages < kTransferMessages && read < kTransferBytes) {
        const std::optional<dns::Framed> framed = dns::first_framed(stream);
        if (!framed) {
            if (std::chrono::steady_clock::now() >= end) {  // it drips
                if (messages == 0) co_return base::fail(Errc::limit, "the answer did not end in time");
                break;
            }
            Result<ByteString> part = co_await (*session)->receive(kTransferBytes - read, options_.wait);
            if (!part && messages == 0) {
                note(part.error());
                co_return tl::unexpected(part.error());
            }
            if (!part) break;  // what was counted so far stands
            read += part->size();
            stream.insert(stream.end(), part->begin(), part->end());
            continue;
        }
        stream.erase(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(framed->consumed));
        Result<Message> message = dns::parse_message(framed->message);
        if (!message && messages == 0) co_return tl::unexpected(message.error());
        if (!message || message->id != id || !message->response) break;
        if (messages == 0) {
            out.rcode = message->rcode;
            // A server that answers everything must not count: a transfer begins with the SOA of its zone.
            const bool begins = !message->answers.empty() && message->answers[0].type == dns::RecordType::soa &&
                                message->answers[0].name == zone;
            if (message->rcode != Rcode::no_error || !begins) break;
        }
        ++messages;
        out.records += message->answers.size();
        const bool whole = message->answers.size() == message->claimed_answers;
        if (out.records > 1 && whole && !message->answers.empty() &&
            message->answers.back().type == dns::RecordType::soa) {
            out.complete = true;
            break;
        }
    }
    (*session)->close();
    out.given = out.records > 1;
    co_return out;
}

}  // namespace vigie::discover
