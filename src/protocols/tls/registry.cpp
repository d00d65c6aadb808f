// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/registry.h"

#include <algorithm>
#include <array>

namespace vigie::protocols::tls {
namespace {

constexpr std::array kGroups{Registered{0x11EC, "X25519MLKEM768"},
                             Registered{0x11EB, "SecP256r1MLKEM768"},
                             Registered{0x11ED, "SecP384r1MLKEM1024"},
                             Registered{0x0200, "MLKEM512"},
                             Registered{0x0201, "MLKEM768"},
                             Registered{0x0202, "MLKEM1024"},
                             Registered{0x6399, "X25519Kyber768Draft00"},
                             Registered{0x639A, "SecP256r1Kyber768Draft00"},
                             Registered{0x001D, "x25519"},
                             Registered{0x0017, "secp256r1"},
                             Registered{0x0018, "secp384r1"},
                             Registered{0x0019, "secp521r1"},
                             Registered{0x001E, "x448"},
                             Registered{0x001A, "brainpoolP256r1"},
                             Registered{0x001B, "brainpoolP384r1"},
                             Registered{0x001C, "brainpoolP512r1"},
                             Registered{0x001F, "brainpoolP256r1tls13"},
                             Registered{0x0020, "brainpoolP384r1tls13"},
                             Registered{0x0021, "brainpoolP512r1tls13"},
                             Registered{0x0029, "curveSM2"},
                             Registered{0x0022, "GC256A"},
                             Registered{0x0023, "GC256B"},
                             Registered{0x0024, "GC256C"},
                             Registered{0x0025, "GC256D"},
                             Registered{0x0026, "GC512A"},
                             Registered{0x0027, "GC512B"},
                             Registered{0x0028, "GC512C"},
                             Registered{0x0016, "secp256k1"},
                             Registered{0x0015, "secp224r1"},
                             Registered{0x0014, "secp224k1"},
                             Registered{0x0013, "secp192r1"},
                             Registered{0x0012, "secp192k1"},
                             Registered{0x0011, "secp160r2"},
                             Registered{0x0010, "secp160r1"},
                             Registered{0x000F, "secp160k1"},
                             Registered{0x000E, "sect571r1"},
                             Registered{0x000D, "sect571k1"},
                             Registered{0x000C, "sect409r1"},
                             Registered{0x000B, "sect409k1"},
                             Registered{0x000A, "sect283r1"},
                             Registered{0x0009, "sect283k1"},
                             Registered{0x0008, "sect239k1"},
                             Registered{0x0007, "sect233r1"},
                             Registered{0x0006, "sect233k1"},
                             Registered{0x0005, "sect193r2"},
                             Registered{0x0004, "sect193r1"},
                             Registered{0x0003, "sect163r2"},
                             Registered{0x0002, "sect163r1"},
                             Registered{0x0001, "sect163k1"},
                             Registered{0x0100, "ffdhe2048"},
                             Registered{0x0101, "ffdhe3072"},
                             Registered{0x0102, "ffdhe4096"},
                             Registered{0x0103, "ffdhe6144"},
                             Registered{0x0104, "ffdhe8192"}};

constexpr std::array kSignatures{Registered{0x0403, "ecdsa_secp256r1_sha256"},
                                 Registered{0x0503, "ecdsa_secp384r1_sha384"},
                                 Registered{0x0603, "ecdsa_secp521r1_sha512"},
                                 Registered{0x0807, "ed25519"},
                                 Registered{0x0808, "ed448"},
                                 Registered{0x0804, "rsa_pss_rsae_sha256"},
                                 Registered{0x0805, "rsa_pss_rsae_sha384"},
                                 Registered{0x0806, "rsa_pss_rsae_sha512"},
                                 Registered{0x0809, "rsa_pss_pss_sha256"},
                                 Registered{0x080A, "rsa_pss_pss_sha384"},
                                 Registered{0x080B, "rsa_pss_pss_sha512"},
                                 Registered{0x081A, "ecdsa_brainpoolP256r1tls13_sha256"},
                                 Registered{0x081B, "ecdsa_brainpoolP384r1tls13_sha384"},
                                 Registered{0x081C, "ecdsa_brainpoolP512r1tls13_sha512"},
                                 Registered{0x0708, "sm2sig_sm3"},
                                 Registered{0x0904, "mldsa44"},
                                 Registered{0x0905, "mldsa65"},
                                 Registered{0x0906, "mldsa87"},
                                 Registered{0x0401, "rsa_pkcs1_sha256"},
                                 Registered{0x0501, "rsa_pkcs1_sha384"},
                                 Registered{0x0601, "rsa_pkcs1_sha512"},
                                 Registered{0x0303, "ecdsa_sha224"},
                                 Registered{0x0301, "rsa_pkcs1_sha224"},
                                 Registered{0x0402, "dsa_sha256"},
                                 Registered{0x0502, "dsa_sha384"},
                                 Registered{0x0602, "dsa_sha512"},
                                 Registered{0x0302, "dsa_sha224"},
                                 Registered{0x0203, "ecdsa_sha1"},
                                 Registered{0x0201, "rsa_pkcs1_sha1"},
                                 Registered{0x0202, "dsa_sha1"},
                                 Registered{0x0101, "rsa_pkcs1_md5"}};

template <class List>
std::string label(const List& list, std::uint16_t id) {
    const auto found = std::find_if(list.begin(), list.end(), [&](const Registered& one) { return one.id == id; });
    if (found != list.end()) return std::string(found->name);
    constexpr std::string_view kDigits = "0123456789abcdef";
    std::string text = "0x";
    for (const unsigned shift : {12U, 8U, 4U, 0U}) text += kDigits[(static_cast<unsigned>(id) >> shift) & 15U];
    return text;
}

}  // namespace

std::span<const Registered> groups() {
    return kGroups;
}

std::span<const Registered> signature_algorithms() {
    return kSignatures;
}

std::string group_label(std::uint16_t id) {
    return label(kGroups, id);
}

std::string signature_label(std::uint16_t id) {
    return label(kSignatures, id);
}

bool group_needs_tls13(std::uint16_t id) {
    return (id >= 0x0200 && id <= 0x0202) || (id >= 0x11EB && id <= 0x11ED) || id == 0x6399 || id == 0x639A ||
           (id >= 0x001F && id <= 0x0021);
}

bool signature_fits_tls13(std::uint16_t id) {
    const unsigned family = id >> 8U;
    return family >= 0x07 || id == 0x0403 || id == 0x0503 || id == 0x0603;
}

}  // namespace vigie::protocols::tls
