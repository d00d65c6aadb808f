// SPDX-License-Identifier: Apache-2.0
#include "engine/tls_links.h"

#include <gmock/gmock.h>

namespace vigie::engine {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

model::Service service(const char* where, const char* key, std::vector<std::string> names) {
    model::Service out;
    out.endpoint = *model::Endpoint::parse(where);
    if (*key != 0) out.facts.set("certificate.key_fingerprint", key);
    out.facts.set("certificate.names", std::move(names));
    return out;
}

TEST(TlsLinks, TheSameKeyOnAnotherAddressIsNamedAndOnAnotherPortIsNot) {
    std::vector<model::Service> services{service("192.0.2.1:443/tcp", "aa", {}),
                                         service("192.0.2.1:8443/tcp", "aa", {}),
                                         service("192.0.2.2:443/tcp", "aa", {}), service("192.0.2.3:443/tcp", "bb", {}),
                                         service("192.0.2.4:22/tcp", "", {})};

    mark_shared_keys(services);

    EXPECT_THAT(services[0].facts.list("certificate.key_shared_with"), ElementsAre("192.0.2.2:443/tcp"));
    EXPECT_THAT(services[2].facts.list("certificate.key_shared_with"),
                ElementsAre("192.0.2.1:443/tcp", "192.0.2.1:8443/tcp"));
    EXPECT_TRUE(services[3].facts.has("certificate.key_shared_with"));
    EXPECT_THAT(services[3].facts.list("certificate.key_shared_with"), IsEmpty());
    EXPECT_FALSE(services[4].facts.has("certificate.key_shared_with"));
}

TEST(TlsLinks, NamesOfCertificatesThatNobodyKnewAreProposedWithTheirPlaces) {
    model::Perimeter perimeter;
    perimeter.domains = {"ch-exemple.fr"};
    model::Audit audit;
    model::Name known;
    known.name = "www.ch-exemple.fr";
    audit.names = {known};
    audit.services = {
        service("192.0.2.1:443/tcp", "aa", {"www.ch-exemple.fr", "*.dev.ch-exemple.fr", "10.0.0.1", "srv1"}),
        service("192.0.2.2:443/tcp", "bb", {"dev.ch-exemple.fr", "vpn.autre.example"})};

    propose_certificate_names(audit, model::Scope(perimeter));

    ASSERT_EQ(audit.names.size(), 3U);
    EXPECT_EQ(audit.names[0].name, "dev.ch-exemple.fr");
    EXPECT_TRUE(audit.names[0].in_scope);
    EXPECT_EQ(audit.names[0].how_found, "certificate 192.0.2.1:443/tcp, 192.0.2.2:443/tcp");
    EXPECT_EQ(audit.names[1].name, "vpn.autre.example");
    EXPECT_FALSE(audit.names[1].in_scope);
}

}  // namespace
}  // namespace vigie::engine
