// SPDX-License-Identifier: Apache-2.0
#include "identify/identify.h"

#include <algorithm>
#include <utility>

#include "base/text.h"
#include "identify/candidates.h"
#include "identify/favicon.h"
#include "identify/naming.h"
#include "model/evidence.h"
#include "protocols/http/http.h"

namespace vigie::identify {
namespace {

using base::Bytes;
using base::ByteString;
using base::Errc;
using base::Result;
using protocols::Protocol;

constexpr std::size_t kGreetingLimit = 4096;
constexpr std::size_t kEndlessLimit = 16384;  // bytes of a greeting that no protocol needs
constexpr std::size_t kEchoLeast = 6;         // bytes that must come back to call it an echo
constexpr std::size_t kPageLimit = 131072;
constexpr int kHungUp = 3;           // questions answered by hanging up before it is looked whether any is wanted
constexpr int kUselessReplies = 12;  // replies that no protocol owns before the port is given up
constexpr int kProtocolQod = 70;     // the protocol itself is sure, the product unknown

struct Conversation {
    const catalog::Fingerprints& fingerprints;
    const base::Clock& clock;
    net::Dialer& dialer;
    model::Endpoint endpoint;
    std::vector<std::string> names;
    Options options;
    bool tls = false;
    std::string server_name;  // SNI in use
    bool confirmed = false;
    base::Instant began{};

    [[nodiscard]] bool out_of_time() const { return clock.now() - began >= options.port_budget; }
};

struct Answer {
    const Protocol* protocol = nullptr;
    ByteString request;
    ByteString reply;
};

void record(Identified& out, std::string check, model::Attempt::Outcome outcome, std::string why) {
    out.service.attempts.push_back({std::move(check), outcome, std::move(why)});
}

std::string reason(const base::Error& error) {
    return std::string(base::name_of(error.code)) + ": " + error.what;
}

net::Task<Result<std::unique_ptr<net::Session>>> open(Conversation& talk) {
    Result<std::unique_ptr<net::Session>> session = co_await talk.dialer.dial(talk.endpoint, talk.options.connect_wait);
    if (session) talk.confirmed = true;
    if (!session || !talk.tls) co_return session;
    Result<net::TlsInfo> secured = co_await (*session)->start_tls(talk.server_name);
    if (!secured) co_return tl::unexpected(secured.error());
    co_return session;
}

net::Task<Result<ByteString>> hear(Conversation& talk, net::Session& session, bool (*complete)(Bytes),
                                   std::size_t most) {
    return net::receive_all(session, complete, most, talk.options.reply_wait, talk.options.conversation);
}

void append(ByteString& all, const ByteString& part) {
    all.insert(all.end(), part.begin(), part.end());
}

// The questions that the protocol derives from what it has heard; each is added to `asked`, each answer to `heard`.
// Whatever goes wrong ends the conversation, and what was heard until then counts.
net::Task<void> follow_up(Conversation& talk, net::Session& session, const Protocol& protocol, ByteString& asked,
                          ByteString& heard) {
    for (std::size_t i = 0; i < protocols::kFollowUpLimit && protocol.follow_up != nullptr; ++i) {
        ByteString question = protocol.follow_up(heard);
        if (question.empty() || heard.size() >= protocol.reply_limit) co_return;
        append(asked, question);
        Result<void> sent = co_await session.send(std::move(question));
        if (!sent) co_return;
        Result<ByteString> reply = co_await hear(talk, session, protocol.complete, protocol.reply_limit - heard.size());
        if (!reply) co_return;
        append(heard, *reply);
    }
}

bool is_web_request(const ByteString& question) {
    const std::string_view text = base::as_text(question);
    return text.substr(0, text.find('\n')).find(" HTTP/1.") != std::string_view::npos;
}

// Asks one protocol's question in a conversation of its own. `question` becomes all that was sent.
net::Task<Result<ByteString>> ask_now(Conversation& talk, const Protocol& protocol, ByteString& question) {
    Result<std::unique_ptr<net::Session>> session = co_await open(talk);
    if (!session) co_return tl::unexpected(session.error());
    ByteString greeting;
    if (protocol.speaks_first) {
        Result<ByteString> heard = co_await hear(
            talk, **session, protocol.probe == nullptr ? protocol.complete : nullptr, protocol.reply_limit);
        if (!heard) co_return heard;
        greeting = std::move(*heard);
        if (question.empty()) co_return greeting;
    }
    Result<void> sent = co_await (*session)->send(question);
    if (!sent) co_return tl::unexpected(sent.error());
    Result<ByteString> reply = co_await hear(talk, **session, protocol.complete, protocol.reply_limit);
    if (!reply) {
        if (greeting.empty()) co_return reply;
        co_return greeting;
    }
    append(greeting, *reply);
    co_await follow_up(talk, **session, protocol, question, greeting);
    co_return greeting;
}

// A web request waits for its turn at the address; without a pause nobody has to wait.
net::Task<void> begin_web(Conversation& talk, std::optional<net::Turn>& turn) {
    if (talk.options.page_pause > base::Millis{0} && talk.options.web_busy != nullptr)
        co_await net::take_turn(talk.dialer, *talk.options.web_busy, talk.endpoint.address, turn);
}

net::Task<Result<ByteString>> ask(Conversation& talk, const Protocol& protocol, ByteString& question) {
    std::optional<net::Turn> turn;
    if (is_web_request(question)) co_await begin_web(talk, turn);
    Result<ByteString> reply = co_await ask_now(talk, protocol, question);
    if (turn) co_await talk.dialer.sleep(talk.options.page_pause);
    co_return reply;
}

void accept(Conversation& talk, Identified& out, const Answer& answer) {
    out.service.protocol = std::string(answer.protocol->name);
    out.service.qod = std::max(out.service.qod, kProtocolQod);
    const Result<model::Facts> facts = answer.protocol->parse(answer.reply);
    if (facts) {
        out.service.facts.merge(*facts);
        record(out, out.service.protocol + ".identify", model::Attempt::Outcome::done, "");
    } else {
        record(out, out.service.protocol + ".identify", model::Attempt::Outcome::failed, reason(facts.error()));
    }
    model::Evidence evidence =
        model::make_evidence(talk.clock.now(), talk.endpoint, out.service.protocol, answer.request, answer.reply);
    if (facts && facts->flag("http.directory_listing").value_or(false)) model::forget_body(evidence);
    out.service.evidence = evidence.id;
    out.evidence.push_back(std::move(evidence));
}

// A web server's complaint about plain HTTP on its TLS port.
bool wants_tls(const Protocol& found, Bytes reply) {
    if (found.name != "http") return false;
    const Result<model::Facts> facts = found.parse(reply);
    return facts && facts->flag("http.tls_required").value_or(false);
}

void give_up(Identified& out, const char* behaviour, std::string why) {
    out.service.facts.set("service.behaviour", behaviour);
    record(out, "identify", model::Attempt::Outcome::failed, "not_spoken: " + std::move(why));
}

// After a greeting longer than any, does yet more come?
net::Task<bool> never_ends(Conversation& talk, net::Session& session) {
    const base::Instant begin = talk.clock.now();
    std::size_t more = 0;
    while (more < kEndlessLimit && !talk.out_of_time()) {
        if (talk.clock.now() - begin >= talk.options.conversation) co_return true;  // it drips
        Result<ByteString> part = co_await session.receive(kGreetingLimit, talk.options.greeting_wait);
        if (!part) co_return false;
        more += part->size();
    }
    co_return true;
}

bool is_echo(Bytes question, Bytes reply) {
    return question.size() >= kEchoLeast && reply.size() >= kEchoLeast && reply.size() <= question.size() &&
           std::equal(reply.begin(), reply.end(), question.begin());
}

// Does the server hang up on whoever says nothing, before a client could have spoken?
net::Task<bool> hangs_up(Conversation& talk) {
    Result<std::unique_ptr<net::Session>> session = co_await open(talk);
    if (!session) co_return false;
    Result<ByteString> greeting = co_await (*session)->receive(1, talk.options.greeting_wait);
    co_return !greeting && greeting.error().code == Errc::closed;
}

// Finds what speaks on the endpoint (in clear, or inside TLS when talk.tls). The first sure answer ends the search.
net::Task<Answer> search(Conversation& talk, Identified& out) {
    const std::vector<const Protocol*> tries =
        candidates(talk.endpoint.transport, talk.endpoint.port, talk.options.ask_everything);
    Answer answer;

    // Listen first, unless the port is usually that of a protocol in which the client begins: then its question is
    // sent at once and saves the wait; a greeting would be seen as the reply.
    const auto usual = [&](const Protocol* protocol) {
        for (const model::Port port : protocol->usual_ports)
            if (port == talk.endpoint.port) return true;
        return false;
    };
    const bool listen = tries.empty() || !usual(tries.front()) || tries.front()->speaks_first;
    if (listen) {
        Result<std::unique_ptr<net::Session>> session = co_await open(talk);
        if (!session) {
            record(out, "listen", model::Attempt::Outcome::failed, reason(session.error()));
            if (session.error().code == Errc::out_of_scope || session.error().code == Errc::cancelled) co_return answer;
        } else {
            Result<ByteString> greeting =
                co_await net::receive_all(**session, nullptr, kGreetingLimit, talk.options.greeting_wait);
            if (greeting && recognise(*greeting, talk.endpoint.transport, nullptr) == nullptr &&
                greeting->size() == kGreetingLimit && co_await never_ends(talk, **session)) {
                (*session)->close();
                out.service.facts.set("service.greeting", base::printable(base::as_text(*greeting), 200));
                give_up(out, "endless", "the server sends without end and without a question");
                co_return answer;
            }
            (*session)->close();
            if (greeting) {
                answer.protocol = recognise(*greeting, talk.endpoint.transport, nullptr);
                if (answer.protocol == nullptr)
                    for (const Protocol* protocol : protocols::all())
                        if (protocol->speaks_first && protocol->transport == talk.endpoint.transport &&
                            protocol->recognise(*greeting) != protocols::Match::no)
                            answer.protocol = protocol;
                answer.reply = std::move(*greeting);
                if (answer.protocol != nullptr) co_return answer;
                out.service.facts.set("service.greeting", base::printable(base::as_text(answer.reply), 200));
                answer.reply.clear();
            }
        }
    }

    int unanswered = 0;
    int hung_up = 0;
    int useless = 0;
    int silent = 0;
    for (const Protocol* protocol : tries) {
        if (talk.tls && protocol->name == "tls") continue;
        if (talk.out_of_time() || useless >= kUselessReplies) {
            give_up(out, "slow",
                    useless >= kUselessReplies ? "it answers, but no question of any protocol"
                                               : "the time for one port is spent");
            co_return answer;
        }
        ByteString question = protocol->probe();
        Result<ByteString> reply = co_await ask(talk, *protocol, question);
        if (!reply) {
            record(out, std::string(protocol->name) + ".probe", model::Attempt::Outcome::failed, reason(reply.error()));
            if (reply.error().code == Errc::cancelled || reply.error().code == Errc::out_of_scope) break;
            if (reply.error().code == Errc::refused || reply.error().code == Errc::unreachable) ++unanswered;
            if (unanswered >= 3) break;  // the port is not open any more
            if (reply.error().code == Errc::timeout) ++silent;
            if (reply.error().code == Errc::closed) ++hung_up;
            if (hung_up == kHungUp && unanswered + silent + useless == 0 && !talk.tls && co_await hangs_up(talk)) {
                give_up(out, "closes", "it hangs up on everybody; perhaps only some addresses are let in");
                co_return answer;
            }
            continue;
        }
        const Protocol* found = recognise(*reply, talk.endpoint.transport, protocol);
        if (is_echo(question, *reply)) {
            give_up(out, "echo", "the server returns what it is sent");
            co_return answer;
        }
        if (found == nullptr) {
            ++useless;
            continue;
        }
        if (!talk.tls && wants_tls(*found, *reply)) found = protocols::find("tls");
        answer.protocol = found;
        answer.request = std::move(question);
        answer.reply = std::move(*reply);
        if (found != protocol && found->probe != nullptr && !found->speaks_first) {
            ByteString own_question = found->probe();
            Result<ByteString> own_reply = co_await ask(talk, *found, own_question);
            if (own_reply && found->recognise(*own_reply) != protocols::Match::no) {
                answer.request = std::move(own_question);
                answer.reply = std::move(*own_reply);
            }
        }
        co_return answer;
    }
    if (talk.confirmed && silent > 0 && useless == 0 && unanswered == 0 &&
        out.service.facts.text("service.greeting").empty())
        out.service.facts.set("service.behaviour", "silent");
    co_return answer;
}

// A greeting told the protocol; its own question (EHLO, FEAT, ...) tells more.
net::Task<void> ask_further(Conversation& talk, Answer& answer) {
    if (answer.protocol == nullptr || !answer.protocol->speaks_first || answer.protocol->probe == nullptr) co_return;
    ByteString question = answer.protocol->probe();
    if (question.empty()) co_return;
    Result<ByteString> reply = co_await ask(talk, *answer.protocol, question);
    if (!reply || answer.protocol->recognise(*reply) == protocols::Match::no) co_return;
    answer.request = std::move(question);
    answer.reply = std::move(*reply);
}

net::Task<Result<ByteString>> page_now(Conversation& talk, const ByteString& question) {
    Result<std::unique_ptr<net::Session>> session = co_await open(talk);
    if (!session) co_return tl::unexpected(session.error());
    Result<void> sent = co_await (*session)->send(question);
    if (!sent) co_return tl::unexpected(sent.error());
    co_return co_await hear(talk, **session, protocols::find("http")->complete, kPageLimit);
}

// One more page of the web server, in a conversation of its own.
net::Task<Result<ByteString>> ask_page(Conversation& talk, std::string path, const std::string& header,
                                       ByteString& question) {
    question = protocols::http::request("GET " + path, talk.server_name, protocols::http::kUserAgent);
    if (!header.empty()) {
        constexpr std::size_t kEnd = 2;  // the empty line that ends the head
        const std::string line = header + "\r\n";
        question.insert(question.end() - kEnd, line.begin(), line.end());
    }
    std::optional<net::Turn> turn;
    co_await begin_web(talk, turn);
    Result<ByteString> reply = co_await page_now(talk, question);
    if (turn) co_await talk.dialer.sleep(talk.options.page_pause);
    co_return reply;
}

void keep_page(Conversation& talk, Identified& out, const std::string& path, Bytes question, Bytes reply) {
    model::Evidence page = model::make_evidence(talk.clock.now(), talk.endpoint, "http.page " + path, question, reply);
    const Result<model::Facts> facts = protocols::find("http")->parse(reply);
    if (!facts || facts->flag("http.directory_listing").value_or(false)) model::forget_body(page);
    out.evidence.push_back(std::move(page));
}

// "HTTP 200", the head and the body, as the questions of the catalogue read them.
std::string whole_page(const protocols::http::Response& response) {
    std::string out = "HTTP " + std::to_string(response.status) + "\n";
    for (const protocols::http::Header& header : response.headers) out += header.name + ": " + header.value + "\n";
    return out + "\n" + response.body;
}

// The page that the first one leads to, the pages of suspected products, and the icon where nothing else names one.
net::Task<void> ask_pages(Conversation& talk, Identified& out) {
    if (!talk.options.ask_pages || !talk.options.ask_everything) co_return;
    ByteString question;
    const std::string next = own_redirect(out.service);
    if (!next.empty()) {
        Result<ByteString> reply = co_await ask_page(talk, next, "", question);
        if (reply) {
            if (const auto page = protocols::http::parse_response(*reply)) {
                add_page(out.service.facts, protocols::http::facts_of(*page));
                keep_page(talk, out, next, question, *reply);
            }
        }
    }
    const catalog::Question* before = nullptr;
    std::string page;
    ByteString reply;
    for (const catalog::Question* asked : questions_for(talk.fingerprints, out.service.facts)) {
        const bool same = before != nullptr && before->path == asked->path && before->header == asked->header;
        before = asked;
        if (!same) {
            page.clear();
            reply.clear();
            Result<ByteString> heard = co_await ask_page(talk, asked->path, asked->header, question);
            if (!heard && heard.error().code == Errc::cancelled) co_return;
            const auto response = heard ? protocols::http::parse_response(*heard) : tl::unexpected(heard.error());
            if (!response) continue;
            page = whole_page(*response);
            reply = std::move(*heard);
        }
        const std::string shown = asked->shown_by(page);
        if (shown.empty()) continue;
        out.service.facts.append("http.shown", shown);
        if (!reply.empty()) keep_page(talk, out, asked->path, question, std::exchange(reply, {}));
    }
    const Naming naming = weigh(talk.fingerprints.identify(out.service.facts));
    if (naming.suspected.empty() && !naming.sure.empty()) co_return;
    Result<ByteString> picture = co_await ask_page(talk, "/favicon.ico", "", question);
    if (!picture) co_return;
    const auto icon = protocols::http::parse_response(*picture);
    if (!icon || icon->status != 200 || icon->body.empty() || !icon->complete ||
        base::contains_ignoring_case(icon->header("content-type"), "html"))
        co_return;
    out.service.facts.set("http.favicon", std::to_string(favicon_hash(base::as_bytes(icon->body))));
}

// Enters TLS without a server name, then with the first known name when the server insists on one.
net::Task<Result<net::TlsInfo>> enter_tls(Conversation& talk) {
    std::vector<std::string> attempts{""};
    if (!talk.names.empty()) attempts.push_back(talk.names.front());
    base::Error last{Errc::tls, "no TLS attempt was made"};
    for (const std::string& name : attempts) {
        Result<std::unique_ptr<net::Session>> session =
            co_await talk.dialer.dial(talk.endpoint, talk.options.connect_wait);
        if (!session) co_return tl::unexpected(session.error());
        Result<net::TlsInfo> secured = co_await (*session)->start_tls(name);
        if (secured) {
            talk.server_name = name;
            co_return secured;
        }
        last = secured.error();
    }
    co_return tl::unexpected(last);
}

}  // namespace

Identified identify_udp(const catalog::Fingerprints& fingerprints, const base::Clock& clock,
                        const model::Endpoint& endpoint, const Protocol& protocol, Bytes probe, Bytes reply) {
    Identified out;
    out.confirmed = true;
    out.service.endpoint = endpoint;
    const Protocol* found = protocol.recognise(reply) != protocols::Match::no
                                ? &protocol
                                : recognise(reply, model::Transport::udp, nullptr);
    model::Evidence evidence =
        model::make_evidence(clock.now(), endpoint, found == nullptr ? "udp" : found->name, probe, reply);
    out.service.evidence = evidence.id;
    out.evidence.push_back(std::move(evidence));
    if (found == nullptr) {
        record(out, std::string(protocol.name) + ".identify", model::Attempt::Outcome::failed,
               "not_spoken: a reply came, of no known protocol");
        return out;
    }
    out.service.protocol = std::string(found->name);
    out.service.qod = kProtocolQod;
    const Result<model::Facts> facts = found->parse(reply);
    if (facts) out.service.facts = *facts;
    record(out, out.service.protocol + ".identify",
           facts ? model::Attempt::Outcome::done : model::Attempt::Outcome::failed, facts ? "" : reason(facts.error()));
    name_product(fingerprints, out.service);
    return out;
}

net::Task<Identified> identify_site(net::Dialer& dialer, const catalog::Fingerprints& fingerprints,
                                    const base::Clock& clock, model::Service site, Options options) {
    Identified out;
    out.confirmed = true;
    out.service = std::move(site);
    Conversation talk{fingerprints,
                      clock,
                      dialer,
                      out.service.endpoint,
                      out.service.names,
                      options,
                      out.service.tls,
                      out.service.facts.text("service.site"),
                      true,
                      clock.now()};
    co_await ask_pages(talk, out);
    name_product(fingerprints, out.service);
    co_return out;
}

net::Task<Identified> identify_tcp(net::Dialer& dialer, const catalog::Fingerprints& fingerprints,
                                   const base::Clock& clock, model::Endpoint endpoint, std::vector<std::string> names,
                                   Options options) {
    Identified out;
    out.service.endpoint = endpoint;
    out.service.names = names;
    Conversation talk{fingerprints, clock, dialer, endpoint, std::move(names), options, false, "", false, clock.now()};

    if (model::is_paper_port(endpoint.port)) {
        record(out, "identify", model::Attempt::Outcome::not_tried,
               "a printer may listen there and any byte would be printed");
        co_return out;
    }
    Answer answer = co_await search(talk, out);
    if (answer.protocol != nullptr && answer.protocol->name == "tls") {
        accept(talk, out, answer);
        Result<net::TlsInfo> secured = co_await enter_tls(talk);
        if (!secured) {
            record(out, "tls.session", model::Attempt::Outcome::failed, reason(secured.error()));
        } else {
            out.service.tls = true;
            out.service.facts.set("tls.version", secured->version);
            out.service.facts.set("tls.cipher", secured->cipher);
            talk.tls = true;
            Answer inner = co_await search(talk, out);
            if (inner.protocol != nullptr) {
                co_await ask_further(talk, inner);
                accept(talk, out, inner);
                if (inner.protocol->name == "http") co_await ask_pages(talk, out);
            }
        }
    } else if (answer.protocol != nullptr) {
        co_await ask_further(talk, answer);
        accept(talk, out, answer);
        if (answer.protocol->name == "http") co_await ask_pages(talk, out);
    }
    name_product(fingerprints, out.service);
    out.confirmed = talk.confirmed;
    co_return out;
}

}  // namespace vigie::identify
