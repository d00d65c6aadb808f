// SPDX-License-Identifier: Apache-2.0
#include "store/registry_card.h"

#include <nlohmann/json.hpp>

#include "base/language.h"

namespace vigie::store {
namespace {

using base::Result;
using nlohmann::json;

// Throws when something is missing.
AuditCard card_in(const json& in) {
    AuditCard out;
    out.organisation = {in.at("name"),  in.at("finess_ej"), in.at("finess_eg"),
                        in.at("siret"), in.at("ght"),       in.at("region")};
    out.folder = in.at("folder");
    out.tlp = in.at("tlp");
    return out;
}

// Throws when it is no date.
base::Date date_in(const std::string& text) {
    const auto date = base::parse_date(text);
    if (!date || base::format_date(*date) != text) throw std::invalid_argument("no date");
    return *date;
}

}  // namespace

CardColumns columns_of(const AuditCard& card) {
    return {base::format_date(card.started), base::format_date(card.keep_until),
            !card.destruction.empty() ? kDestroying
            : card.sealed             ? "yes"
                                      : "no"};
}

std::string write_card(const AuditCard& card) {
    const model::Organisation& organisation = card.organisation;
    const CardColumns columns = columns_of(card);
    return json{{"name", organisation.name},
                {"finess_ej", organisation.finess_ej},
                {"finess_eg", organisation.finess_eg},
                {"siret", organisation.siret},
                {"ght", organisation.ght},
                {"region", organisation.region},
                {"folder", card.folder},
                {"tlp", card.tlp},
                {"started", columns.started},
                {"keep_until", columns.keep_until},
                {"sealed", columns.sealed},
                {"documents", card.documents},
                {"destruction", card.destruction}}
        .dump(-1, ' ', false, json::error_handler_t::replace);
}

Result<AuditCard> read_card(const std::string& id, const std::string& text, const CardColumns& columns,
                            const std::string& lang) {
    try {
        const json in = json::parse(text);
        AuditCard out = card_in(in);
        out.id = id;
        if (in.at("started") != columns.started || in.at("keep_until") != columns.keep_until ||
            in.at("sealed") != columns.sealed)
            return tl::unexpected(altered_card(id, lang));
        out.started = date_in(columns.started);
        out.keep_until = date_in(columns.keep_until);
        out.sealed = columns.sealed == "yes";
        out.documents = in.at("documents");
        out.destruction = in.at("destruction");
        return out;
    } catch (const std::exception&) {
        return tl::unexpected(altered_card(id, lang));
    }
}

Result<AuditCard> read_unbound_card(const std::string& id, const std::string& text, const CardColumns& columns,
                                    const std::string& lang) {
    try {
        AuditCard out = card_in(json::parse(text));
        out.id = id;
        out.started = date_in(columns.started);
        out.keep_until = date_in(columns.keep_until);
        out.sealed = columns.sealed == "yes";
        return out;
    } catch (const std::exception&) {
        return tl::unexpected(altered_card(id, lang));
    }
}

base::Error altered_card(const std::string& id, const std::string& lang) {
    return {base::Errc::malformed, id + base::say(lang, " : la fiche de cet audit a été altérée dans le magasin",
                                                  ": the card of this audit was altered in the store")};
}

}  // namespace vigie::store
