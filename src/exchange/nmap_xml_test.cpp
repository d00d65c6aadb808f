// SPDX-License-Identifier: Apache-2.0
#include "exchange/nmap_xml.h"

#include <gtest/gtest.h>

namespace vigie::exchange {
namespace {

model::Audit scanned_host() {
    model::Audit out;
    out.id = "a-1";
    out.tool_version = "0.1.0";
    out.started = *base::parse_instant("2026-11-21T20:30:00Z");
    out.finished = *base::parse_instant("2026-11-21T20:31:00Z");
    out.coverage.ports_tcp = "1-1024,8080";
    model::Asset asset;
    asset.address = *model::IpAddress::parse("192.0.2.5");
    asset.names = {"www.ch-exemple.fr"};
    asset.alive = true;
    out.assets = {asset};
    asset.address = *model::IpAddress::parse("198.51.100.9");
    asset.in_scope = false;
    out.assets.push_back(asset);
    model::Service service;
    service.endpoint = *model::Endpoint::parse("192.0.2.5:443/tcp");
    service.protocol = "http";
    service.tls = true;
    service.product = "<evil> \"& co\"";
    service.version = "1.2";
    service.cpe = "cpe:2.3:a:f5:nginx:1.2:*:*:*:*:*:*:*";
    service.qod = 95;
    out.services = {service};
    return out;
}

bool has(const std::string& text, const char* what) {
    return text.find(what) != std::string::npos;
}

TEST(NmapXml, ShowsPortsServicesAndNames) {
    const std::string xml = *write_nmap_xml(scanned_host());

    EXPECT_TRUE(has(xml, R"(<address addr="192.0.2.5" addrtype="ipv4"/>)"));
    EXPECT_TRUE(has(xml, R"(<hostname name="www.ch-exemple.fr" type="user"/>)"));
    EXPECT_TRUE(has(xml, R"(<port protocol="tcp" portid="443"><state state="open" reason="syn-ack")"));
    EXPECT_TRUE(has(xml, R"(version="1.2" tunnel="ssl" method="probed" conf="9"><cpe>cpe:/a:f5:nginx:1.2</cpe>)"));
    EXPECT_TRUE(has(xml, R"(<hosts up="1" down="0" total="1"/>)"));
    EXPECT_TRUE(has(xml, R"(numservices="1025" services="1-1024,8080")"));
}

TEST(NmapXml, ABannerCannotCloseItsAttribute) {
    const std::string xml = *write_nmap_xml(scanned_host());

    EXPECT_TRUE(has(xml, R"(product="&lt;evil&gt; &quot;&amp; co&quot;")"));
}

TEST(NmapXml, LeavesOutWhatWasNotAudited) {
    EXPECT_FALSE(has(*write_nmap_xml(scanned_host()), "198.51.100.9"));
}

}  // namespace
}  // namespace vigie::exchange
