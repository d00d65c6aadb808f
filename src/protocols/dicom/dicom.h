// SPDX-License-Identifier: Apache-2.0
// DICOM upper layer (PS3.8 section 9.3): one A-ASSOCIATE-RQ for the Verification service, whose answer names the
// implementation, and the C-ECHO that a modality uses as its "ping" (PS3.7 section 9.3.5). Nothing else is proposed:
// a peer cannot be asked for, or sent, any patient's data with these messages.
#pragma once

#include <optional>
#include <string>

#include "protocols/protocol.h"

namespace vigie::protocols::dicom {

// A title that nobody has: a server that accepts it does not check titles.
inline constexpr std::string_view kUnknownTitle = "VIGIE-ANY";
inline constexpr std::string_view kCallingTitle = "VIGIE";

ByteString associate_request(std::string_view called_title, std::string_view calling_title);
ByteString c_echo();           // on an accepted association
ByteString release_request();  // the polite end
ByteString abort_message();    // the end in every other case

struct Accepted {
    bool verification = false;           // the presentation context was accepted too
    std::string called_title;            // as repeated by the peer
    std::string implementation_uid;      // fact dicom.implementation_uid
    std::string implementation_version;  // fact dicom.implementation_version
};
struct Rejected {
    std::uint8_t result = 0;  // 1 permanent, 2 transient
    std::uint8_t source = 0;
    std::uint8_t reason = 0;
    [[nodiscard]] std::string text() const;  // fact dicom.rejected_reason, "called AE title not recognised"
};
struct Answer {
    std::optional<Accepted> accepted;
    std::optional<Rejected> rejected;
    bool aborted = false;
};
// Errors: not_spoken, malformed.
Result<Answer> parse_answer(Bytes reply);
// The status of the C-ECHO-RSP, 0 = success. Errors: not_spoken, malformed.
Result<std::uint16_t> parse_echo_status(Bytes reply);

bool complete(Bytes reply);  // one whole PDU is there
Result<Facts> parse_facts(Bytes reply);

extern const Protocol protocol;

}  // namespace vigie::protocols::dicom
