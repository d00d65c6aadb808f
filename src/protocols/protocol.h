// SPDX-License-Identifier: Apache-2.0
// What a protocol module is. A protocol is a folder under protocols/: limits, probe bytes, a pure parser, facts and
// this descriptor; plus one line in protocols.def. Its files never include net/: bytes in, facts out, no I/O.
#pragma once

#include <span>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "model/address.h"
#include "model/fact.h"

namespace vigie::protocols {

using base::Bytes;
using base::ByteString;
using base::Result;
using model::Facts;

// How sure recognise() is that the bytes belong to its protocol.
enum class Match {
    no,
    maybe,  // fits, but so would others: keep asking
    sure    // only this protocol answers like that
};

enum class Intrusion {
    listen,     // says nothing, only reads the greeting
    handshake,  // the first message of the protocol, as any client sends it
    query       // a read-only question after the handshake
};

struct Protocol {
    std::string_view name;  // = folder, fact prefix, value of services[].protocol
    model::Transport transport = model::Transport::tcp;
    std::span<const model::Port> usual_ports;  // a hint for ordering, never evidence
    Intrusion intrusion = Intrusion::handshake;
    bool speaks_first = false;  // the server greets: listen before anything is sent
    // False: the question goes to usual_ports only, never to an open port that nothing else recognised. For machines
    // that a stranger's bytes may disturb, and for questions that other servers would take amiss.
    bool anywhere = true;

    // The bytes to send to learn what parse() reads; empty when listening suffices. Never a login, never a write.
    ByteString (*probe)() = nullptr;
    // First bytes of a server (greeting or reply to probe) -> is it us? Must be right for any hostile input.
    Match (*recognise)(Bytes reply) = nullptr;
    // True when reply is a whole answer and reading may stop. Null: one read suffices.
    bool (*complete)(Bytes reply) = nullptr;
    // TCP only: the next question of the same conversation, from all that was heard so far; empty when nothing is left
    // to ask. Its answer is read until complete() likes it alone; recognise and parse get all answers, joined. Null:
    // one question suffices.
    ByteString (*follow_up)(Bytes heard) = nullptr;
    // Reply -> facts, all named "<name>.something". Errors: not_spoken, malformed.
    // Always tries to set "<name>.product" / "<name>.version" only when the wire says them in clear fields.
    Result<Facts> (*parse)(Bytes reply) = nullptr;
    // Any reply longer than this is cut before it reaches recognise or parse.
    std::size_t reply_limit = 16384;
};

// No conversation has more follow-up questions than this.
inline constexpr std::size_t kFollowUpLimit = 6;

// Every protocol of protocols.def, in its order.
std::span<const Protocol* const> all();
// Second ways to ask protocols of all(), for when the first met silence: DNS over TCP, SNMP 1 and 3, IKE 1. Same name,
// parser and facts, another probe or transport. Not part of all(), never the result of find().
std::span<const Protocol* const> variants();
const Protocol* find(std::string_view name);  // null when there is none

}  // namespace vigie::protocols
