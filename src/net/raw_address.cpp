// SPDX-License-Identifier: Apache-2.0
#include "net/raw_address.h"

#include <algorithm>
#include <array>
#include <cerrno>

#include <poll.h>

#include "base/system.h"

namespace vigie::net {

SocketAddress::SocketAddress(const model::IpAddress& address, model::Port port) {
    if (address.is_v4()) {
        storage_.v4 = {};
        storage_.v4.sin_family = AF_INET;
        storage_.v4.sin_port = htons(port);
        storage_.v4.sin_addr.s_addr = htonl(address.v4_host_order());
        return;
    }
    storage_.v6.sin6_family = AF_INET6;
    storage_.v6.sin6_port = htons(port);
    std::copy(address.bytes().begin(), address.bytes().end(), std::begin(storage_.v6.sin6_addr.s6_addr));
}

model::IpAddress SocketAddress::address() const {
    if (storage_.any.sa_family == AF_INET) return model::IpAddress::v4(ntohl(storage_.v4.sin_addr.s_addr));
    std::array<std::uint8_t, 16> bytes{};
    std::copy(std::begin(storage_.v6.sin6_addr.s6_addr), std::end(storage_.v6.sin6_addr.s6_addr), bytes.begin());
    return model::IpAddress::v6(bytes);
}

model::Port SocketAddress::port() const {
    return ntohs(storage_.any.sa_family == AF_INET ? storage_.v4.sin_port : storage_.v6.sin6_port);
}

void wait_readable(std::chrono::nanoseconds wait, std::span<const int> descriptors, std::span<const int> also) {
    constexpr std::size_t kMost = 8;
    std::array<pollfd, kMost> watched{};
    std::size_t count = 0;
    for (const std::span<const int> list : {descriptors, also})
        for (const int descriptor : list)
            if (descriptor >= 0 && count < kMost) watched.at(count++) = {descriptor, POLLIN, 0};
    const auto whole = std::chrono::duration_cast<std::chrono::seconds>(wait);
    const timespec limit{whole.count(), static_cast<long>((wait - whole).count())};
    (void)ppoll(watched.data(), count, &limit, nullptr);
}

base::Result<std::pair<model::IpAddress, model::Port>> local_address(int descriptor) {
    SocketAddress bound;
    socklen_t size = SocketAddress::capacity();
    if (getsockname(descriptor, bound.get(), &size) != 0) return base::fail_system("reading a local address");
    return std::pair{bound.address(), bound.port()};
}

}  // namespace vigie::net
