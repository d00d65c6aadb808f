// SPDX-License-Identifier: Apache-2.0
#include "protocols/bittorrent_dht/bittorrent_dht.h"

#include <array>

#include "protocols/recognise.h"

namespace vigie::protocols::bittorrent_dht {
namespace {

using base::Errc;
using base::fail;

constexpr std::array<model::Port, 2> kPorts{6881, 51413};
constexpr std::string_view kPing = "d1:ad2:id20:vigie-81d3c5-0000000e1:q4:ping1:t2:vg1:y1:qe";

ByteString probe() {
    return base::to_bytes(kPing);
}

// A dictionary with our transaction: a response (y:r with an id) or an error (y:e).
Result<Facts> parse_facts(Bytes reply) {
    const std::string_view text = base::as_text(reply);
    const bool ours = text.find("1:t2:vg") != std::string_view::npos;
    const bool response =
        text.find("1:y1:r") != std::string_view::npos && text.find("2:id20:") != std::string_view::npos;
    const bool error = text.find("1:y1:e") != std::string_view::npos;
    if (!text.starts_with('d') || !text.ends_with('e') || !ours || (!response && !error))
        return fail(Errc::not_spoken, "no answer to our ping");
    return Facts{};
}

}  // namespace

const Protocol protocol = {.name = "bittorrent_dht",
                           .transport = model::Transport::udp,
                           .usual_ports = kPorts,
                           .intrusion = Intrusion::handshake,
                           .probe = probe,
                           .recognise = sure_if_parsed<parse_facts>,
                           .parse = parse_facts,
                           .reply_limit = 4096};

}  // namespace vigie::protocols::bittorrent_dht
