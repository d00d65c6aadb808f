// SPDX-License-Identifier: Apache-2.0
#include "exchange/feeds/update/fake_server.h"

#include <atomic>
#include <mutex>
#include <stdexcept>
#include <thread>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>
#include <unistd.h>

#include "base/text.h"

namespace vigie::exchange {
namespace {

constexpr std::size_t kRequestLimit = 64 * 1024;
constexpr long kDay = 24 * 3600;

// A certificate for 127.0.0.1 that is its own authority.
struct Identity {
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = X509_new();

    Identity() {
        X509_set_version(certificate, 2);
        ASN1_INTEGER_set(X509_get_serialNumber(certificate), 1);
        X509_gmtime_adj(X509_getm_notBefore(certificate), -kDay);
        X509_gmtime_adj(X509_getm_notAfter(certificate), kDay);
        X509_set_pubkey(certificate, key);
        X509_NAME* name = X509_get_subject_name(certificate);
        const std::string common = "private authority";
        X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(common.c_str()), -1,
                                   -1, 0);
        X509_set_issuer_name(certificate, name);
        for (const auto& [what, value] :
             {std::pair(NID_subject_alt_name, "IP:127.0.0.1"), std::pair(NID_basic_constraints, "critical,CA:TRUE")}) {
            X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, what, value);
            X509_add_ext(certificate, extension, -1);
            X509_EXTENSION_free(extension);
        }
        X509_sign(certificate, key, EVP_sha256());
    }
    ~Identity() {
        X509_free(certificate);
        EVP_PKEY_free(key);
    }
    Identity(const Identity&) = delete;
    Identity& operator=(const Identity&) = delete;
};

// One connection, plain or TLS.
class Line {
public:
    Line(int socket, SSL_CTX* context) : socket_(socket) {
        if (context == nullptr) return;
        tls_ = SSL_new(context);
        SSL_set_fd(tls_, socket);
        ready_ = SSL_accept(tls_) == 1;
    }
    ~Line() {
        SSL_free(tls_);
        ::close(socket_);
    }
    Line(const Line&) = delete;
    Line& operator=(const Line&) = delete;

    std::string read_head() {
        std::string out;
        std::string block(4096, '\0');
        while (ready_ && out.find("\r\n\r\n") == std::string::npos && out.size() < kRequestLimit) {
            const auto size = static_cast<int>(block.size());
            const long count =
                tls_ != nullptr ? SSL_read(tls_, block.data(), size) : ::recv(socket_, block.data(), block.size(), 0);
            if (count <= 0) break;
            out.append(block, 0, static_cast<std::size_t>(count));
        }
        return out;
    }
    void write(std::string_view text) {
        while (ready_ && !text.empty()) {
            const long count = tls_ != nullptr ? SSL_write(tls_, text.data(), static_cast<int>(text.size()))
                                               : ::send(socket_, text.data(), text.size(), MSG_NOSIGNAL);
            if (count <= 0) return;
            text.remove_prefix(static_cast<std::size_t>(count));
        }
    }
    void end() {
        if (tls_ != nullptr && ready_) SSL_shutdown(tls_);
    }

private:
    int socket_;
    SSL* tls_ = nullptr;
    bool ready_ = true;
};

FakeRequest parse(const std::string& head) {
    FakeRequest out;
    const auto lines = base::split(head, '\n');
    const auto words = base::split(lines.front(), ' ');
    if (words.size() > 1) out.target = words[1];
    for (const std::string_view line : lines) {
        const auto colon = line.find(':');
        if (colon != std::string_view::npos && line != lines.front())
            out.headers[base::to_lower(line.substr(0, colon))] = base::trim(line.substr(colon + 1));
    }
    return out;
}

}  // namespace

struct FakeServer::State {
    Answer answer;
    bool tls = false;
    int listener = -1;
    int port = 0;
    Identity identity;
    SSL_CTX* context = nullptr;
    std::atomic<bool> ending = false;
    std::mutex mutex;
    std::vector<FakeRequest> requests;
    std::thread thread;

    void serve() {
        while (!ending) {
            const int socket = ::accept(listener, nullptr, nullptr);
            if (socket < 0) return;
            Line line(socket, context);
            const std::string head = line.read_head();
            if (head.empty()) continue;
            FakeRequest request = parse(head);
            const FakeAnswer said = answer(request);
            {
                const std::lock_guard lock(mutex);
                requests.push_back(std::move(request));
            }
            std::string out = "HTTP/1.1 " + std::to_string(said.status) +
                              " Said\r\nConnection: close\r\nContent-Length: " + std::to_string(said.body.size()) +
                              "\r\n";
            for (const std::string& header : said.headers) out += header + "\r\n";
            line.write(out + "\r\n" + said.body.substr(0, said.cut_after));
            if (said.cut_after == std::string::npos) line.end();
        }
    }
};

FakeServer::FakeServer(Answer answer, bool tls) : state_(std::make_unique<State>()) {
    state_->answer = std::move(answer);
    state_->tls = tls;
    if (tls) {
        state_->context = SSL_CTX_new(TLS_server_method());
        SSL_CTX_use_certificate(state_->context, state_->identity.certificate);
        SSL_CTX_use_PrivateKey(state_->context, state_->identity.key);
    }
    state_->listener = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    if (::bind(state_->listener, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
        ::listen(state_->listener, 16) != 0)
        throw std::runtime_error("no port on 127.0.0.1");
    ::getsockname(state_->listener, reinterpret_cast<sockaddr*>(&address), &size);
    state_->port = ntohs(address.sin_port);
    state_->thread = std::thread([this] { state_->serve(); });
}

FakeServer::~FakeServer() {
    state_->ending = true;
    ::shutdown(state_->listener, SHUT_RDWR);  // wakes accept()
    state_->thread.join();
    ::close(state_->listener);
    SSL_CTX_free(state_->context);
}

std::string FakeServer::url(const std::string& path) const {
    return (state_->tls ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(state_->port) + path;
}

std::string FakeServer::authority() const {
    BIO* memory = BIO_new(BIO_s_mem());
    PEM_write_bio_X509(memory, state_->identity.certificate);
    char* text = nullptr;
    const long size = BIO_get_mem_data(memory, &text);
    std::string out(text, static_cast<std::size_t>(size));
    BIO_free(memory);
    return out;
}

std::vector<FakeRequest> FakeServer::requests() const {
    const std::lock_guard lock(state_->mutex);
    return state_->requests;
}

}  // namespace vigie::exchange
