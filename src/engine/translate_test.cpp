// SPDX-License-Identifier: Apache-2.0
#include "engine/translate.h"

#include <cstdlib>

#include <gtest/gtest.h>

namespace vigie::engine {
namespace {

model::Finding repaired(const char* id, const char* rule, const char* title) {
    model::Finding out;
    out.id = id;
    out.rule = rule;
    out.title = title;
    out.asset = "192.0.2.10";
    out.port = 22;
    out.status = model::Status::corrige;
    return out;
}

TEST(Translate, WhatIsRepairedAndWhatWasNotSeenSpeakTheNewLanguage) {
    setenv("VIGIE_DATA", VIGIE_SOURCE_DIR "/data", 1);
    setenv("VIGIE_BASE", "/nonexistent/base.sqlite", 1);
    model::Audit audit;
    audit.lang = "fr";
    audit.findings = {repaired("f-1", "ssh.password", "Administration SSH avec mot de passe ouverte à Internet"),
                      repaired("f-2", "cve", "OpenSSH 9.2p1 : CVE-2024-6387 (8,1), à confirmer"),
                      repaired("f-3", "cve", "Redis 7.0.15 : CVE-2025-46817 (score inconnu), à confirmer"),
                      repaired("f-4", "eol", "Redis 7.0.15 : version qui n'est plus maintenue depuis le 2024-07-29")};
    audit.coverage.not_tested = {{"192.0.2.23/tcp",
                                  "l'hôte répond sur tous les ports : 65106 ports hors de la liste prioritaire n'ont "
                                  "pas été examinés un par un"}};
    const auto done = translate(audit, "en");

    ASSERT_TRUE(done) << done.error().what;
    EXPECT_EQ(audit.findings[0].title, "SSH administration with passwords open to the Internet");
    EXPECT_EQ(audit.findings[1].title, "OpenSSH 9.2p1: CVE-2024-6387 (8.1), to be confirmed");
    EXPECT_EQ(audit.findings[2].title, "Redis 7.0.15: CVE-2025-46817 (score unknown), to be confirmed");
    EXPECT_EQ(audit.findings[3].title, "Redis 7.0.15: version no longer maintained since 2024-07-29");
    EXPECT_EQ(audit.coverage.not_tested[0].why,
              "the host answers on every port: 65106 ports outside the priority list were not examined one by one");
}

}  // namespace
}  // namespace vigie::engine
