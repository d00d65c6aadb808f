// SPDX-License-Identifier: Apache-2.0
// The parsers of foreign bytes that are no protocol's parse(): answers to the questions of the reviews, what a domain
// publishes, another program's file. The first byte of an input chooses, the rest is what is read. A promise that is
// broken aborts.
#pragma once

#include <array>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "base/text.h"
#include "exchange/nmap_read.h"
#include "inspect/dns/mail_policy.h"
#include "protocols/dns/dnssec.h"
#include "protocols/ftp/ftp.h"
#include "protocols/mongodb/mongodb.h"
#include "protocols/nfs/nfs.h"
#include "protocols/ntlm.h"
#include "protocols/rdp/rdp.h"
#include "protocols/smb/null_session.h"
#include "protocols/smb/smb.h"

namespace vigie::fuzz {

inline void promise(bool kept, const char* what) {
    if (kept) return;
    std::fprintf(stderr, "a promise is broken: %s\n", what);
    std::abort();
}

// Names and texts go to reports: no control character, valid UTF-8.
inline void promise_clean(const std::string& text, const char* what) {
    promise(base::printable(text, text.size() + 1) == text, what);
}

inline void promise_clean(const base::Result<model::Facts>& facts, const char* what) {
    if (!facts) return;
    for (const auto& [name, value] : facts->all())
        if (const auto* text = std::get_if<std::string>(&value)) promise_clean(*text, what);
}

// Three messages, each with its length before it, as the three answers that a chain is judged by.
inline void exercise_chain(base::Bytes input) {
    base::Reader reader(input);
    std::array<base::Bytes, 3> replies;
    for (base::Bytes& reply : replies) {
        const std::size_t size = reader.u16();
        reply = reader.bytes(std::min<std::size_t>(size, reader.remaining()));
    }
    const base::Instant now = base::Instant{} + std::chrono::hours(24 * 365 * 56);
    const auto report = protocols::dns::check_chain("exemple.fr", replies[0], replies[1], replies[2], now);
    promise(!report.delegation_matches || report.delegation_signed, "a DS that matches exists");
    promise(report.keys_published || report.keys.state != protocols::dns::SignatureState::valid,
            "keys that are not there are not signed");
}

inline void exercise_mail(std::string_view text) {
    if (inspect::is_spf(text)) {
        const inspect::SpfRecord record = inspect::parse_spf(text);
        promise(record.lookups >= 0, "lookups are counted from nothing");
        for (const std::string& fault : record.faults) promise_clean(fault, "a fault of SPF");
    }
    if (inspect::is_dmarc(text)) {
        const inspect::DmarcRecord record = inspect::parse_dmarc(text);
        promise(record.percent >= 0 && record.percent <= 100, "a percentage of DMARC");
    }
}

inline void exercise_nmap(std::string_view xml) {
    const auto scan = exchange::read_nmap_xml(xml);
    if (!scan) return;
    for (const model::Service& service : scan->services) {
        promise(service.qod <= exchange::kImportedQod, "an imported service is believed too much");
        promise_clean(service.product, "a product of an imported scan");
        promise_clean(service.version, "a version of an imported scan");
    }
}

inline void exercise_null_session(base::Bytes input) {
    namespace smb = protocols::smb;
    const auto answer = smb::parse_answer(input);
    promise(answer.has_value() == smb::answered(input), "what is whole can be read");
    if (!answer) return;
    (void)smb::parse_opened(*answer);
    (void)smb::grants_reading(*answer);
    const auto packet = smb::parse_called(*answer);
    if (!packet) return;
    (void)smb::is_bound(*packet);
    const auto shares = smb::parse_shares(*packet);
    if (!shares) return;
    for (const smb::Share& share : shares->shares) promise_clean(share.name, "a name of a share");
}

inline constexpr std::array<const char*, 10> kParsers = {
    "mongodb-databases", "nfs-exports",  "dnssec-chain", "mail-policy",      "nmap-xml",
    "rdp-challenge",     "smb1-session", "ntlm",         "smb-null-session", "ftp-reply"};

inline void exercise_parser(base::Bytes input) {
    if (input.empty()) return;
    const base::Bytes rest = input.subspan(1);
    switch (input[0] % kParsers.size()) {
        case 0:
            (void)protocols::mongodb::parse_databases(rest);
            (void)protocols::mongodb::protocol.complete(rest);
            break;
        case 1: {
            const auto exports = protocols::nfs::parse_exports(rest);
            if (!exports) break;
            for (const auto& one : *exports) promise_clean(one.path, "a path of an export");
            break;
        }
        case 2: exercise_chain(rest); break;
        case 3: exercise_mail(base::as_text(rest)); break;
        case 4: exercise_nmap(base::as_text(rest)); break;
        case 5:
            promise_clean(protocols::rdp::parse_nla_challenge(rest), "a name in a challenge");
            (void)protocols::rdp::nla_complete(rest);
            break;
        case 6: promise_clean(protocols::smb::parse_smb1_session_setup(rest), "a name in a set-up"); break;
        case 7: {
            const auto challenge = protocols::ntlm::parse_challenge(rest);
            if (challenge) promise_clean(challenge->host, "a name in a challenge");
            break;
        }
        case 8: exercise_null_session(rest); break;
        default: {
            const auto reply = protocols::ftp::parse_reply(rest);
            if (!reply) break;
            promise(protocols::ftp::data_port(*reply) != model::Port{0}, "a port that exists");
            (void)protocols::ftp::wants_tls(*reply);
            break;
        }
    }
}

}  // namespace vigie::fuzz
