// SPDX-License-Identifier: Apache-2.0
#include "identify/candidates.h"

#include <algorithm>
#include <array>
#include <string_view>

namespace vigie::identify {

using protocols::Match;
using protocols::Protocol;

namespace {

std::vector<const Protocol*> join_variants() {
    std::vector<const Protocol*> out(protocols::all().begin(), protocols::all().end());
    out.insert(out.end(), protocols::variants().begin(), protocols::variants().end());
    return out;
}

// What answers on ports that are not its own, most often first. Those not named here follow in the order of their
// folders.
constexpr std::array<std::string_view, 12> kOftenElsewhere{"rdp",   "dns", "dicom", "postgresql", "redis",   "ldap",
                                                           "mssql", "sip", "smb",   "mqtt",       "mongodb", "rtsp"};

// Every way to ask, the first ways before the second ones.
const std::vector<const Protocol*>& askable() {
    static const std::vector<const Protocol*> kAskable = join_variants();
    return kAskable;
}

}  // namespace

std::vector<const Protocol*> candidates(model::Transport transport, model::Port port, bool everything) {
    std::vector<const Protocol*> out;
    const auto add = [&](const Protocol* protocol) {
        if (protocol == nullptr || protocol->transport != transport || protocol->probe == nullptr) return;
        if (std::find(out.begin(), out.end(), protocol) == out.end()) out.push_back(protocol);
    };
    const auto usual = [&](const Protocol* protocol) {
        return std::find(protocol->usual_ports.begin(), protocol->usual_ports.end(), port) !=
               protocol->usual_ports.end();
    };
    // Where TLS is usual, what is spoken inside it shows only after its handshake.
    if (usual(protocols::find("tls"))) add(protocols::find("tls"));
    for (const Protocol* protocol : askable())
        if (usual(protocol)) add(protocol);
    add(protocols::find("http"));
    add(protocols::find("tls"));
    if (!everything) return out;
    const auto elsewhere = [&](const Protocol* protocol) {
        if (!protocol->speaks_first && protocol->anywhere) add(protocol);
    };
    for (const std::string_view name : kOftenElsewhere)
        for (const Protocol* protocol : askable())
            if (protocol->name == name) elsewhere(protocol);
    for (const Protocol* protocol : askable()) elsewhere(protocol);
    return out;
}

const Protocol* recognise(base::Bytes bytes, model::Transport transport, const Protocol* preferred) {
    const Protocol* possible = nullptr;
    for (const Protocol* protocol : askable()) {
        if (protocol->transport != transport) continue;
        const Match match = protocol->recognise(bytes);
        if (match == Match::sure) return protocol;
        if (match == Match::maybe && protocol == preferred) possible = protocol;
    }
    return possible;
}

}  // namespace vigie::identify
