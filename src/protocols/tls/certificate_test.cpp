// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/certificate.h"

#include <gmock/gmock.h>

#include "protocols/read_fixture.h"
#include "protocols/tls/server_hello.h"

namespace vigie::protocols::tls {
namespace {

using testing::ElementsAre;

// The certificates that a captured server sent: CN pacs.ch-exemple.fr, RSA; or CN ec.ch-exemple.fr, EC.
std::vector<ByteString> sent_in(const std::string& fixture) {
    const auto flight = parse_flight(read_fixture("tls", fixture));
    if (!flight || flight->certificates.empty()) {
        ADD_FAILURE() << fixture << " holds no certificate";
        return {ByteString{}};
    }
    return flight->certificates;
}

base::Instant at(const char* text) {
    return base::parse_instant(text).value();
}

TEST(CertificateFacts, SayWhoseItIsAndUntilWhen) {
    const auto chain = sent_in("openssl-3.0.19-tls1.2-dhe.bin");

    const auto facts = certificate_facts(chain[0], chain, at("2027-11-11T12:00:00Z"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("certificate.subject"), "pacs.ch-exemple.fr");
    EXPECT_EQ(facts->text("certificate.issuer"), "pacs.ch-exemple.fr");
    EXPECT_THAT(facts->list("certificate.names"),
                ElementsAre("pacs.ch-exemple.fr", "*.ch-exemple.fr", "192.0.2.3", "2001:db8::3"));
    EXPECT_EQ(facts->text("certificate.key_type"), "RSA");
    EXPECT_EQ(facts->number("certificate.key_bits"), 2048);
    EXPECT_EQ(facts->text("certificate.signature_algorithm"), "sha256WithRSAEncryption");
    EXPECT_EQ(facts->flag("certificate.weak_signature"), false);
    EXPECT_EQ(facts->flag("certificate.self_signed"), true);
    EXPECT_EQ(facts->flag("certificate.expired"), false);
    EXPECT_EQ(facts->number("certificate.days_left"), 10);
    EXPECT_EQ(facts->number("certificate.chain_length"), 1);
    EXPECT_EQ(facts->text("certificate.fingerprint").size(), 64U);
}

TEST(CertificateFacts, SayThatItExpired) {
    const auto chain = sent_in("openssl-3.0.19-tls1.2-dhe.bin");

    const auto facts = certificate_facts(chain[0], chain, at("2028-01-01T00:00:00Z"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->flag("certificate.expired"), true);
    EXPECT_LT(facts->number("certificate.days_left").value(), 0);
}

TEST(CertificateFacts, OfAnEllipticKeyFallBackOnTheCommonNameWhenThereIsNoOther) {
    const auto chain = sent_in("apache-2.4.71-tls1.2-ecdsa.bin");

    const auto facts = certificate_facts(chain[0], chain, at("2026-12-01T00:00:00Z"));

    ASSERT_TRUE(facts);
    EXPECT_EQ(facts->text("certificate.key_type"), "EC");
    EXPECT_EQ(facts->number("certificate.key_bits"), 256);
    EXPECT_THAT(facts->list("certificate.names"), ElementsAre("ec.ch-exemple.fr"));
}

TEST(CertificateFacts, ShowAChainInDisorderAndInternalNames) {
    const auto chain = sent_in("openssl-3.0.19-tls1.2-stapling-disorder.bin");

    const auto facts = certificate_facts(chain[0], chain, at("2026-12-01T00:00:00Z"));

    ASSERT_TRUE(facts);
    EXPECT_THAT(facts->list("certificate.chain"),
                ElementsAre("mail.ch-exemple.fr <- Intermediaire", "Racine interne <- Racine interne",
                            "Intermediaire <- Racine interne"));
    EXPECT_EQ(facts->flag("certificate.chain_ordered"), false);
    EXPECT_EQ(facts->flag("certificate.chain_root_sent"), true);
    EXPECT_THAT(facts->list("certificate.internal_names"), ElementsAre("srv-mail.chu.local", "10.1.2.3"));
    EXPECT_EQ(facts->flag("certificate.server_usage"), true);
    EXPECT_EQ(facts->flag("certificate.alternative_names"), true);
    EXPECT_EQ(facts->flag("certificate.wildcard"), false);
    EXPECT_EQ(facts->number("certificate.validity_days"), 398);
    EXPECT_EQ(facts->text("certificate.key_fingerprint").size(), 64U);
}

TEST(CertificateFacts, OfALoneCertificateAreInOrder) {
    const auto chain = sent_in("openssl-3.0.19-tls1.2-dhe.bin");

    const auto facts = certificate_facts(chain[0], chain, at("2026-12-01T00:00:00Z"));

    EXPECT_EQ(facts->flag("certificate.chain_ordered"), true);
    EXPECT_EQ(facts->flag("certificate.chain_root_sent"), false);
    EXPECT_EQ(facts->flag("certificate.wildcard"), true);
}

TEST(InternalNames, MeanSomethingOnlyInside) {
    for (const char* name : {"srv1", "pacs.chu.local", "192.168.1.4", "10.0.0.1", "fd00::1", "dc.hopital.lan"})
        EXPECT_TRUE(is_internal_name(name)) << name;
    for (const char* name : {"www.ch-exemple.fr", "192.0.2.1", "2001:db8::1", "local.ch-exemple.fr"})
        EXPECT_FALSE(is_internal_name(name)) << name;
}

TEST(CertificateFacts, RefuseBytesThatAreNoCertificate) {
    EXPECT_EQ(certificate_facts({}, {}, {}).error().code, base::Errc::malformed);
    EXPECT_EQ(certificate_facts(base::from_hex("30 82 ff ff 02"), {}, {}).error().code, base::Errc::malformed);
    EXPECT_EQ(certificate_facts(ByteString(100000, 0x30), {}, {}).error().code, base::Errc::limit);
}

TEST(CertificateFacts, SurviveEveryTruncationAndEveryChangedByte) {
    const ByteString der = sent_in("apache-2.4.71-tls1.2-ecdsa.bin")[0];
    std::size_t read = 0;
    for (std::size_t i = 0; i < der.size(); ++i) {
        EXPECT_FALSE(certificate_facts(Bytes(der).first(i), {}, {}));
        ByteString changed = der;
        changed[i] ^= 0xFFU;
        if (certificate_facts(changed, {}, {})) ++read;
    }
    EXPECT_LT(read, der.size());
}

TEST(CertificateNames, CoverAnExactNameAndOneLabelOfAWildcard) {
    const std::vector<std::string> names{"pacs.ch-exemple.fr", "*.ch-exemple.fr", "192.0.2.3"};

    EXPECT_TRUE(covers(names, "PACS.ch-exemple.fr"));
    EXPECT_TRUE(covers(names, "www.ch-exemple.fr."));
    EXPECT_TRUE(covers(names, "192.0.2.3"));
    EXPECT_FALSE(covers(names, "a.b.ch-exemple.fr"));
    EXPECT_FALSE(covers(names, "ch-exemple.fr"));
    EXPECT_FALSE(covers(names, ".ch-exemple.fr"));
}

TEST(CertificateChain, IsTrustedOnlyUnderARootOfTheStoreAndInTime) {
    const auto chain = sent_in("openssl-3.0.19-tls1.2-dhe.bin");
    const auto store = TrustStore::of(chain);
    const auto empty = TrustStore::of({});
    ASSERT_TRUE(store);
    ASSERT_TRUE(empty);

    const auto good = verify_chain(chain, *store, at("2027-01-01T00:00:00Z"));
    const auto late = verify_chain(chain, *store, at("2028-01-01T00:00:00Z"));
    const auto unknown = verify_chain(chain, *empty, at("2027-01-01T00:00:00Z"));

    ASSERT_TRUE(good && late && unknown);
    EXPECT_TRUE(good->trusted);
    EXPECT_EQ(late->error, "certificate has expired");
    EXPECT_FALSE(unknown->trusted);
    EXPECT_EQ(unknown->error, "self-signed certificate");
}

TEST(CertificateChain, SaysWhenAnIssuerIsMissing) {
    auto chain = sent_in("openssl-3.0.19-tls1.2-stapling-disorder.bin");
    const auto trust = TrustStore::of({chain[1]});
    ASSERT_TRUE(trust);

    EXPECT_TRUE(verify_chain(chain, *trust, at("2026-12-01T00:00:00Z"))->trusted) << "order does not matter";
    chain.resize(1);
    const auto verdict = verify_chain(chain, *trust, at("2026-12-01T00:00:00Z"));
    EXPECT_FALSE(verdict->trusted);
    EXPECT_TRUE(verdict->incomplete);
}

TEST(CertificateChain, WithoutACertificateIsAnError) {
    const auto empty = TrustStore::of({});
    ASSERT_TRUE(empty);

    EXPECT_EQ(verify_chain({}, *empty, {}).error().code, base::Errc::malformed);
    EXPECT_EQ(verify_chain({ByteString{1, 2, 3}}, *empty, {}).error().code, base::Errc::malformed);
}

}  // namespace
}  // namespace vigie::protocols::tls
