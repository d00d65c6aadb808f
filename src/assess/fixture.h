// SPDX-License-Identifier: Apache-2.0
// Small audits and findings for the tests of this folder.
#pragma once

#include <filesystem>
#include <stdexcept>

#include "catalog/rules.h"
#include "model/audit.h"

namespace vigie::assess {

inline const catalog::Rules& rules_on_disk() {
    static const catalog::Rules kRules = [] {
        const std::filesystem::path data = std::filesystem::path(VIGIE_SOURCE_DIR) / "data";
        const auto vocabulary = catalog::Vocabulary::load(data / "facts");
        if (!vocabulary) throw std::runtime_error(vocabulary.error().what);
        const auto rules = catalog::Rules::load(data / "rules", *vocabulary);
        if (!rules) throw std::runtime_error(rules.error().what);
        return *rules;
    }();
    return kRules;
}

inline model::Endpoint at(const char* text) {
    return model::Endpoint::parse(text).value();
}

inline model::Service service(const char* endpoint, const char* protocol) {
    model::Service out;
    out.endpoint = at(endpoint);
    out.protocol = protocol;
    out.qod = 95;
    return out;
}

inline model::Asset alive(const char* address) {
    model::Asset out;
    out.address = model::IpAddress::parse(address).value();
    out.alive = true;
    return out;
}

// 192.0.2.0/28 and ch-exemple.fr, everything scanned, nothing found yet.
inline model::Audit empty_audit() {
    model::Audit audit;
    audit.id = "a1";
    audit.started = base::parse_instant("2026-11-21T08:00:00Z").value();
    audit.perimeter.addresses = {model::CidrBlock::parse("192.0.2.0/28").value()};
    audit.perimeter.domains = {"ch-exemple.fr"};
    audit.coverage.hosts = 1;
    audit.coverage.ports_tcp = "0-65535";
    audit.coverage.ports_udp = "53,161";
    audit.coverage.checks_run = {"scan"};
    return audit;
}

inline model::Coverage full_coverage() {
    return empty_audit().coverage;
}

inline model::Finding finding(const char* id) {
    model::Finding out;
    out.id = id;
    out.rule = "x";
    out.title = "x";
    out.asset = "192.0.2.1";
    out.port = 22;
    out.criticality = model::Criticality::moyenne;
    return out;
}

inline model::Finding cve(const char* id, double score) {
    model::Finding out = finding(id);
    out.rule = "cve";
    out.cve = "CVE-2024-0001";
    out.component = "OpenSSH 7.9p1";
    out.category = model::Category::vulnerabilite;
    out.cvss = model::CvssScore{"3.1", "", score, "nvd@nist.gov"};
    out.criticality = score >= 9 ? model::Criticality::critique : model::Criticality::haute;
    return out;
}

inline model::Finding critical_risk(const char* id) {
    model::Finding out = finding(id);
    out.rule = "rdp.exposed";
    out.critical_risk = true;
    out.criticality = model::Criticality::critique;
    out.clause = "2.5.2.2";
    return out;
}

inline model::Finding obsolete(const char* id) {
    model::Finding out = finding(id);
    out.rule = "eol";
    out.component = "OpenSSH 7.9p1";
    out.category = model::Category::obsolescence;
    out.obsolete = true;
    return out;
}

inline model::Finding high_exposure(const char* id) {
    model::Finding out = finding(id);
    out.rule = "dicom.accepts_anyone";
    out.category = model::Category::service_expose;
    out.criticality = model::Criticality::haute;
    return out;
}

inline model::Finding with(model::Finding finding, model::Status status) {
    finding.status = status;
    return finding;
}
inline model::Finding unsure(model::Finding finding) {
    finding.certainty = model::Certainty::indetermine;
    return finding;
}

}  // namespace vigie::assess
