// SPDX-License-Identifier: Apache-2.0
#include "scripted_hospital.h"

#include <fstream>
#include <sstream>
#include <stdexcept>

namespace vigie::pipeline {
namespace {

using discover::RecordType;

constexpr const char* kDomain = "ch-exemple.fr";

std::string fixture(const std::string& protocol, const std::string& name) {
    const std::string path =
        std::string(VIGIE_SOURCE_DIR) + "/src/protocols/" + protocol + "/fixtures/" + name + ".bin";
    std::ifstream file(path, std::ios::binary);
    std::ostringstream bytes;
    bytes << file.rdbuf();
    if (!file) throw std::runtime_error("no fixture " + path);
    return bytes.str();
}

using Responder = std::function<std::string(const std::string& sent)>;

// Speaks first, then says nothing more.
Responder greets(std::string greeting) {
    return [greeting = std::move(greeting)](const std::string& sent) { return sent.empty() ? greeting : ""; };
}

// Waits for something that begins like this.
Responder answers_to(std::string beginning, std::string reply) {
    return [beginning = std::move(beginning), reply = std::move(reply)](const std::string& sent) {
        return !sent.empty() && sent.starts_with(beginning) ? reply : std::string();
    };
}

std::string page(const std::string& status, const std::string& headers, const std::string& body) {
    return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" +
           body;
}

Responder web(bool listing) {
    return [listing](const std::string& sent) {
        if (!sent.starts_with("GET ") && !sent.starts_with("HEAD ")) return std::string();
        if (listing && sent.starts_with("GET / ")) return fixture("http", "nginx-1.22.1-listing");
        if (sent.starts_with("GET / ")) return fixture("http", "nginx-1.22.1-welcome");
        return page("404 Not Found", "Server: nginx/1.22.1\r\n", "");
    };
}

Responder orthanc(bool open) {
    return [open](const std::string& sent) {
        if (!sent.starts_with("GET ") && !sent.starts_with("HEAD ")) return std::string();
        if (!open) return page("401 Unauthorized", "WWW-Authenticate: Basic realm=\"Orthanc Secure Area\"\r\n", "");
        if (sent.starts_with("GET /system "))
            return page("200 OK", "Content-Type: application/json\r\n",
                        R"({"ApiVersion":15,"DicomAet":"PACS","DicomPort":4242,"Name":"PACS","Version":"1.10.1"})");
        if (sent.starts_with("GET /app/explorer.html ")) return page("200 OK", "", "<title>Orthanc Explorer</title>");
        if (sent.starts_with("GET / ")) return page("301 Moved Permanently", "Location: app/explorer.html\r\n", "");
        return page("404 Not Found", "", "");
    };
}

discover::FakeDns zone() {
    discover::FakeDns dns({kDomain, "example.com", "example.org", "2.0.192.in-addr.arpa"});
    dns.record(kDomain, RecordType::soa, "ns1.ch-exemple.fr")
        .record(kDomain, RecordType::ns, "ns1.ch-exemple.fr")
        .record(kDomain, RecordType::mx, "10 mail.ch-exemple.fr")
        .record(kDomain, RecordType::txt, "v=spf1 mx -all")
        .record("ns1.ch-exemple.fr", RecordType::a, "192.0.2.5")
        .record("www.ch-exemple.fr", RecordType::a, "192.0.2.2")
        .record("pacs.ch-exemple.fr", RecordType::a, "192.0.2.4")
        .record("portail.ch-exemple.fr", RecordType::aaaa, "2001:db8::80")
        .record("telemedecine.ch-exemple.fr", RecordType::a, "203.0.113.7")  // somebody else's address
        .record("example.com", RecordType::a, "203.0.113.1")
        .record("example.org", RecordType::a, "203.0.113.2");
    return dns;
}

}  // namespace

std::string ScriptedHospital::perimeter_text() {
    return R"(
[organisation]
nom = "CH d'Exemple"
finess_ej = "130001647"

[autorisation]
reference = "CONV-1"
signataire = "Le directeur"
debut = 2026-11-01
fin = 2026-12-31
laboratoire = true

[perimetre]
adresses = ["192.0.2.0/28", "2001:db8::80"]
domaines = ["ch-exemple.fr"]
exclusions = ["192.0.2.9"]

[resolution]
serveurs = ["198.51.100.53"]
)";
}

ScriptedHospital::ScriptedHospital(ScriptedNetwork& network, State state) : resolver_(zone()), own_server_(zone()) {
    const bool found = state == State::as_found;
    resolver_.authoritative = false;
    resolver_.serve(network.dialer, "198.51.100.53");

    network.serve("192.0.2.1:22/tcp", greets(fixture("ssh", "openssh-9.2p1-greeting")));
    network.serve("192.0.2.2:80/tcp", web(found));
    network.reset_the_rest("192.0.2.2");
    if (found) network.serve("192.0.2.3:6379/tcp", answers_to("", fixture("redis", "redis-7.0.15-open")));
    network.reset_the_rest("192.0.2.3");
    network.serve("192.0.2.4:8042/tcp", orthanc(found));
    if (found) network.serve("192.0.2.4:4242/tcp", answers_to("\x01", fixture("dicom", "orthanc-1.10.1-accepts")));
    network.reset_the_rest("192.0.2.4");

    own_server_.give_zone = found;
    network.serve("192.0.2.5:53/tcp", [](const std::string&) { return std::string(); });
    network.answer_udp("192.0.2.5:53/udp", fixture("dns", "bind-9.18-version"));
    own_server_.serve(network.dialer, "192.0.2.5");
    network.reset_the_rest("192.0.2.5");

    if (found) network.serve("192.0.2.6:2121/tcp", greets(fixture("ftp", "vsftpd-3.0.3-greeting")));
    network.accept_everything("192.0.2.7");
    // 192.0.2.8 is silent; 192.0.2.9 is excluded, whatever it has.
    network.serve("192.0.2.9:23/tcp", greets("login: "));
    if (found) network.answer_udp("192.0.2.10:161/udp", fixture("snmp", "net-snmp-5.9.3-v2c"));
    network.reset_the_rest("192.0.2.10");
    network.serve("[2001:db8::80]:80/tcp", web(false));
    network.reset_the_rest("2001:db8::80");
}

}  // namespace vigie::pipeline
