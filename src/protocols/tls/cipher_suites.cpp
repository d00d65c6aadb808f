// SPDX-License-Identifier: Apache-2.0
#include "protocols/tls/cipher_suites.h"

#include <algorithm>
#include <array>

namespace vigie::protocols::tls {
namespace {

// IANA registry of TLS parameters (facts), with the drafts and vendor values that servers still answer to. Ascending.
constexpr std::array kSuites{
    // clang-format off
    CipherSuite{0x0001, "TLS_RSA_WITH_NULL_MD5"},
    CipherSuite{0x0002, "TLS_RSA_WITH_NULL_SHA"},
    CipherSuite{0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5"},
    CipherSuite{0x0004, "TLS_RSA_WITH_RC4_128_MD5"},
    CipherSuite{0x0005, "TLS_RSA_WITH_RC4_128_SHA"},
    CipherSuite{0x0006, "TLS_RSA_EXPORT_WITH_RC2_CBC_40_MD5"},
    CipherSuite{0x0007, "TLS_RSA_WITH_IDEA_CBC_SHA"},
    CipherSuite{0x0008, "TLS_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    CipherSuite{0x0009, "TLS_RSA_WITH_DES_CBC_SHA"},
    CipherSuite{0x000A, "TLS_RSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x000B, "TLS_DH_DSS_EXPORT_WITH_DES40_CBC_SHA"},
    CipherSuite{0x000C, "TLS_DH_DSS_WITH_DES_CBC_SHA"},
    CipherSuite{0x000D, "TLS_DH_DSS_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x000E, "TLS_DH_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    CipherSuite{0x000F, "TLS_DH_RSA_WITH_DES_CBC_SHA"},
    CipherSuite{0x0010, "TLS_DH_RSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x0011, "TLS_DHE_DSS_EXPORT_WITH_DES40_CBC_SHA"},
    CipherSuite{0x0012, "TLS_DHE_DSS_WITH_DES_CBC_SHA"},
    CipherSuite{0x0013, "TLS_DHE_DSS_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA"},
    CipherSuite{0x0015, "TLS_DHE_RSA_WITH_DES_CBC_SHA"},
    CipherSuite{0x0016, "TLS_DHE_RSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x0017, "TLS_DH_anon_EXPORT_WITH_RC4_40_MD5"},
    CipherSuite{0x0018, "TLS_DH_anon_WITH_RC4_128_MD5"},
    CipherSuite{0x0019, "TLS_DH_anon_EXPORT_WITH_DES40_CBC_SHA"},
    CipherSuite{0x001A, "TLS_DH_anon_WITH_DES_CBC_SHA"},
    CipherSuite{0x001B, "TLS_DH_anon_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x002C, "TLS_PSK_WITH_NULL_SHA"},
    CipherSuite{0x002D, "TLS_DHE_PSK_WITH_NULL_SHA"},
    CipherSuite{0x002E, "TLS_RSA_PSK_WITH_NULL_SHA"},
    CipherSuite{0x002F, "TLS_RSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0030, "TLS_DH_DSS_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0031, "TLS_DH_RSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0032, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0033, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0034, "TLS_DH_anon_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0035, "TLS_RSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x0036, "TLS_DH_DSS_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x0037, "TLS_DH_RSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x0038, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x0039, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x003A, "TLS_DH_anon_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x003B, "TLS_RSA_WITH_NULL_SHA256"},
    CipherSuite{0x003C, "TLS_RSA_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x003D, "TLS_RSA_WITH_AES_256_CBC_SHA256"},
    CipherSuite{0x003E, "TLS_DH_DSS_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x003F, "TLS_DH_RSA_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x0040, "TLS_DHE_DSS_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x0041, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA"},
    CipherSuite{0x0042, "TLS_DH_DSS_WITH_CAMELLIA_128_CBC_SHA"},
    CipherSuite{0x0043, "TLS_DH_RSA_WITH_CAMELLIA_128_CBC_SHA"},
    CipherSuite{0x0044, "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA"},
    CipherSuite{0x0045, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA"},
    CipherSuite{0x0046, "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA"},
    CipherSuite{0x0060, "TLS_RSA_EXPORT1024_WITH_RC4_56_MD5"},
    CipherSuite{0x0061, "TLS_RSA_EXPORT1024_WITH_RC2_CBC_56_MD5"},
    CipherSuite{0x0062, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA"},
    CipherSuite{0x0063, "TLS_DHE_DSS_EXPORT1024_WITH_DES_CBC_SHA"},
    CipherSuite{0x0064, "TLS_RSA_EXPORT1024_WITH_RC4_56_SHA"},
    CipherSuite{0x0065, "TLS_DHE_DSS_EXPORT1024_WITH_RC4_56_SHA"},
    CipherSuite{0x0066, "TLS_DHE_DSS_WITH_RC4_128_SHA"},
    CipherSuite{0x0067, "TLS_DHE_RSA_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x0068, "TLS_DH_DSS_WITH_AES_256_CBC_SHA256"},
    CipherSuite{0x0069, "TLS_DH_RSA_WITH_AES_256_CBC_SHA256"},
    CipherSuite{0x006A, "TLS_DHE_DSS_WITH_AES_256_CBC_SHA256"},
    CipherSuite{0x006B, "TLS_DHE_RSA_WITH_AES_256_CBC_SHA256"},
    CipherSuite{0x006C, "TLS_DH_anon_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x006D, "TLS_DH_anon_WITH_AES_256_CBC_SHA256"},
    CipherSuite{0x0081, "TLS_GOSTR341001_WITH_28147_CNT_IMIT"},
    CipherSuite{0x0084, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA"},
    CipherSuite{0x0085, "TLS_DH_DSS_WITH_CAMELLIA_256_CBC_SHA"},
    CipherSuite{0x0086, "TLS_DH_RSA_WITH_CAMELLIA_256_CBC_SHA"},
    CipherSuite{0x0087, "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA"},
    CipherSuite{0x0088, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA"},
    CipherSuite{0x0089, "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA"},
    CipherSuite{0x008A, "TLS_PSK_WITH_RC4_128_SHA"},
    CipherSuite{0x008B, "TLS_PSK_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x008C, "TLS_PSK_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x008D, "TLS_PSK_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x008E, "TLS_DHE_PSK_WITH_RC4_128_SHA"},
    CipherSuite{0x008F, "TLS_DHE_PSK_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x0090, "TLS_DHE_PSK_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0091, "TLS_DHE_PSK_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x0092, "TLS_RSA_PSK_WITH_RC4_128_SHA"},
    CipherSuite{0x0093, "TLS_RSA_PSK_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0x0094, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA"},
    CipherSuite{0x0095, "TLS_RSA_PSK_WITH_AES_256_CBC_SHA"},
    CipherSuite{0x0096, "TLS_RSA_WITH_SEED_CBC_SHA"},
    CipherSuite{0x0097, "TLS_DH_DSS_WITH_SEED_CBC_SHA"},
    CipherSuite{0x0098, "TLS_DH_RSA_WITH_SEED_CBC_SHA"},
    CipherSuite{0x0099, "TLS_DHE_DSS_WITH_SEED_CBC_SHA"},
    CipherSuite{0x009A, "TLS_DHE_RSA_WITH_SEED_CBC_SHA"},
    CipherSuite{0x009B, "TLS_DH_anon_WITH_SEED_CBC_SHA"},
    CipherSuite{0x009C, "TLS_RSA_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x009D, "TLS_RSA_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x009E, "TLS_DHE_RSA_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x009F, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00A0, "TLS_DH_RSA_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x00A1, "TLS_DH_RSA_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00A2, "TLS_DHE_DSS_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x00A3, "TLS_DHE_DSS_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00A4, "TLS_DH_DSS_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x00A5, "TLS_DH_DSS_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00A6, "TLS_DH_anon_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x00A7, "TLS_DH_anon_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00A8, "TLS_PSK_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x00A9, "TLS_PSK_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00AA, "TLS_DHE_PSK_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x00AB, "TLS_DHE_PSK_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00AC, "TLS_RSA_PSK_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0x00AD, "TLS_RSA_PSK_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0x00AE, "TLS_PSK_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x00AF, "TLS_PSK_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0x00B0, "TLS_PSK_WITH_NULL_SHA256"},
    CipherSuite{0x00B1, "TLS_PSK_WITH_NULL_SHA384"},
    CipherSuite{0x00B2, "TLS_DHE_PSK_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x00B3, "TLS_DHE_PSK_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0x00B4, "TLS_DHE_PSK_WITH_NULL_SHA256"},
    CipherSuite{0x00B5, "TLS_DHE_PSK_WITH_NULL_SHA384"},
    CipherSuite{0x00B6, "TLS_RSA_PSK_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0x00B7, "TLS_RSA_PSK_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0x00B8, "TLS_RSA_PSK_WITH_NULL_SHA256"},
    CipherSuite{0x00B9, "TLS_RSA_PSK_WITH_NULL_SHA384"},
    CipherSuite{0x00BA, "TLS_RSA_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0x00BD, "TLS_DHE_DSS_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0x00BE, "TLS_DHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0x00BF, "TLS_DH_anon_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0x00C0, "TLS_RSA_WITH_CAMELLIA_256_CBC_SHA256"},
    CipherSuite{0x00C3, "TLS_DHE_DSS_WITH_CAMELLIA_256_CBC_SHA256"},
    CipherSuite{0x00C4, "TLS_DHE_RSA_WITH_CAMELLIA_256_CBC_SHA256"},
    CipherSuite{0x00C5, "TLS_DH_anon_WITH_CAMELLIA_256_CBC_SHA256"},
    CipherSuite{0x1301, "TLS_AES_128_GCM_SHA256"},
    CipherSuite{0x1302, "TLS_AES_256_GCM_SHA384"},
    CipherSuite{0x1303, "TLS_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0x1304, "TLS_AES_128_CCM_SHA256"},
    CipherSuite{0x1305, "TLS_AES_128_CCM_8_SHA256"},
    CipherSuite{0xC001, "TLS_ECDH_ECDSA_WITH_NULL_SHA"},
    CipherSuite{0xC002, "TLS_ECDH_ECDSA_WITH_RC4_128_SHA"},
    CipherSuite{0xC003, "TLS_ECDH_ECDSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC004, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC005, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC006, "TLS_ECDHE_ECDSA_WITH_NULL_SHA"},
    CipherSuite{0xC007, "TLS_ECDHE_ECDSA_WITH_RC4_128_SHA"},
    CipherSuite{0xC008, "TLS_ECDHE_ECDSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC009, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC00A, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC00B, "TLS_ECDH_RSA_WITH_NULL_SHA"},
    CipherSuite{0xC00C, "TLS_ECDH_RSA_WITH_RC4_128_SHA"},
    CipherSuite{0xC00D, "TLS_ECDH_RSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC00E, "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC00F, "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC010, "TLS_ECDHE_RSA_WITH_NULL_SHA"},
    CipherSuite{0xC011, "TLS_ECDHE_RSA_WITH_RC4_128_SHA"},
    CipherSuite{0xC012, "TLS_ECDHE_RSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC013, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC015, "TLS_ECDH_anon_WITH_NULL_SHA"},
    CipherSuite{0xC016, "TLS_ECDH_anon_WITH_RC4_128_SHA"},
    CipherSuite{0xC017, "TLS_ECDH_anon_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC018, "TLS_ECDH_anon_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC019, "TLS_ECDH_anon_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC01A, "TLS_SRP_SHA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC01B, "TLS_SRP_SHA_RSA_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC01C, "TLS_SRP_SHA_DSS_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC01D, "TLS_SRP_SHA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC01E, "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC01F, "TLS_SRP_SHA_DSS_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC020, "TLS_SRP_SHA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC021, "TLS_SRP_SHA_RSA_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC022, "TLS_SRP_SHA_DSS_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC023, "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0xC024, "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0xC025, "TLS_ECDH_ECDSA_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0xC026, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0xC027, "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0xC028, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0xC029, "TLS_ECDH_RSA_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0xC02A, "TLS_ECDH_RSA_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0xC02B, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0xC02C, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0xC02D, "TLS_ECDH_ECDSA_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0xC02E, "TLS_ECDH_ECDSA_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0xC02F, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0xC030, "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0xC031, "TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256"},
    CipherSuite{0xC032, "TLS_ECDH_RSA_WITH_AES_256_GCM_SHA384"},
    CipherSuite{0xC033, "TLS_ECDHE_PSK_WITH_RC4_128_SHA"},
    CipherSuite{0xC034, "TLS_ECDHE_PSK_WITH_3DES_EDE_CBC_SHA"},
    CipherSuite{0xC035, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA"},
    CipherSuite{0xC036, "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA"},
    CipherSuite{0xC037, "TLS_ECDHE_PSK_WITH_AES_128_CBC_SHA256"},
    CipherSuite{0xC038, "TLS_ECDHE_PSK_WITH_AES_256_CBC_SHA384"},
    CipherSuite{0xC039, "TLS_ECDHE_PSK_WITH_NULL_SHA"},
    CipherSuite{0xC03A, "TLS_ECDHE_PSK_WITH_NULL_SHA256"},
    CipherSuite{0xC03B, "TLS_ECDHE_PSK_WITH_NULL_SHA384"},
    CipherSuite{0xC050, "TLS_RSA_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC051, "TLS_RSA_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC052, "TLS_DHE_RSA_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC053, "TLS_DHE_RSA_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC054, "TLS_DH_RSA_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC055, "TLS_DH_RSA_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC056, "TLS_DHE_DSS_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC057, "TLS_DHE_DSS_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC058, "TLS_DH_DSS_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC059, "TLS_DH_DSS_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC05A, "TLS_DH_anon_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC05B, "TLS_DH_anon_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC05C, "TLS_ECDHE_ECDSA_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC05D, "TLS_ECDHE_ECDSA_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC05E, "TLS_ECDH_ECDSA_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC05F, "TLS_ECDH_ECDSA_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC060, "TLS_ECDHE_RSA_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC061, "TLS_ECDHE_RSA_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC062, "TLS_ECDH_RSA_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC063, "TLS_ECDH_RSA_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC06A, "TLS_PSK_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC06B, "TLS_PSK_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC06C, "TLS_DHE_PSK_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC06D, "TLS_DHE_PSK_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC06E, "TLS_RSA_PSK_WITH_ARIA_128_GCM_SHA256"},
    CipherSuite{0xC06F, "TLS_RSA_PSK_WITH_ARIA_256_GCM_SHA384"},
    CipherSuite{0xC072, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0xC073, "TLS_ECDHE_ECDSA_WITH_CAMELLIA_256_CBC_SHA384"},
    CipherSuite{0xC076, "TLS_ECDHE_RSA_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0xC077, "TLS_ECDHE_RSA_WITH_CAMELLIA_256_CBC_SHA384"},
    CipherSuite{0xC094, "TLS_PSK_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0xC095, "TLS_PSK_WITH_CAMELLIA_256_CBC_SHA384"},
    CipherSuite{0xC096, "TLS_DHE_PSK_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0xC097, "TLS_DHE_PSK_WITH_CAMELLIA_256_CBC_SHA384"},
    CipherSuite{0xC098, "TLS_RSA_PSK_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0xC099, "TLS_RSA_PSK_WITH_CAMELLIA_256_CBC_SHA384"},
    CipherSuite{0xC09A, "TLS_ECDHE_PSK_WITH_CAMELLIA_128_CBC_SHA256"},
    CipherSuite{0xC09B, "TLS_ECDHE_PSK_WITH_CAMELLIA_256_CBC_SHA384"},
    CipherSuite{0xC09C, "TLS_RSA_WITH_AES_128_CCM"},
    CipherSuite{0xC09D, "TLS_RSA_WITH_AES_256_CCM"},
    CipherSuite{0xC09E, "TLS_DHE_RSA_WITH_AES_128_CCM"},
    CipherSuite{0xC09F, "TLS_DHE_RSA_WITH_AES_256_CCM"},
    CipherSuite{0xC0A0, "TLS_RSA_WITH_AES_128_CCM_8"},
    CipherSuite{0xC0A1, "TLS_RSA_WITH_AES_256_CCM_8"},
    CipherSuite{0xC0A2, "TLS_DHE_RSA_WITH_AES_128_CCM_8"},
    CipherSuite{0xC0A3, "TLS_DHE_RSA_WITH_AES_256_CCM_8"},
    CipherSuite{0xC0A4, "TLS_PSK_WITH_AES_128_CCM"},
    CipherSuite{0xC0A5, "TLS_PSK_WITH_AES_256_CCM"},
    CipherSuite{0xC0A6, "TLS_DHE_PSK_WITH_AES_128_CCM"},
    CipherSuite{0xC0A7, "TLS_DHE_PSK_WITH_AES_256_CCM"},
    CipherSuite{0xC0A8, "TLS_PSK_WITH_AES_128_CCM_8"},
    CipherSuite{0xC0A9, "TLS_PSK_WITH_AES_256_CCM_8"},
    CipherSuite{0xC0AA, "TLS_PSK_DHE_WITH_AES_128_CCM_8"},
    CipherSuite{0xC0AB, "TLS_PSK_DHE_WITH_AES_256_CCM_8"},
    CipherSuite{0xC0AC, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM"},
    CipherSuite{0xC0AD, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM"},
    CipherSuite{0xC0AE, "TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8"},
    CipherSuite{0xC0AF, "TLS_ECDHE_ECDSA_WITH_AES_256_CCM_8"},
    CipherSuite{0xC100, "TLS_GOSTR341112_256_WITH_KUZNYECHIK_CTR_OMAC"},
    CipherSuite{0xC101, "TLS_GOSTR341112_256_WITH_MAGMA_CTR_OMAC"},
    CipherSuite{0xC102, "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT"},
    CipherSuite{0xCC13, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_OLD"},
    CipherSuite{0xCC14, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_OLD"},
    CipherSuite{0xCC15, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_OLD"},
    CipherSuite{0xCCA8, "TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xCCA9, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xCCAA, "TLS_DHE_RSA_WITH_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xCCAB, "TLS_PSK_WITH_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xCCAC, "TLS_ECDHE_PSK_WITH_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xCCAD, "TLS_DHE_PSK_WITH_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xCCAE, "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256"},
    CipherSuite{0xFEFE, "SSL_RSA_FIPS_WITH_DES_CBC_SHA"},
    CipherSuite{0xFEFF, "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA"},
    // clang-format on
};

constexpr std::array<std::uint16_t, 5> kTls13{0x1302, 0x1303, 0x1301, 0x1304, 0x1305};

bool has(std::string_view name, std::string_view part) {
    return name.find(part) != std::string_view::npos;
}

bool ends_with(std::string_view name, std::string_view part) {
    return name.ends_with(part);
}

bool is_tls13(std::uint16_t id) {
    return (id >> 8U) == 0x13;
}

// AEAD suites, and those whose name says SHA-2, need the pseudo-random function of TLS 1.2 (RFC 5246 section 1.2).
bool needs_tls12(std::string_view name) {
    return has(name, "_GCM") || has(name, "_CCM") || has(name, "CHACHA20") || ends_with(name, "SHA256") ||
           ends_with(name, "SHA384") || has(name, "GOSTR341112");
}

// Pre-shared keys, SRP and Kerberos need something agreed with the peer beforehand.
bool needs_prior_secret(std::string_view name) {
    return has(name, "PSK") || has(name, "SRP") || has(name, "KRB5");
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
    // Those that need a shared secret go last: servers without one skip them, and a first short hello is enough.
    std::stable_partition(out.begin(), out.end(), [](std::uint16_t id) { return !needs_prior_secret(suite_name(id)); });
    return out;
}

std::vector<std::vector<std::uint16_t>> in_hellos(const std::vector<std::uint16_t>& suites) {
    std::vector<std::vector<std::uint16_t>> out;
    for (const std::uint16_t suite : suites) {
        if (out.empty() || out.back().size() == kSuitesPerHello) out.emplace_back();
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
