// SPDX-License-Identifier: Apache-2.0
#include "store/secret.h"

#include <algorithm>
#include <array>
#include <stdexcept>

#include <sodium.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/text.h"

namespace vigie::store {
namespace {

constexpr std::size_t kNonceSize = crypto_aead_xchacha20poly1305_ietf_NPUBBYTES;
constexpr std::size_t kTagSize = crypto_aead_xchacha20poly1305_ietf_ABYTES;
static_assert(kSecretKeySize == crypto_aead_xchacha20poly1305_ietf_KEYBYTES);
static_assert(kSaltSize == crypto_pwhash_SALTBYTES);

void ready() {
    static const int started = sodium_init();
    if (started < 0) throw std::runtime_error("libsodium cannot start");
}

}  // namespace

SecretKey::SecretKey() {
    ready();
    const auto size = static_cast<std::size_t>(sysconf(_SC_PAGESIZE));
    void* page = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (page == MAP_FAILED) throw std::runtime_error("no memory for a key");
    madvise(page, size, MADV_WIPEONFORK);
    sodium_mlock(page, size);  // also leaves it out of a dump; a refusal (RLIMIT_MEMLOCK) is no reason to stop
    page_ = std::shared_ptr<std::uint8_t>(static_cast<std::uint8_t*>(page), [size](std::uint8_t* bytes) {
        sodium_munlock(bytes, size);  // overwrites
        munmap(bytes, size);
    });
}

SecretKey SecretKey::random() {
    SecretKey out;
    randombytes_buf(out.room().data(), kSecretKeySize);
    return out;
}

std::optional<SecretKey> SecretKey::from(base::Bytes bytes) {
    if (bytes.size() != kSecretKeySize) return std::nullopt;
    SecretKey out;
    std::copy(bytes.begin(), bytes.end(), out.room().begin());
    return out;
}

base::Result<SecretKey> SecretKey::from_passphrase(std::string_view passphrase, base::Bytes salt) {
    SecretKey out;
    if (salt.size() != kSaltSize || crypto_pwhash(out.room().data(), kSecretKeySize, passphrase.data(),
                                                  passphrase.size(), salt.data(), crypto_pwhash_OPSLIMIT_MODERATE,
                                                  crypto_pwhash_MEMLIMIT_MODERATE, crypto_pwhash_ALG_ARGON2ID13) != 0)
        return base::fail(base::Errc::internal, "argon2id: not enough memory (256 MiB are needed)");
    return out;
}

SecretKey SecretKey::derived(std::string_view purpose) const {
    SecretKey out;
    const base::Bytes text = base::as_bytes(purpose);
    crypto_generichash(out.room().data(), kSecretKeySize, text.data(), text.size(), bytes().data(), kSecretKeySize);
    return out;
}

std::string SecretKey::mark(std::string_view text) const {
    std::array<std::uint8_t, kSecretKeySize> out{};
    const base::Bytes from = base::as_bytes(text);
    crypto_generichash(out.data(), out.size(), from.data(), from.size(), bytes().data(), kSecretKeySize);
    return base::to_hex(out);
}

void forget(std::string& text) {
    sodium_memzero(text.data(), text.size());
}

base::ByteString random_salt() {
    ready();
    base::ByteString out(kSaltSize);
    randombytes_buf(out.data(), out.size());
    return out;
}

std::string seal(const SecretKey& key, std::string_view context, std::string_view clear) {
    const base::Bytes bound = base::as_bytes(context);
    const base::Bytes message = base::as_bytes(clear);
    base::ByteString out(kNonceSize + clear.size() + kTagSize);
    randombytes_buf(out.data(), kNonceSize);
    const std::span<std::uint8_t> nonce(out.data(), kNonceSize);
    crypto_aead_xchacha20poly1305_ietf_encrypt(std::span(out).subspan(kNonceSize).data(), nullptr, message.data(),
                                               message.size(), bound.data(), bound.size(), nullptr, nonce.data(),
                                               key.bytes().data());
    return base::to_base64(out);
}

base::Result<std::string> unseal(const SecretKey& key, std::string_view context, std::string_view sealed) {
    const auto raw = base::from_base64(sealed);
    const auto broken = [] { return base::fail(base::Errc::malformed, "sealed with another key, or altered since"); };
    if (!raw || raw->size() < kNonceSize + kTagSize) return broken();
    const base::Bytes bound = base::as_bytes(context);
    const base::Bytes nonce = base::Bytes(*raw).first(kNonceSize);
    const base::Bytes cipher = base::Bytes(*raw).subspan(kNonceSize);
    base::ByteString clear(cipher.size() - kTagSize);
    if (crypto_aead_xchacha20poly1305_ietf_decrypt(clear.data(), nullptr, nullptr, cipher.data(), cipher.size(),
                                                   bound.data(), bound.size(), nonce.data(), key.bytes().data()) != 0)
        return broken();
    return std::string(base::as_text(clear));
}

}  // namespace vigie::store
