// SPDX-License-Identifier: Apache-2.0
#include <chrono>

#include "inspect/data/anonymous.h"
#include "inspect/data/exposure.h"
#include "protocols/smb/null_session.h"
#include "protocols/smb/smb.h"

namespace vigie::inspect {
namespace {

namespace smb = protocols::smb;
using base::ByteString;
using base::Errc;
using base::Result;

constexpr const char* kSmbCheck = "smb.anonymous";
constexpr std::size_t kSmbListLimit = 262144;
constexpr std::chrono::seconds kLongest{60};
constexpr std::size_t kOpenedLimit = 16;  // shares whose rights are looked at

// Granted, refused, or an error that tells nothing.
Result<bool> may(const smb::Answer& answer) {
    if (answer.header.status == 0) return true;
    if (smb::is_refusal(answer.header.status)) return false;
    return base::fail(Errc::refused, "the server failed for another reason");
}

// One connection, and where it has come to.
class Nobody {
public:
    Nobody(Tools& tools, net::Session& session) : tools_(tools), session_(session) {}

    // True: a session and the list were given.
    net::Task<Result<bool>> list(std::vector<smb::Share>& shares);
    // How many of the shares that are folders grant reading.
    net::Task<Result<std::size_t>> count_open(const std::vector<smb::Share>& shares);

private:
    net::Task<Result<smb::Answer>> exchange(ByteString request);
    net::Task<Result<ByteString>> call(const smb::FileId& pipe, ByteString packet);
    // False: refused.
    net::Task<Result<bool>> begin();

    Tools& tools_;
    net::Session& session_;
    smb::Place place_;
    std::chrono::steady_clock::time_point end_ = std::chrono::steady_clock::now() + kLongest;
};

net::Task<Result<smb::Answer>> Nobody::exchange(ByteString request) {
    ++place_.message;
    // A server that lets each answer drip may not hold the conversation for as many answers as there are shares.
    if (std::chrono::steady_clock::now() > end_) co_return base::fail(Errc::limit, "the conversation took too long");
    Result<void> sent = co_await session_.send(std::move(request));
    if (!sent) co_return tl::unexpected(sent.error());
    Result<ByteString> reply = co_await net::receive_all(session_, &smb::answered, kSmbListLimit, tools_.reply_wait);
    if (!reply) co_return tl::unexpected(reply.error());
    co_return smb::parse_answer(*reply);
}

net::Task<Result<bool>> Nobody::begin() {
    Result<smb::Answer> negotiated = co_await exchange(smb::negotiate());
    if (!negotiated) co_return tl::unexpected(negotiated.error());
    if (negotiated->header.status != 0) co_return base::fail(Errc::refused, "no dialect of SMB 2 was agreed");
    Result<smb::Answer> challenged = co_await exchange(smb::session_setup_negotiate(place_.message));
    if (!challenged) co_return tl::unexpected(challenged.error());
    place_.session = challenged->header.session;
    if (challenged->header.status != smb::kMoreProcessing) co_return may(*challenged);  // NTLM is not wanted there
    Result<smb::Answer> setup = co_await exchange(smb::anonymous_setup(place_));
    if (!setup) co_return tl::unexpected(setup.error());
    co_return may(*setup);
}

net::Task<Result<ByteString>> Nobody::call(const smb::FileId& pipe, ByteString packet) {
    Result<smb::Answer> answer = co_await exchange(smb::call(place_, pipe, packet));
    if (!answer) co_return tl::unexpected(answer.error());
    co_return smb::parse_called(*answer);
}

net::Task<Result<bool>> Nobody::list(std::vector<smb::Share>& shares) {
    Result<bool> begun = co_await begin();
    if (!begun || !*begun) co_return begun;
    Result<smb::Answer> tree =
        co_await exchange(smb::tree_connect(place_, session_.peer().address.text(), smb::utf16("IPC$")));
    if (!tree) co_return tl::unexpected(tree.error());
    if (tree->header.status != 0) co_return may(*tree);
    place_.tree = tree->header.tree;
    Result<smb::Answer> opened = co_await exchange(smb::open_share_service(place_));
    if (!opened) co_return tl::unexpected(opened.error());
    if (opened->header.status != 0) co_return may(*opened);
    const Result<smb::FileId> pipe = smb::parse_opened(*opened);
    if (!pipe) co_return tl::unexpected(pipe.error());
    Result<ByteString> bound = co_await call(*pipe, smb::bind_share_service());
    if (!bound) co_return tl::unexpected(bound.error());
    if (!smb::is_bound(*bound)) co_return false;
    Result<ByteString> listed = co_await call(*pipe, smb::list_shares());
    if (!listed) co_return tl::unexpected(listed.error());
    Result<smb::Shares> found = smb::parse_shares(*listed);
    if (!found) co_return tl::unexpected(found.error());
    shares = std::move(found->shares);
    co_return !found->refused;
}

net::Task<Result<std::size_t>> Nobody::count_open(const std::vector<smb::Share>& shares) {
    std::size_t open = 0;
    std::size_t asked = 0;
    for (const smb::Share& share : shares) {
        if (!share.is_folder || ++asked > kOpenedLimit) continue;
        place_.tree = 0;
        Result<smb::Answer> tree =
            co_await exchange(smb::tree_connect(place_, session_.peer().address.text(), share.wire));
        if (!tree) co_return tl::unexpected(tree.error());
        if (smb::grants_reading(*tree)) ++open;
    }
    co_return open;
}

}  // namespace

net::Task<void> review_anonymous_smb(Tools& tools, Subject& subject) {
    Result<std::unique_ptr<net::Session>> session =
        co_await tools.dialer.dial(subject.service.endpoint, tools.connect_wait);
    if (!session) {
        record_failure(subject, kSmbCheck, session.error());
        co_return;
    }
    Nobody nobody(tools, **session);
    std::vector<smb::Share> shares;
    Result<bool> listed = co_await nobody.list(shares);
    if (!listed) {
        record_failure(subject, kSmbCheck, listed.error());
        co_return;
    }
    model::Facts& facts = subject.service.facts;
    facts.set("smb.anonymous", *listed);
    record_done(subject, kSmbCheck);
    if (!*listed) {
        note_access("password", facts);
        co_return;
    }
    std::vector<std::string> names;
    for (const smb::Share& share : shares)
        if (share.is_folder) names.push_back(share.name);
    note_access("listed", facts);
    note_names(tools.web, names, facts);
    std::string shown = std::to_string(names.size()) + " shares listed without an account, ";
    Result<std::size_t> open = co_await nobody.count_open(shares);
    if (open) {
        facts.set("smb.open_shares", static_cast<std::int64_t>(*open));
        if (*open > 0) note_access("open", facts);
        shown += std::to_string(*open) + " of them may be read by anybody";
    } else {
        record_failure(subject, "smb.open_shares", open.error());
        shown += "whether they may be read is not known";
    }
    keep_evidence(tools, subject, kSmbCheck, smb::list_shares(), base::as_bytes(shown + "; no name kept"));
}

}  // namespace vigie::inspect
