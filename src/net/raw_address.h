// SPDX-License-Identifier: Apache-2.0
// The socket structures of the C library behind types that cannot be mixed up, for the files of net/ that call the
// kernel directly. No policy here.
#pragma once

#include <chrono>
#include <span>
#include <utility>

#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/result.h"
#include "model/address.h"

namespace vigie::net {

// Owns one file descriptor.
class Descriptor {
public:
    Descriptor() = default;
    explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
    Descriptor(Descriptor&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        if (this != &other) {
            reset();
            descriptor_ = std::exchange(other.descriptor_, -1);
        }
        return *this;
    }
    ~Descriptor() { reset(); }

    [[nodiscard]] int get() const { return descriptor_; }
    [[nodiscard]] bool valid() const { return descriptor_ >= 0; }
    void reset() {
        if (descriptor_ >= 0) (void)::close(descriptor_);
        descriptor_ = -1;
    }

private:
    int descriptor_ = -1;
};

class SocketAddress {
public:
    SocketAddress() = default;
    SocketAddress(const model::IpAddress& address, model::Port port);

    [[nodiscard]] sockaddr* get() { return &storage_.any; }
    [[nodiscard]] const sockaddr* get() const { return &storage_.any; }
    [[nodiscard]] socklen_t size() const {
        return storage_.any.sa_family == AF_INET ? sizeof storage_.v4 : sizeof storage_.v6;
    }
    static constexpr socklen_t capacity() { return sizeof(sockaddr_in6); }
    [[nodiscard]] model::IpAddress address() const;
    [[nodiscard]] model::Port port() const;

private:
    union {
        sockaddr any;
        sockaddr_in v4;
        sockaddr_in6 v6;
    } storage_{.v6 = {}};
};

// Waits until one of the descriptors can be read, at most `wait`; invalid ones (-1) are left out.
void wait_readable(std::chrono::nanoseconds wait, std::span<const int> descriptors, std::span<const int> also);

// Where a socket is bound.
base::Result<std::pair<model::IpAddress, model::Port>> local_address(int descriptor);

}  // namespace vigie::net
