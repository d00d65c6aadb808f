// SPDX-License-Identifier: Apache-2.0
// vigie opssies FILE...: reads exchange messages, also other programs', and says what each event declares,
// and what is odd in it.
#include "exchange/opssies.h"

#include <iostream>

#include "console.h"
#include "engine/audit_files.h"

namespace vigie::console {
namespace {

const char* identifier_word(int type) {
    switch (type) {
        case 1: return "FINESS";
        case 2: return "FINESS EG";
        case 3: return "FINESS EJ";
        case 4: return "SIREN";
        case 5: return "SIRET";
        default: return "?";
    }
}

std::string level_word(const std::string& level) {
    if (level == "red") return say("ROUGE", "RED");
    if (level == "orange") return "ORANGE";
    if (level == "green") return say("VERT", "GREEN");
    return say("niveau absent", "no level");
}

std::string number_word(const std::optional<long>& number) {
    return number ? std::to_string(*number) : say("inconnu", "unknown");
}

std::string role_word(int role) {
    switch (role) {
        case 1: return say("demandeur", "requester");
        case 2: return say("prestataire", "service provider");
        case 3: return say("auditeur", "auditor");
        case 4: return say("destinataire", "recipient");
        default: return say("rôle inconnu", "unknown role");
    }
}

void print_event(const exchange::OpssiesEvent& event) {
    std::cout << "  " << (event.date.empty() ? say("sans date", "no date") : shown(event.date)) << "  "
              << level_word(event.level) << "  "
              << "score " << number_word(event.score) << say(", critiques ", ", critical ")
              << number_word(event.critical_vulnerabilities);
    for (const exchange::OpssiesTarget& target : event.targets) {
        std::cout << "  " << shown(target.fqdn);
        if (!target.host.empty()) std::cout << (target.fqdn.empty() ? "" : " ") << shown(target.host);
    }
    for (const exchange::OpssiesIdentifier& identifier : event.audited)
        std::cout << "  " << identifier_word(identifier.type) << " " << shown(identifier.text);
    if (!event.nature.empty()) std::cout << "  " << shown(event.nature);
    std::cout << "\n";
}

int run_opssies(const std::vector<std::string>& files) {
    for (const std::string& file : files) {
        const auto text = engine::read_whole(file);
        if (!text)
            return report_error({base::Errc::input, file + say(" : fichier illisible", ": this file cannot be read")});
        const auto message = exchange::read_opssies(*text, language());
        if (!message) return report_error({base::Errc::input, file + say(" : ", ": ") + message.error().what});
        std::cout << file << say(" : ", ": ") << message->events.size() << say(" événement(s)", " event(s)") << "\n";
        for (const exchange::OpssiesStakeholder& who : message->stakeholders) {
            std::cout << "  " << role_word(who.role);
            if (!who.name.empty()) std::cout << " " << shown(who.name);
            for (const exchange::OpssiesIdentifier& identifier : who.identifiers)
                std::cout << "  " << identifier_word(identifier.type) << " " << shown(identifier.text);
            std::cout << "\n";
        }
        for (const exchange::OpssiesEvent& event : message->events) print_event(event);
        for (const std::string& remark : message->remarks)
            std::cout << "  " << say("remarque : ", "remark: ") << shown(remark) << "\n";
    }
    return kDone;
}

}  // namespace

void add_opssies(CLI::App& app, Action& chosen) {
    CLI::App* command = app.add_subcommand("opssies", say("lire des messages OPSSIES : ce que chacun déclare",
                                                          "read OPSSIES messages: what each declares"));
    auto files = std::make_shared<std::vector<std::string>>();
    command->add_option("FILE", *files, say("messages (JSON)", "messages (JSON)"))->required();
    command->callback([files, &chosen] { chosen = [files] { return run_opssies(*files); }; });
}

}  // namespace vigie::console
