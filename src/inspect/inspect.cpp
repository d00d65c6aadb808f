// SPDX-License-Identifier: Apache-2.0
#include "inspect/inspect.h"

#include "base/text.h"
#include "inspect/data/exposure.h"

namespace vigie::inspect {

void record_done(Subject& subject, std::string check) {
    subject.service.attempts.push_back({std::move(check), model::Attempt::Outcome::done, ""});
}

void record_failure(Subject& subject, std::string check, const base::Error& error) {
    subject.service.attempts.push_back({std::move(check), model::Attempt::Outcome::failed,
                                        std::string(base::name_of(error.code)) + ": " + error.what});
}

void record_not_tried(Subject& subject, std::string check, std::string why) {
    subject.service.attempts.push_back({std::move(check), model::Attempt::Outcome::not_tried, std::move(why)});
}

void keep_evidence(Tools& tools, Subject& subject, std::string_view check, base::Bytes request, base::Bytes reply) {
    subject.evidence.push_back(
        model::make_evidence(tools.clock.now(), subject.service.endpoint, check, request, reply));
    subject.service.proofs.emplace(check.substr(0, check.find(' ')), subject.evidence.back().id);
}

net::Task<void> inspect(Tools& tools, Subject& subject) {
    co_await review_tls(tools, subject);
    co_await review_http(tools, subject);
    co_await review_dns(tools, subject);
    co_await review_ssh(tools, subject);
    co_await review_smb(tools, subject);
    co_await review_rdp(tools, subject);
    co_await review_dicom(tools, subject);
    co_await review_postgresql(tools, subject);
    co_await review_ftp(tools, subject);
    co_await review_ntp(tools, subject);
    co_await review_data(tools, subject);
}

}  // namespace vigie::inspect
