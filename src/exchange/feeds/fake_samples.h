// SPDX-License-Identifier: Apache-2.0
// One small and right file of each feed format, for the tests that then spoil it. For tests only.
#pragma once

#include <array>
#include <string_view>

namespace vigie::exchange {

enum class SampleForm { json, xml, lines };

struct FeedSample {
    std::string_view name;  // as the base calls the feed
    SampleForm form;
    std::string_view text;
};

inline constexpr std::array<FeedSample, 13> kFeedSamples = {{
    {"nvd-2024", SampleForm::json,
     R"({"resultsPerPage":1,"format":"NVD_CVE","version":"2.0","timestamp":"2026-11-20T07:00:00.000","vulnerabilities":[
{"cve":{"id":"CVE-2024-10001","published":"2024-07-01T13:15:06.467","lastModified":"2024-07-02T13:15:06.467","vulnStatus":"Deferred",
"descriptions":[{"lang":"en","value":"A race in sshd."}],"metrics":{"cvssMetricV31":[{"source":"nvd@nist.gov","type":"Primary","cvssData":
{"version":"3.1","vectorString":"CVSS:3.1/AV:N/AC:H/PR:N/UI:N/S:U/C:H/I:H/A:H","baseScore":8.1}}]},
"configurations":[{"nodes":[{"operator":"OR","negate":false,"cpeMatch":[{"vulnerable":true,
"criteria":"cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*","versionStartIncluding":"8.5","versionEndExcluding":"9.8"}]}]}]}}]})"},
    {"nvd-overrides", SampleForm::json,
     R"({"_annotation":{"cve_id":"CVE-2024-6387","modified":"2026-06-24T14:47:11Z","description":"x"},
"cve":{"configurations":[{"nodes":[{"cpeMatch":[{"criteria":"cpe:2.3:a:openbsd:openssh:*:*:*:*:*:*:*:*",
"versionStartIncluding":"8.5p1","versionEndExcluding":"9.8","vulnerable":true}],"negate":false,"operator":"OR"}]}]}})"},
    {"cve", SampleForm::json,
     R"({"dataType":"CVE_RECORD","dataVersion":"5.1","cveMetadata":{"cveId":"CVE-2024-20001","state":"PUBLISHED",
"dateUpdated":"2024-09-01T00:00:00Z"},"containers":{"cna":{"providerMetadata":{"shortName":"acme"},"descriptions":[{"lang":"en",
"value":"A flaw."}],"affected":[{"vendor":"Acme Corp","product":"Web Server","versions":[{"status":"affected","version":"2.0",
"lessThan":"2.4.1","versionType":"semver","changes":[{"at":"2.4.1","status":"unaffected"}]}]}],"metrics":[{"cvssV3_1":{"version":"3.1",
"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H","baseScore":7.5}}]},"adp":[{"providerMetadata":{"shortName":"CISA-ADP"},
"metrics":[{"other":{"type":"ssvc","content":{"options":[{"Exploitation":"poc"},{"Automatable":"yes"}]}}}]}]}})"},
    {"kev", SampleForm::json,
     R"({"title":"x","catalogVersion":"2026.11.20","dateReleased":"2026-11-20T17:04:19.9Z","count":1,
"vulnerabilities":[{"cveID":"CVE-2024-21762","vulnerabilityName":"FortiOS Out-of-Bound Write","dateAdded":"2024-02-09",
"knownRansomwareCampaignUse":"Known"}]})"},
    {"epss", SampleForm::lines,
     "#model_version:v2025.03.14,score_date:2026-11-20T00:00:00+0000\ncve,epss,percentile\nCVE-2024-6387,0.52345,0."
     "979\n"
     "CVE-2024-21762,0.92345,0.999\n"},
    {"endoflife", SampleForm::json,
     R"({"schema_version":"1.2.1","generated_at":"2026-08-22T00:00:00+00:00","total":1,"result":[{"name":"postgresql",
"identifiers":[{"type":"cpe","id":"cpe:2.3:a:postgresql:postgresql"}],"releases":[{"name":"14","label":"14","isEol":false,
"eolFrom":"2026-11-12","latest":{"name":"14.24"}}]}]})"},
    {"debian", SampleForm::json,
     R"({"openssh":{"CVE-2023-38408":{"description":"x","releases":{"bookworm":{"status":"resolved",
"repositories":{"bookworm":"1:9.2p1-2+deb12u10"},"fixed_version":"1:9.2p1-2+deb12u1","urgency":"high"}}}}})"},
    {"ubuntu", SampleForm::json,
     R"({"schema_version":"1.7.0","id":"UBUNTU-CVE-2024-6387","upstream":["CVE-2024-6387"],"modified":"2024-07-02T10:00:00Z",
"affected":[{"package":{"ecosystem":"Ubuntu:22.04:LTS","name":"openssh"},"ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},
{"fixed":"1:8.9p1-3ubuntu0.10"}]}],"ecosystem_specific":{"ubuntu_priority":"high"}}]})"},
    {"ubuntu", SampleForm::json,
     R"({"@context":"https://openvex.dev/ns/v0.2.0","timestamp":"2026-11-20T00:00:00Z","statements":[{"vulnerability":
{"name":"CVE-2024-6387"},"status":"fixed","products":[{"@id":"pkg:deb/ubuntu/openssh@1%3A9.6p1-3ubuntu13.3?arch=source&distro=noble"}]}]})"},
    {"csaf:cisa", SampleForm::json,
     R"({"document":{"category":"csaf_security_advisory","csaf_version":"2.0","publisher":{"category":"coordinator","name":"CISA",
"namespace":"https://www.cisa.gov/"},"title":"x","tracking":{"id":"ICSMA-24-001-01","current_release_date":"2024-01-02T00:00:00Z"}},
"product_tree":{"branches":[{"category":"vendor","name":"Acme Medical","branches":[{"category":"product_name","name":"Pacs Server",
"branches":[{"category":"product_version_range","name":">=V9.3.0<V9.24.22","product":{"name":"p","product_id":"P1"}}]}]}]},
"vulnerabilities":[{"cve":"CVE-2024-1234","product_status":{"known_affected":["P1"]},"scores":[{"cvss_v3":{"version":"3.1",
"vectorString":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:N/I:N/A:H","baseScore":7.5},"products":["P1"]}]}]})"},
    {"csaf:redhat", SampleForm::json,
     R"({"document":{"category":"csaf_vex","csaf_version":"2.0","publisher":{"category":"vendor","name":"Red Hat Product Security",
"namespace":"https://www.redhat.com"},"title":"x","tracking":{"id":"CVE-2024-6387","current_release_date":"2026-11-20T08:00:00+00:00"}},
"product_tree":{"branches":[{"category":"product_name","name":"RHEL 9","product":{"name":"RHEL 9","product_id":"A",
"product_identification_helper":{"cpe":"cpe:/a:redhat:enterprise_linux:9::appstream"}}},{"category":"product_version","name":"x",
"product":{"name":"openssh","product_id":"B","product_identification_helper":{"purl":"pkg:rpm/redhat/openssh@8.7p1-38.el9_4.1?arch=src"}}}],
"relationships":[{"category":"default_component_of","full_product_name":{"name":"a","product_id":"AB"},"product_reference":"B",
"relates_to_product_reference":"A"}]},"vulnerabilities":[{"cve":"CVE-2024-6387","product_status":{"fixed":["AB"]}}]})"},
    {"certfr", SampleForm::json,
     R"({"$ref":"https://www.cert.ssi.gouv.fr/openapi.json","affected_systems":[],"cves":[{"name":"CVE-2024-6387","url":"u"}],
"reference":"CERTFR-2024-ALE-009","title":"x","revisions":[{"description":"x","revision_date":"2024-07-05T00:00:00.000000"}]})"},
    {"recog", SampleForm::xml,
     R"(<?xml version="1.0" encoding="UTF-8"?><fingerprints matches="ssh.banner" protocol="ssh" preference="0.90">
<fingerprint pattern="^openssh_([\d.]+)$"><description>OpenSSH</description><example service.version="9.2">openssh_9.2</example>
<param pos="1" name="service.version"/></fingerprint></fingerprints>)"},
}};

}  // namespace vigie::exchange
