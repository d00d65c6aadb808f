// SPDX-License-Identifier: Apache-2.0
#include "assess/subject.h"

namespace vigie::assess {
namespace {

void set_unless_empty(model::Facts& facts, const char* name, const std::string& value) {
    if (!value.empty()) facts.set(name, value);
}

}  // namespace

model::Facts facts_of(const model::Service& service, const model::Asset* asset) {
    model::Facts facts = service.facts;
    if (asset != nullptr) facts.merge(asset->facts);
    facts.set("service.address", service.endpoint.address.text());
    facts.set("service.port", std::int64_t{service.endpoint.port});
    facts.set("service.transport", std::string(name_of(service.endpoint.transport)));
    const std::string site = service.facts.text("service.site");
    facts.set("service.endpoint", site.empty() ? service.endpoint.text() : site + " (" + service.endpoint.text() + ")");
    facts.set("service.protocol", service.protocol);
    facts.set("service.tls", service.tls);
    facts.set("service.names", service.names);
    set_unless_empty(facts, "service.vendor", service.vendor);
    set_unless_empty(facts, "service.product", service.product);
    set_unless_empty(facts, "service.version", service.version);
    set_unless_empty(facts, "service.cpe", service.cpe);
    return facts;
}

model::Facts facts_of(const model::Asset& asset) {
    model::Facts facts = asset.facts;
    facts.set("asset.address", asset.address.text());
    facts.set("asset.names", asset.names);
    facts.set("asset.in_scope", asset.in_scope);
    facts.set("asset.alive", asset.alive);
    facts.set("asset.how_found", asset.how_found);
    return facts;
}

model::Facts facts_of(const model::Name& name) {
    model::Facts facts = name.facts;
    facts.set("name.value", name.name);
    facts.set("name.in_scope", name.in_scope);
    facts.set("name.how_found", name.how_found);
    facts.set("name.addresses", name.addresses);
    return facts;
}

}  // namespace vigie::assess
