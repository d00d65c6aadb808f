// SPDX-License-Identifier: Apache-2.0
// PostgreSQL (protocol 3.0): who refuses a version that does not exist, and what is asked of a client that names itself
// in a start-up message. No password is ever sent, and no query: the conversation ends at the first answer.
#pragma once

#include <string>
#include <string_view>

#include "protocols/protocol.h"

namespace vigie::protocols::postgresql {

struct StartupReply {
    // trust, password, md5, scram-sha-256, gss, sspi, other; rejected by pg_hba.conf; "" when an error came before  //
    // fact postgresql.auth
    std::string auth;
    std::string version;   // server_version, only told to whom is let in  // fact postgresql.version
    std::string severity;  // in the server's language                     // fact postgresql.severity
    std::string code;      // SQLSTATE                                     // fact postgresql.error_code
    std::string message;   // as sent; holds our own address, so it is no fact
    std::string file;      // source position of the error: changes with each version  // fact postgresql.error_file
    std::string line;      //                                              // fact postgresql.error_line
    std::string routine;   //                                              // fact postgresql.error_routine
};

// StartupMessage of protocol 3.0. Use a user that nobody has ("vigie").
ByteString startup_message(std::string_view user, std::string_view database);
// Errors: not_spoken, malformed.
Result<StartupReply> parse_startup_reply(Bytes reply);

// probe() asks for protocol 255.0: the server's refusal names the place in its source, whatever it asks of clients.
// postgresql.unencrypted is for the caller to write: only it knows whether the start-up message went in clear.
extern const Protocol protocol;

}  // namespace vigie::protocols::postgresql
