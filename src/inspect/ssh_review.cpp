// SPDX-License-Identifier: Apache-2.0
// Which ways to log in does an SSH server offer? One "none" request (RFC 4252 section 5.2) is answered with the list.
// No password, no key, no second request is ever sent. libssh does the key exchange, on a worker thread.
#include <functional>
#include <memory>

#include <libssh/libssh.h>

#include "base/text.h"
#include "inspect/inspect.h"
#include "net/network_dialer.h"
#include "net/worker_pool.h"

namespace vigie::inspect {
namespace {

using base::Errc;
using base::fail;
using base::Result;

constexpr long kTimeoutSeconds = 8;

struct SessionDeleter {
    void operator()(ssh_session session) const {
        ssh_disconnect(session);
        ssh_free(session);
    }
};

// Blocks; the descriptor stays the caller's (libssh 0.10 and later).
Result<std::vector<std::string>> ask_methods(int descriptor) {
    const std::unique_ptr<std::remove_pointer_t<ssh_session>, SessionDeleter> session(ssh_new());
    if (session == nullptr) return fail(Errc::internal, "libssh could not be started");
    const bool no = false;
    long timeout = kTimeoutSeconds;
    int verbosity = SSH_LOG_NOLOG;
    ssh_options_set(session.get(), SSH_OPTIONS_PROCESS_CONFIG, &no);
    ssh_options_set(session.get(), SSH_OPTIONS_LOG_VERBOSITY, &verbosity);
    ssh_options_set(session.get(), SSH_OPTIONS_HOST, "audit");
    ssh_options_set(session.get(), SSH_OPTIONS_USER, "vigie");
    ssh_options_set(session.get(), SSH_OPTIONS_TIMEOUT, &timeout);
    ssh_options_set(session.get(), SSH_OPTIONS_FD, &descriptor);
    if (ssh_connect(session.get()) != SSH_OK)
        return fail(Errc::not_spoken,
                    std::string("SSH key exchange: ") + base::printable(ssh_get_error(session.get()), 200));
    const int answer = ssh_userauth_none(session.get(), nullptr);
    if (answer == SSH_AUTH_SUCCESS) return std::vector<std::string>{"none"};
    if (answer == SSH_AUTH_ERROR)
        return fail(Errc::closed,
                    std::string("SSH none request: ") + base::printable(ssh_get_error(session.get()), 200));
    const auto offered = static_cast<unsigned>(ssh_userauth_list(session.get(), nullptr));
    std::vector<std::string> methods;
    if ((offered & SSH_AUTH_METHOD_PUBLICKEY) != 0) methods.emplace_back("publickey");
    if ((offered & SSH_AUTH_METHOD_PASSWORD) != 0) methods.emplace_back("password");
    if ((offered & SSH_AUTH_METHOD_INTERACTIVE) != 0) methods.emplace_back("keyboard-interactive");
    if ((offered & SSH_AUTH_METHOD_HOSTBASED) != 0) methods.emplace_back("hostbased");
    if ((offered & SSH_AUTH_METHOD_GSSAPI_MIC) != 0) methods.emplace_back("gssapi-with-mic");
    if (methods.empty()) return fail(Errc::malformed, "the server offers no known authentication method");
    return methods;
}

}  // namespace

net::Task<void> review_ssh(Tools& tools, Subject& subject) {
    if (subject.service.protocol != "ssh" || tools.descriptors == nullptr || tools.workers == nullptr) co_return;
    Result<std::unique_ptr<net::NetworkDialer::Connection>> connection =
        co_await tools.descriptors->connect_descriptor(subject.service.endpoint, tools.connect_wait);
    if (!connection) {
        record_failure(subject, "ssh.auth_methods", connection.error());
        co_return;
    }
    const std::function<Result<std::vector<std::string>>()> work = std::bind(&ask_methods, (*connection)->descriptor());
    Result<std::vector<std::string>> methods = co_await tools.workers->run(work);
    if (!methods) {
        record_failure(subject, "ssh.auth_methods", methods.error());
        co_return;
    }
    subject.service.facts.set("ssh.auth_methods", *methods);
    const std::string shown = "authentications that can continue: " + base::join(*methods, ",");
    keep_evidence(tools, subject, "ssh.auth_methods", base::as_bytes("SSH_MSG_USERAUTH_REQUEST none"),
                  base::as_bytes(shown));
    record_done(subject, "ssh.auth_methods");
}

}  // namespace vigie::inspect
