// SPDX-License-Identifier: Apache-2.0
#include "net/raw_filter.h"

#include <array>
#include <cerrno>
#include <span>
#include <vector>

#include <linux/filter.h>
#include <linux/icmp.h>
#include <netinet/icmp6.h>
#include <netinet/in.h>
#include <sys/socket.h>

#include "base/system.h"

namespace vigie::net {
namespace {

constexpr std::uint32_t kKeep = 160;             // bytes: headers and what an ICMP error quotes
constexpr std::uint32_t kDestinationPortAt = 2;  // in the TCP header
constexpr std::uint32_t kFlagsAt = 13;
constexpr std::uint32_t kReset = 0x04;
constexpr std::uint32_t kSynAck = 0x12;
constexpr std::uint32_t kFragmentOffset = 0x1FFF;

sock_filter statement(unsigned code, std::uint32_t value) {
    return {static_cast<std::uint16_t>(code), 0, 0, value};
}
sock_filter jump(unsigned code, std::uint32_t value, std::uint8_t if_true, std::uint8_t if_false) {
    return {static_cast<std::uint16_t>(code), if_true, if_false, value};
}

base::Result<void> attach(int descriptor, std::span<sock_filter> code) {
    const sock_fprog program{static_cast<std::uint16_t>(code.size()), code.data()};
    if (setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program) != 0)
        return base::fail_system("attaching a packet filter");
    return {};
}

}  // namespace

base::Result<void> attach_answer_filter(int descriptor, bool v6, model::Port port) {
    // X = start of the transport header, A = its protocol.
    std::vector<sock_filter> code;
    if (v6) {
        code = {statement(BPF_LDX | BPF_W | BPF_IMM, 40), statement(BPF_LD | BPF_B | BPF_ABS, 6)};
    } else {
        code = {statement(BPF_LD | BPF_H | BPF_ABS, 6), jump(BPF_JMP | BPF_JSET | BPF_K, kFragmentOffset, 0, 1),
                statement(BPF_RET | BPF_K, 0), statement(BPF_LDX | BPF_B | BPF_MSH, 0),
                statement(BPF_LD | BPF_B | BPF_ABS, 9)};
    }
    // TCP: to our port, and RST, or SYN and ACK together.
    const std::array tcp{
        jump(BPF_JMP | BPF_JEQ | BPF_K, IPPROTO_TCP, 0, 8),
        statement(BPF_LD | BPF_H | BPF_IND, kDestinationPortAt),
        jump(BPF_JMP | BPF_JEQ | BPF_K, port, 0, 5),
        statement(BPF_LD | BPF_B | BPF_IND, kFlagsAt),
        jump(BPF_JMP | BPF_JSET | BPF_K, kReset, 2, 0),
        statement(BPF_ALU | BPF_AND | BPF_K, kSynAck),
        jump(BPF_JMP | BPF_JEQ | BPF_K, kSynAck, 0, 1),
        statement(BPF_RET | BPF_K, kKeep),
        statement(BPF_RET | BPF_K, 0),
    };
    code.insert(code.end(), tcp.begin(), tcp.end());
    // ICMP: an echo or timestamp reply, or "destination unreachable".
    const std::array icmp{
        jump(BPF_JMP | BPF_JEQ | BPF_K, v6 ? IPPROTO_ICMPV6 : IPPROTO_ICMP, 0, 5),
        statement(BPF_LD | BPF_B | BPF_IND, 0),
        jump(BPF_JMP | BPF_JEQ | BPF_K, v6 ? std::uint32_t{ICMP6_ECHO_REPLY} : std::uint32_t{ICMP_ECHOREPLY}, 2, 0),
        jump(BPF_JMP | BPF_JEQ | BPF_K, v6 ? std::uint32_t{ICMP6_DST_UNREACH} : std::uint32_t{ICMP_DEST_UNREACH}, 1, 0),
        jump(BPF_JMP | BPF_JEQ | BPF_K, v6 ? std::uint32_t{ICMP6_ECHO_REPLY} : std::uint32_t{ICMP_TIMESTAMPREPLY}, 0,
             1),
        statement(BPF_RET | BPF_K, kKeep),
        statement(BPF_RET | BPF_K, 0),
    };
    code.insert(code.end(), icmp.begin(), icmp.end());
    return attach(descriptor, code);
}

base::Result<void> attach_deaf_filter(int descriptor) {
    std::array code{statement(BPF_RET | BPF_K, 0)};
    return attach(descriptor, code);
}

}  // namespace vigie::net
