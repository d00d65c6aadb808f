// SPDX-License-Identifier: Apache-2.0
#include "identify/candidates.h"

#include <algorithm>

namespace vigie::identify {

using protocols::Match;
using protocols::Protocol;

std::vector<const Protocol*> candidates(model::Transport transport, model::Port port, bool everything) {
    std::vector<const Protocol*> out;
    const auto add = [&](const Protocol* protocol) {
        if (protocol == nullptr || protocol->transport != transport || protocol->probe == nullptr) return;
        if (std::find(out.begin(), out.end(), protocol) == out.end()) out.push_back(protocol);
    };
    for (const Protocol* protocol : protocols::all())
        if (std::find(protocol->usual_ports.begin(), protocol->usual_ports.end(), port) != protocol->usual_ports.end())
            add(protocol);
    add(protocols::find("http"));
    add(protocols::find("tls"));
    if (everything)
        for (const Protocol* protocol : protocols::all())
            if (!protocol->speaks_first) add(protocol);
    return out;
}

const Protocol* recognise(base::Bytes bytes, model::Transport transport, const Protocol* preferred) {
    const Protocol* possible = nullptr;
    for (const Protocol* protocol : protocols::all()) {
        if (protocol->transport != transport) continue;
        const Match match = protocol->recognise(bytes);
        if (match == Match::sure) return protocol;
        if (match == Match::maybe && protocol == preferred) possible = protocol;
    }
    return possible;
}

}  // namespace vigie::identify
