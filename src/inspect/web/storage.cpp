// SPDX-License-Identifier: Apache-2.0
#include "inspect/web/storage.h"

namespace vigie::inspect {

using base::Result;

StorageAnswer read_storage(int status, std::string_view body) {
    const auto says = [body](std::string_view word) { return body.find(word) != std::string_view::npos; };
    if (status == 200 && (says("<ListBucketResult") || says("<EnumerationResults"))) return StorageAnswer::listed;
    if (status == 404 && (says("NoSuchBucket") || says("The specified bucket does not exist")))
        return StorageAnswer::missing;
    if (status == 401 || status == 403) return StorageAnswer::closed;
    // Azure: public access switched off for the account, or no such container in an account that exists.
    if (says("PublicAccessNotPermitted") || says("ContainerNotFound") || says("ResourceNotFound") ||
        says("NoAuthenticationInformation"))
        return StorageAnswer::closed;
    return StorageAnswer::unclear;
}

net::Task<Result<void>> review_storage(Tools& tools, std::string host, std::string listing, model::IpAddress address,
                                       model::Facts& facts) {
    Subject subject;
    subject.service.endpoint = {address, 443, model::Transport::tcp};
    subject.service.tls = true;
    WebRequest asked;
    asked.name = std::move(host);
    asked.path = std::move(listing);
    const Result<WebPage> page = co_await fetch(tools, subject, std::move(asked));
    if (!page) co_return tl::unexpected(page.error());
    const StorageAnswer answer = read_storage(page->response.status, page->response.body);
    if (answer == StorageAnswer::unclear)
        co_return base::fail(base::Errc::malformed, "the storage answers " + std::to_string(page->response.status) +
                                                        ", which says neither open nor closed");
    facts.set("cloud.unclaimed", answer == StorageAnswer::missing);
    facts.set("cloud.listing", answer == StorageAnswer::listed);
    co_return Result<void>{};
}

}  // namespace vigie::inspect
