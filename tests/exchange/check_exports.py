#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads what vigie writes for other tools as they do, and compares it with audit.json.

check_exports.py MAKE_EXPORTS SOURCE_DIR
Always: the schemas of docs/schema, the rules of DefectDojo's reader, the rules of the csaf_vex profile, the numbers.
With VIGIE_SCHEMAS=FOLDER also the official schemas that lie there (bom-1.6*.schema.json with jsf and spdx beside it,
csaf_json_schema.json).
"""
import copy
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

import jsonschema

# What DefectDojo's generic reader takes; any other key makes it refuse the whole file.
DEFECTDOJO_NEEDED = {"title", "severity", "description"}
DEFECTDOJO_TAKEN = DEFECTDOJO_NEEDED | set(
    "date cwe cve epss_score epss_percentile cvssv3 cvssv3_score cvssv4 cvssv4_score mitigation impact "
    "steps_to_reproduce severity_justification references active verified false_p out_of_scope risk_accepted "
    "under_review is_mitigated mitigated component_name component_version static_finding dynamic_finding "
    "scanner_confidence unique_id_from_tool vuln_id_from_tool publish_date service kev_date known_exploited "
    "ransomware_used fix_available fix_version endpoints files tags vulnerability_ids cwes".split())


def load(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def fail(text):
    sys.exit(text)


def expect(holds, what):
    if not holds:
        fail(f"not so: {what}")


def check_schema(schema, document, what):
    errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in schema.iter_errors(document)]
    if errors:
        fail(f"{what} does not validate:\n" + "\n".join(errors[:10]))


def own_schema(source, name):
    schema = load(source / "docs" / "schema" / name)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def official_schemas():
    folder = os.environ.get("VIGIE_SCHEMAS")
    if not folder:
        return {}
    from referencing import Registry, Resource
    out = {}
    files = {path.name: path for path in pathlib.Path(folder).rglob("*.json")}
    resources = [Resource.from_contents(load(path)) for name, path in files.items() if "$schema" in load(path)]
    registry = Registry().with_resources([(r.contents.get("$id", ""), r) for r in resources])
    for name, path in files.items():
        if name.startswith("bom-1.6"):
            out["cyclonedx"] = jsonschema.Draft7Validator(load(path), registry=registry)
        if name == "csaf_json_schema.json":
            # The schemas of CVSS are elsewhere on the web: their parts are checked by our own schema.
            schema = load(path)
            scores = schema["properties"]["vulnerabilities"]["items"]["properties"]["scores"]["items"]["properties"]
            for version in ("cvss_v2", "cvss_v3"):
                scores[version] = {"type": "object"}
            out["csaf"] = jsonschema.Draft202012Validator(schema, registry=registry)
    return out


def cves_of(finding):
    """Its own, or those that a summary of minor doubts names."""
    if finding["cve"] or finding["rule"] != "cve":
        return [finding["cve"]] if finding["cve"] else []
    named = re.findall(r"CVE-\d{4}-\d{4,}", " ".join([finding["description"], *finding["references"]]))
    return list(dict.fromkeys(named))


def check_defectdojo(document, audit):
    expect(len(document["findings"]) == len(audit["findings"]), "DefectDojo has every finding")
    identities = set()
    for theirs, ours in zip(document["findings"], audit["findings"]):
        expect(DEFECTDOJO_NEEDED <= theirs.keys(), "needed keys")
        expect(theirs.keys() <= DEFECTDOJO_TAKEN, f"only known keys: {sorted(theirs.keys() - DEFECTDOJO_TAKEN)}")
        expect(theirs["severity"] in ("Critical", "High", "Medium", "Low", "Info"), "severity")
        expect(theirs["unique_id_from_tool"] == ours["id"], "identity")
        expect(re.fullmatch(r"\d{4}-\d\d-\d\d", theirs.get("date", "2026-01-01")), "date")
        expect(theirs["verified"] == (ours["certainty"] == "affecte"), "verified is what is certain")
        expect(theirs["active"] or ours["status"] == "corrige" or theirs["false_p"], "active unless fixed or attested")
        if ours["cvss"] and ours["cvss"]["version"].startswith("3."):
            expect(theirs["cvssv3_score"] == ours["cvss"]["score"], "score")
        expect(theirs.get("vulnerability_ids", []) == cves_of(ours), "CVE")
        for endpoint in theirs["endpoints"]:
            expect(endpoint["host"] == ours["address"] and endpoint.get("port", 0) == ours["port"], "endpoint")
        identities.add(theirs["unique_id_from_tool"])
    expect(len(identities) == len(document["findings"]), "identities are different")


def standing_of(audit, finding, attested):
    """What VEX says of it, and of which component: "fixed" only of another version that is seen."""
    if finding["status"] == "corrige":
        name, version = finding["component"].rsplit(" ", 1)
        here = [s for s in audit["services"]
                if (s["address"], s["port"], s["transport"]) == tuple(finding[k] for k in ("address", "port", "transport"))]
        if not here or here[0]["product"] != name:
            return finding["component"], "not_affected"
        return f"{name} {here[0]['version']}", "fixed" if here[0]["version"] != version else "not_affected"
    if finding["certainty"] == "affecte":
        return finding["component"], "affected"
    if finding["certainty"] == "non-affecte" or finding["id"] in attested:
        return finding["component"], "not_affected"
    return finding["component"], "undetermined"


def expected_statements(audit):
    """(CVE, component, standing) of each CVE of each finding."""
    attested = {a["finding"] for a in audit["attestations"] if a["kind"] == "not_affected" and a["state"] == "valid"}
    return sorted((cve, *standing_of(audit, finding, attested))
                  for finding in audit["findings"] for cve in cves_of(finding))


def statements_of_cyclonedx(document):
    words = {"exploitable": "affected", "in_triage": "undetermined", "not_affected": "not_affected", "resolved": "fixed"}
    names = {c["bom-ref"]: " ".join(filter(None, (c["name"], c.get("version")))) for c in document["components"]}
    references = [v["bom-ref"] for v in document["vulnerabilities"]] + list(names) + ["organisation"]
    expect(len(references) == len(set(references)), "every bom-ref is there once")
    return sorted((v["id"], names[a["ref"]], words[v["analysis"]["state"]])
                  for v in document["vulnerabilities"] for a in v["affects"])


def csaf_name(audit):
    """Section 5.1 of CSAF 2.0: from the tracking id, lower case, every run of other characters one underscore."""
    return re.sub(r"[^+\-a-z0-9]+", "_", f"vigie-{audit['audit']['id']}".lower()) + ".json"


def statements_of_csaf(document):
    words = {"known_affected": "affected", "under_investigation": "undetermined", "known_not_affected": "not_affected",
             "fixed": "fixed"}
    names = {p["product_id"]: p["name"].rsplit(" (", 1)[0] for p in document["product_tree"]["full_product_names"]}
    out = []
    for vulnerability in document["vulnerabilities"]:
        seen = set()
        for status, products in vulnerability["product_status"].items():
            for product in products:
                expect(product in names, "every product is defined")
                expect(product not in seen, "no product has two statuses")
                seen.add(product)
                out.append((vulnerability["cve"], names[product], words[status]))
        def told(kind):
            return {p for item in vulnerability.get(kind, []) for p in item["product_ids"]}
        expect(set(vulnerability["product_status"].get("known_affected", [])) <= told("remediations"), "what to do is said")
        expect(set(vulnerability["product_status"].get("known_not_affected", [])) <= told("threats"), "why not is said")
        expect(vulnerability["notes"], "notes")
        gone = {p for flag in vulnerability.get("flags", []) for p in flag["product_ids"]}
        expect(gone <= set(vulnerability["product_status"].get("known_not_affected", [])), "what is gone is not affected")
        for threat in vulnerability.get("threats", []):
            expect(threat["category"] != "impact" or "version annoncée" not in threat["details"],
                   "an impact is no reason of a doubt")
    return sorted(out)


def main():
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    cyclonedx = own_schema(source, "cyclonedx-vex.schema.json")
    csaf = own_schema(source, "csaf-vex.schema.json")
    official = official_schemas()
    with tempfile.TemporaryDirectory() as folder:
        for kind in ("hospital", "quiet", "many"):
            for old in pathlib.Path(folder).iterdir():
                old.unlink()
            subprocess.run([program, folder, kind], check=True, timeout=60)
            audit = load(f"{folder}/audit.json")
            wanted = expected_statements(audit)
            check_defectdojo(load(f"{folder}/defectdojo.json"), audit)
            document = load(f"{folder}/vex.cdx.json")
            check_schema(cyclonedx, document, f"CycloneDX of {kind}")
            if "cyclonedx" in official:
                check_schema(official["cyclonedx"], document, f"CycloneDX of {kind}, official schema")
            expect(statements_of_cyclonedx(document) == wanted, f"CycloneDX of {kind} says what audit.json says")
            if kind == "quiet":
                expect(not pathlib.Path(f"{folder}/{csaf_name(audit)}").exists(), "no CSAF without a vulnerability")
                continue
            expect(len(wanted) > 3, f"{kind} has vulnerabilities to tell")
            document = load(f"{folder}/{csaf_name(audit)}")
            check_schema(csaf, document, f"CSAF of {kind}")
            if "csaf" in official:
                check_schema(official["csaf"], document, f"CSAF of {kind}, official schema")
            expect(statements_of_csaf(document) == wanted, f"CSAF of {kind} says what audit.json says")
            wrong = copy.deepcopy(document)
            wrong["document"]["tracking"]["status"] = "done"
            expect(not csaf.is_valid(wrong), "our schema refuses a wrong word")
    print("ok: DefectDojo, CycloneDX and CSAF" + (", official schemas too" if official else ""))


if __name__ == "__main__":
    main()
