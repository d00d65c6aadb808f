// SPDX-License-Identifier: Apache-2.0
#include "exchange/nmap_read.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "exchange/nmap_xml.h"

namespace vigie::exchange {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr const char* kScan = R"(<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sV 192.0.2.5" start="1763757000" version="7.93" xmloutputversion="1.05">
<host starttime="1763757000" endtime="1763757060"><status state="up" reason="reset" reason_ttl="0"/>
<address addr="192.0.2.5" addrtype="ipv4"/><address addr="00:11:22:33:44:55" addrtype="mac"/>
<hostnames><hostname name="WWW.ch-exemple.fr" type="PTR"/></hostnames>
<ports><extraports state="closed" count="997"/>
<port protocol="tcp" portid="22"><state state="open" reason="syn-ack"/><service name="ssh" product="OpenSSH"
 version="9.2p1 Debian 2+deb12u3" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe><cpe>cpe:/o:linux:linux_kernel</cpe></service></port>
<port protocol="tcp" portid="443"><state state="open"/><service name="http" product="nginx" tunnel="ssl" method="probed" conf="10"/></port>
<port protocol="tcp" portid="8080"><state state="open"/><service name="http-proxy" method="table" conf="3"/></port>
<port protocol="tcp" portid="25"><state state="filtered"/></port>
</ports></host>
<host><status state="down"/><address addr="192.0.2.6" addrtype="ipv4"/></host>
<runstats><finished time="1763757060"/></runstats></nmaprun>)";

TEST(ReadNmapXml, MakesServicesOfOpenPortsAndMarksThemImported) {
    const auto scan = read_nmap_xml(kScan);
    ASSERT_TRUE(scan) << scan.error().what;
    EXPECT_EQ(base::format_instant(scan->started), "2025-11-21T20:30:00Z");
    ASSERT_EQ(scan->assets.size(), 1U);
    EXPECT_EQ(scan->assets[0].address.text(), "192.0.2.5");
    EXPECT_EQ(scan->assets[0].how_found, "import nmap");
    EXPECT_THAT(scan->assets[0].names, ElementsAre("www.ch-exemple.fr"));
    ASSERT_EQ(scan->services.size(), 3U);
    EXPECT_EQ(scan->services[0].protocol, "ssh");
    EXPECT_EQ(scan->services[0].version, "9.2p1 Debian 2+deb12u3");
    EXPECT_EQ(scan->services[0].cpe, "cpe:2.3:a:openbsd:openssh:9.2p1:*:*:*:*:*:*:*");
    EXPECT_EQ(scan->services[0].qod, 50);
    EXPECT_EQ(scan->services[0].attempts.front().check, "import.nmap");
    EXPECT_TRUE(scan->services[1].tls);
}

TEST(ReadNmapXml, DoesNotBelieveANameThatCameFromThePortNumber) {
    const auto scan = read_nmap_xml(kScan);
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->services[2].endpoint.port, 8080);
    EXPECT_EQ(scan->services[2].protocol, "");
    EXPECT_EQ(scan->services[2].qod, 0);
}

std::string host_with(const std::string& ports) {
    return R"(<nmaprun><host><status state="up"/><address addr="192.0.2.5"/><ports>)" + ports +
           "</ports></host></nmaprun>";
}
std::string open_port(const std::string& number, const std::string& protocol) {
    return "<port protocol=\"" + protocol + "\" portid=\"" + number + R"("><state state="open"/></port>)";
}

TEST(ReadNmapXml, SaysWhichOpenPortsCannotBeRead) {
    const auto scan = read_nmap_xml(host_with(
        open_port("99999", "tcp") + open_port("-1", "tcp") + open_port("abc", "udp") + open_port("22", "carrier") +
        open_port("22", "tcp") + R"(<port protocol="ip" portid="41"><state state="closed"/></port>)"));
    ASSERT_TRUE(scan) << scan.error().what;
    EXPECT_EQ(scan->services.size(), 1U);
    EXPECT_THAT(scan->left_out,
                ElementsAre(model::CoverageGap{"192.0.2.5 99999/tcp", "there is no such port (1 to 65535)"},
                            model::CoverageGap{"192.0.2.5 -1/tcp", "there is no such port (1 to 65535)"},
                            model::CoverageGap{"192.0.2.5 abc/udp", "there is no such port (1 to 65535)"},
                            model::CoverageGap{"192.0.2.5 22/carrier", "unknown protocol (tcp and udp are read)"}));
}

TEST(ReadNmapXml, CountsWhatItDoesNotListOneByOne) {
    std::string ports;
    for (std::size_t i = 0; i < kLeftOutLimit + 5; ++i) ports += open_port("0", "tcp");
    const auto scan = read_nmap_xml(host_with(ports), "fr");
    ASSERT_TRUE(scan);
    EXPECT_EQ(scan->left_out.size(), kLeftOutLimit + 1);
    EXPECT_EQ(scan->left_out.back().what, "autres ports : 5");
}

TEST(ReadNmapXml, APortThatIsListedTwiceIsOneService) {
    const std::string probed =
        R"(<port protocol="tcp" portid="22"><state state="open"/><service name="ssh" method="probed" conf="10"/></port>)";
    const std::string twice = host_with(open_port("22", "tcp") + probed + open_port("22", "tcp"));
    const auto scan = read_nmap_xml(twice);
    ASSERT_TRUE(scan);
    ASSERT_EQ(scan->services.size(), 1U);
    EXPECT_EQ(scan->services[0].protocol, "ssh");

    const std::string again =
        R"(<host><address addr="192.0.2.5"/><hostnames><hostname name="a.fr"/></hostnames><ports>)" +
        open_port("22", "tcp") + "</ports></host></nmaprun>";
    const auto two_hosts = read_nmap_xml(twice.substr(0, twice.size() - 10) + again);
    ASSERT_TRUE(two_hosts) << two_hosts.error().what;
    EXPECT_EQ(two_hosts->services.size(), 1U);
    ASSERT_EQ(two_hosts->assets.size(), 1U);
    EXPECT_THAT(two_hosts->assets[0].names, ElementsAre("a.fr"));
}

TEST(ReadNmapXml, ReadsBackWhatVigieWrites) {
    model::Audit audit;
    model::Asset asset;
    asset.address = *model::IpAddress::parse("192.0.2.9");
    asset.alive = true;
    audit.assets = {asset};
    model::Service service;
    service.endpoint = *model::Endpoint::parse("192.0.2.9:445/tcp");
    service.protocol = "smb";
    service.qod = 100;
    audit.services = {service};
    const auto scan = read_nmap_xml(write_nmap_xml(audit).value());
    ASSERT_TRUE(scan) << scan.error().what;
    ASSERT_EQ(scan->services.size(), 1U);
    EXPECT_EQ(scan->services[0].protocol, "smb");
    EXPECT_EQ(scan->services[0].endpoint.text(), "192.0.2.9:445/tcp");
}

TEST(ReadNmapXml, RefusesWhatIsNotNmapsWithItsLine) {
    EXPECT_THAT(read_nmap_xml("<nmaprun><host></nmaprun>").error().what, HasSubstr("line 1: mismatched tag"));
    EXPECT_THAT(read_nmap_xml("<rss></rss>").error().what, HasSubstr("no scan of Nmap"));
    EXPECT_EQ(read_nmap_xml("<rss></rss>", "fr").error().what, "ce document XML n'est pas un balayage de Nmap");
    EXPECT_FALSE(read_nmap_xml(""));
    EXPECT_FALSE(read_nmap_xml(R"(<!DOCTYPE nmaprun [<!ENTITY a "b">]><nmaprun>&a;</nmaprun>)"));
    std::string deep = "<nmaprun>";
    for (int i = 0; i < 40; ++i) deep += "<host>";
    EXPECT_FALSE(read_nmap_xml(deep));
}

}  // namespace
}  // namespace vigie::exchange
