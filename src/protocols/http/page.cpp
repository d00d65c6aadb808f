// SPDX-License-Identifier: Apache-2.0
#include "protocols/http/page.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "base/text.h"

namespace vigie::protocols::http {
namespace {

using base::contains_ignoring_case;
using base::equals_ignoring_case;
using base::to_lower;
using base::trim;

constexpr std::size_t kTagLimit = 2048;
constexpr std::size_t kTagCount = 50000;
constexpr std::size_t kAttributeCount = 32;
constexpr std::size_t kTextLimit = 1024;  // of a title, a heading, a link
constexpr std::size_t kEntityLimit = 10;
constexpr std::size_t kHeadTags = 400;   // tags looked at for what a page loads
constexpr std::size_t kPathLimit = 160;  // of one reference
constexpr std::size_t kQueryLimit = 40;
constexpr std::size_t kScriptArea = 4096;  // bytes in which a page that only redirects does so
constexpr std::size_t kAssignments = 8;

struct Tag {
    std::string name;             // lower case, "/a" for an end tag
    std::string_view attributes;  // as written
    std::size_t end = 0;          // position after ">"
};

bool is_letter(char character) {
    return (character >= 'a' && character <= 'z') || (character >= 'A' && character <= 'Z');
}

bool is_space(char character) {
    return character == ' ' || character == '\t' || character == '\r' || character == '\n' || character == '\f';
}

bool starts_ignoring_case(std::string_view text, std::string_view prefix) {
    return text.size() >= prefix.size() && equals_ignoring_case(text.substr(0, prefix.size()), prefix);
}

bool ends_with(std::string_view text, std::string_view suffix) {
    return text.size() >= suffix.size() && text.substr(text.size() - suffix.size()) == suffix;
}

// End of the tag that opens at start: position of ">" outside quotes; npos when it never ends or another one begins.
std::size_t tag_end(std::string_view html, std::size_t start) {
    char quote = '\0';
    const std::size_t last = std::min(html.size(), start + kTagLimit);
    for (std::size_t at = start + 1; at < last; ++at) {
        const char character = html[at];
        if (quote != '\0') {
            if (character == quote) quote = '\0';
        } else if (character == '"' || character == '\'') {
            quote = character;
        } else if (character == '>') {
            return at;
        } else if (character == '<') {
            return std::string_view::npos;
        }
    }
    return std::string_view::npos;
}

// The first tag at or after position.
std::optional<Tag> next_tag(std::string_view html, std::size_t position) {
    for (std::size_t tries = 0; tries < kTagCount; ++tries) {
        const std::size_t start = html.find('<', position);
        if (start == std::string_view::npos || start + 1 >= html.size()) return std::nullopt;
        position = start + 1;
        if (!is_letter(html[position]) && html[position] != '/') continue;
        const std::size_t end = tag_end(html, start);
        if (end == std::string_view::npos) continue;
        const std::string_view inside = html.substr(start + 1, end - start - 1);
        std::size_t name_end = 1;
        while (name_end < inside.size() && !is_space(inside[name_end])) ++name_end;
        return Tag{to_lower(inside.substr(0, name_end)), inside.substr(name_end), end + 1};
    }
    return std::nullopt;
}

std::string attribute(std::string_view attributes, std::string_view wanted) {
    std::size_t at = 0;
    for (std::size_t count = 0; count < kAttributeCount; ++count) {
        while (at < attributes.size() && (is_space(attributes[at]) || attributes[at] == '/')) ++at;
        const std::size_t name_start = at;
        while (at < attributes.size() && !is_space(attributes[at]) && attributes[at] != '=') ++at;
        if (at == name_start && at >= attributes.size()) return {};
        const std::string_view name = attributes.substr(name_start, at - name_start);
        while (at < attributes.size() && is_space(attributes[at])) ++at;
        std::string_view value;
        if (at < attributes.size() && attributes[at] == '=') {
            ++at;
            while (at < attributes.size() && is_space(attributes[at])) ++at;
            if (at < attributes.size() && (attributes[at] == '"' || attributes[at] == '\'')) {
                const std::size_t close = attributes.find(attributes[at], at + 1);
                const std::size_t stop = close == std::string_view::npos ? attributes.size() : close;
                value = attributes.substr(at + 1, stop - at - 1);
                at = std::min(attributes.size(), stop + 1);
            } else {
                const std::size_t value_start = at;
                while (at < attributes.size() && !is_space(attributes[at])) ++at;
                value = attributes.substr(value_start, at - value_start);
            }
        }
        if (equals_ignoring_case(name, wanted)) return decode_entities(value);
    }
    return {};
}

// The names met in titles of French and English pages; any other is left as written.
constexpr std::array<std::pair<std::string_view, std::uint32_t>, 41> kEntities{{
    {"amp", '&'},      {"lt", '<'},       {"gt", '>'},       {"quot", '"'},      {"apos", '\''},   {"nbsp", ' '},
    {"eacute", 0xE9},  {"egrave", 0xE8},  {"ecirc", 0xEA},   {"euml", 0xEB},     {"agrave", 0xE0}, {"acirc", 0xE2},
    {"ccedil", 0xE7},  {"icirc", 0xEE},   {"iuml", 0xEF},    {"ocirc", 0xF4},    {"ouml", 0xF6},   {"ugrave", 0xF9},
    {"ucirc", 0xFB},   {"uuml", 0xFC},    {"auml", 0xE4},    {"oelig", 0x153},   {"aelig", 0xE6},  {"Eacute", 0xC9},
    {"Egrave", 0xC8},  {"Ecirc", 0xCA},   {"Agrave", 0xC0},  {"Acirc", 0xC2},    {"Ccedil", 0xC7}, {"Icirc", 0xCE},
    {"Ocirc", 0xD4},   {"copy", 0xA9},    {"reg", 0xAE},     {"trade", 0x2122},  {"laquo", 0xAB},  {"raquo", 0xBB},
    {"ndash", 0x2013}, {"mdash", 0x2014}, {"rsquo", 0x2019}, {"hellip", 0x2026}, {"middot", 0xB7},
}};

std::optional<std::uint32_t> entity_code(std::string_view name) {
    if (name.empty()) return std::nullopt;
    if (name[0] != '#') {
        for (const auto& [known, code] : kEntities)
            if (known == name) return code;
        return std::nullopt;
    }
    name.remove_prefix(1);
    const bool hexadecimal = !name.empty() && (name[0] == 'x' || name[0] == 'X');
    if (hexadecimal) name.remove_prefix(1);
    if (name.empty() || name.size() > 7) return std::nullopt;
    std::uint32_t code = 0;
    for (const char character : name) {
        std::uint32_t digit = 16;
        if (character >= '0' && character <= '9')
            digit = static_cast<std::uint32_t>(character - '0');
        else if (character >= 'a' && character <= 'f')
            digit = static_cast<std::uint32_t>(character - 'a') + 10;
        else if (character >= 'A' && character <= 'F')
            digit = static_cast<std::uint32_t>(character - 'A') + 10;
        if (digit >= (hexadecimal ? 16U : 10U)) return std::nullopt;
        code = code * (hexadecimal ? 16U : 10U) + digit;
    }
    if (code == 0 || code > 0x10FFFF || (code >= 0xD800 && code <= 0xDFFF)) return std::nullopt;
    return code;
}

// A query stays only when it looks like a version mark ("?v=1.2"): anything else may be a token.
std::string without_token(std::string_view reference) {
    const std::size_t question = reference.find('?');
    std::string out(reference.substr(0, std::min(question, kPathLimit)));
    if (question == std::string_view::npos) return out;
    const std::string_view query = reference.substr(question, reference.find('#', question) - question);
    const bool mark = query.size() <= kQueryLimit && std::all_of(query.begin() + 1, query.end(), [](char character) {
                          return is_letter(character) || (character >= '0' && character <= '9') || character == '.' ||
                                 character == '=' || character == '_' || character == '-';
                      });
    return mark ? out.append(query) : out;
}

// top.location="/remote/login", window.location.href = 'ui/'; only in short pages, where it is all there is.
std::string script_redirect(std::string_view html) {
    constexpr std::string_view kWord = "location";
    std::size_t at = html.find(kWord);
    for (std::size_t count = 0; count < kAssignments && at != std::string_view::npos; ++count) {
        std::string_view rest = html.substr(at + kWord.size());
        at = html.find(kWord, at + kWord.size());
        if (rest.starts_with(".href")) rest.remove_prefix(5);
        const bool call = rest.starts_with(".replace(") || rest.starts_with(".assign(");
        if (call) rest.remove_prefix(rest.find('(') + 1);
        rest = rest.substr(std::min(rest.size(), rest.find_first_not_of(" \t")));
        if (!call) {
            if (!rest.starts_with('=') || rest.starts_with("==")) continue;
            rest.remove_prefix(1);
            rest = rest.substr(std::min(rest.size(), rest.find_first_not_of(" \t")));
        }
        if (rest.empty() || (rest.front() != '"' && rest.front() != '\'')) continue;
        const std::size_t close = rest.find(rest.front(), 1);
        if (close == std::string_view::npos || close < 2 || close > kPathLimit) continue;
        const std::size_t after = rest.find_first_not_of(" \t", close + 1);
        if (after != std::string_view::npos && rest[after] == '+') continue;  // made of parts that only a browser knows
        return std::string(rest.substr(1, close - 1));
    }
    return {};
}

std::string latin1_to_utf8(std::string_view text) {
    std::string out;
    for (const char character : text) base::append_utf8(out, static_cast<std::uint8_t>(character));
    return out;
}

std::string join_space(std::string_view text) {
    std::string out;
    for (const char character : text) {
        if (!is_space(character))
            out += character;
        else if (!out.empty() && out.back() != ' ')
            out += ' ';
    }
    return std::string(trim(out));
}

// Text from position to the next tag.
std::string_view text_at(std::string_view html, std::size_t position) {
    const std::string_view rest = html.substr(position, kTextLimit);
    return rest.substr(0, rest.find('<'));
}

std::string first_text_of(std::string_view html, std::string_view tag_name, std::string_view other_name) {
    std::size_t position = 0;
    for (std::size_t count = 0; count < kTagCount; ++count) {
        const std::optional<Tag> tag = next_tag(html, position);
        if (!tag) return {};
        position = tag->end;
        if (tag->name != tag_name && tag->name != other_name) continue;
        const std::string_view raw = text_at(html, position);
        constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
        const bool utf8 = base::printable(raw, 4 * kTextLimit).find(kReplacement) == std::string::npos;
        return join_space(decode_entities(utf8 ? std::string(raw) : latin1_to_utf8(raw)));
    }
    return {};
}

std::string decode_percent(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::optional<std::uint32_t> code = text[at] == '%' && at + 2 < text.size()
                                                      ? entity_code("#x" + std::string(text.substr(at + 1, 2)))
                                                      : std::nullopt;
        if (code) at += 2;
        out += code ? static_cast<char>(*code) : text[at];
    }
    return out;
}

bool is_listing(std::string_view html, std::string_view title, std::string_view heading) {
    constexpr std::array<std::string_view, 4> kHeadings{"Index of /", "Directory listing for /",
                                                        "Directory Listing For [/", "Directory: /"};
    for (const std::string_view known : kHeadings)
        if (starts_ignoring_case(title, known) && starts_ignoring_case(heading, known)) return true;
    // IIS: "host - /folder/" as title and heading, the entries inside <pre>.
    const std::size_t dash = title.find(" - /");
    return dash != std::string_view::npos && dash > 0 && ends_with(title, "/") && title == heading &&
           contains_ignoring_case(html, "<pre>");
}

bool is_entry(std::string_view href, std::string_view text) {
    if (href.empty() || href == "/" || href == "." || href == "./" || href == ".." || href == "../") return false;
    if (href[0] == '?' || href[0] == '#') return false;
    if (href.find("://") != std::string_view::npos || starts_ignoring_case(href, "mailto:")) return false;
    return !contains_ignoring_case(text, "parent directory");
}

template <std::size_t N>
bool any_in(std::string_view text, const std::array<std::string_view, N>& words) {
    return std::any_of(words.begin(), words.end(),
                       [&](std::string_view word) { return text.find(word) != std::string_view::npos; });
}

template <std::size_t N>
bool any_ends(std::string_view text, const std::array<std::string_view, N>& endings) {
    return std::any_of(endings.begin(), endings.end(),
                       [&](std::string_view ending) { return ends_with(text, ending); });
}

}  // namespace

std::string decode_entities(std::string_view text) {
    std::string out;
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '&') {
            const std::string_view ahead = text.substr(at + 1, kEntityLimit);
            const std::size_t end = ahead.find(';');
            const auto code = end == std::string_view::npos ? std::nullopt : entity_code(ahead.substr(0, end));
            if (code) {
                base::append_utf8(out, *code);
                at += end + 1;
                continue;
            }
        }
        out += text[at];
    }
    return out;
}

std::string title_of(std::string_view html) {
    return first_text_of(html, "title", "title");
}

std::string generator_of(std::string_view html) {
    std::size_t position = 0;
    for (std::size_t count = 0; count < kHeadTags; ++count) {
        const std::optional<Tag> tag = next_tag(html, position);
        if (!tag || tag->name == "body") return {};
        position = tag->end;
        if (tag->name == "meta" && equals_ignoring_case(trim(attribute(tag->attributes, "name")), "generator"))
            return std::string(trim(attribute(tag->attributes, "content")));
    }
    return {};
}

std::vector<std::string> resources_of(std::string_view html) {
    std::vector<std::string> out;
    std::size_t position = 0;
    for (std::size_t count = 0; count < kHeadTags && out.size() < kResources; ++count) {
        const std::optional<Tag> tag = next_tag(html, position);
        if (!tag) break;
        position = tag->end;
        const char* wanted = tag->name == "script"                           ? "src"
                             : tag->name == "link"                           ? "href"
                             : tag->name == "form"                           ? "action"
                             : tag->name == "frame" || tag->name == "iframe" ? "src"
                                                                             : nullptr;
        if (wanted == nullptr) continue;
        std::string path = without_token(attribute(tag->attributes, wanted));
        if (!path.empty() && std::find(out.begin(), out.end(), path) == out.end()) out.push_back(std::move(path));
    }
    return out;
}

std::string page_redirect_of(std::string_view html) {
    std::size_t position = 0;
    for (std::size_t count = 0; count < kHeadTags; ++count) {
        const std::optional<Tag> tag = next_tag(html, position);
        if (!tag || tag->name == "body") break;
        position = tag->end;
        if (tag->name != "meta" || !equals_ignoring_case(trim(attribute(tag->attributes, "http-equiv")), "refresh"))
            continue;
        const std::string content = attribute(tag->attributes, "content");
        const std::size_t at = to_lower(content).find("url=");
        if (at == std::string::npos) continue;
        std::string_view target = trim(std::string_view(content).substr(at + 4));
        while (!target.empty() && (target.front() == '\'' || target.front() == '"')) target.remove_prefix(1);
        while (!target.empty() && (target.back() == '\'' || target.back() == '"')) target.remove_suffix(1);
        return std::string(target.substr(0, kPathLimit));
    }
    return script_redirect(html.substr(0, kScriptArea));
}

bool asks_password(std::string_view html) {
    std::size_t position = 0;
    for (std::size_t count = 0; count < kTagCount; ++count) {
        const std::optional<Tag> tag = next_tag(html, position);
        if (!tag) return false;
        if (tag->name == "input" && equals_ignoring_case(trim(attribute(tag->attributes, "type")), "password"))
            return true;
        position = tag->end;
    }
    return false;
}

std::string_view sensitive_kind(std::string_view file_name) {
    constexpr std::array<std::string_view, 3> kImages{".dcm", ".dicom", ".ima"};
    constexpr std::array<std::string_view, 3> kMessages{".hl7", ".hpr", ".hprim"};
    constexpr std::array<std::string_view, 9> kKeys{".key",  ".pfx",  ".p12",      ".jks", ".ppk",
                                                    ".kdbx", ".ovpn", ".htpasswd", ".env"};
    constexpr std::array<std::string_view, 4> kKeyNames{"id_rsa", "id_dsa", "id_ecdsa", "id_ed25519"};
    constexpr std::array<std::string_view, 9> kBackups{".bak", ".backup", ".bkp", ".bkf", ".vbk",
                                                       ".tib", ".vmdk",   ".vhd", ".vhdx"};
    constexpr std::array<std::string_view, 4> kBackupNames{"backup", "sauvegarde", "bkp", "dump"};
    constexpr std::array<std::string_view, 7> kArchives{".zip", ".7z", ".rar", ".tar", ".tgz", ".gz", ".xz"};
    constexpr std::array<std::string_view, 7> kDatabases{".sql",   ".sql.gz", ".sqlite", ".mdb",
                                                         ".accdb", ".dump",   ".dmp"};
    constexpr std::array<std::string_view, 7> kTables{".csv", ".tsv", ".xls", ".xlsx", ".ods", ".xml", ".json"};
    constexpr std::array<std::string_view, 8> kPersons{"patient",      "dossier", "sejour", "resultat",
                                                       "consultation", "export",  "labo",   "medical"};

    std::string name = to_lower(file_name);
    const bool folder = ends_with(name, "/");
    if (folder) name.pop_back();
    if (any_ends(name, kImages) || name == "dicomdir" || (folder && name == "dicom")) return "dicom";
    if (any_ends(name, kMessages) || (folder && name == "hl7")) return "hl7";
    if (any_ends(name, kKeys) || std::find(kKeyNames.begin(), kKeyNames.end(), name) != kKeyNames.end() ||
        (ends_with(name, ".pem") && (any_in(name, std::array<std::string_view, 2>{"key", "priv"}))))
        return "key";
    if (any_ends(name, kDatabases) || (any_ends(name, kTables) && any_in(name, kPersons))) return "export";
    if (any_ends(name, kBackups) || ((folder || any_ends(name, kArchives)) && any_in(name, kBackupNames)))
        return "backup";
    return {};
}

std::optional<Listing> listing_of(std::string_view html) {
    if (!is_listing(html, title_of(html), first_text_of(html, "h1", "h2"))) return std::nullopt;
    Listing listing;
    std::set<std::string> kinds;
    std::string previous;
    std::size_t position = 0;
    for (std::size_t count = 0; count < kTagCount; ++count) {
        const std::optional<Tag> tag = next_tag(html, position);
        if (!tag) break;
        position = tag->end;
        if (tag->name != "a") continue;
        const std::string href = attribute(tag->attributes, "href");
        if (!is_entry(href, text_at(html, position)) || href == previous) continue;
        previous = href;  // an icon and a name may both link to the same file
        ++listing.entries;
        std::string name = decode_percent(href);
        const std::size_t slash = name.find_last_of('/', name.size() < 2 ? 0 : name.size() - 2);
        if (slash != std::string::npos && slash + 1 < name.size()) name.erase(0, slash + 1);
        const std::string_view kind = sensitive_kind(name);
        if (!kind.empty()) kinds.emplace(kind);
    }
    listing.sensitive.assign(kinds.begin(), kinds.end());
    return listing;
}

bool is_admin_interface(std::string_view title, std::string_view location, std::string_view authenticate) {
    constexpr std::array<std::string_view, 30> kTitles{"phpmyadmin",
                                                       "pgadmin",
                                                       "adminer",
                                                       "webmin",
                                                       "tomcat web application manager",
                                                       "weblogic server administration",
                                                       "proxmox virtual environment",
                                                       "vmware esxi",
                                                       "vsphere",
                                                       "pfsense",
                                                       "opnsense",
                                                       "fortigate",
                                                       "sonicwall - authentication",
                                                       "routeros",
                                                       "idrac",
                                                       "integrated lights-out",
                                                       "synology diskstation",
                                                       "qnap turbo nas",
                                                       "plesk",
                                                       "cpanel",
                                                       "portainer",
                                                       "rabbitmq management",
                                                       "mirth connect administrator",
                                                       "jenkins",
                                                       "activemq console",
                                                       "hal management console",
                                                       "zabbix",
                                                       "centreon",
                                                       "veeam backup",
                                                       "console d'administration"};
    constexpr std::array<std::string_view, 9> kPaths{"/admin",        "/administrator", "/administration",
                                                     "/phpmyadmin",   "/webmin",        "/wp-admin",
                                                     "/manager/html", "/pma",           "/console"};
    const std::string lower_title = to_lower(title);
    if (any_in(lower_title, kTitles)) return true;
    if (contains_ignoring_case(authenticate, "tomcat manager application")) return true;

    std::string path = to_lower(location);
    const std::size_t scheme = path.find("://");
    if (scheme != std::string::npos) {
        const std::size_t slash = path.find('/', scheme + 3);
        path = slash == std::string::npos ? "/" : path.substr(slash);
    }
    return std::any_of(kPaths.begin(), kPaths.end(), [&](std::string_view known) {
        if (path.size() < known.size() || path.compare(0, known.size(), known) != 0) return false;
        return path.size() == known.size() || path[known.size()] == '/' || path[known.size()] == '?';
    });
}

}  // namespace vigie::protocols::http
