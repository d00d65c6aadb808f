// SPDX-License-Identifier: Apache-2.0
#include "scan/port_spec.h"

#include <gtest/gtest.h>

#include "scan/port_set.h"

namespace vigie::scan {
namespace {

using Ports = std::vector<model::Port>;

TEST(PortSpec, ReadsPortsRangesAndTransports) {
    EXPECT_EQ(parse_ports("22"), (PortSpec{{22}, {}}));
    EXPECT_EQ(parse_ports("80-82, 22,81"), (PortSpec{{22, 80, 81, 82}, {}}));
    EXPECT_EQ(parse_ports("1-3,3389,T:80,U:53"), (PortSpec{{1, 2, 3, 80, 3389}, {53}}));
    EXPECT_EQ(parse_ports("U:53,161,T:22,23"), (PortSpec{{22, 23}, {53, 161}}));
    EXPECT_EQ(parse_ports("u:123"), (PortSpec{{}, {123}}));
}

TEST(PortSpec, AnOpenEndGoesToTheLastPort) {
    EXPECT_EQ(parse_ports("65534-"), (PortSpec{{65534, 65535}, {}}));
    EXPECT_EQ(parse_ports("-2"), (PortSpec{{1, 2}, {}}));
    const auto all = parse_ports("-");
    ASSERT_TRUE(all);
    EXPECT_EQ(all->tcp.size(), 65535U);
    EXPECT_EQ(all->tcp.front(), 1);
}

TEST(PortSpec, SaysWhichItemIsWrong) {
    for (const char* wrong : {"", "0", "65536", "80-79", "http", "22,,23", "22 23", "S:22", "1-2-3", "-0",
                              "99999999999999999999", "T:", "0-10"}) {
        const auto result = parse_ports(wrong);
        ASSERT_FALSE(result) << wrong;
        EXPECT_EQ(result.error().code, base::Errc::input);
    }
    EXPECT_NE(parse_ports("22,http").error().what.find("'http'"), std::string::npos);
}

TEST(PortSpec, IsPrintedInShort) {
    EXPECT_EQ(format_ports({}), "");
    EXPECT_EQ(format_ports({443, 22, 80, 81, 82, 22}), "22,80-82,443");
}

TEST(PortSet, KeepsEachPortOnceWhetherFewOrMany) {
    PortSet set;

    for (unsigned round = 0; round < 2; ++round)
        for (std::uint32_t port = 65535; port > 0; port -= 5)
            EXPECT_EQ(set.insert(static_cast<model::Port>(port)), round == 0) << port;

    EXPECT_EQ(set.size(), 13107U);
    EXPECT_TRUE(set.contains(65535));
    EXPECT_FALSE(set.contains(65534));
    EXPECT_EQ(set.list().size(), 13107U);
    EXPECT_EQ(set.list().front(), 5);
}

}  // namespace
}  // namespace vigie::scan
