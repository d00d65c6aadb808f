// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/certificate.h"

#include <algorithm>
#include <array>
#include <ctime>
#include <optional>

#include <openssl/evp.h>
#include <openssl/objects.h>
#include <openssl/x509.h>
#include <openssl/x509_vfy.h>
#include <openssl/x509v3.h>

#include "base/text.h"
#include "protocols/tls/numbers.h"

namespace vigie::protocols::tls {
namespace {

using base::Errc;
using base::Instant;

constexpr int kNamesLimit = 500;
constexpr std::size_t kTextLimit = 256;

struct FreeCertificate {
    void operator()(X509* certificate) const { X509_free(certificate); }
};
struct FreeNames {
    void operator()(GENERAL_NAMES* names) const { GENERAL_NAMES_free(names); }
};
struct FreeStack {
    void operator()(STACK_OF(X509) * stack) const { sk_X509_pop_free(stack, X509_free); }
};
struct FreeContext {
    void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
};
using Certificate = std::unique_ptr<X509, FreeCertificate>;
using Names = std::unique_ptr<GENERAL_NAMES, FreeNames>;
using Stack = std::unique_ptr<STACK_OF(X509), FreeStack>;
using StoreContext = std::unique_ptr<X509_STORE_CTX, FreeContext>;

Result<Certificate> read_certificate(Bytes der) {
    if (der.size() > kCertificateLimit) return base::fail(Errc::limit, "certificate larger than our cap");
    const unsigned char* position = der.data();
    Certificate certificate(d2i_X509(nullptr, &position, static_cast<long>(der.size())));
    if (!certificate) return base::fail(Errc::malformed, "certificate that is no X.509");
    return certificate;
}

std::string text_of(const ASN1_STRING* value) {
    unsigned char* utf8 = nullptr;
    const int length = ASN1_STRING_to_UTF8(&utf8, value);
    if (length < 0) return {};
    std::string text(reinterpret_cast<const char*>(utf8), static_cast<std::size_t>(length));
    OPENSSL_free(utf8);
    return base::printable(text, kTextLimit);
}

std::string entry(const X509_NAME* name, int nid) {
    const int index = X509_NAME_get_index_by_NID(name, nid, -1);
    if (index < 0) return {};
    const X509_NAME_ENTRY* found = X509_NAME_get_entry(name, index);
    return found == nullptr ? std::string{} : text_of(X509_NAME_ENTRY_get_data(found));
}

// The common name; appliances without one are named by their unit or organisation.
std::string readable_name(const X509_NAME* name) {
    if (name == nullptr) return {};
    for (const int nid : {NID_commonName, NID_organizationalUnitName, NID_organizationName}) {
        std::string text = entry(name, nid);
        if (!text.empty()) return text;
    }
    return {};
}

std::string address_text(const ASN1_OCTET_STRING* value) {
    const unsigned char* data = ASN1_STRING_get0_data(value);
    const int length = ASN1_STRING_length(value);
    if (length == 4) {
        base::Reader reader(Bytes(data, 4));
        return model::IpAddress::v4(reader.u32()).text();
    }
    if (length == 16) {
        std::array<std::uint8_t, 16> bytes{};
        std::copy_n(data, bytes.size(), bytes.begin());
        return model::IpAddress::v6(bytes).text();
    }
    return {};
}

std::vector<std::string> names_of(const X509* certificate) {
    std::vector<std::string> out;
    const Names names(
        static_cast<GENERAL_NAMES*>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    const int count = names ? std::min(sk_GENERAL_NAME_num(names.get()), kNamesLimit) : 0;
    for (int i = 0; i < count; ++i) {
        const GENERAL_NAME* name = sk_GENERAL_NAME_value(names.get(), i);
        std::string text;
        if (name->type == GEN_DNS) text = base::to_lower(text_of(name->d.dNSName).substr(0, kNameLimit));
        if (name->type == GEN_IPADD) text = address_text(name->d.iPAddress);
        if (!text.empty() && std::find(out.begin(), out.end(), text) == out.end()) out.push_back(text);
    }
    if (out.empty()) {
        const std::string common = entry(X509_get_subject_name(certificate), NID_commonName);
        if (!common.empty()) out.push_back(base::to_lower(common));
    }
    return out;
}

std::optional<Instant> instant_of(const ASN1_TIME* time) {
    std::tm parts{};
    if (time == nullptr || ASN1_TIME_to_tm(time, &parts) != 1) return std::nullopt;
    using namespace std::chrono;
    const auto date = year{parts.tm_year + 1900} / (parts.tm_mon + 1) / parts.tm_mday;
    if (!date.ok()) return std::nullopt;
    return sys_days{date} + hours{parts.tm_hour} + minutes{parts.tm_min} + seconds{parts.tm_sec};
}

void add_dates(const X509* certificate, Instant now, Facts& facts) {
    if (const auto start = instant_of(X509_get0_notBefore(certificate)))
        facts.set("certificate.not_before", base::format_instant(*start));
    if (const auto end = instant_of(X509_get0_notAfter(certificate))) {
        facts.set("certificate.not_after", base::format_instant(*end));
        const int days = base::days_between(base::date_of(now), base::date_of(*end));
        facts.set("certificate.days_left", static_cast<std::int64_t>(days));
        facts.set("certificate.expired", *end < now);
    }
}

void add_key(const X509* certificate, Facts& facts) {
    const EVP_PKEY* key = X509_get0_pubkey(certificate);  // owned by the certificate
    if (key == nullptr) return;
    const int type = EVP_PKEY_get_base_id(key);
    const char* name = EVP_PKEY_get0_type_name(key);
    std::string text = name == nullptr ? std::string{} : std::string(name);
    if (type == EVP_PKEY_ED25519) text = "Ed25519";
    if (type == EVP_PKEY_ED448) text = "Ed448";
    if (!text.empty()) facts.set("certificate.key_type", text);
    const int bits = EVP_PKEY_get_bits(key);
    if (bits > 0) facts.set("certificate.key_bits", static_cast<std::int64_t>(bits));
}

void add_signature(const X509* certificate, bool self_signed, Facts& facts) {
    const int nid = X509_get_signature_nid(certificate);
    const char* name = nid == NID_undef ? nullptr : OBJ_nid2ln(nid);
    if (name == nullptr) return;
    facts.set("certificate.signature_algorithm", name);
    int digest = NID_undef;
    int key = NID_undef;
    if (OBJ_find_sigid_algs(nid, &digest, &key) != 1) return;
    if (digest == NID_undef &&
        X509_get_signature_info(const_cast<X509*>(certificate), &digest, &key, nullptr, nullptr) != 1)
        return;  // RSA-PSS says its digest in the parameters
    const bool weak = digest == NID_md2 || digest == NID_md4 || digest == NID_md5 || digest == NID_md5_sha1 ||
                      digest == NID_sha || digest == NID_sha1;
    // Nobody relies on the signature that a certificate puts on itself.
    facts.set("certificate.weak_signature", weak && !self_signed);
}

std::string digest_text(const unsigned char* data, std::size_t size) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
    unsigned length = 0;
    if (EVP_Digest(data, size, digest.data(), &length, EVP_sha256(), nullptr) != 1) return {};
    return base::to_hex(Bytes(digest.data(), length));
}

// The digest of the whole key structure: two certificates with the same one share their private key.
std::string key_fingerprint(const X509* certificate) {
    const int length = i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), nullptr);
    if (length <= 0 || static_cast<std::size_t>(length) > kCertificateLimit) return {};
    ByteString der(static_cast<std::size_t>(length));
    unsigned char* out = der.data();
    if (i2d_X509_PUBKEY(X509_get_X509_PUBKEY(certificate), &out) != length) return {};
    return digest_text(der.data(), der.size());
}

void add_usage(const X509* certificate, Facts& facts) {
    const int index = X509_get_ext_by_NID(certificate, NID_subject_alt_name, -1);
    facts.set("certificate.alternative_names", index >= 0);
    const std::uint32_t usage = X509_get_extended_key_usage(const_cast<X509*>(certificate));  // fills a cache
    constexpr std::uint32_t kNoRestriction = UINT32_MAX;
    if (usage != kNoRestriction) facts.set("certificate.server_usage", (usage & (XKU_SSL_SERVER | XKU_ANYEKU)) != 0);
    const auto start = instant_of(X509_get0_notBefore(certificate));
    const auto end = instant_of(X509_get0_notAfter(certificate));
    if (start && end)
        facts.set("certificate.validity_days",
                  static_cast<std::int64_t>(base::days_between(base::date_of(*start), base::date_of(*end))));
}

// How the certificates that were sent hang together. Some of them may be no certificates at all.
void add_chain(const std::vector<ByteString>& chain, Facts& facts) {
    std::vector<Certificate> read;
    std::vector<std::string> shown;
    for (std::size_t i = 0; i < std::min(chain.size(), kChainLimit); ++i) {
        auto certificate = read_certificate(chain[i]);
        if (!certificate) return;
        shown.push_back(readable_name(X509_get_subject_name(certificate->get())) + " <- " +
                        readable_name(X509_get_issuer_name(certificate->get())));
        read.push_back(std::move(*certificate));
    }
    if (read.empty()) return;
    const auto issued = [](X509* issuer, X509* subject) { return X509_check_issued(issuer, subject) == X509_V_OK; };
    bool ordered = true;
    for (std::size_t i = 1; i < read.size(); ++i) ordered = ordered && issued(read[i].get(), read[i - 1].get());
    X509* last = read.front().get();
    for (std::size_t step = 0; step < read.size() && !issued(last, last); ++step) {
        const auto parent = std::find_if(read.begin(), read.end(), [&](const Certificate& one) {
            return one.get() != last && issued(one.get(), last);
        });
        if (parent == read.end()) break;
        last = parent->get();
    }
    facts.set("certificate.chain", std::move(shown));
    facts.set("certificate.chain_ordered", ordered);
    facts.set("certificate.chain_root_sent", read.size() > 1 && issued(last, last));
    // Whether that end is an authority known to the system is for verify_chain() to say.
    facts.set("certificate.chain_end", readable_name(X509_get_issuer_name(last)));
}

}  // namespace

bool is_internal_name(std::string_view name) {
    if (const auto address = model::IpAddress::parse(name)) {
        for (const std::string_view block : {"10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16",
                                             "127.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128"})
            if (model::CidrBlock::parse(block)->contains(*address)) return true;
        return false;
    }
    if (name.find('.') == std::string_view::npos) return true;
    for (const std::string_view suffix : {".local", ".lan", ".localdomain", ".internal", ".intranet", ".intra", ".corp",
                                          ".home", ".home.arpa", ".localhost", ".private", ".ad", ".priv", ".loc"})
        if (base::to_lower(name).ends_with(suffix)) return true;
    return false;
}

Result<Facts> certificate_facts(Bytes leaf, const std::vector<ByteString>& chain, Instant now) {
    const auto certificate = read_certificate(leaf);
    if (!certificate) return tl::unexpected(certificate.error());
    const X509* x509 = certificate->get();
    const X509_NAME* subject = X509_get_subject_name(x509);
    const X509_NAME* issuer = X509_get_issuer_name(x509);
    const bool self_signed = X509_NAME_cmp(subject, issuer) == 0;
    Facts facts;
    if (std::string text = readable_name(subject); !text.empty()) facts.set("certificate.subject", std::move(text));
    if (std::string text = readable_name(issuer); !text.empty()) facts.set("certificate.issuer", std::move(text));
    if (auto names = names_of(x509); !names.empty()) facts.set("certificate.names", std::move(names));
    add_dates(x509, now, facts);
    facts.set("certificate.self_signed", self_signed);
    add_key(x509, facts);
    add_signature(x509, self_signed, facts);
    facts.set("certificate.chain_length", static_cast<std::int64_t>(chain.size()));
    if (std::string text = digest_text(leaf.data(), leaf.size()); !text.empty())
        facts.set("certificate.fingerprint", std::move(text));
    if (std::string text = key_fingerprint(x509); !text.empty())
        facts.set("certificate.key_fingerprint", std::move(text));
    add_usage(x509, facts);
    add_chain(chain, facts);
    bool wildcard = false;
    std::vector<std::string> internal;
    for (const std::string& name : names_of(x509)) {
        wildcard = wildcard || name.starts_with("*.");
        if (is_internal_name(name)) internal.push_back(name);
    }
    facts.set("certificate.wildcard", wildcard);
    facts.set("certificate.internal_names", std::move(internal));
    return facts;
}

Result<std::vector<std::string>> certificate_names(Bytes leaf) {
    const auto certificate = read_certificate(leaf);
    if (!certificate) return tl::unexpected(certificate.error());
    return names_of(certificate->get());
}

bool covers(const std::vector<std::string>& names, std::string_view name) {
    if (name.ends_with('.')) name.remove_suffix(1);
    return std::any_of(names.begin(), names.end(), [&](const std::string& candidate) {
        if (base::equals_ignoring_case(candidate, name)) return true;
        if (!candidate.starts_with("*.") || model::IpAddress::parse(name)) return false;
        const auto dot = name.find('.');
        return dot != std::string_view::npos && dot > 0 &&
               base::equals_ignoring_case(std::string_view(candidate).substr(1), name.substr(dot));
    });
}

void TrustStore::Free::operator()(X509_STORE* store) const {
    X509_STORE_free(store);
}

Result<TrustStore> TrustStore::system() {
    TrustStore trust(X509_STORE_new());
    if (!trust.store_ || X509_STORE_set_default_paths(trust.handle()) != 1)
        return base::fail(Errc::io, "loading the system's root certificates");
    return trust;
}

Result<TrustStore> TrustStore::of(const std::vector<ByteString>& roots) {
    TrustStore trust(X509_STORE_new());
    if (!trust.store_) return base::fail(Errc::internal, "no memory for a trust store");
    for (const ByteString& der : roots) {
        const auto root = read_certificate(der);
        if (!root) return tl::unexpected(root.error());
        if (X509_STORE_add_cert(trust.handle(), root->get()) != 1)
            return base::fail(Errc::internal, "adding a root certificate");
    }
    return trust;
}

Result<ChainVerdict> verify_chain(const std::vector<ByteString>& chain, const TrustStore& store, Instant now) {
    if (chain.empty()) return base::fail(Errc::malformed, "no certificate was sent");
    if (chain.size() > kChainLimit) return base::fail(Errc::limit, "more certificates than our cap");
    const auto leaf = read_certificate(chain.front());
    if (!leaf) return tl::unexpected(leaf.error());
    const Stack others(sk_X509_new_null());
    const StoreContext context(X509_STORE_CTX_new());
    if (!others || !context) return base::fail(Errc::internal, "no memory to verify a chain");
    for (std::size_t i = 1; i < chain.size(); ++i) {
        auto certificate = read_certificate(chain[i]);
        if (!certificate) continue;  // an unreadable extra does not decide: the chain may stand without it
        if (sk_X509_push(others.get(), certificate->get()) > 0) (void)certificate->release();
    }
    if (X509_STORE_CTX_init(context.get(), store.handle(), leaf->get(), others.get()) != 1)
        return base::fail(Errc::internal, "preparing to verify a chain");
    X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
    X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(now.time_since_epoch().count()));
    X509_VERIFY_PARAM_set_purpose(parameters, X509_PURPOSE_SSL_SERVER);
    ChainVerdict verdict;
    verdict.trusted = X509_verify_cert(context.get()) == 1;
    if (!verdict.trusted) {
        const int error = X509_STORE_CTX_get_error(context.get());
        verdict.error = X509_verify_cert_error_string(error);
        verdict.incomplete = error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT_LOCALLY ||
                             error == X509_V_ERR_UNABLE_TO_GET_ISSUER_CERT ||
                             error == X509_V_ERR_UNABLE_TO_VERIFY_LEAF_SIGNATURE;
    }
    return verdict;
}

}  // namespace vigie::protocols::tls
