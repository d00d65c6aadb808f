#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What is exchanged, by the program alone: an odd scan comes in, two attestations of one finding, messages and documents
go out in the reader's language. program_test.py VIGIE. Sends nothing; its store is in a temporary folder."""
import csv
import datetime
import json
import os
import pathlib
import subprocess
import sys
import tempfile
import zipfile

ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VIGIE", ROOT / "vigie"))
TODAY = datetime.datetime.now(datetime.timezone.utc).date()
SCAN = """<nmaprun scanner="nmap" args="nmap" start="1763757000" version="7.93">
<host><status state="up"/><address addr="{address}" addrtype="ipv6"/><ports>
<port protocol="tcp" portid="23"><state state="open"/><service name="telnet" method="probed" conf="10"/></port>
<port protocol="tcp" portid="23"><state state="open"/></port>
<port protocol="tcp" portid="99999"><state state="open"/></port>
<port protocol="carrier" portid="7"><state state="open"/></port></ports></host></nmaprun>
"""
PERIMETER = f"""[organisation]
nom = "CH Exemple"
finess_ej = "990000010"
[autorisation]
reference = "CONV-1"
signataire = "Direction"
debut = {TODAY - datetime.timedelta(days=2)}
fin = {TODAY + datetime.timedelta(days=2)}
[perimetre]
adresses = ["2001:db8:20::80/127"]
"""


class Program:
    def __init__(self, path, folder):
        self.path = path
        self.folder = folder
        self.failed = 0
        self.environment = dict(os.environ, HOME=str(folder / "home"), LC_ALL="C.UTF-8")
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "VIGIE_STORE", "VIGIE_KEY", "VIGIE_PASSPHRASE_FILE"):
            self.environment.pop(name, None)
        (folder / "home").mkdir()

    def __call__(self, *words, lang="en"):
        done = subprocess.run([self.path, "--lang", lang, *map(str, words)], capture_output=True, text=True, check=False,
                              timeout=120, env=self.environment, stdin=subprocess.DEVNULL)
        done.text = done.stdout + done.stderr
        return done

    def check(self, good, what, detail=""):
        print(f"{'ok' if good else 'not ok'} - {what}" + ("" if good else f"\n    {detail}"))
        self.failed += not good

    def file(self, name, text):
        path = self.folder / name
        path.write_text(text)
        return path


def comes_in(vigie):
    perimeter = vigie.file("perimetre.toml", PERIMETER)
    check = vigie("check", perimeter)
    vigie.check("the provider's SIREN is missing" in check.text, "check says what the exchange will miss", check.text)
    out = vigie.folder / "audit"
    scan = vigie.file("scan.xml", SCAN.format(address="2001:db8:20::80"))
    done = vigie("import", scan, perimeter, "--out", out, lang="fr")
    vigie.check(done.returncode == 0 and "2001:db8:20::80 99999/tcp : ce port n'existe pas" in done.text and
                "7/carrier : protocole inconnu" in done.text, "open ports that cannot be read are named", done.text)
    audit = json.loads((out / "audit.json").read_text())
    vigie.check(len(audit["services"]) == 1, "a port that is listed twice is one service", audit["services"])
    vigie.check(any("99999" in gap["what"] for gap in audit["coverage"]["not_tested"]), "and are in the coverage")

    elsewhere = vigie.file("elsewhere.xml", SCAN.format(address="2001:db8:ff::1"))
    done = vigie("import", elsewhere, perimeter, "--out", vigie.folder / "elsewhere")
    blocked = json.loads((vigie.folder / "elsewhere" / "audit.json").read_text())["coverage"]["blocked"]
    vigie.check(blocked[0]["why"].startswith("no declared address was in the scan"), "a scan of others says so", blocked)
    return out, audit


def reads_messages(vigie, out):
    message = json.loads((out / "opssies.json").read_text())
    scopes = [event["scope"]["forest"] for event in message["events"]["event"]]
    vigie.check(scopes == [{"forestDnsHostName": "2001:db8:20::80"}], "what the scan held is the target, once", scopes)
    read = vigie("opssies", out / "opssies.json")
    vigie.check(read.returncode == 0 and "remark" not in read.text, "our own message has nothing odd", read.text)
    event = message["events"]["event"][0]
    event["outcome"]["score"] = "beaucoup"
    event["_eventType"] = 99
    read = vigie("opssies", vigie.file("odd.json", json.dumps(message)))
    vigie.check(read.returncode == 0 and "score unknown" in read.text and 'remark: event 1: score "beaucoup"' in read.text and
                '_eventType "99"' in read.text, "what is odd is said and never 0", read.text)


def attests(vigie, out, audit):
    finding = next(f["id"] for f in audit["findings"] if f["rule"].startswith("telnet"))
    evidence = vigie.file("evidence.txt", "closed next week\n")
    until = TODAY + datetime.timedelta(days=30)
    first = vigie("attest", out, finding, "--evidence", evidence, "--until", until)
    vigie.check(first.returncode == 0 and "replaces" not in first.text, "a first attestation", first.text)
    kept = json.loads((out / "audit.json").read_text())["attestations"]
    vigie.check(len(kept) == 1 and "@" in kept[0]["author"] and kept[0]["place"] == "[2001:db8:20::80]:23/tcp",
                "its author is the account when nobody else is named", kept)
    second = vigie("attest", out, finding, "--evidence", evidence, "--until", until, "--author", "RSSI")
    vigie.check(second.returncode == 0 and "replaces the attestation of" in second.text, "a second says what it replaces",
                second.text)
    kept = json.loads((out / "audit.json").read_text())["attestations"]
    vigie.check([one["author"] for one in kept] == ["RSSI"], "the newest is in force", kept)
    lines = [line for line in vigie("journal").stdout.splitlines() if finding in line]
    vigie.check(len(lines) == 2 and "by RSSI, instead of" in lines[1], "the journal of actions has both", lines)
    title = next(f["title"] for f in audit["findings"] if f["id"] == finding)
    vigie.check(title not in first.stdout and title in vigie(
        "attest", out, finding, "--evidence", evidence, "--until", until, lang="fr").stdout, "each in its language", first.stdout)
    return title


def goes_out(vigie, out, title):
    french, english = vigie("diff", out, out, lang="fr").stdout, vigie("diff", out, out).stdout
    vigie.check("[2001:db8:20::80]:23/tcp" in french and title in french and "critique" in french,
                "diff writes an IPv6 place as the report does", french)
    vigie.check(title not in english and "critical" in english and "critique" not in english, "diff speaks English too", english)
    for lang, words in (("fr", ("Critique", "nouveau")), ("en", ("Critical", "new"))):
        done = vigie("report", out, "--format", "csv,xlsx", lang=lang)
        rows = list(csv.reader((out / "constats.csv").read_text(encoding="utf-8-sig").splitlines(), delimiter=";"))
        cells = {cell for row in rows[1:] for cell in row}
        vigie.check(done.returncode == 0 and cells.issuperset(words) and not cells & {"critique", "service-expose"},
                    f"the CSV has the reader's words ({lang})", sorted(cells)[:40])
    with zipfile.ZipFile(out / "constats.xlsx") as book:
        sheets = [book.read(name).decode() for name in book.namelist() if name.startswith("xl/worksheets/sheet")]
        vigie.check(len(sheets) == 4 and all("<oddHeader>&amp;RTLP:AMBER</oddHeader>" in sheet for sheet in sheets),
                    "every sheet bears the TLP", [sheet[-300:] for sheet in sheets])


def speaks(vigie):
    """What is wrong with a command is said in the reader's language, on one line."""
    for words, french, english in ((("audit", "x.toml"), "--out est obligatoire", "--out is required"),
                                   (("list", "--nope"), "argument inattendu : --nope", "was not expected: --nope"),
                                   (("audit", "x.toml", "--out"), "il manque une valeur", "required TEXT missing")):
        for lang, expected in (("fr", french), ("en", english)):
            done = vigie(*words, lang=lang)
            vigie.check(done.returncode == 2 and expected in done.stderr and done.stderr.count("\n") == 1,
                        f"{' '.join(words)}: usage error ({lang})", done.stderr)
    help_text = vigie("audit", "--help", lang="fr").stdout
    vigie.check("Arguments:" in help_text and "REQUIRED" not in help_text, "help has French headings", help_text)


def is_not_edited(vigie, out):
    """A colour that the findings deny is not printed."""
    path = out / "audit.json"
    whole = path.read_text(encoding="utf-8")
    edited = json.loads(whole)
    level = edited["verdict"]["level"]
    edited["verdict"]["level"] = "vert"
    path.write_text(json.dumps(edited), encoding="utf-8")
    done = vigie("report", out, "--format", "csv")
    vigie.check(level != "vert" and done.returncode == 2 and "does not follow from the findings" in done.stderr,
                "an edited verdict is refused", done.stderr)
    path.write_text(whole, encoding="utf-8")
    vigie.check(vigie("report", out, "--format", "csv").returncode == 0, "the whole copy is read again")


def main():
    with tempfile.TemporaryDirectory() as name:
        vigie = Program(PROGRAM, pathlib.Path(name))
        speaks(vigie)
        out, audit = comes_in(vigie)
        reads_messages(vigie, out)
        goes_out(vigie, out, attests(vigie, out, audit))
        is_not_edited(vigie, out)
    return 1 if vigie.failed else 0


if __name__ == "__main__":
    sys.exit(main())
