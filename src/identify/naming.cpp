// SPDX-License-Identifier: Apache-2.0
#include "identify/naming.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/text.h"
#include "identify/identify.h"

namespace vigie::identify {
namespace {

constexpr int kTwoSigns = 92;    // two weak signs of different kinds
constexpr int kThreeSigns = 94;  // and more
constexpr std::size_t kQuestions = 4;

struct Group {
    const catalog::Identity* best = nullptr;
    const catalog::Identity* versioned = nullptr;
    std::set<std::string> kinds;
    bool strong = false;
};

}  // namespace

Naming weigh(const std::vector<catalog::Identity>& signs) {
    std::vector<std::pair<std::string, Group>> groups;  // in the order of their best sign
    for (const catalog::Identity& sign : signs) {
        auto group = std::find_if(groups.begin(), groups.end(), [&](const auto& g) { return g.first == sign.product; });
        if (group == groups.end()) group = groups.insert(groups.end(), {sign.product, {}});
        Group& known = group->second;
        if (known.best == nullptr || (!sign.weak && !known.strong)) known.best = &sign;
        if (known.versioned == nullptr && !sign.version.empty()) known.versioned = &sign;
        known.strong = known.strong || !sign.weak;
        known.kinds.insert(sign.from);
    }
    Naming out;
    for (const auto& [product, group] : groups) {
        if (!group.strong && group.kinds.size() < 2) {
            out.suspected.push_back(product);
            continue;
        }
        catalog::Identity identity = *group.best;
        if (!group.strong) identity.qod = group.kinds.size() > 2 ? kThreeSigns : kTwoSigns;
        if (identity.version.empty() && group.versioned != nullptr) {
            identity.version = group.versioned->version;
            identity.cpe = group.versioned->cpe;
        }
        identity.weak = false;
        out.sure.push_back(std::move(identity));
    }
    std::stable_sort(out.sure.begin(), out.sure.end(),
                     [](const catalog::Identity& a, const catalog::Identity& b) { return a.qod > b.qod; });
    return out;
}

void name_product(const catalog::Fingerprints& fingerprints, model::Service& service) {
    const Naming naming = weigh(fingerprints.identify(service.facts));
    if (!naming.suspected.empty() || service.facts.has("service.suspected"))
        service.facts.set("service.suspected", naming.suspected);
    if (naming.sure.empty()) return;
    const catalog::Identity& best = naming.sure.front();
    service.vendor = best.vendor;
    service.product = best.product;
    service.version = best.version;
    service.cpe = best.cpe;
    service.qod = best.qod;
}

std::vector<const catalog::Question*> questions_for(const catalog::Fingerprints& fingerprints,
                                                    const model::Facts& facts) {
    const Naming naming = weigh(fingerprints.identify(facts));
    std::vector<std::string> wanted = naming.suspected;
    for (const catalog::Identity& identity : naming.sure)
        if (identity.version.empty()) wanted.push_back(identity.product);
    const bool nameless = naming.sure.empty() && naming.suspected.empty() && facts.text("http.server").empty() &&
                          facts.text("http.title").empty();
    std::vector<const catalog::Question*> out;
    for (const catalog::Question& question : fingerprints.questions()) {
        const bool asked = (nameless && question.nameless) ||
                           std::any_of(wanted.begin(), wanted.end(), [&](const std::string& product) {
                               return std::find(question.products.begin(), question.products.end(), product) !=
                                      question.products.end();
                           });
        if (asked && out.size() < kQuestions) out.push_back(&question);
    }
    return out;
}

std::string own_redirect(const model::Service& service) {
    const model::Facts& facts = service.facts;
    std::string target = facts.text("http.location");
    if (target.empty() && !facts.flag("http.login_form").value_or(false)) target = facts.text("http.page_redirect");
    const std::string_view scheme = service.tls ? "https://" : "http://";
    if (target.starts_with(scheme)) {
        std::string_view rest = std::string_view(target).substr(scheme.size());
        const std::size_t slash = rest.find('/');
        if (slash == std::string_view::npos) return {};
        std::string_view host = rest.substr(0, slash);
        const std::string port = ":" + std::to_string(service.endpoint.port);
        if (host.ends_with(port)) host.remove_suffix(port.size());
        const bool own = host == "vigie.invalid" || host == service.endpoint.address.text() ||
                         std::find(service.names.begin(), service.names.end(), host) != service.names.end();
        if (!own) return {};
        target = std::string(rest.substr(slash));
    }
    if (target.starts_with("./")) target.erase(0, 1);
    if (target.starts_with("//") || target.find("://") != std::string::npos) return {};
    if (!target.empty() && target.front() != '/') target.insert(0, "/");
    target = target.substr(0, target.find('#'));
    const bool plain =
        std::all_of(target.begin(), target.end(), [](char character) { return character > ' ' && character < 0x7f; });
    return target.size() > 1 && plain ? target : std::string();
}

void add_page(model::Facts& facts, const model::Facts& page) {
    constexpr std::array<const char*, 5> kTexts{"http.server", "http.title", "http.generator", "http.powered_by",
                                                "http.authenticate"};
    constexpr std::array<const char*, 4> kLists{"http.cookies", "http.headers", "http.fields", "http.resources"};
    for (const char* name : kTexts)
        if (facts.text(name).empty() && !page.text(name).empty()) facts.set(name, page.text(name));
    // The title of a redirection is that of the server's own page.
    if (facts.number("http.status").value_or(0) / 100 == 3 && !page.text("http.title").empty())
        facts.set("http.title", page.text("http.title"));
    for (const char* name : kLists)
        for (const std::string& item : page.list(name)) facts.append(name, item);
    constexpr std::array<const char*, 2> kFlags{"http.login_form", "http.admin_interface"};
    for (const char* name : kFlags)
        if (page.flag(name).value_or(false)) facts.set(name, true);
}

}  // namespace vigie::identify
