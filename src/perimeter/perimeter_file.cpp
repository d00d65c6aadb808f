// SPDX-License-Identifier: Apache-2.0
#include "perimeter/perimeter_file.h"

#include <algorithm>
#include <fstream>
#include <iterator>

#include "base/text.h"
#include "perimeter/block.h"
#include "perimeter/domain_name.h"
#include "perimeter/identifiers.h"
#include "perimeter/schema.h"

namespace vigie::perimeter {
namespace {

using base::Errc;
using base::fail;
using base::Result;
using model::CidrBlock;
using model::IpAddress;

constexpr std::size_t kQuoteLimit = 80;
constexpr std::int64_t kRateLimit = 10'000'000;  // packets per second; more is a slip of the hand
constexpr int kSoonDays = 7;
constexpr int kLongestKeeping = 3650;      // days
constexpr std::size_t kEntryLimit = 4096;  // per list

struct Message {
    std::size_t line = 1;
    Text text;
};

// Goes through one document; problems and warnings are collected with their lines.
class Checker {
public:
    Checker(const Node& root, base::Date today) : root_(root), today_(today) {}

    void run() {
        check_schema(root_, [this](std::size_t line, Text text) { problem(line, std::move(text)); });
        if (!problems.empty()) return;
        organisation();
        authorisation();
        actors();
        addresses();
        names();
        described_blocks();
        limits();
        keeping();
        resolution();
    }

    model::Perimeter perimeter;
    std::vector<Message> problems;
    std::vector<Message> warnings;

private:
    void problem(std::size_t line, Text text) { problems.push_back({line, std::move(text)}); }
    void warn(std::size_t line, Text text) { warnings.push_back({line, std::move(text)}); }

    const Node* find(std::string_view table, std::string_view key) const {
        const Node* node = root_.find(table);
        return node == nullptr ? nullptr : node->find(key);
    }
    std::string text(std::string_view table, std::string_view key) const {
        const Node* node = find(table, key);
        return node == nullptr ? std::string{} : std::string(base::trim(node->text));
    }
    const std::vector<Node>& list(std::string_view table, std::string_view key) {
        static const std::vector<Node> kNone;
        const Node* node = find(table, key);
        if (node == nullptr) return kNone;
        if (node->items.size() <= kEntryLimit) return node->items;
        problem(node->line, {std::string(key) + " a plus de 4 096 éléments; attendu : des blocs plus larges",
                             std::string(key) + " has more than 4,096 entries; expected: larger blocks"});
        return kNone;
    }

    void number_with_key(std::size_t line, std::string_view kind, const std::string& written, Validity validity,
                         const Text& form, bool key_is_certain) {
        if (validity == Validity::valid) return;
        const std::string shown = quotable(written);
        const std::string name(kind);
        if (validity == Validity::wrong_form)
            return problem(line, {name + " « " + shown + " » mal formé; attendu : " + form.fr,
                                  name + " '" + shown + "' is malformed; expected: " + form.en});
        Text text{name + " « " + shown + " » : la clé de contrôle est fausse; attendu : " + form.fr,
                  name + " '" + shown + "' has a wrong check digit; expected: " + form.en};
        if (key_is_certain)
            problem(line, std::move(text));
        else
            warn(line, std::move(text));
    }

    void organisation() {
        model::Organisation& out = perimeter.organisation;
        out = {text("organisation", "nom"),   text("organisation", "finess_ej"), {},
               text("organisation", "siret"), text("organisation", "ght"),       text("organisation", "region")};
        const Text finess{"9 caractères, par exemple 130786049", "9 characters, for example 130786049"};
        if (const Node* node = find("organisation", "finess_ej"))
            number_with_key(node->line, "FINESS", out.finess_ej, check_finess(out.finess_ej), finess, false);
        for (const Node& item : list("organisation", "finess_eg")) {
            out.finess_eg.emplace_back(base::trim(item.text));
            number_with_key(item.line, "FINESS", out.finess_eg.back(), check_finess(out.finess_eg.back()), finess,
                            false);
        }
        if (const Node* node = find("organisation", "siret"))
            number_with_key(node->line, "SIRET", out.siret, check_siret(out.siret),
                            {"14 chiffres, sans espace", "14 digits, without spaces"}, true);
        if (const Node* node = find("organisation", "ght"))
            number_with_key(node->line, "GHT", out.ght, check_ght(out.ght),
                            {"le code de la liste du ministère, par exemple PACA-04",
                             "the code of the ministry's list, for example PACA-04"},
                            true);
        const Node* region = find("organisation", "region");
        if (region != nullptr && region_name(out.region).empty()) {
            const std::string codes = base::join(region_codes(), ", ");
            const std::string shown = quotable(out.region);
            problem(region->line, {"région « " + shown + " » inconnue; attendu : un code INSEE parmi " + codes,
                                   "unknown region '" + shown + "'; expected: an INSEE code among " + codes});
        }
    }

    base::Date date(std::string_view key) {
        const Node* node = find("autorisation", key);
        return node->date;  // required, and of this kind: checked by the schema
    }

    void authorisation() {
        model::Authorisation& out = perimeter.authorisation;
        out.reference = text("autorisation", "reference");
        out.signatory = text("autorisation", "signataire");
        out.start = date("debut");
        out.end = date("fin");
        if (const Node* node = find("autorisation", "laboratoire")) out.laboratory = node->flag;
        if (const Node* node = find("autorisation", "acces_anonyme")) out.anonymous = node->flag;
        const std::size_t start_line = find("autorisation", "debut")->line;
        const std::size_t end_line = find("autorisation", "fin")->line;
        const std::string start = base::format_date(out.start);
        const std::string end = base::format_date(out.end);
        const std::string today = base::format_date(today_);
        if (out.end < out.start)
            return problem(end_line, {"fin (" + end + ") précède debut (" + start + "); attendu : debut <= fin",
                                      "fin (" + end + ") is before debut (" + start + "); expected: debut <= fin"});
        if (today_ < out.start)
            return problem(start_line, {"l'autorisation ne commence que le " + start + ", nous sommes le " + today +
                                            "; attendu : une autorisation en cours",
                                        "the authorisation begins on " + start + ", today is " + today +
                                            "; expected: an authorisation in force"});
        if (out.end < today_)
            return problem(end_line, {"l'autorisation a expiré le " + end + ", nous sommes le " + today +
                                          "; attendu : une autorisation en cours",
                                      "the authorisation expired on " + end + ", today is " + today +
                                          "; expected: an authorisation in force"});
        if (base::days_between(today_, out.end) <= kSoonDays)
            warn(end_line, {"l'autorisation se termine le " + end, "the authorisation ends on " + end});
    }

    void actors() {
        perimeter.actors = {text("acteurs", "auditeur"), text("acteurs", "prestataire_siren")};
        if (const Node* node = find("acteurs", "prestataire_siren"))
            number_with_key(node->line, "SIREN", perimeter.actors.provider_siren,
                            check_siren(perimeter.actors.provider_siren),
                            {"9 chiffres, sans espace", "9 digits, without spaces"}, true);
    }

    void addresses() {
        const bool laboratory = perimeter.authorisation.laboratory;
        for (const Node& item : list("perimetre", "adresses")) {
            auto block = read_block(base::trim(item.text), BlockUse::probed, laboratory);
            if (!block) {
                problem(item.line, std::move(block.error()));
                continue;
            }
            const std::string shown = block->text();
            for (const CidrBlock& other : perimeter.addresses)
                if (overlap(*block, other)) {
                    warn(item.line, {shown + " recouvre " + other.text() + ", déjà déclaré",
                                     shown + " overlaps " + other.text() + ", already declared"});
                    break;
                }
            if (!laboratory && is_private(*block))
                warn(item.line, {shown + " est une adresse privée : elle n'est pas joignable depuis Internet",
                                 shown + " is a private address: it cannot be reached from the Internet"});
            perimeter.addresses.push_back(*block);
        }
    }

    void read_names(std::string_view key, std::vector<std::string>& out, bool below_counts) {
        for (const Node& item : list("perimetre", key)) {
            auto name = read_domain(base::trim(item.text));
            if (!name) {
                problem(item.line, std::move(name.error()));
                continue;
            }
            for (const std::string& other : out) {
                const bool same = *name == other;
                if (!same && !(below_counts && name->ends_with("." + other))) continue;
                warn(item.line,
                     {*name + " est déjà compris dans " + other, *name + " is already included in " + other});
                break;
            }
            if (std::find(out.begin(), out.end(), *name) == out.end()) out.push_back(*std::move(name));
        }
    }

    void names() {
        read_names("domaines", perimeter.domains, true);
        read_names("cloud", perimeter.cloud, false);
        if (list("perimetre", "adresses").empty() && list("perimetre", "domaines").empty())
            problem(root_.find("perimetre")->line, {"le périmètre est vide; attendu : adresses ou domaines",
                                                    "the perimeter is empty; expected: adresses or domaines"});
    }

    void read_described(std::string_view key, std::vector<CidrBlock>& out) {
        for (const Node& item : list("perimetre", key)) {
            auto block = read_block(base::trim(item.text), BlockUse::described, true);
            if (!block) {
                problem(item.line, std::move(block.error()));
                continue;
            }
            const bool known = std::any_of(perimeter.addresses.begin(), perimeter.addresses.end(),
                                           [&](const CidrBlock& declared) { return overlap(declared, *block); });
            if (!known)
                warn(item.line, {block->text() + " (" + std::string(key) + ") est hors des adresses déclarées",
                                 block->text() + " (" + std::string(key) + ") is outside the declared addresses"});
            out.push_back(*block);
        }
    }

    void described_blocks() {
        read_described("exclusions", perimeter.excluded);
        read_described("fragiles", perimeter.fragile);
    }

    std::optional<std::uint32_t> rate(std::string_view key) {
        const Node* node = find("limites", key);
        if (node == nullptr) return std::nullopt;
        if (node->number >= 1 && node->number <= kRateLimit) return static_cast<std::uint32_t>(node->number);
        const std::string name(key);
        const std::string value = std::to_string(node->number);
        problem(node->line, {name + " = " + value + " est hors limites; attendu : un nombre de 1 à 10 000 000",
                             name + " = " + value + " is out of range; expected: a number from 1 to 10,000,000"});
        return std::nullopt;
    }

    // "HH:MM" -> minutes; 24:00 only where a window ends.
    static std::optional<int> minutes(std::string_view written, bool end) {
        if (written.size() != 5 || written[2] != ':') return std::nullopt;
        const auto hours = base::parse_unsigned(written.substr(0, 2));
        const auto rest = base::parse_unsigned(written.substr(3));
        if (!hours || !rest || *rest > 59 || *hours > 24 || (*hours == 24 && (*rest > 0 || !end))) return std::nullopt;
        return static_cast<int>(*hours * 60 + *rest);
    }

    void limits() {
        model::Limits& out = perimeter.limits;
        out.packets_per_second = rate("paquets_par_seconde");
        out.packets_per_second_per_address = rate("paquets_par_seconde_par_adresse");
        if (out.packets_per_second && out.packets_per_second_per_address &&
            *out.packets_per_second < *out.packets_per_second_per_address)
            warn(find("limites", "paquets_par_seconde_par_adresse")->line,
                 {"paquets_par_seconde_par_adresse dépasse paquets_par_seconde, qui s'applique d'abord",
                  "paquets_par_seconde_par_adresse is above paquets_par_seconde, which applies first"});
        for (const Node& item : list("limites", "fenetres")) {
            const std::string_view written = base::trim(item.text);
            const auto dash = written.find('-');
            const auto start = minutes(written.substr(0, dash), false);
            const auto end = dash == std::string_view::npos ? std::nullopt : minutes(written.substr(dash + 1), true);
            if (start && end && *start != *end) {
                out.windows.push_back({*start, *end});
                continue;
            }
            const std::string shown = quotable(written);
            problem(item.line,
                    {"fenêtre « " + shown + " » mal formée; attendu : \"HH:MM-HH:MM\", par exemple \"22:00-06:00\"",
                     "window '" + shown + "' is malformed; expected: \"HH:MM-HH:MM\", for example \"22:00-06:00\""});
        }
    }

    void keeping() {
        model::Keeping& out = perimeter.keeping;
        if (const Node* node = find("conservation", "sceller")) out.sealed = node->flag;
        const Node* days = find("conservation", "jours");
        if (days == nullptr) return;
        if (days->number >= 1 && days->number <= kLongestKeeping) {
            out.days = static_cast<int>(days->number);
            return;
        }
        const std::string value = std::to_string(days->number);
        problem(days->line, {"jours vaut " + value + "; attendu : de 1 à " + std::to_string(kLongestKeeping),
                             "jours is " + value + "; expected: from 1 to " + std::to_string(kLongestKeeping)});
    }

    void resolution() {
        for (const Node& item : list("resolution", "serveurs")) {
            const std::string written(base::trim(item.text));
            const auto address = IpAddress::parse(written);
            const std::string shown = quotable(written);
            // A resolver of this very machine is usual; everything else follows the rules for hosts.
            if (!address || !read_block(written, BlockUse::probed, true)) {
                problem(item.line,
                        {"serveur « " + shown + " » inutilisable; attendu : l'adresse IP d'un résolveur DNS",
                         "server '" + shown + "' cannot be used; expected: the IP address of a DNS resolver"});
                continue;
            }
            const bool excluded = std::any_of(perimeter.excluded.begin(), perimeter.excluded.end(),
                                              [&](const CidrBlock& block) { return block.contains(*address); });
            if (excluded)
                warn(item.line, {"le serveur " + shown + " est exclu : il ne sera pas interrogé",
                                 "server " + shown + " is excluded: it will not be asked"});
            perimeter.resolvers.push_back(*address);
        }
    }

    const Node& root_;
    base::Date today_;
};

std::string place(std::string_view file, std::size_t line) {
    return std::string(file) + ":" + std::to_string(line) + ": ";
}

std::string line_at(std::string_view text, std::size_t number) {
    const auto lines = base::split(text, '\n');
    return number >= 1 && number <= lines.size() ? std::string(base::trim(lines[number - 1])) : std::string{};
}

Text syntax_text(const SyntaxProblem& problem, std::string_view document) {
    const std::string line = line_at(document, problem.line);
    const std::string shown = quotable(line);
    if (problem.description.find("redefin") != std::string::npos)
        return {"« " + shown + " » est écrit deux fois; attendu : chaque clé et chaque table une seule fois",
                "'" + shown + "' is written twice; expected: each key and each table only once"};
    const std::string head = line.substr(0, line.find('='));
    if (!line.starts_with('#') && std::any_of(head.begin(), head.end(), [](char c) { return (c & '\x80') != 0; }))
        return {"« " + shown + " » a un accent dans une clé; attendu : des clés sans accent (perimetre, debut)",
                "'" + shown + "' has an accent in a key; expected: keys without accents (perimetre, debut)"};
    return {"écriture TOML incorrecte près de « " + shown +
                " »; attendu : [table], cle = \"texte\", cle = [\"texte\", \"texte\"] ou cle = 2026-11-01",
            "TOML syntax error near '" + shown + "' (" + quotable(problem.description) +
                "); expected: [table], key = \"text\", key = [\"text\", \"text\"] or key = 2026-11-01"};
}

}  // namespace

std::string quotable(std::string_view written) {
    std::string out = base::printable(written, kQuoteLimit);
    std::replace_if(
        out.begin(), out.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
    return out;
}

Result<Loaded> parse(std::string_view text, std::string_view file, base::Date today, std::string_view lang) {
    const std::string name = quotable(file);
    if (text.size() > kFileLimit)
        return fail(Errc::input, place(name, 1) + Text{"le fichier dépasse 1 Mio; attendu : un fichier de périmètre",
                                                       "the file is larger than 1 MiB; expected: a perimeter file"}
                                                      .in(lang));
    const auto root = read_toml(text);
    if (!root) return fail(Errc::input, place(name, root.error().line) + syntax_text(root.error(), text).in(lang));

    Checker checker(*root, today);
    checker.run();
    const auto by_line = [](const Message& a, const Message& b) { return a.line < b.line; };
    if (!checker.problems.empty()) {
        const auto first = std::min_element(checker.problems.begin(), checker.problems.end(), by_line);
        return fail(Errc::input, place(name, first->line) + first->text.in(lang));
    }
    Loaded out;
    out.perimeter = std::move(checker.perimeter);
    out.perimeter.file = file;
    std::stable_sort(checker.warnings.begin(), checker.warnings.end(), by_line);
    for (const Message& warning : checker.warnings)
        out.warnings.push_back(place(name, warning.line) + warning.text.in(lang));
    return out;
}

Result<Loaded> load(const std::string& path, base::Date today, std::string_view lang) {
    std::ifstream file(path, std::ios::binary);
    std::string text;
    if (file) {
        text.resize(kFileLimit + 1);
        file.read(text.data(), static_cast<std::streamsize>(text.size()));
        text.resize(static_cast<std::size_t>(file.gcount()));
    }
    if (!file.is_open() || file.bad() || (text.empty() && !file.eof()))
        return fail(Errc::input,
                    place(quotable(path), 1) +
                        Text{"le fichier ne peut pas être lu; attendu : un fichier de périmètre (vigie init)",
                             "the file cannot be read; expected: a perimeter file (vigie init)"}
                            .in(lang));
    return parse(text, path, today, lang);
}

}  // namespace vigie::perimeter
