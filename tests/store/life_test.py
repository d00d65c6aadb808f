#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The life of an audit's data, by the program alone: imported from a scan, sealed, read, given out, destroyed.
life_test.py VIGIE. Sends nothing; its store, keys and key ring are in a temporary folder."""
import datetime
import json
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile

SCAN = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE nmaprun>
<nmaprun scanner="nmap" args="nmap -sV 192.0.2.0/28" start="1763757000" version="7.93" xmloutputversion="1.05">
<host><status state="up" reason="reset"/><address addr="192.0.2.5" addrtype="ipv4"/>
<hostnames><hostname name="pacs.ch-temoin.example" type="PTR"/></hostnames>
<ports><port protocol="tcp" portid="23"><state state="open"/><service name="telnet" method="probed" conf="10"/></port>
<port protocol="tcp" portid="22"><state state="open"/><service name="ssh" product="OpenSSH" version="9.2p1" method="probed" conf="10"><cpe>cpe:/a:openbsd:openssh:9.2p1</cpe></service></port></ports></host>
<host><status state="up" reason="reset"/><address addr="198.51.100.9" addrtype="ipv4"/>
<ports><port protocol="tcp" portid="22"><state state="open"/></port></ports></host>
<runstats><finished time="1763757060"/></runstats></nmaprun>
"""
PERIMETER = """[organisation]
nom = "CH Temoin-Unique"
finess_ej = "990000010"
[autorisation]
reference = "CONV-1"
signataire = "Direction"
debut = {start}
fin = {end}
[perimetre]
adresses = ["192.0.2.0/28"]
[conservation]
jours = {days}
"""
SECRETS = (b"Temoin-Unique", b"192.0.2.5", b"ch-temoin")
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
PROGRAM = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else os.environ.get("VIGIE", ROOT / "vigie"))


class Life:
    def __init__(self, program, folder):
        self.program = program
        self.folder = folder
        self.failed = 0
        self.environment = dict(os.environ, HOME=str(folder / "home"), GNUPGHOME=str(folder / "gpg"), LC_ALL="C.UTF-8")
        for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "VIGIE_STORE", "VIGIE_KEY", "VIGIE_PASSPHRASE_FILE"):
            self.environment.pop(name, None)
        (folder / "home").mkdir()
        (folder / "gpg").mkdir(mode=0o700)

    def check(self, good, what, detail=""):
        print(f"{'ok' if good else 'not ok'} - {what}" + ("" if good else f"\n    {detail}"))
        self.failed += not good

    def run(self, *words, **more):
        return subprocess.run([*map(str, words)], capture_output=True, text=True, check=False, timeout=300,
                              env=self.environment | more, stdin=subprocess.DEVNULL)

    def vigie(self, *words, **more):
        return self.run(self.program, "--lang", "en", *words, **more)

    def in_french(self, *words, **more):
        return self.run(self.program, "--lang", "fr", *words, **more)

    def says(self, done, status, text, what):
        self.check(done.returncode == status and text in done.stdout + done.stderr, what,
                   f"status {done.returncode}, {done.stdout[-600:]} {done.stderr[-600:]}")

    def clear_bytes(self, *places):
        files = [path for place in places for path in pathlib.Path(place).rglob("*") if path.is_file()]
        return [path for path in files if any(secret in path.read_bytes() for secret in SECRETS)]

    def perimeter(self, days):
        today = datetime.datetime.now(datetime.timezone.utc).date()
        path = self.folder / f"perimetre-{days}.toml"
        path.write_text(PERIMETER.format(start=today - datetime.timedelta(days=2),
                                         end=today + datetime.timedelta(days=2), days=days))
        return path


def imported(life):
    out = life.folder / "audit"
    (life.folder / "scan.xml").write_text(SCAN)
    done = life.vigie("import", life.folder / "scan.xml", life.perimeter(365), "--out", out)
    life.check(done.returncode == 0, "an Nmap scan becomes an audit", done.stderr)
    audit = json.loads((out / "audit.json").read_text())
    life.check([(s["address"], s["port"]) for s in audit["services"]] == [("192.0.2.5", 22), ("192.0.2.5", 23)],
               "what is outside the perimeter has no service", audit["services"])
    life.check(all(asset["how_found"] == "import nmap" for asset in audit["assets"]), "its assets are marked imported")
    life.check("telnet" in " ".join(finding["rule"] for finding in audit["findings"]), "its services are judged",
               [finding["rule"] for finding in audit["findings"]])
    again = life.vigie("import", life.folder / "scan.xml", life.perimeter(365), "--out", out)
    life.says(again, 2, "holds an audit already", "a folder with an audit is not written over")
    (life.folder / "bad.xml").write_text("<nmaprun><host>")
    bad = life.vigie("import", life.folder / "bad.xml", life.perimeter(365), "--out", life.folder / "none")
    life.check(bad.returncode == 2 and not (life.folder / "none").exists(), "a broken scan writes nothing", bad.stderr)
    if shutil.which("ndiff"):
        compared = life.run("ndiff", out / "nmap.xml", out / "nmap.xml")
        life.check(compared.returncode == 0, "ndiff reads our nmap.xml", compared.stderr)
        compared = life.run("ndiff", life.folder / "scan.xml", out / "nmap.xml")
        life.check(compared.returncode == 1 and "198.51.100.9" in compared.stdout and "22/tcp" in compared.stdout,
                   "ndiff compares the scan with ours", compared.stdout + compared.stderr)
    for language, words in (("en", "orange"), ("fr", "score")):
        read = life.run(life.program, "--lang", language, "opssies", out / "opssies.json")
        life.says(read, 0, "990000010", f"the exchange message is read back ({language})")
        life.check(words in read.stdout.lower() or "red" in read.stdout.lower(), "with its level", read.stdout)
    bad = life.in_french("opssies", out / "nmap.xml")
    life.check(bad.returncode == 2 and bad.stderr.count("\n") == 1 and "ce n'est pas du JSON" in bad.stderr,
               "what is no message is refused in one line", bad.stderr)
    harmless(life, out)
    if shutil.which("weasyprint") and shutil.which("pdfdetach"):
        (out / "rapport.pdf").unlink(missing_ok=True)
        alone = life.vigie("report", out, "--format", "pdf")
        life.says(alone, 0, "rapport.pdf", "the PDF is written alone")
        carried = life.run("pdfdetach", "-list", out / "rapport.pdf").stdout
        life.check(all(name in carried for name in ("constats.csv", "constats.xlsx", "audit.json", "opssies.json")),
                   "and carries the data all the same", carried)
    return audit["audit"]["id"], out


def harmless(life, out):
    """What others wrote never commands the terminal, and damage is told by its place, in one line."""
    evil = "\u001b]0;x\u0007\u009b31m\u202e"
    commands = set("\u001b\u0007\u009b\u202e")
    message = json.loads((out / "opssies.json").read_text())

    def spoil(value):
        if isinstance(value, dict):
            return {key: spoil(part) for key, part in value.items()}
        if isinstance(value, list):
            return [spoil(part) for part in value]
        return value + evil if isinstance(value, str) and not value[:8].isdigit() and value not in (
            "red", "orange", "green") else value

    (life.folder / "evil.json").write_text(json.dumps(spoil(message)))
    read = life.vigie("opssies", life.folder / "evil.json")
    life.check(read.returncode == 0 and not commands & set(read.stdout + read.stderr),
               "a message with escape sequences is printed without them", repr(read.stdout + read.stderr))
    twin = life.folder / "twin"
    twin.mkdir()
    audit = json.loads((out / "audit.json").read_text())
    for finding in audit["findings"]:
        finding["title"] += evil
    (twin / "audit.json").write_text(json.dumps(audit))
    read = life.vigie("diff", twin, twin)
    life.check(read.returncode == 0 and not commands & set(read.stdout), "and so is an audit", repr(read.stdout))
    text = (out / "audit.json").read_text()
    (twin / "audit.json").write_text(text[:len(text) // 2])
    cut = life.in_french("diff", twin, twin)
    life.check(cut.returncode == 2 and cut.stderr.count("\n") == 1 and "le fichier s'arrête avant sa fin, à la ligne"
               in cut.stderr and "json.exception" not in cut.stderr, "a cut audit.json is told in one line", cut.stderr)
    audit["services"][0]["port"] = "x"
    (twin / "audit.json").write_text(json.dumps(audit))
    life.says(life.vigie("report", twin, "--format", "csv"), 2, 'the part "services", item 1,',
              "and a damaged one by the part that is damaged")


def sealed(life, audit, out):
    life.says(life.vigie("list"), 0, "in clear", "the store lists the audit")
    journal_only = [path for path in life.clear_bytes(out) if path.name.startswith("audit.sqlite")]
    life.check(not journal_only, "the journal of the folder is never in clear", journal_only)
    life.says(life.vigie("seal", out), 0, "documents sealed", "seal takes the documents away")
    life.check(sorted(path.name for path in out.iterdir() if not path.name.endswith(("-wal", "-shm"))) ==
               ["audit.sqlite"], "only the sealed journal stays", list(out.iterdir()))
    left = life.clear_bytes(out, life.folder / "home")
    life.check(not left, "no word of it is left in clear, store included", left)
    life.says(life.vigie("diff", audit, audit), 0, "No change", "a sealed audit is read by its id")
    life.says(life.vigie("diff", out, audit), 0, "No change", "and by its folder")
    life.says(life.vigie("report", audit, "--format", "csv"), 0, "constats.csv", "its report can be written again")
    life.check(not life.clear_bytes(out), "and is sealed again", life.clear_bytes(out))
    life.vigie("list", HOME=str(life.folder / "elsewhere"))
    shutil.copy(life.folder / "elsewhere/.config/vigie/master.key", life.folder / "other.key")
    wrong = life.vigie("list", VIGIE_KEY=str(life.folder / "other.key"))
    life.says(wrong, 2, "this master key is not the one of this store", "another master key is refused")
    life.says(life.in_french("list", VIGIE_KEY=str(life.folder / "other.key")), 2,
              "cette clé maîtresse n'est pas celle de ce magasin", "in the language of the user")


def given_out(life, audit):
    to = life.folder / "given"
    refused = life.vigie("export", audit, "--out", to)
    life.says(refused, 2, "does not leave in clear", "TLP:AMBER does not leave in clear")
    life.check(not to.exists(), "and nothing was written")
    life.says(life.vigie("export", audit, "--out", to, "--force"), 0, "rapport.html", "unless forced")
    if shutil.which("gpg"):
        made = life.run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "cert@ch.example",
                        "future-default", "default", "never")
        keys = life.run("gpg", "--list-keys", "--with-colons").stdout
        fingerprint = next((line.split(":")[9] for line in keys.splitlines() if line.startswith("fpr")), "")
        life.check(made.returncode == 0 and len(fingerprint) == 40, "a key for the test", made.stderr)
        box = life.folder / "box"
        done = life.vigie("export", audit, "--out", box, "--encrypt-to", fingerprint, "--sign", fingerprint)
        life.check(done.returncode == 0, "export encrypts and signs", done.stderr)
        life.check(not life.clear_bytes(box), "what leaves is not in clear", life.clear_bytes(box))
        opened = life.run("gpg", "--batch", "--decrypt", box / "audit.json.gpg")
        life.check(json.loads(opened.stdout or "{}").get("audit", {}).get("id") == audit and
                   "Good signature" in opened.stderr, "its recipient reads it, and knows from whom", opened.stderr)
        unknown = life.vigie("export", audit, "--out", box, "--encrypt-to", "nobody@ch.example")
        life.check(unknown.returncode == 2 and "nobody@ch.example: no public key" in unknown.stderr and unknown.stderr.count("\n") == 1 and
                   "WKD" not in unknown.stderr, "an unknown recipient is refused in one line, and not looked for on the network",
                   unknown.stderr)
        life.run("gpgconf", "--kill", "all")
    everything = life.folder / "subject"
    life.says(life.vigie("export", "--subject", "990000010", "--out", everything, "--force"), 0, "network.json",
              "everything held for an organisation is given back")
    names = {path.name for path in (everything / audit).iterdir()}
    life.check({"audit.json", "card.json", "actions.json", "network.json", "rapport.html"} <= names,
               "documents, what was observed, card and journal", names)
    life.says(life.vigie("export", "--subject", "123", "--out", everything), 2, "nothing is held",
              "nothing is held for somebody else")
    journal = life.vigie("journal").stdout
    life.check("export-refused" in journal and "IN CLEAR, forced" in journal and "seal" in journal,
               "the journal tells who let what out", journal)
    life.says(life.vigie("journal", "--verify"), 0, "the chain is whole", "and its chain is whole")


def with_passphrase(life, audit):
    secret = life.folder / "secret"
    secret.write_text("cheval agrafe batterie\n")
    life.says(life.vigie("key", "--passphrase", VIGIE_PASSPHRASE_FILE=str(secret)), 0, "protected by a passphrase",
              "the master key gets a passphrase")
    life.says(life.vigie("list", VIGIE_PASSPHRASE_FILE=str(secret)), 0, audit, "with it the store opens")
    life.check(life.vigie("list").returncode == 2, "without it, it does not")
    secret.write_text("cheval\n")
    life.says(life.vigie("list", VIGIE_PASSPHRASE_FILE=str(secret)), 2, "the passphrase does not open this key",
              "nor with a wrong one")
    secret.write_text("cheval agrafe batterie\n")
    life.says(life.vigie("key", "--no-passphrase", VIGIE_PASSPHRASE_FILE=str(secret)), 0, "rights of the file",
              "and loses it again")


def destroyed(life, audit, out):
    certificate = life.folder / "certificate.txt"
    done = life.vigie("purge", audit, "--certificate", certificate)
    life.says(done, 0, "documents destroyed", "purge destroys")
    text = certificate.read_text()
    life.check(audit in text and "The key of this audit was destroyed" in text and "audit.sqlite" in text,
               "and certifies", text)
    life.check(not out.exists(), "the folder is gone", list(out.iterdir()) if out.exists() else "")
    life.says(life.vigie("list"), 0, "No audit", "the store holds nothing of it")
    life.check(life.vigie("export", audit, "--out", life.folder / "after", "--force").returncode == 2,
               "and cannot give it out any more")


def expired(life):
    short = life.folder / "short"
    life.vigie("import", life.folder / "scan.xml", life.perimeter(1), "--out", short, "--seal")
    life.says(life.vigie("list", "--expired"), 0, "No audit to purge", "an audit in its time is not purged")
    life.says(life.vigie("purge", "--expired"), 0, "No audit to purge", "by its own order neither")


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vg-"))
    life = Life(PROGRAM.resolve(), folder)
    try:
        audit, out = imported(life)
        sealed(life, audit, out)
        given_out(life, audit)
        with_passphrase(life, audit)
        destroyed(life, audit, out)
        expired(life)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if life.failed else 0


if __name__ == "__main__":
    sys.exit(main())
