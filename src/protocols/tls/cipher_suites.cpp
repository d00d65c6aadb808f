// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/cipher_suites.h"

#include <algorithm>
#include <array>

namespace vigie::protocols::tls {
namespace {

constexpr auto kSuites = std::to_array<CipherSuite>({
#define SUITE(id, name) CipherSuite{id, name},
#include "protocols/tls/cipher_suites.def"
#undef SUITE
});

// ChaCha20 is never first or last: servers that give it to whoever puts it in front would hide their own order.
constexpr std::array<std::uint16_t, 11> kTls13{0x1302, 0x1303, 0x1301, 0x1304, 0x1305, 0x00C6,
                                               0x00C7, 0x1306, 0x1307, 0xC0B4, 0xC0B5};

bool has(std::string_view name, std::string_view part) {
    return name.find(part) != std::string_view::npos;
}

bool ends_with(std::string_view name, std::string_view part) {
    return name.ends_with(part);
}

bool is_tls13(std::uint16_t id) {
    return std::find(kTls13.begin(), kTls13.end(), id) != kTls13.end();
}

// AEAD suites, and those whose name says SHA-2, need the pseudo-random function of TLS 1.2 (RFC 5246 section 1.2).
bool needs_tls12(std::string_view name) {
    return has(name, "_GCM") || has(name, "_CCM") || has(name, "CHACHA20") || ends_with(name, "SHA256") ||
           ends_with(name, "SHA384") || has(name, "GOSTR341112");
}

// Pre-shared keys, SRP and Kerberos need something agreed with the peer beforehand.
bool needs_prior_secret(std::string_view name) {
    return has(name, "PSK") || has(name, "SRP") || has(name, "KRB5") || has(name, "ECCPWD");
}

// What no common server software implements any more, or ever did.
bool is_rare(std::string_view name) {
    return has(name, "_DH_DSS_") || has(name, "_DH_RSA_") || has(name, "_ECDH_") || has(name, "_DSS_") ||
           has(name, "FORTEZZA") || has(name, "GOST") || has(name, "CECPQ1") || has(name, "FIPS") ||
           has(name, "EXPORT1024") || (has(name, "ARIA") && has(name, "_CBC_")) ||
           (has(name, "CAMELLIA") && has(name, "_GCM_")) || ends_with(name, "_OLD");
}

// The first hello holds what servers speak, strongest first, so that a server without an order of its own is shown as
// it is to a good client; then the rare ones; then those that need a shared secret.
int place_in_offer(std::string_view name) {
    if (needs_prior_secret(name)) return 9;
    if (is_rare(name)) return 8;
    const bool ephemeral = has(name, "ECDHE") || has(name, "_DHE_");
    const bool broken = has(name, "RC4") || has(name, "RC2") || has(name, "DES") || has(name, "NULL") ||
                        has(name, "anon") || has(name, "EXPORT") || has(name, "IDEA") || has(name, "SEED");
    if (broken) return 7;
    const bool aead = has(name, "_GCM_") || has(name, "_CCM") || has(name, "CHACHA20");
    if (has(name, "ECDHE") && has(name, "_GCM_")) return 0;
    if (has(name, "ECDHE") && aead) return 1;
    if (ephemeral && aead) return 2;
    if (has(name, "ECDHE")) return 3;
    if (ephemeral) return 4;
    return aead ? 5 : 6;
}

}  // namespace

std::span<const CipherSuite> all_suites() {
    return kSuites;
}

std::string_view suite_name(std::uint16_t id) {
    const auto found =
        std::lower_bound(kSuites.begin(), kSuites.end(), id,
                         [](const CipherSuite& suite, std::uint16_t wanted) { return suite.id < wanted; });
    return found != kSuites.end() && found->id == id ? found->name : std::string_view{};
}

std::string suite_label(std::uint16_t id) {
    const std::string_view name = suite_name(id);
    if (!name.empty()) return std::string(name);
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    std::string text = "0x";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) text += kDigits[(static_cast<unsigned>(id) >> shift) & 15U];
    return text;
}

std::vector<std::uint16_t> suites_of(Version version) {
    if (version == Version::tls13) return {kTls13.begin(), kTls13.end()};
    std::vector<std::uint16_t> out;
    for (const CipherSuite& suite : kSuites) {
        if (is_tls13(suite.id)) continue;
        if (version != Version::tls12 && needs_tls12(suite.name)) continue;
        out.push_back(suite.id);
    }
    std::stable_sort(out.begin(), out.end(), [](std::uint16_t left, std::uint16_t right) {
        return place_in_offer(suite_name(left)) < place_in_offer(suite_name(right));
    });
    return out;
}

std::vector<std::vector<std::uint16_t>> in_hellos(const std::vector<std::uint16_t>& suites, std::size_t most) {
    std::vector<std::vector<std::uint16_t>> out;
    for (const std::uint16_t suite : suites) {
        if (out.empty() || out.back().size() >= most) out.emplace_back();
        out.back().push_back(suite);
    }
    return out;
}

std::vector<std::string> weaknesses(std::uint16_t id) {
    const std::string_view name = suite_name(id);
    std::vector<std::string> out;
    const auto say = [&](bool condition, const char* what) {
        if (condition) out.emplace_back(what);
    };
    say(name == "TLS_SHA256_SHA256" || name == "TLS_SHA384_SHA384", "null");  // RFC 9150
    if (name.empty() || is_tls13(id)) return out;
    say(has(name, "_NULL_") || ends_with(name, "_NULL"), "null");
    say(has(name, "_anon_"), "anonymous");
    say(has(name, "_EXPORT"), "export");
    say(has(name, "_RC4_"), "rc4");
    say(has(name, "_RC2_"), "rc2");
    say(has(name, "_DES_") || has(name, "_DES40_"), "des");
    say(has(name, "_3DES_"), "3des");
    say(has(name, "_IDEA_"), "idea");
    say(has(name, "_SEED_"), "seed");
    say(ends_with(name, "_MD5"), "md5");
    say(ends_with(name, "_SHA") && !has(name, "_NULL_"), "sha1");
    say(has(name, "_CBC_"), "cbc");
    say(!has(name, "DHE_") && !has(name, "_anon_") && !has(name, "GOST") && !has(name, "SRP"), "no_forward_secrecy");
    return out;
}

}  // namespace vigie::protocols::tls
