#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The manual pages and the completion know every command and option of the program."""
import os
import pathlib
import re
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
VIGIE = pathlib.Path(os.environ.get("VIGIE", ROOT / "vigie"))
PAGES = {name: (ROOT / "packaging" / name).read_text().replace("\\-", "-")
         for name in ("man/vigie.1", "man/fr/vigie.1", "completion/vigie", "completion/_vigie")}


def help_of(*words):
    done = subprocess.run([str(VIGIE), *words, "--help"], capture_output=True, text=True, check=False, timeout=30)
    return done.stdout


def commands(text):
    """The subcommands that the general help lists."""
    section = re.split(r"^\S.*(?:[Cc]ommand|[Cc]ommande)\S*:?\s*$", text, flags=re.MULTILINE)[-1]
    return re.findall(r"^  ([a-z]+)  ", section, re.MULTILINE)


def main():
    if not VIGIE.exists():
        print(f"{VIGIE} was not built")
        return 77
    failed = 0
    found = commands(help_of())
    print(f"{'ok' if len(found) >= 10 else 'not ok'} - the help lists the commands")
    failed += len(found) < 10
    for command in found:
        options = set(re.findall(r"--[a-z][a-z-]+", help_of(command))) - {"--help", "--lang"}
        for page, text in PAGES.items():
            missing = sorted(option for option in options if not re.search(re.escape(option) + r"(?![a-z-])", text))
            if not re.search(rf"\b{command}\b", text):
                missing.insert(0, command)
            if missing:
                failed += 1
                print(f"not ok - packaging/{page} knows what {command} takes\n    missing: {' '.join(missing)}")
            else:
                print(f"ok - packaging/{page} knows what {command} takes")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
