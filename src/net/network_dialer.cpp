// SPDX-License-Identifier: Apache-2.0
#include "net/network_dialer.h"

#include <deque>
#include <map>
#include <optional>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ip/udp.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>

#include "net/slots.h"

namespace vigie::net {
namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using asio::ip::udp;
using base::ByteString;
using base::Errc;
using base::fail;
using base::Millis;
using base::Result;
using boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;

constexpr auto kAwait = asio::as_tuple(asio::use_awaitable);
constexpr Millis kSendWait{8000};
constexpr Millis kHandshakeWait{8000};
constexpr Millis kWindowPoll{5000};
constexpr std::size_t kSegment = 1400;  // payload bytes that surely fit one packet

asio::ip::address to_asio(const model::IpAddress& address) {
    if (address.is_v4()) return asio::ip::address_v4(address.v4_host_order());
    return asio::ip::address_v6(address.bytes());
}

base::Error describe(const error_code& error, const std::string& doing, bool timed_out) {
    if (timed_out) return {Errc::timeout, doing + ": no answer in time"};
    if (error == asio::error::connection_refused) return {Errc::refused, doing + ": refused"};
    if (error == asio::error::eof || error == asio::error::connection_reset || error == asio::error::broken_pipe ||
        error == asio::ssl::error::stream_truncated)
        return {Errc::closed, doing + ": closed by the peer"};
    if (error == asio::error::host_unreachable || error == asio::error::network_unreachable ||
        error == asio::error::network_down)
        return {Errc::unreachable, doing + ": no route"};
    if (error == asio::error::operation_aborted) return {Errc::cancelled, doing + ": cancelled"};
    if (error.category() == asio::error::get_ssl_category()) return {Errc::tls, doing + ": " + error.message()};
    return {Errc::io, doing + ": " + error.message()};
}

// What OpenSSL tells during a handshake and later, by callbacks. Belongs to the session; its SSL points to it.
struct TlsNotes {
    bool client_certificate = false;
    bool ticket = false;
    std::uint32_t ticket_lifetime = 0;
    std::uint32_t early_data = 0;
};

// Asio keeps a pointer of its own in the usual place.
int notes_index() {
    static const int index = SSL_get_ex_new_index(0, nullptr, nullptr, nullptr, nullptr);
    return index;
}

int note_certificate_request(SSL* handle, X509**, EVP_PKEY**) {
    if (auto* notes = static_cast<TlsNotes*>(SSL_get_ex_data(handle, notes_index()))) notes->client_certificate = true;
    return 0;  // none is given
}

int note_ticket(SSL* handle, SSL_SESSION* session) {
    auto* notes = static_cast<TlsNotes*>(SSL_get_ex_data(handle, notes_index()));
    if (notes != nullptr && SSL_SESSION_has_ticket(session) == 1) {
        notes->ticket = true;
        notes->ticket_lifetime = static_cast<std::uint32_t>(SSL_SESSION_get_ticket_lifetime_hint(session));
        notes->early_data = SSL_SESSION_get_max_early_data(session);
    }
    return 0;  // the session is not kept
}

// A client that agrees to anything: we look at what the server accepts, we protect no secret.
asio::ssl::context permissive_context() {
    asio::ssl::context context(asio::ssl::context::tls_client);
    SSL_CTX* handle = context.native_handle();
    SSL_CTX_set_min_proto_version(handle, 0);
    SSL_CTX_set_security_level(handle, 0);
    SSL_CTX_set_cipher_list(handle, "ALL:COMPLEMENTOFALL:@SECLEVEL=0");
    SSL_CTX_set_options(handle, SSL_OP_LEGACY_SERVER_CONNECT | SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_verify(handle, SSL_VERIFY_NONE, nullptr);
    SSL_CTX_set_client_cert_cb(handle, note_certificate_request);
    SSL_CTX_set_session_cache_mode(handle, SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(handle, note_ticket);
    return context;
}

}  // namespace

struct NetworkDialer::State {
    State(asio::io_context& io, const model::Scope& declared, Limiter& pace, DialerOptions chosen)
        : context(io),
          scope(declared),
          limiter(pace),
          options(std::move(chosen)),
          tls(permissive_context()),
          slots(io, options.sessions_per_address, options.sessions_in_all) {}

    asio::io_context& context;
    const model::Scope& scope;
    Limiter& limiter;
    DialerOptions options;
    asio::ssl::context tls;
    Slots slots;
    bool cancelled = false;

    // Waits until `packets` more may leave towards address. One token at a time, so that a small cap still passes.
    Task<Result<void>> pace(model::IpAddress address, std::size_t packets) {
        asio::steady_timer timer(context);
        for (std::size_t taken = 0; taken < packets;) {
            if (cancelled) co_return fail(Errc::cancelled, "the audit is stopping");
            if (options.may_send_now && !options.may_send_now()) {
                timer.expires_after(kWindowPoll);
                co_await timer.async_wait(kAwait);
                continue;
            }
            const auto now = SteadyClock::now();
            if (limiter.try_take(address, 1, now)) {
                ++taken;
                continue;
            }
            const auto delay = limiter.next_allowed(address, 1, now);
            timer.expires_after(std::max<SteadyClock::duration>(delay, std::chrono::microseconds(200)));
            co_await timer.async_wait(kAwait);
        }
        co_return Result<void>{};
    }

    // The last question before a socket: default deny.
    Result<void> check(const model::Endpoint& endpoint) const {
        if (scope.permission(endpoint) == model::Permission::denied)
            return fail(Errc::out_of_scope, endpoint.text() + " is not in the declared perimeter");
        if (model::is_paper_port(endpoint.port) && endpoint.transport == model::Transport::tcp)
            return fail(Errc::out_of_scope, endpoint.text() + " may be a printer: no byte is sent there");
        return {};
    }
};

namespace {

using SharedState = std::shared_ptr<NetworkDialer::State>;

// Cancels what a socket is doing when time is up. One timer per conversation, re-armed for each operation; a late
// expiry of an earlier operation is recognised by its number and ignored.
template <class Socket>
struct Timed : std::enable_shared_from_this<Timed<Socket>> {
    explicit Timed(asio::io_context& context) : socket(context), timer(context) {}

    void arm(Millis wait) {
        expired = false;
        const std::uint64_t mine = ++operation;
        timer.expires_after(wait);
        timer.async_wait([self = this->shared_from_this(), mine](const error_code& error) {
            if (error || mine != self->operation) return;
            self->expired = true;
            error_code ignored;
            self->socket.cancel(ignored);
        });
    }

    bool disarm() {  // true when the time was up
        ++operation;
        timer.cancel();
        return expired;
    }

    Socket socket;
    asio::steady_timer timer;
    std::uint64_t operation = 0;
    bool expired = false;
};

class TcpSession final : public Session {
public:
    TcpSession(SharedState state, Slots::Slot slot, model::Endpoint peer)
        : state_(std::move(state)),
          slot_(std::move(slot)),
          peer_(peer),
          timed_(std::make_shared<Timed<tcp::socket>>(state_->context)),
          budget_(state_->options.bytes_per_session) {}
    ~TcpSession() override { close(); }

    [[nodiscard]] const model::Endpoint& peer() const override { return peer_; }

    Task<Result<void>> connect(Millis wait) {
        Result<void> paced = co_await state_->pace(peer_.address, 4);  // SYN, ACK, FIN and its ACK
        if (!paced) co_return paced;
        timed_->arm(wait);
        const tcp::endpoint target(to_asio(peer_.address), peer_.port);
        const auto [error] = co_await timed_->socket.async_connect(target, kAwait);
        const bool late = timed_->disarm();
        if (error) co_return tl::unexpected(describe(error, "connecting to " + peer_.text(), late));
        error_code ignored;
        timed_->socket.set_option(tcp::no_delay(true), ignored);
        co_return Result<void>{};
    }

    Task<Result<void>> send(ByteString data) override {
        Result<void> paced = co_await state_->pace(peer_.address, data.size() / kSegment + 2);
        if (!paced) co_return paced;
        timed_->arm(kSendWait);
        error_code error;
        if (tls_) {
            const auto [failure, count] = co_await asio::async_write(*tls_, asio::buffer(data), kAwait);
            error = failure;
        } else {
            const auto [failure, count] = co_await asio::async_write(timed_->socket, asio::buffer(data), kAwait);
            error = failure;
        }
        const bool late = timed_->disarm();
        if (error) co_return tl::unexpected(describe(error, "sending to " + peer_.text(), late));
        co_return Result<void>{};
    }

    Task<Result<ByteString>> receive(std::size_t most, Millis wait) override {
        most = std::min(most, budget_);
        if (most == 0) co_return fail(Errc::limit, "reading from " + peer_.text() + ": the byte budget is spent");
        ByteString data(most);
        timed_->arm(wait);
        error_code error;
        std::size_t count = 0;
        if (tls_) {
            const auto [failure, read] = co_await tls_->async_read_some(asio::buffer(data), kAwait);
            error = failure;
            count = read;
        } else {
            const auto [failure, read] = co_await timed_->socket.async_read_some(asio::buffer(data), kAwait);
            error = failure;
            count = read;
        }
        const bool late = timed_->disarm();
        if (error && count == 0) co_return tl::unexpected(describe(error, "reading from " + peer_.text(), late));
        state_->limiter.charge(peer_.address, 1, SteadyClock::now());  // the kernel's acknowledgement
        budget_ -= count;
        data.resize(count);
        co_return data;
    }

    Task<Result<TlsInfo>> start_tls(std::string server_name) override {
        Result<void> paced = co_await state_->pace(peer_.address, 6);
        if (!paced) co_return tl::unexpected(paced.error());
        tls_.emplace(timed_->socket, state_->tls);
        SSL* handle = tls_->native_handle();
        SSL_set_ex_data(handle, notes_index(), &notes_);
        if (!server_name.empty()) SSL_set_tlsext_host_name(handle, server_name.c_str());
        SSL_set_tlsext_status_type(handle, TLSEXT_STATUSTYPE_ocsp);
        if (!alpn_.empty()) SSL_set_alpn_protos(handle, alpn_.data(), static_cast<unsigned>(alpn_.size()));
        timed_->arm(kHandshakeWait);
        const auto [error] = co_await tls_->async_handshake(asio::ssl::stream_base::client, kAwait);
        const bool late = timed_->disarm();
        if (error) co_return tl::unexpected(describe(error, "TLS handshake with " + peer_.text(), late));
        co_return read_tls_info(handle, notes_);
    }

    void offer_alpn(const std::vector<std::string>& protocols) override {
        base::Writer list;
        for (const std::string& name : protocols)
            if (!name.empty() && name.size() < 256) list.u8(static_cast<std::uint8_t>(name.size())).text(name);
        alpn_ = list.take();
    }

    [[nodiscard]] TlsInfo tls_info() const override {
        if (!tls_) return {};
        // Asio's stream gives its handle to whoever may change it; nothing is changed here.
        return read_tls_info(const_cast<asio::ssl::stream<tcp::socket&>&>(*tls_).native_handle(), notes_);
    }

    void close() override {
        ++timed_->operation;
        timed_->timer.cancel();
        error_code ignored;
        timed_->socket.close(ignored);
        slot_.release();
    }

private:
    static TlsInfo read_tls_info(SSL* handle, const TlsNotes& notes) {
        TlsInfo info;
        switch (SSL_version(handle)) {
            case SSL3_VERSION: info.version = "SSLv3"; break;
            case TLS1_VERSION: info.version = "TLS 1.0"; break;
            case TLS1_1_VERSION: info.version = "TLS 1.1"; break;
            case TLS1_2_VERSION: info.version = "TLS 1.2"; break;
            case TLS1_3_VERSION: info.version = "TLS 1.3"; break;
            default: info.version = SSL_get_version(handle);
        }
        if (const char* cipher = SSL_get_cipher_name(handle)) info.cipher = cipher;
        const unsigned char* alpn = nullptr;
        unsigned alpn_length = 0;
        SSL_get0_alpn_selected(handle, &alpn, &alpn_length);
        if (alpn != nullptr) info.alpn.assign(alpn, alpn + alpn_length);
        const unsigned char* status = nullptr;
        info.stapled = SSL_get_tlsext_status_ocsp_resp(handle, &status) > 0;
        info.secure_renegotiation = SSL_get_secure_renegotiation_support(handle) == 1;
        info.client_certificate = notes.client_certificate;
        if (notes.ticket) info.ticket_lifetime = notes.ticket_lifetime;
        info.early_data = notes.early_data;
        const STACK_OF(X509)* chain = SSL_get_peer_cert_chain(handle);
        for (int i = 0; chain != nullptr && i < sk_X509_num(chain) && i < 16; ++i) {
            const int length = i2d_X509(sk_X509_value(chain, i), nullptr);
            if (length <= 0) continue;
            ByteString der(static_cast<std::size_t>(length));
            unsigned char* out = der.data();
            i2d_X509(sk_X509_value(chain, i), &out);
            info.certificates.push_back(std::move(der));
        }
        return info;
    }

    SharedState state_;
    Slots::Slot slot_;
    model::Endpoint peer_;
    std::shared_ptr<Timed<tcp::socket>> timed_;
    TlsNotes notes_;
    ByteString alpn_;
    std::optional<asio::ssl::stream<tcp::socket&>> tls_;  // after notes_, which it points to
    std::size_t budget_;
};

class UdpSession final : public Session {
public:
    UdpSession(SharedState state, Slots::Slot slot, model::Endpoint peer)
        : state_(std::move(state)),
          slot_(std::move(slot)),
          peer_(peer),
          timed_(std::make_shared<Timed<udp::socket>>(state_->context)),
          budget_(state_->options.bytes_per_session) {}
    ~UdpSession() override { close(); }

    [[nodiscard]] const model::Endpoint& peer() const override { return peer_; }

    Result<void> open() {
        error_code error;
        timed_->socket.connect(udp::endpoint(to_asio(peer_.address), peer_.port), error);
        if (error) return tl::unexpected(describe(error, "opening " + peer_.text(), false));
        return {};
    }

    Task<Result<void>> send(ByteString data) override {
        Result<void> paced = co_await state_->pace(peer_.address, data.size() / kSegment + 1);
        if (!paced) co_return paced;
        const auto [error, count] = co_await timed_->socket.async_send(asio::buffer(data), kAwait);
        if (error) co_return tl::unexpected(describe(error, "sending to " + peer_.text(), false));
        co_return Result<void>{};
    }

    Task<Result<ByteString>> receive(std::size_t most, Millis wait) override {
        most = std::min<std::size_t>({most, budget_, 65535});
        if (most == 0) co_return fail(Errc::limit, "reading from " + peer_.text() + ": the byte budget is spent");
        ByteString data(most);
        timed_->arm(wait);
        const auto [error, count] = co_await timed_->socket.async_receive(asio::buffer(data), kAwait);
        const bool late = timed_->disarm();
        if (error) co_return tl::unexpected(describe(error, "reading from " + peer_.text(), late));
        budget_ -= count;
        data.resize(count);
        co_return data;
    }

    Task<Result<TlsInfo>> start_tls(std::string server_name) override {
        co_return fail(Errc::tls, "no TLS over UDP with " + peer_.text() + " for " + server_name);
    }

    void close() override {
        ++timed_->operation;
        timed_->timer.cancel();
        error_code ignored;
        timed_->socket.close(ignored);
        slot_.release();
    }

private:
    SharedState state_;
    Slots::Slot slot_;
    model::Endpoint peer_;
    std::shared_ptr<Timed<udp::socket>> timed_;
    std::size_t budget_;
};

class DescriptorConnection final : public NetworkDialer::Connection {
public:
    DescriptorConnection(Slots::Slot slot, int descriptor) : slot_(std::move(slot)), descriptor_(descriptor) {}
    ~DescriptorConnection() override {
        ::close(descriptor_);
        slot_.release();
    }
    DescriptorConnection(const DescriptorConnection&) = delete;
    DescriptorConnection& operator=(const DescriptorConnection&) = delete;
    [[nodiscard]] int descriptor() const override { return descriptor_; }

private:
    Slots::Slot slot_;
    int descriptor_;
};

}  // namespace

NetworkDialer::NetworkDialer(asio::io_context& context, const model::Scope& scope, Limiter& limiter,
                             DialerOptions options)
    : state_(std::make_shared<State>(context, scope, limiter, std::move(options))) {}

NetworkDialer::~NetworkDialer() = default;

Task<Result<std::unique_ptr<Session>>> NetworkDialer::dial(model::Endpoint endpoint, Millis wait) {
    const Result<void> allowed = state_->check(endpoint);
    if (!allowed) co_return tl::unexpected(allowed.error());
    Slots::Slot slot = co_await state_->slots.take(endpoint.address, state_->scope.is_fragile(endpoint.address));
    if (state_->cancelled) co_return fail(Errc::cancelled, "the audit is stopping");
    std::unique_ptr<Session> session;
    if (endpoint.transport == model::Transport::udp) {
        auto conversation = std::make_unique<UdpSession>(state_, std::move(slot), endpoint);
        const Result<void> opened = conversation->open();
        if (!opened) co_return tl::unexpected(opened.error());
        session = std::move(conversation);
    } else {
        auto conversation = std::make_unique<TcpSession>(state_, std::move(slot), endpoint);
        Result<void> connected = co_await conversation->connect(wait);
        if (!connected) co_return tl::unexpected(connected.error());
        session = std::move(conversation);
    }
    co_return session;
}

Task<Result<std::unique_ptr<NetworkDialer::Connection>>> NetworkDialer::connect_descriptor(model::Endpoint endpoint,
                                                                                           Millis wait) {
    const Result<void> allowed = state_->check(endpoint);
    if (!allowed) co_return tl::unexpected(allowed.error());
    Slots::Slot slot = co_await state_->slots.take(endpoint.address, state_->scope.is_fragile(endpoint.address));
    // A whole key exchange follows outside our sight: its usual number of packets is paid in advance.
    Result<void> paced = co_await state_->pace(endpoint.address, 16);
    if (!paced) co_return tl::unexpected(paced.error());
    auto timed = std::make_shared<Timed<tcp::socket>>(state_->context);
    timed->arm(wait);
    const tcp::endpoint target(to_asio(endpoint.address), endpoint.port);
    const auto [error] = co_await timed->socket.async_connect(target, kAwait);
    const bool late = timed->disarm();
    if (error) co_return tl::unexpected(describe(error, "connecting to " + endpoint.text(), late));
    error_code ignored;
    timed->socket.native_non_blocking(false, ignored);
    const int descriptor = timed->socket.release(ignored);
    std::unique_ptr<Connection> connection = std::make_unique<DescriptorConnection>(std::move(slot), descriptor);
    co_return connection;
}

Task<void> NetworkDialer::sleep(Millis duration) {
    asio::steady_timer timer(state_->context);
    timer.expires_after(duration);
    co_await timer.async_wait(kAwait);
}

void NetworkDialer::cancel() {
    state_->cancelled = true;
}

}  // namespace vigie::net
