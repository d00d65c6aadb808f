// SPDX-License-Identifier: Apache-2.0
#include "net/routes.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <optional>
#include <vector>

#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/socket.h>

#include "base/bytes.h"
#include "base/system.h"
#include "net/raw_address.h"

namespace vigie::net {
namespace {

using base::Bytes;
using base::Errc;
using base::fail;
using base::Result;

constexpr std::size_t kReplyRoom = 32768;  // the kernel never sends more at once
constexpr std::size_t kMostReplies = 65536;

// A netlink message is a structure of the machine's own byte order followed by attributes.
template <class T>
std::optional<T> read_struct(Bytes bytes) {
    if (bytes.size() < sizeof(T)) return std::nullopt;
    T out;
    std::memcpy(&out, bytes.data(), sizeof(T));
    return out;
}

template <class T>
void append_struct(std::vector<std::uint8_t>& out, const T& value) {
    const auto* const begin = reinterpret_cast<const std::uint8_t*>(&value);
    out.insert(out.end(), begin, begin + sizeof(T));
    out.resize(NLMSG_ALIGN(out.size()));
}

void append_attribute(std::vector<std::uint8_t>& out, std::uint16_t type, Bytes value) {
    append_struct(out, rtattr{static_cast<std::uint16_t>(RTA_LENGTH(value.size())), type});
    out.insert(out.end(), value.begin(), value.end());
    out.resize(NLMSG_ALIGN(out.size()));
}

template <class Function>
void for_each_attribute(Bytes bytes, const Function& take) {
    while (const auto header = read_struct<rtattr>(bytes)) {
        if (header->rta_len < sizeof(rtattr) || header->rta_len > bytes.size()) return;
        take(header->rta_type, bytes.subspan(sizeof(rtattr), header->rta_len - sizeof(rtattr)));
        bytes = bytes.subspan(std::min<std::size_t>(bytes.size(), RTA_ALIGN(header->rta_len)));
    }
}

std::optional<model::IpAddress> read_address(Bytes bytes) {
    if (bytes.size() == 4) {
        base::Reader in(bytes);
        return model::IpAddress::v4(in.u32());
    }
    if (bytes.size() != 16) return std::nullopt;
    std::array<std::uint8_t, 16> whole{};
    std::copy(bytes.begin(), bytes.end(), whole.begin());
    return model::IpAddress::v6(whole);
}

}  // namespace

struct Routes::State {
    Descriptor socket;
    std::uint32_t sequence = 0;
    std::vector<std::uint8_t> room = std::vector<std::uint8_t>(kReplyRoom);

    // Sends one question and gives the body of each answer to `take`. The kernel's refusal is an error with its errno.
    template <class Body, class Function>
    Result<void> ask(std::uint16_t type, std::uint16_t flags, const Body& body, Bytes attributes, const Function& take);
};

template <class Body, class Function>
Result<void> Routes::State::ask(std::uint16_t type, std::uint16_t flags, const Body& body, Bytes attributes,
                                const Function& take) {
    std::vector<std::uint8_t> question;
    nlmsghdr header{};
    header.nlmsg_type = type;
    header.nlmsg_flags = static_cast<std::uint16_t>(NLM_F_REQUEST | flags);
    header.nlmsg_seq = ++sequence;
    header.nlmsg_len = static_cast<std::uint32_t>(NLMSG_LENGTH(NLMSG_ALIGN(sizeof(Body))) + attributes.size());
    append_struct(question, header);
    append_struct(question, body);
    question.insert(question.end(), attributes.begin(), attributes.end());
    if (send(socket.get(), question.data(), question.size(), 0) < 0)
        return base::fail_system("asking the kernel for routes");
    for (std::size_t reply = 0; reply < kMostReplies; ++reply) {
        const ssize_t got = recv(socket.get(), room.data(), room.size(), 0);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return base::fail_system("asking the kernel for routes");
        Bytes rest = Bytes(room).first(std::min(room.size(), static_cast<std::size_t>(got)));
        while (const auto one = read_struct<nlmsghdr>(rest)) {
            if (one->nlmsg_len < sizeof(nlmsghdr) || one->nlmsg_len > rest.size()) break;
            const Bytes content = rest.subspan(sizeof(nlmsghdr), one->nlmsg_len - sizeof(nlmsghdr));
            rest = rest.subspan(std::min<std::size_t>(rest.size(), NLMSG_ALIGN(one->nlmsg_len)));
            if (one->nlmsg_seq != sequence) continue;
            if (one->nlmsg_type == NLMSG_DONE) return {};
            if (one->nlmsg_type == NLMSG_ERROR) {
                const auto error = read_struct<nlmsgerr>(content);
                errno = error ? -error->error : EIO;
                return fail(Errc::unreachable, std::strerror(errno));
            }
            if (content.size() >= sizeof(Body)) take(content);
            if ((one->nlmsg_flags & NLM_F_MULTI) == 0) return {};
        }
    }
    return fail(Errc::limit, "asking the kernel for routes: its answer has no end");
}

Result<std::unique_ptr<Routes>> Routes::open() {
    auto state = std::make_unique<State>();
    state->socket = Descriptor(socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, NETLINK_ROUTE));
    if (!state->socket.valid()) return base::fail_system("opening a netlink socket");
    return std::unique_ptr<Routes>(new Routes(std::move(state)));
}

Routes::Routes(std::unique_ptr<State> state) : state_(std::move(state)) {}
Routes::~Routes() = default;

Result<Route> Routes::find(const model::IpAddress& destination, int interface) {
    rtmsg body{};
    body.rtm_family = destination.is_v4() ? AF_INET : AF_INET6;
    body.rtm_dst_len = static_cast<std::uint8_t>(destination.width());
    std::vector<std::uint8_t> attributes;
    append_attribute(attributes, RTA_DST, Bytes(destination.bytes()).first(destination.width() / 8));
    if (interface != 0) {
        std::array<std::uint8_t, sizeof interface> number{};
        std::memcpy(number.data(), &interface, sizeof interface);
        append_attribute(attributes, RTA_OIF, number);
    }
    Route route;
    route.next_hop = destination;
    bool forbidden = false;
    const Result<void> asked = state_->ask(RTM_GETROUTE, 0, body, attributes, [&](Bytes content) {
        const auto found = read_struct<rtmsg>(content);
        forbidden = found->rtm_type != RTN_UNICAST && found->rtm_type != RTN_LOCAL;
        for_each_attribute(content.subspan(NLMSG_ALIGN(sizeof(rtmsg))), [&](std::uint16_t type, Bytes value) {
            if (type == RTA_OIF) route.interface = read_struct<int>(value).value_or(0);
            if (type == RTA_GATEWAY) route.next_hop = read_address(value).value_or(destination);
            if (type == RTA_VIA && value.size() > 2)  // a gateway of the other family
                route.next_hop = read_address(value.subspan(2)).value_or(destination);
            if (type == RTA_PREFSRC) route.source = read_address(value).value_or(model::IpAddress());
        });
    });
    if (!asked) return fail(asked.error().code, "finding a route to " + destination.text() + ": " + asked.error().what);
    if (forbidden || route.interface == 0 || route.source.is_v4() != destination.is_v4())
        return fail(Errc::unreachable, "finding a route to " + destination.text() + ": there is none");
    return route;
}

Result<Link> Routes::link(int interface) {
    ifinfomsg body{};
    body.ifi_family = AF_UNSPEC;
    body.ifi_index = interface;
    Link link;
    const Result<void> asked = state_->ask(RTM_GETLINK, 0, body, {}, [&](Bytes content) {
        const auto found = read_struct<ifinfomsg>(content);
        constexpr unsigned kNotResolved = IFF_LOOPBACK | IFF_NOARP | IFF_POINTOPOINT;
        link.is_ethernet = found->ifi_type == ARPHRD_ETHER && (found->ifi_flags & kNotResolved) == 0;
        for_each_attribute(content.subspan(NLMSG_ALIGN(sizeof(ifinfomsg))), [&](std::uint16_t type, Bytes value) {
            if (type == IFLA_ADDRESS && value.size() == link.address.size())
                std::copy(value.begin(), value.end(), link.address.begin());
        });
    });
    if (!asked) return tl::unexpected(asked.error());
    return link;
}

Result<void> Routes::neighbours(bool v6,
                                const std::function<void(int, const model::IpAddress&, const HardwareAddress&)>& take) {
    ndmsg body{};
    body.ndm_family = v6 ? AF_INET6 : AF_INET;
    return state_->ask(RTM_GETNEIGH, NLM_F_DUMP, body, {}, [&](Bytes content) {
        const auto found = read_struct<ndmsg>(content);
        constexpr unsigned kUsable = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT;
        if ((found->ndm_state & kUsable) == 0) return;
        std::optional<model::IpAddress> address;
        std::optional<HardwareAddress> hardware;
        for_each_attribute(content.subspan(NLMSG_ALIGN(sizeof(ndmsg))), [&](std::uint16_t type, Bytes value) {
            if (type == NDA_DST) address = read_address(value);
            if (type == NDA_LLADDR && value.size() == sizeof(HardwareAddress)) {
                hardware.emplace();
                std::copy(value.begin(), value.end(), hardware->begin());
            }
        });
        if (address && hardware) take(found->ndm_ifindex, *address, *hardware);
    });
}

int interface_number(const std::string& name) {
    return static_cast<int>(if_nametoindex(name.c_str()));
}

std::string interface_name(int number) {
    std::array<char, IF_NAMESIZE> name{};
    return if_indextoname(static_cast<unsigned>(number), name.data()) != nullptr ? name.data() : std::to_string(number);
}

}  // namespace vigie::net
