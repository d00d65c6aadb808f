// SPDX-License-Identifier: Apache-2.0
#include "model/evidence.h"

namespace vigie::model {

void forget_body(Evidence& evidence) {
    constexpr std::string_view kEnd = "\r\n\r\n";
    const auto end = evidence.reply.find(kEnd);
    evidence.reply.resize(end == std::string::npos ? 0 : end + kEnd.size());
    evidence.reply += "[...]";
}

}  // namespace vigie::model
