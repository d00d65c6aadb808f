#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Validates what vigie writes against the published JSON Schemas, and that the schemas refuse what is wrong.

schemas_test.py [MAKE_SAMPLE]
"""
import copy
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import jsonschema

import programs


def load(path):
    return json.loads(pathlib.Path(path).read_text(encoding="utf-8"))


def validator(source, name):
    schema = load(source / "docs" / "schema" / name)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(schema)


def expect_valid(check, document, what):
    errors = [f"{'/'.join(map(str, e.absolute_path))}: {e.message[:200]}" for e in check.iter_errors(document)]
    if errors:
        sys.exit(f"{what} does not validate:\n" + "\n".join(errors[:10]))
    print(f"ok - {what}")


def expect_refused(check, document, change, what):
    wrong = copy.deepcopy(document)
    change(wrong)
    if check.is_valid(wrong):
        sys.exit(f"the schema accepts {what}")
    print(f"ok - refuses {what}")


def assign(path, value):
    def change(document):
        for key in path[:-1]:
            document = document[key]
        document[path[-1]] = value
    return change


def main():
    make_sample, source = programs.MAKE_SAMPLE, programs.SOURCE
    audit_check = validator(source, "audit.schema.json")
    opssies_check = validator(source, "opssies-v5.schema.json")
    with tempfile.TemporaryDirectory() as folder:
        for kind in (["hospital"], ["orange"], ["green"], ["quiet"], ["many", "30", "200"]):
            subprocess.run([make_sample, folder, *kind], check=True, stdout=subprocess.DEVNULL,
                           env={**os.environ, "NO_PDF": "1"}, timeout=120)
            audit = load(f"{folder}/audit.json")
            message = load(f"{folder}/opssies.json")
            expect_valid(audit_check, audit, f"audit.json of {kind[0]}")
            expect_valid(opssies_check, message, f"opssies.json of {kind[0]}")
            if kind[0] == "hospital":
                hospital_audit, hospital_message = audit, message

    expect_valid(opssies_check, load(source / "tests/report/messages/from-the-examples.json"),
                 "the message made of the text's own examples")
    event = ["events", "event", 0]
    for path, value, what in (
            (event + ["outcome", "level"], "amber", "an unknown level"),
            (event + ["outcome", "isConform"], True, "a conform red audit"),
            (event + ["_eventType"], "62", "an event type that is not on the list"),
            (event + ["contexts", "context", 0, "_contextCategory"], 73, "a context that is not on the list"),
            (event + ["dates", "date", 0, "__text"], "2026-11-21T22:52:31Z", "a date in another form"),
            (event + ["stakeholders", "stakeholder", "stakeholderId"], [], "an audited organisation without identifier"),
            (event + ["scope", "forest"], {}, "an event without target")):
        expect_refused(opssies_check, hospital_message, assign(path, value), what)
    for path, value, what in (
            (["verdict", "level"], "bleu", "an unknown colour"),
            (["findings", 0, "certainty"], "certain", "an unknown certainty"),
            (["services", 0, "port"], 65536, "a port that does not exist"),
            (["audit", "started"], "yesterday", "a start that is no instant"),
            (["extra"], 1, "an unknown key")):
        expect_refused(audit_check, hospital_audit, assign(path, value), what)


if __name__ == "__main__":
    main()
