// SPDX-License-Identifier: Apache-2.0
#include "sample.h"

#include <string>

namespace vigie::sample {
namespace {

using model::Access;
using model::Category;
using model::Certainty;
using model::Criticality;
using model::Finding;
using model::IpAddress;
using model::Status;
using model::Transport;

base::Instant at(const char* text) {
    return *base::parse_instant(text);
}
IpAddress address(const std::string& text) {
    return *IpAddress::parse(text);
}

void add_asset(model::Audit& audit, const char* where, std::vector<std::string> names, const char* how = "declared",
               bool in_scope = true, bool alive = true) {
    model::Asset asset;
    asset.address = address(where);
    asset.names = std::move(names);
    asset.in_scope = in_scope;
    asset.how_found = how;
    asset.alive = alive;
    audit.assets.push_back(asset);
}

struct Open {
    const char* where;
    model::Port port;
    const char* protocol;
    bool tls;
    const char* product;
    const char* version;
    std::optional<Access> access;
    Transport transport = Transport::tcp;
};

model::Service& add_service(model::Audit& audit, const Open& open) {
    model::Service service;
    service.endpoint = {address(open.where), open.port, open.transport};
    service.protocol = open.protocol;
    service.tls = open.tls;
    service.product = open.product;
    service.version = open.version;
    service.qod = service.version.empty() ? 70 : 95;
    service.access = open.access;
    audit.services.push_back(service);
    return audit.services.back();
}

void certify(model::Service& service, std::vector<std::string> versions, const char* until, int days,
             const char* subject, bool self_signed = false) {
    service.facts.set("tls.versions", std::move(versions));
    service.facts.set("certificate.subject", subject);
    service.facts.set("certificate.not_after", until);
    service.facts.set("certificate.days_left", std::int64_t{days});
    service.facts.set("certificate.expired", days < 0);
    service.facts.set("certificate.key_type", "RSA");
    service.facts.set("certificate.key_bits", std::int64_t{2048});
    service.facts.set("certificate.self_signed", self_signed);
    service.facts.set("certificate.chain_trusted", !self_signed);
}

void add_services(model::Audit& audit) {
    const auto open = Access::open;
    const auto admin = Access::administration;
    const Open list[] = {
        {"192.0.2.1", 80, "http", false, "nginx", "1.22.1", open},
        {"192.0.2.1", 443, "http", true, "nginx", "1.22.1", open},
        {"192.0.2.1", 22, "ssh", false, "OpenSSH", "9.2p1", admin},
        {"192.0.2.2", 25, "smtp", false, "Postfix", "", open},
        {"192.0.2.2", 465, "smtp", true, "Postfix", "", open},
        {"192.0.2.2", 587, "smtp", false, "Postfix", "", open},
        {"192.0.2.2", 993, "imap", true, "Dovecot", "", open},
        {"192.0.2.2", 443, "http", true, "Roundcube", "1.4.11", open},
        {"192.0.2.3", 53, "dns", false, "BIND", "9.16.1", open},
        {"192.0.2.3", 53, "dns", false, "BIND", "9.16.1", open, Transport::udp},
        {"192.0.2.4", 104, "dicom", false, "Orthanc", "1.10.1", Access::data},
        {"192.0.2.4", 8042, "orthanc", false, "Orthanc", "1.10.1", Access::data},
        {"192.0.2.4", 4242, "dicom", false, "Orthanc", "1.10.1", Access::data},
        {"192.0.2.5", 6379, "redis", false, "Redis", "7.0.15", Access::data},
        {"192.0.2.5", 11211, "memcached", false, "memcached", "1.6.18", Access::data},
        {"192.0.2.5", 9200, "http", false, "Elasticsearch", "7.10.2", Access::data},
        {"192.0.2.5", 22, "ssh", false, "OpenSSH", "7.4", admin},
        {"192.0.2.6", 3389, "rdp", true, "Terminal Services", "10.0.17763", admin},
        {"192.0.2.6", 445, "smb", false, "Windows Server 2019", "", Access::internal},
        {"192.0.2.6", 135, "msrpc", false, "", "", Access::internal},
        {"192.0.2.6", 139, "netbios", false, "", "", Access::internal},
        {"192.0.2.6", 5985, "http", false, "Microsoft HTTPAPI", "2.0", admin},
        {"192.0.2.8", 21, "ftp", false, "vsftpd", "2.3.4", open},
        {"192.0.2.8", 23, "telnet", false, "", "", admin},
        {"192.0.2.8", 80, "http", false, "Apache httpd", "2.4.49", open},
        {"192.0.2.8", 443, "http", true, "Apache httpd", "2.4.49", open},
        {"192.0.2.9", 443, "http", true, "Philips IntelliVue", "", Access::internal},
        {"192.0.2.9", 24105, "", false, "", "", std::nullopt},
        {"192.0.2.10", 443, "http", true, "FortiOS", "", admin},
        {"192.0.2.10", 10443, "http", true, "FortiOS SSL VPN", "", admin},
        {"192.0.2.10", 500, "ike", false, "", "", admin, Transport::udp},
        {"192.0.2.11", 5432, "postgresql", false, "PostgreSQL", "", Access::data},
        {"192.0.2.11", 3306, "mysql", false, "MySQL", "5.7.38", Access::data},
        {"192.0.2.11", 22, "ssh", false, "OpenSSH", "8.4p1", admin},
        {"192.0.2.12", 161, "snmp", false, "", "", admin, Transport::udp},
        {"192.0.2.12", 443, "http", true, "Cisco IOS", "15.2", admin},
        {"192.0.2.12", 123, "ntp", false, "", "", open, Transport::udp},
        {"192.0.2.77", 443, "http", true, "Microsoft IIS", "10.0", open},
        {"192.0.2.77", 8080, "http", false, "<script>alert(1)</script>", "", std::nullopt},
        {"2001:db8::10", 443, "http", true, "nginx", "1.22.1", open},
    };
    for (const Open& entry : list) add_service(audit, entry);
    auto& s = audit.services;
    certify(s[1], {"TLS 1.2", "TLS 1.3"}, "2027-02-14T23:59:59Z", 84, "www.ch-exemple.fr");
    certify(s[4], {"TLS 1.2", "TLS 1.3"}, "2027-02-14T23:59:59Z", 84, "mail.ch-exemple.fr");
    certify(s[6], {"TLS 1.0", "TLS 1.1", "TLS 1.2"}, "2026-12-03T23:59:59Z", 11, "mail.ch-exemple.fr");
    certify(s[7], {"TLS 1.2", "TLS 1.3"}, "2026-12-03T23:59:59Z", 11, "mail.ch-exemple.fr");
    certify(s[17], {"TLS 1.0", "TLS 1.1", "TLS 1.2"}, "2026-10-01T00:00:00Z", -51, "SRV-TSE01", true);
    certify(s[25], {"SSLv3", "TLS 1.0", "TLS 1.1", "TLS 1.2"}, "2025-06-30T00:00:00Z", -509, "intranet.ch-exemple.fr");
    certify(s[28], {"TLS 1.2", "TLS 1.3"}, "2027-05-01T00:00:00Z", 160, "vpn.ch-exemple.fr");
    certify(s[37], {"TLS 1.2"}, "2027-01-20T00:00:00Z", 59, "*.ch-exemple.fr");
    s[9].facts.set("dns.recursion", true);
    const auto holds = [](model::Service& service, const char* access, std::vector<std::string> kinds,
                          std::optional<std::int64_t> names, std::optional<std::int64_t> items) {
        service.facts.set("data.access", std::string(access));
        if (!kinds.empty()) service.facts.set("data.kinds", std::move(kinds));
        if (names) service.facts.set("data.names", *names);
        if (items) service.facts.set("data.items", *items);
    };
    holds(s[11], "open", {"health", "personal"}, std::nullopt, std::nullopt);
    holds(s[13], "open", {}, std::nullopt, 18211);
    holds(s[15], "listed", {"technical", "health"}, 14, std::nullopt);
    holds(s[31], "password", {}, std::nullopt, std::nullopt);
    s[26].attempts.push_back(
        {"tls.versions", model::Attempt::Outcome::not_tried, "fragile device: one connection only"});
    s[28].attempts.push_back({"tls.versions", model::Attempt::Outcome::failed, "timeout: no answer within 5 s"});
    s[29].attempts.push_back({"tls.versions", model::Attempt::Outcome::failed, "timeout: no answer within 5 s"});
    s[29].facts.set("tls.versions_inconclusive", std::vector<std::string>{"TLS 1.0", "TLS 1.1"});
}

// The start of a finding; the caller completes what is special.
Finding& add(model::Audit& audit, const char* rule, Category category, Criticality criticality, const char* where,
             model::Port port, const char* title) {
    Finding f;
    f.rule = rule;
    f.category = category;
    f.criticality = criticality;
    f.asset = where;
    f.port = port;
    f.title = title;
    f.qod = 95;
    f.status = Status::persistant;
    f.first_seen = "2026-09-22T21:04:10Z";
    f.reason = "réponse observée directement";
    f.id = model::finding_id(f, std::to_string(audit.findings.size()));
    audit.findings.push_back(f);
    return audit.findings.back();
}

void explain(Finding& f, const char* description, const char* impact, const char* recommendation) {
    f.description = description;
    f.impact = impact;
    f.recommendation = recommendation;
}

void prove(model::Audit& audit, Finding& f, std::string request, std::string reply) {
    model::Evidence evidence;
    evidence.id = "e-" + f.id.substr(2);
    evidence.captured_at = at("2026-11-21T22:40:12Z");
    evidence.request = std::move(request);
    evidence.reply = std::move(reply);
    evidence.digest = std::string(64, 'a');
    f.evidence = evidence.id;
    audit.evidence.push_back(evidence);
}

void risk(Finding& f, Status status = Status::persistant) {
    f.critical_risk = true;
    f.clause = "2.5.2.2";
    f.status = status;
}

void add_critical_risks(model::Audit& audit) {
    {
        Finding& f = add(audit, "redis.unauthenticated", Category::donnees_sensibles, Criticality::critique,
                         "192.0.2.5", 6379, "Base Redis accessible sans mot de passe");
        explain(
            f,
            "Le serveur Redis répond à la commande INFO sans demander de mot de passe : tout Internet peut lire, "
            "modifier "
            "ou effacer ce qu’il contient.",
            "Lecture, modification ou destruction des données ; prise de contrôle du serveur par écriture de fichiers.",
            "Fermer le port 6379 depuis Internet, lier Redis à l’adresse locale et exiger un mot de passe.");
        risk(f, Status::nouveau);
        prove(audit, f, "*1\r\n$4\r\nINFO\r\n",
              "$5012\r\n# Server\r\nredis_version:7.0.15\r\nredis_mode:standalone\r\nos:Linux 5.10.0-28-amd64 "
              "x86_64\r\n# "
              "Keyspace\r\ndb0:keys=18211,expires=12,avg_ttl=0\r\n");
    }
    Finding& elastic = add(audit, "elasticsearch.unauthenticated", Category::donnees_sensibles, Criticality::critique,
                           "192.0.2.5", 9200, "Elasticsearch accessible sans authentification");
    explain(elastic, "L’interface d’interrogation répond sans authentification.",
            "Lecture et effacement des index, qui peuvent contenir des données de patients.",
            "Fermer le port 9200 depuis Internet et activer l’authentification.");
    risk(elastic);
    Finding& memcached = add(audit, "memcached.exposed", Category::service_expose, Criticality::critique, "192.0.2.5",
                             11211, "memcached exposé sur Internet");
    explain(memcached, "Outil de gestion du SI, sans authentification possible.",
            "Lecture du cache, relais d’attaques en déni de service.", "Fermer le port 11211 depuis Internet.");
    risk(memcached);
    Finding& rdp = add(audit, "rdp.exposed", Category::service_expose, Criticality::critique, "192.0.2.6", 3389,
                       "Bureau à distance Windows (RDP) ouvert à tout Internet");
    explain(rdp,
            "La prise de main à distance accepte un identifiant et un mot de passe depuis n’importe quelle adresse.",
            "Porte d’entrée habituelle des rançongiciels : un mot de passe deviné suffit.",
            "Retirer RDP d’Internet et passer par un VPN avec double authentification.");
    risk(rdp);
    Finding& smb = add(audit, "smb.exposed", Category::service_expose, Criticality::critique, "192.0.2.6", 445,
                       "Partage de fichiers Windows (SMB) exposé");
    explain(smb, "Le protocole SMB est joignable, signature non exigée.",
            "Vol d’empreintes de mots de passe, propagation d’un ver.", "Fermer les ports 445 et 139 depuis Internet.");
    risk(smb, Status::reapparu);
    Finding& ftp = add(audit, "ftp.cleartext", Category::service_expose, Criticality::critique, "192.0.2.8", 21,
                       "FTP sans chiffrement");
    explain(ftp, "Les identifiants et les fichiers circulent en clair.",
            "Interception des mots de passe et des documents.", "Remplacer FTP par SFTP ou FTPS et fermer le port 21.");
    risk(ftp);
    prove(audit, ftp, "", "220 (vsFTPd 2.3.4)\r\n");
    Finding& telnet =
        add(audit, "telnet.exposed", Category::service_expose, Criticality::critique, "192.0.2.8", 23, "Telnet exposé");
    explain(telnet, "Protocole d’administration sans chiffrement.", "Interception du mot de passe d’administration.",
            "Désactiver Telnet et administrer par SSH depuis un réseau d’administration.");
    risk(telnet);
    prove(audit, telnet, "", std::string("\xff\xfd\x18\xff\xfd\x20\xff\xfd\x23\xff\xfd\x27", 12));
    Finding& dns = add(audit, "dns.recursion", Category::configuration, Criticality::critique, "192.0.2.3", 53,
                       "Le serveur DNS accepte les requêtes récursives de tout Internet");
    dns.transport = Transport::udp;
    explain(dns, "Le serveur résout pour n’importe qui.",
            "Relais d’attaques par amplification, empoisonnement du cache.",
            "Réserver la récursion aux adresses internes.");
    risk(dns);
    Finding& transfer = add(audit, "dns.zone_transfer", Category::configuration, Criticality::critique, "ch-exemple.fr",
                            0, "Transfert de zone autorisé à tous");
    explain(transfer, "Le serveur ns1.ch-exemple.fr donne la liste complète des noms.",
            "Cartographie offerte à l’attaquant.", "Restreindre le transfert de zone aux serveurs secondaires.");
    risk(transfer, Status::corrige);
    Finding& ssh = add(audit, "ssh.password", Category::service_expose, Criticality::critique, "192.0.2.11", 22,
                       "SSH accepte l’authentification par mot de passe");
    explain(ssh, "Le serveur annonce la méthode « password ».", "Attaque par essais de mots de passe.",
            "N’accepter que les clés, et seulement depuis le réseau d’administration.");
    risk(ssh);
    Finding& ssh_unsure = add(audit, "ssh.password", Category::service_expose, Criticality::critique, "192.0.2.5", 22,
                              "SSH accepte peut-être l’authentification par mot de passe");
    explain(ssh_unsure, "Le serveur a fermé la connexion avant d’annoncer ses méthodes.",
            "Attaque par essais de mots de passe.", "Vérifier la configuration du serveur ; n’accepter que les clés.");
    risk(ssh_unsure);
    ssh_unsure.certainty = Certainty::indetermine;
    ssh_unsure.qod = 30;
    ssh_unsure.reason = "la liste des méthodes n’a pas pu être obtenue";
}

void add_cve(model::Audit& audit, const char* cve, double score, const char* component, const char* where,
             model::Port port, const char* what, Certainty certainty = Certainty::affecte, bool exploited = false,
             Status status = Status::persistant) {
    const auto criticality = score >= 9   ? Criticality::critique
                             : score >= 7 ? Criticality::haute
                             : score >= 4 ? Criticality::moyenne
                                          : Criticality::faible;
    Finding& f = add(audit, "cve", Category::vulnerabilite, criticality, where, port, "");
    f.title = std::string(cve) + " dans " + component;
    f.cve = cve;
    f.component = component;
    f.cvss = model::CvssScore{"3.1", "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H", score, "nvd@nist.gov"};
    explain(f, what,
            "Selon la vulnérabilité : exécution de code à distance, fuite d’information ou interruption du service.",
            "Mettre le composant à jour vers une version maintenue par son éditeur.");
    f.certainty = certainty;
    f.known_exploited = exploited;
    f.status = status;
    f.references = {std::string("https://nvd.nist.gov/vuln/detail/") + cve};
    if (certainty == Certainty::indetermine) {
        f.qod = 30;
        f.reason = "la version annoncée peut avoir été corrigée par la distribution";
    } else if (certainty == Certainty::non_affecte) {
        f.reason = "le paquet de la distribution contient le correctif";
    }
}

void add_vulnerabilities(model::Audit& audit) {
    const auto unsure = Certainty::indetermine;
    add_cve(audit, "CVE-2021-41773", 7.5, "Apache httpd 2.4.49", "192.0.2.8", 443, "Traversée de répertoires.",
            Certainty::affecte, true);
    add_cve(audit, "CVE-2021-42013", 9.8, "Apache httpd 2.4.49", "192.0.2.8", 443,
            "Traversée de répertoires menant à l’exécution de code.", Certainty::affecte, true);
    audit.findings.back().exploit_probability = 0.944;
    audit.findings.back().alerts = {"CERTFR-2021-ALE-018"};
    audit.findings.back().ssvc = model::Exploitation{"active", true, "total"};
    add_cve(audit, "CVE-2021-44790", 9.8, "Apache httpd 2.4.49", "192.0.2.8", 443,
            "Débordement de tampon dans mod_lua.", unsure);
    add_cve(audit, "CVE-2011-2523", 9.8, "vsftpd 2.3.4", "192.0.2.8", 21,
            "Porte dérobée dans l’archive de la version 2.3.4.", unsure, false, Status::nouveau);
    add_cve(audit, "CVE-2020-8616", 8.6, "BIND 9.16.1", "192.0.2.3", 53, "Amplification par délégations.");
    add_cve(audit, "CVE-2021-25216", 8.1, "BIND 9.16.1", "192.0.2.3", 53, "Débordement dans SPNEGO.", unsure);
    add_cve(audit, "CVE-2023-2828", 7.5, "BIND 9.16.1", "192.0.2.3", 53, "Le cache dépasse sa limite.",
            Certainty::affecte, false, Status::nouveau);
    add_cve(audit, "CVE-2021-46144", 6.1, "Roundcube 1.4.11", "192.0.2.2", 443, "Injection de script dans un message.");
    add_cve(audit, "CVE-2018-15473", 5.3, "OpenSSH 7.4", "192.0.2.5", 22, "Énumération des comptes.");
    add_cve(audit, "CVE-2023-38408", 9.8, "OpenSSH 9.2p1", "192.0.2.1", 22, "Exécution de code par ssh-agent.",
            Certainty::non_affecte);
    add_cve(audit, "CVE-2023-25690", 9.8, "Apache httpd 2.4.48", "192.0.2.8", 80, "Détournement de requêtes.",
            Certainty::affecte, false, Status::corrige);
}

void add_others(model::Audit& audit) {
    Finding& dicom = add(audit, "dicom.exposed", Category::service_expose, Criticality::haute, "192.0.2.4", 104,
                         "Serveur d’images médicales (DICOM) joignable depuis Internet");
    explain(dicom, "Le serveur accepte une association DICOM de n’importe quelle adresse.",
            "Accès possible aux images et à l’identité des patients.",
            "Fermer le port 104 et passer par un VPN ou DICOM sur TLS avec certificats.");
    prove(audit, dicom, std::string("\x01\x00\x00\x00\x00\xcd\x00\x01", 8),
          std::string("\x02\x00\x00\x00\x00\xb8\x00\x01\x00\x00ORTHANC         VIGIE           ", 42));
    Finding& orthanc = add(audit, "orthanc.unauthenticated", Category::donnees_sensibles, Criticality::critique,
                           "192.0.2.4", 8042, "Interface du PACS Orthanc ouverte sans mot de passe");
    explain(orthanc, "L’adresse /system répond sans mot de passe.",
            "Consultation et effacement des examens d’imagerie de tous les patients.",
            "Activer l’authentification et fermer le port 8042 depuis Internet.");
    risk(orthanc, Status::nouveau);
    prove(audit, orthanc, "GET /system HTTP/1.1\r\nHost: 192.0.2.4\r\n\r\n",
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{\"Name\":\"CHEX-PACS\",\"Version\":\"1.10.1\"}");
    const auto eol = [&](const char* component, const char* where, model::Port port, Certainty certainty) {
        Finding& f = add(audit, "eol", Category::obsolescence, Criticality::haute, where, port, "");
        f.title = std::string(component) + " n’est plus maintenu";
        f.component = component;
        f.obsolete = true;
        f.clause = "2.5.2.3";
        f.certainty = certainty;
        explain(f, "L’éditeur ne publie plus de correctif pour cette version.",
                "Toute vulnérabilité future restera ouverte.",
                "Mettre le composant à jour vers une version maintenue par son éditeur.");
    };
    eol("MySQL 5.7.38", "192.0.2.11", 3306, Certainty::affecte);
    eol("BIND 9.16.1", "192.0.2.3", 53, Certainty::affecte);
    eol("Cisco IOS 15.2", "192.0.2.12", 443, Certainty::indetermine);
    const auto old_tls = [&](const char* where, model::Port port, Status status) {
        Finding& f = add(audit, "tls.old_versions", Category::configuration, Criticality::moyenne, where, port,
                         "Versions de TLS dépassées acceptées");
        explain(f, "Le service accepte TLS 1.0 et 1.1.",
                "Chiffrement affaibli, non conforme aux recommandations de l’ANSSI.", "N’accepter que TLS 1.2 et 1.3.");
        f.status = status;
    };
    old_tls("192.0.2.2", 993, Status::persistant);
    old_tls("192.0.2.6", 3389, Status::persistant);
    old_tls("192.0.2.8", 443, Status::non_reteste);
    Finding& expired = add(audit, "certificate.expired", Category::configuration, Criticality::moyenne, "192.0.2.8",
                           443, "Certificat expiré");
    explain(expired, "Le certificat de intranet.ch-exemple.fr a expiré le 30 juin 2025.",
            "Les utilisateurs prennent l’habitude d’ignorer les alertes.",
            "Renouveler le certificat et automatiser le renouvellement.");
    Finding& hostile = add(audit, "http.unknown_product", Category::service_expose, Criticality::faible, "192.0.2.77",
                           8080, "Produit non reconnu : <script>alert(1)</script>");
    explain(hostile, "Le serveur s’annonce comme \"><img src=x onerror=alert(2)>.", "Inconnu.",
            "Identifier ce service et le fermer s’il est inutile.");
    prove(audit, hostile, "GET / HTTP/1.1\r\n\r\n",
          "HTTP/1.1 200 OK\r\nServer: </pre><script>alert(3)</script>\r\n\xE2\x80\xAEgnp.exe\r\n");
    for (const char* where : {"192.0.2.1", "192.0.2.8"}) {
        Finding& f = add(audit, "http.banner", Category::configuration, Criticality::info, where, 80,
                         "Le serveur annonce sa version exacte");
        explain(f, "L’en-tête Server donne la version.", "Aide un attaquant à choisir ses outils.",
                "Ne pas annoncer la version.");
        f.status = Status::nouveau;
    }
    Finding& spf = add(audit, "dns.no_dmarc", Category::configuration, Criticality::faible, "ch-exemple.fr", 0,
                       "Aucune politique DMARC");
    explain(spf, "Le domaine ne publie pas d’enregistrement DMARC.",
            "Usurpation de l’adresse de l’hôpital dans des courriels.",
            "Publier une politique DMARC, d’abord en observation.");
}

model::Audit frame() {
    model::Audit audit;
    audit.id = "a-20261121-ch-exemple";
    audit.tool_version = "0.1.0";
    audit.started = at("2026-11-21T20:30:00Z");
    audit.finished = at("2026-11-21T22:52:31Z");
    audit.profile = "prudent";
    audit.policy = "strict";
    model::Perimeter& p = audit.perimeter;
    p.organisation = {
        "Centre hospitalier d’Exemple", "130786049", {"130001654", "130001662"}, "20003452800014", "PACA-04", "93"};
    p.authorisation = {"CONV-2026-014", "Direction du CH d’Exemple", *base::parse_date("2026-11-01"),
                       *base::parse_date("2027-01-31"), false};
    p.actors = {"CERT Santé", "200034528"};
    p.addresses = {*model::CidrBlock::parse("192.0.2.0/28"), *model::CidrBlock::parse("192.0.2.77"),
                   *model::CidrBlock::parse("2001:db8::/124")};
    p.domains = {"ch-exemple.fr"};
    p.limits.windows = {{22 * 60, 6 * 60}};
    p.limits.packets_per_second = 2000;
    p.limits.packets_per_second_per_address = 25;
    audit.coverage.hosts = 18;
    audit.coverage.ports_tcp = "0-65535";
    audit.coverage.ports_udp = "53,67,69,111,123,137,161,500,623,1194,1434,1900,4500,5060,5353,11211";
    audit.coverage.checks_run = {"certificate",       "certificate.expired", "dns.identify",  "dns.recursion",
                                 "dns.zone_transfer", "domain.spf_missing",  "http.identify", "http.page",
                                 "ssh.auth_methods",  "ssh.identify",        "ssh.password",  "telnet.exposed",
                                 "tls.old_versions",  "tls.suites",          "tls.versions"};
    return audit;
}

model::Name name(const char* text, std::vector<std::string> addresses, const char* how, bool in_scope = true,
                 bool outside = false) {
    model::Name out;
    out.name = text;
    out.addresses = std::move(addresses);
    out.how_found = how;
    out.in_scope = in_scope;
    if (outside) out.facts.set("name.outside", true);
    return out;
}

}  // namespace

model::Audit hospital() {
    model::Audit audit = frame();
    audit.previous_id = "a-20260922-ch-exemple";
    audit.perimeter.excluded = {*model::CidrBlock::parse("192.0.2.7")};
    audit.perimeter.fragile = {*model::CidrBlock::parse("192.0.2.9")};
    audit.perimeter.cloud = {"stchexemple.blob.core.windows.net"};
    audit.feeds = {
        {"cve5", "2026-11-20", 283412, 1}, {"kev", "2026-11-19", 1432, 2}, {"endoflife", "2026-11-02", 412, 19}};
    audit.names = {name("ch-exemple.fr", {"192.0.2.1", "2001:db8::10"}, "declared"),
                   name("www.ch-exemple.fr", {"192.0.2.1"}, "dns a www.ch-exemple.fr"),
                   name("mail.ch-exemple.fr", {"192.0.2.2"}, "dns mx ch-exemple.fr"),
                   name("ns1.ch-exemple.fr", {"192.0.2.3"}, "dns ns ch-exemple.fr"),
                   name("pacs.ch-exemple.fr", {"192.0.2.4"}, "certificate 192.0.2.1:443/tcp"),
                   name("intranet.ch-exemple.fr", {"192.0.2.8"}, "certificate 192.0.2.8:443/tcp"),
                   name("vpn.ch-exemple.fr", {"192.0.2.10"}, "ct"),
                   name("rdv.ch-exemple.fr", {"198.51.100.20"}, "dns a rdv.ch-exemple.fr", true, true),
                   name("ancien.ch-exemple.fr", {}, "ct"),
                   name("portail.ght-exemple.fr", {"198.51.100.33"}, "certificate 192.0.2.77:443/tcp", false)};
    add_asset(audit, "192.0.2.1", {"ch-exemple.fr", "www.ch-exemple.fr"});
    add_asset(audit, "192.0.2.2", {"mail.ch-exemple.fr"});
    add_asset(audit, "192.0.2.3", {"ns1.ch-exemple.fr"});
    add_asset(audit, "192.0.2.4", {"pacs.ch-exemple.fr"});
    add_asset(audit, "192.0.2.5", {});
    add_asset(audit, "192.0.2.6", {});
    add_asset(audit, "192.0.2.8", {"intranet.ch-exemple.fr"});
    add_asset(audit, "192.0.2.9", {});
    add_asset(audit, "192.0.2.10", {"vpn.ch-exemple.fr"});
    add_asset(audit, "192.0.2.11", {});
    add_asset(audit, "192.0.2.12", {});
    add_asset(audit, "192.0.2.77", {});
    add_asset(audit, "192.0.2.13", {}, "declared", true, false);
    add_asset(audit, "2001:db8::10", {"ch-exemple.fr"}, "dns aaaa ch-exemple.fr");
    add_asset(audit, "198.51.100.20", {"rdv.ch-exemple.fr"}, "dns a rdv.ch-exemple.fr", false, false);
    add_asset(audit, "198.51.100.33", {"portail.ght-exemple.fr"}, "certificate 192.0.2.77:443/tcp", false, false);
    add_services(audit);
    add_critical_risks(audit);
    add_vulnerabilities(audit);
    add_others(audit);
    audit.coverage.not_tested = {{"192.0.2.9", "équipement fragile : contrôles limités à une connexion"},
                                 {"UDP hors liste", "seuls les services UDP connus sont interrogés"}};
    audit.coverage.blocked = {
        {"192.0.2.10 ports 1-1024/tcp", "plus aucune réponse après 40 connexions : filtrage probable"}};
    audit.coverage.packets_sent = 1'183'406;
    audit.coverage.loss_estimate = 0.004;
    audit.verdict.level = model::Level::rouge;
    audit.verdict.policy = "strict";
    audit.verdict.if_confirmed = model::Level::rouge;
    audit.verdict.alternatives = {
        {"strict", model::Level::rouge}, {"lettre", model::Level::rouge}, {"tolerance", model::Level::rouge}};
    std::vector<std::string> risks;
    std::vector<std::string> critical;
    std::vector<std::string> high;
    for (const Finding& f : audit.findings) {
        if (f.certainty != Certainty::affecte || f.status == Status::corrige) continue;
        if (f.critical_risk)
            risks.push_back(f.id);
        else if (f.criticality == Criticality::critique)
            critical.push_back(f.id);
        else if (f.criticality == Criticality::haute)
            high.push_back(f.id);
    }
    audit.verdict.reasons = {
        {"critical-risk", "2.5.2.3", "Présence d’au moins un risque critique lié aux services exposés", risks},
        {"critical-vulnerability", "2.5.2.3", "Présence d’au moins une vulnérabilité de score 9 ou plus", critical},
        {"high-or-obsolete", "2.5.2.3", "Vulnérabilités hautes ou composants obsolètes", high}};
    return audit;
}

std::vector<report::PlanItem> hospital_plan() {
    const model::Audit audit = hospital();
    const auto ids = [&](std::initializer_list<const char*> assets) {
        std::vector<std::string> out;
        for (const Finding& f : audit.findings)
            for (const char* asset : assets)
                if (f.asset == asset && f.status != Status::corrige && f.certainty != Certainty::non_affecte)
                    out.push_back(f.id);
        return out;
    };
    return {{"Fermer au pare-feu les bases et outils ouverts sur 192.0.2.5 (Redis, Elasticsearch, memcached)",
             "une heure", "supprime 3 risques critiques", ids({"192.0.2.5"})},
            {"Retirer d’Internet le bureau à distance et le partage Windows de 192.0.2.6, passer par le VPN",
             "une journée", "supprime 2 risques critiques", ids({"192.0.2.6"})},
            {"Mettre à l’abri le PACS (192.0.2.4) : mot de passe, puis fermeture des ports 104, 4242 et 8042",
             "une journée", "supprime 1 risque critique et protège les images des patients", ids({"192.0.2.4"})},
            {"Remplacer le serveur 192.0.2.8 (Apache 2.4.49, FTP, Telnet)", "une semaine",
             "supprime 2 risques et 1 vulnérabilité critiques", ids({"192.0.2.8"})},
            {"Mettre à jour BIND et réserver la récursion au réseau interne", "une demi-journée",
             "supprime 1 risque critique et 3 vulnérabilités hautes", ids({"192.0.2.3"})},
            {"N’accepter que TLS 1.2 et 1.3", "une demi-journée", "clôt 3 constats moyens", ids({"192.0.2.2"})}};
}

model::Audit quiet() {
    model::Audit audit = frame();
    add_asset(audit, "192.0.2.1", {"www.ch-exemple.fr"});
    audit.names = {name("ch-exemple.fr", {"192.0.2.1"}, "declared")};
    certify(add_service(audit, {"192.0.2.1", 443, "http", true, "nginx", "", Access::open}), {"TLS 1.2", "TLS 1.3"},
            "2027-02-14T23:59:59Z", 84, "www.ch-exemple.fr");
    audit.verdict.level = model::Level::vert;
    audit.verdict.policy = "strict";
    audit.verdict.alternatives = {
        {"strict", model::Level::vert}, {"lettre", model::Level::vert}, {"tolerance", model::Level::vert}};
    return audit;
}

model::Audit many(std::size_t hosts, std::size_t findings) {
    model::Audit audit = frame();
    audit.perimeter.addresses = {*model::CidrBlock::parse("198.18.0.0/16")};
    audit.previous_id = "a-20260922-ch-exemple";
    audit.feeds = {{"cve5", "2026-11-20", 283412, 1}};
    const char* products[] = {"nginx", "OpenSSH", "Apache httpd", "Microsoft IIS", "Exim", "ProFTPD", "OpenSSL", "PHP"};
    const model::Port ports[] = {443, 22, 80, 8443, 25, 21, 993, 8080};
    const auto where = [&](std::size_t i) {
        return IpAddress::v4(0xC6120000U + static_cast<std::uint32_t>(i % hosts) + 1).text();
    };
    for (std::size_t i = 0; i < hosts; ++i) {
        add_asset(audit, where(i).c_str(), {"srv" + std::to_string(i) + ".ch-exemple.fr"});
        for (std::size_t j = 0; j < 1 + i % 5; ++j)
            add_service(audit, {where(i).c_str(), ports[(i + j) % 8], "http", j % 2 == 0, products[(i + j) % 8], "1.0",
                                Access::open});
    }
    for (std::size_t i = 0; i < findings; ++i) {
        const double score = i % 10 == 0 ? 9.8 : i % 3 == 0 ? 7.5 : i % 7 == 0 ? 3.1 : 5.4;
        const std::string cve = "CVE-2024-" + std::to_string(10000 + i % 3000);
        add_cve(audit, cve.c_str(), score, (std::string(products[i % 8]) + " 1.0").c_str(), where(i / 4).c_str(),
                ports[i % 8],
                "Une vérification insuffisante de la longueur d’un champ permet à un attaquant distant non authentifié "
                "de provoquer "
                "une lecture hors limites.",
                i % 4 == 0 ? Certainty::indetermine : Certainty::affecte, i % 50 == 0,
                i % 5 == 0 ? Status::nouveau : Status::persistant);
        // As real ones: what is said differs in each vulnerability.
        Finding& last = audit.findings.back();
        last.exploit_probability = static_cast<double>(i % 3000 % 97) / 100;
        last.ssvc = model::Exploitation{i % 50 == 0 ? "active" : "none", i % 2 == 0, "partial"};
        last.impact += " Probabilité d'exploitation sous 30 jours : " + std::to_string(i % 3000 % 97) + " % (EPSS).";
        last.recommendation = "Mettre à jour " + std::string(products[i % 8]) + " vers 1." +
                              std::to_string(i % 3000 % 40) + " ou plus récent.";
        if (i % 3 == 0)
            prove(audit, audit.findings.back(), "GET / HTTP/1.1\r\nHost: srv.ch-exemple.fr\r\n\r\n",
                  "HTTP/1.1 200 OK\r\nServer: " + std::string(products[i % 8]) +
                      "/1.0\r\nDate: Sat, 21 Nov 2026 22:40:12 GMT\r\n");
        if (i % 10 == 9) audit.findings.back().criticality = Criticality::info;
    }
    audit.verdict.level = model::Level::rouge;
    audit.verdict.policy = "strict";
    audit.verdict.if_confirmed = model::Level::rouge;
    audit.verdict.alternatives = {
        {"strict", model::Level::rouge}, {"lettre", model::Level::rouge}, {"tolerance", model::Level::rouge}};
    return audit;
}

}  // namespace vigie::sample
