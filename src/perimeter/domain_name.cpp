// SPDX-License-Identifier: Apache-2.0
#include "perimeter/domain_name.h"

#include <algorithm>
#include <memory>

#include <idn2.h>
#include <libpsl.h>

#include "base/text.h"
#include "model/address.h"

namespace vigie::perimeter {
namespace {

constexpr std::size_t kNameLimit = 253;
constexpr std::size_t kLabelLimit = 63;

bool well_formed(std::string_view label) {
    const auto allowed = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
    return !label.empty() && label.size() <= kLabelLimit && label.front() != '-' && label.back() != '-' &&
           std::all_of(label.begin(), label.end(), allowed);
}

// The host inside a web or mail address, "" when there is none worth proposing.
std::string host_inside(std::string_view written) {
    if (const auto scheme = written.find("://"); scheme != std::string_view::npos) written.remove_prefix(scheme + 3);
    if (const auto at = written.find('@'); at != std::string_view::npos) written.remove_prefix(at + 1);
    if (written.starts_with("*.")) written.remove_prefix(2);
    return quotable(written.substr(0, written.find_first_of("/:?#")));
}

}  // namespace

tl::expected<std::string, Text> read_domain(std::string_view written) {
    const std::string shown = quotable(written);
    const std::string host = host_inside(written);
    if (model::IpAddress::parse(written.substr(0, written.find('/'))))
        return wrong("« " + shown + " » est une adresse; attendu : un nom de domaine (les adresses vont dans adresses)",
                     "'" + shown + "' is an address; expected: a domain name (addresses go into adresses)");
    if (written.starts_with("*."))
        return wrong("« " + shown + " » contient un joker; attendu : \"" + host + "\" (les sous-domaines sont compris)",
                     "'" + shown + "' has a wildcard; expected: \"" + host + "\" (sub-domains are included)");
    if (written.find('/') != std::string_view::npos || written.find('@') != std::string_view::npos)
        return wrong("« " + shown + " » n'est pas un nom de domaine; attendu : \"" + host + "\"",
                     "'" + shown + "' is not a domain name; expected: \"" + host + "\"");

    std::string text(written);
    if (text.ends_with('.')) text.pop_back();
    const Text malformed{"« " + shown + " » n'est pas un nom de domaine; attendu : par exemple \"ch-exemple.fr\"",
                         "'" + shown + "' is not a domain name; expected: for example \"ch-exemple.fr\""};
    if (text.find('\0') != std::string::npos || text.size() > 4 * kNameLimit) return tl::unexpected(malformed);
    char* converted = nullptr;
    const int status = idn2_to_ascii_8z(text.c_str(), &converted, IDN2_NFC_INPUT | IDN2_NONTRANSITIONAL);
    const std::unique_ptr<char, void (*)(void*)> owned(converted, idn2_free);
    if (status != IDN2_OK || converted == nullptr) return tl::unexpected(malformed);
    const std::string name = base::to_lower(converted);
    const auto labels = base::split(name, '.');
    const bool numeric_end = base::parse_unsigned(labels.back()).has_value();
    if (name.size() > kNameLimit || numeric_end || !std::all_of(labels.begin(), labels.end(), well_formed))
        return tl::unexpected(malformed);

    // The list compiled into libpsl: the same file gives the same answer on every machine of a Debian release.
    if (const psl_ctx_t* list = psl_builtin(); psl_is_public_suffix(list, name.c_str()) != 0)
        return wrong(
            "« " + shown + " » est un suffixe public, partagé par tous; attendu : un domaine de l'établissement",
            "'" + shown + "' is a public suffix, shared by all; expected: a domain of the establishment");
    return name;
}

}  // namespace vigie::perimeter
