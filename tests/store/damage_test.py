#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""What must hold when something goes wrong in the life of an audit's data: a folder that may not be written, one that
is gone or holds another audit, altered rows, a missing key, a full disk, two programs at once.
damage_test.py VIGIE. Sends nothing; its stores and keys are in a temporary folder."""
import base64
import ctypes
import ctypes.util
import json
import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))
from life_test import PROGRAM, SCAN, Life  # noqa: E402


class Damage(Life):
    def __init__(self, program, folder):
        super().__init__(program, folder)
        (folder / "scan.xml").write_text(SCAN)
        self.places = 0
        # A PDF takes seconds, and nothing here is about its content.
        tools = folder / "bin"
        tools.mkdir()
        printer = tools / "weasyprint"
        printer.write_text("#!/bin/sh\nfor last; do :; done\nprintf '%%PDF-1.7\\n' > \"$last\"\n")
        printer.chmod(0o755)
        self.environment["PATH"] = f"{tools}:{self.environment['PATH']}"

    def store(self):
        return self.folder / "home/.local/share/vigie/vigie.sqlite"

    def sql(self, statement, *values):
        with sqlite3.connect(self.store()) as database:
            return database.execute(statement, values).fetchall()

    def imported(self, *words, days=365):
        self.places += 1
        out = self.folder / f"audit{self.places}"
        done = self.vigie("import", self.folder / "scan.xml", self.perimeter(days), "--out", out, *words)
        if done.returncode != 0:
            raise SystemExit(done.stdout + done.stderr)
        return self.sql("SELECT id FROM audits ORDER BY rowid DESC LIMIT 1")[0][0], out

    def journal(self, audit):
        return [line.split("  ")[3] for line in self.vigie("journal").stdout.splitlines() if audit in line]

    def listed(self, audit):
        return next((line for line in self.vigie("list").stdout.splitlines() if audit in line), "")

    def expire(self, audit):
        """Time passes: the last day of a card becomes one of last year, sealed as the program seals it."""
        sodium = ctypes.CDLL(ctypes.util.find_library("sodium") or "libsodium.so.23")

        def crypt(key, context, text, opening):
            nonce = text[:24] if opening else os.urandom(24)
            body = text[24:] if opening else text
            room = ctypes.create_string_buffer(len(body) + 16)
            size = ctypes.c_ulonglong()
            long = ctypes.c_ulonglong
            if opening:
                failed = sodium.crypto_aead_xchacha20poly1305_ietf_decrypt(
                    room, ctypes.byref(size), None, body, long(len(body)), context, long(len(context)), nonce, key)
            else:
                failed = sodium.crypto_aead_xchacha20poly1305_ietf_encrypt(
                    room, ctypes.byref(size), body, long(len(body)), context, long(len(context)), None, nonce, key)
            assert not failed, context
            return (b"" if opening else nonce) + room.raw[:size.value]

        name = audit.encode()
        master = base64.b64decode((self.folder / "home/.config/vigie/master.key").read_text().split("\n")[2])
        wrapped, card = self.sql("SELECT wrapped_key, card FROM audits WHERE id = ?", audit)[0]
        key = base64.b64decode(crypt(master, name + b"\nkey", base64.b64decode(wrapped), True))
        text = json.loads(crypt(key, name + b"\ncard", base64.b64decode(card), True))
        text["keep_until"] = "2025-12-31"
        sealed = base64.b64encode(crypt(key, name + b"\ncard", json.dumps(text).encode(), False)).decode()
        self.sql("UPDATE audits SET card = ?, keep_until = '2025-12-31' WHERE id = ?", sealed, audit)


class Unchangeable:
    """A file or folder that even root may not change, for the time of a test."""

    def __init__(self, life, path):
        self.life = life
        self.path = path

    def __enter__(self):
        self.good = self.life.run("chattr", "+i", self.path).returncode == 0
        return self.good

    def __exit__(self, *_):
        self.life.run("chattr", "-i", self.path)


def purge_finds_first_what_it_cannot_do(life):
    audit, out = life.imported()
    certificate = life.folder / "c.txt"
    before = sorted((path.name, path.read_bytes()) for path in out.iterdir())
    for what in (out, out / "rapport.html"):
        with Unchangeable(life, what) as good:
            if not good:
                print("ok - a folder that may not be written # SKIP chattr +i is not possible here")
                break
            done = life.in_french("purge", audit, "--certificate", certificate)
        life.says(done, 4, "rien n'a été détruit", f"a purge that cannot write {what.name[:7]} destroys nothing")
        life.check(sorted((path.name, path.read_bytes()) for path in out.iterdir()) == before and
                   not certificate.exists() and "kept until" in life.listed(audit),
                   "its files, its row and its key are there, and no certificate")
    nowhere = life.vigie("purge", audit, "--certificate", life.folder / "nowhere/c.txt")
    life.says(nowhere, 2, "nothing was destroyed", "a certificate that cannot be written stops it first")
    life.check(sorted((path.name, path.read_bytes()) for path in out.iterdir()) == before, "and nothing is touched")
    return audit, out


def purge_is_ended_by_the_next(life, audit, out):
    """The certificate goes to a device that is full: writing it fails after all was destroyed."""
    done = life.vigie("purge", audit, "--certificate", "/dev/full")
    life.says(done, 4, "stays listed", "a certificate that is lost leaves the audit listed")
    life.check("CERTIFICATE" in done.stdout and "to be ended" in life.listed(audit), "and is shown on the screen",
               done.stdout)
    life.says(life.vigie("export", audit, "--out", life.folder / "no", "--force"), 2, "its destruction has begun",
              "what is being destroyed is not given out")
    certificate = life.folder / "c.txt"
    life.says(life.vigie("purge", audit, "--certificate", certificate), 0, "documents destroyed", "a second purge ends it")
    text = certificate.read_text()
    life.check("audit.json" in text and "rapport.html" in text and "not found" not in text and not out.exists(),
               "and certifies what both destroyed", text)
    life.check(life.listed(audit) == "" and life.journal(audit)[-4:] == ["purge", "purge-failed", "purge", "purge-done"],
               "and the journal tells both", life.journal(audit))
    life.says(life.in_french("purge", audit), 2, "ni le dossier d'un audit", "a third finds nothing")


def purge_touches_its_own_folder_only(life):
    first, out = life.imported()
    aside = life.folder / "aside"
    out.rename(aside)
    second, other = life.imported()
    other.rename(out)
    before = sorted((path.name, path.read_bytes()) for path in out.iterdir())
    given = life.vigie("export", first, "--out", life.folder / "mixed", "--force")
    life.says(given, 2, "this folder belongs to another audit", "an export does not take the documents of another audit")
    certificate = life.folder / "c2.txt"
    done = life.vigie("purge", first, "--certificate", certificate)
    life.says(done, 0, "belongs to another audit by now", "a purge says that its folder holds another audit by now")
    text = certificate.read_text()
    life.check(sorted((path.name, path.read_bytes()) for path in out.iterdir()) == before,
               "and leaves that audit's files alone")
    life.check("belongs to another audit by now" in text and "No file was overwritten" in text and
               "Each file was" not in text, "and its certificate says so", text)
    shutil.copy(aside / "audit.json", out / "audit.json")
    mixed = life.vigie("purge", out)
    life.says(mixed, 2, "files of two audits", "a folder with files of two audits is not purged")
    shutil.rmtree(out)
    gone = life.in_french("purge", second, "--certificate", certificate)
    life.says(gone, 0, "ce dossier n'a pas été trouvé", "a folder that is gone is said on the console")
    text = certificate.read_text()
    life.check("n'a pas été trouvé" in text and "copies ailleurs" in text and "Aucun fichier" in text and
               "Chaque fichier" not in text, "and in the certificate", text)
    shutil.rmtree(aside)


def marking(life):
    audit, out = life.imported("--tlp", "green")
    life.says(life.vigie("export", audit, "--out", life.folder / "green"), 0, "audit.json", "TLP:GREEN leaves in clear")
    life.says(life.vigie("report", audit, "--tlp", "red", "--format", "csv"), 0, "constats.csv",
              "a document is marked TLP:RED")
    refused = life.vigie("export", audit, "--out", life.folder / "red")
    life.says(refused, 2, "TLP:RED does not leave in clear", "then the audit does not leave in clear")
    life.says(life.vigie("export", out, "--out", life.folder / "red"), 2, "TLP:RED", "nor by its folder")
    life.check("TLP:RED" in life.listed(audit) and not (life.folder / "red").exists(), "and the card says so")
    life.vigie("report", audit, "--tlp", "clear", "--format", "csv")
    life.says(life.vigie("export", audit, "--out", life.folder / "red"), 2, "TLP:",
              "a milder marking of one document is not that of the others")
    life.says(life.vigie("report", audit, "--tlp", "clear"), 0, "rapport.html", "all documents get a milder marking")
    life.check("TLP:CLEAR" in life.listed(audit), "then the card has it too", life.listed(audit))
    told = life.vigie("journal").stdout
    life.check("TLP:GREEN becomes TLP:RED" in told and "becomes TLP:CLEAR" in told, "and the journal tells both", told)
    life.says(life.vigie("purge", audit), 0, "CERTIFICATE", "it can be purged")


def honest_journal(life):
    audit, out = life.imported()
    blocked = life.folder / "blocked"
    blocked.write_text("a file, not a folder")
    done = life.vigie("export", audit, "--out", blocked / "to", "--force")
    life.check(done.returncode == 4 and life.journal(audit)[-2:] == ["export", "export-failed"],
               "an export that fails has an entry that says so", (done.stderr, life.journal(audit)))
    life.vigie("export", audit, "--out", life.folder / "given", "--force")
    life.check(life.journal(audit)[-2:] == ["export", "export-done"], "and one that was done too", life.journal(audit))
    with Unchangeable(life, out) as good:
        if good:
            life.says(life.vigie("seal", audit), 4, "nothing was sealed", "a seal that cannot remove the clear is refused")
            life.check("in clear" in life.listed(audit) and life.journal(audit)[-1] == "seal-failed",
                       "and neither list nor journal say it was done", (life.listed(audit), life.journal(audit)))
    life.vigie("retest", audit, "f-none")
    life.check(life.journal(audit)[-2:] == ["retest", "retest-failed"], "a re-test is journaled", life.journal(audit))
    life.vigie("seal", audit)
    shutil.copy(life.folder / "given/audit.json", out / "audit.json")
    life.check("sealed, but with documents in clear" in life.listed(audit), "list tells what lies in clear again",
               life.listed(audit))
    (out / "audit.json").unlink()
    return audit, out


def incomplete(life, audit, out):
    life.sql("DELETE FROM documents WHERE audit = ? AND name = 'rapport.html'", audit)
    done = life.vigie("export", audit, "--out", life.folder / "part", "--force")
    life.check(done.returncode == 4 and "rapport.html: this sealed document is missing" in done.stderr and
               "audit.json" in done.stdout, "a sealed document that is missing is named", done.stdout + done.stderr)
    with sqlite3.connect(out / "audit.sqlite") as database:
        database.execute("DELETE FROM journal WHERE rowid = (SELECT max(rowid) FROM journal)")
    done = life.in_french("export", "--subject", "990000010", "--out", life.folder / "all", "--force")
    life.says(done, 4, "des documents de ce journal manquent", "and so is what is missing of the observations")
    shutil.rmtree(out)
    done = life.vigie("export", "--subject", "990000010", "--out", life.folder / "all2", "--force")
    life.says(done, 4, "what was observed is missing", "and a folder that is gone")
    life.vigie("purge", audit)
    audit, out = life.imported()
    shutil.rmtree(out)
    done = life.vigie("export", audit, "--out", life.folder / "none", "--force")
    life.check(done.returncode == 2 and "no document to give" in done.stderr and "this folder is not there" in done.stderr,
               "an export with nothing to give is an error", done.stdout + done.stderr)
    life.vigie("purge", audit)


def altered_rows(life):
    whole, out = life.imported()
    card, card_folder = life.imported()
    key, key_folder = life.imported()
    early, early_folder = life.imported()
    late, late_folder = life.imported()
    resists, resists_folder = life.imported()
    life.sql("UPDATE audits SET card = 'AAAA' WHERE id = ?", card)
    life.sql("UPDATE audits SET wrapped_key = 'AAAA' WHERE id = ?", key)
    life.sql("UPDATE audits SET keep_until = '2025-12-31' WHERE id = ?", early)
    life.expire(late)
    life.expire(resists)
    done = life.in_french("list")
    life.check(done.returncode == 0 and all(f"{audit} : la " in done.stdout for audit in (card, key, early)) and
               whole in done.stdout, "altered rows are named, the others are listed", done.stdout + done.stderr)
    certificates = life.folder / "certificates"
    certificates.mkdir()
    with Unchangeable(life, resists_folder) as good:
        done = life.vigie("purge", "--expired", "--certificate", certificates)
    life.check(done.returncode == 4 and early in done.stderr and early_folder.exists() and out.exists() and
               not late_folder.exists(), "purge --expired destroys what is due, and no altered row", done.stdout + done.stderr)
    if good:
        life.check("nothing was destroyed" in done.stderr and resists_folder.exists() and resists in life.listed(resists),
                   "one that cannot be destroyed does not keep it from the others", done.stderr)
    done = life.vigie("export", "--subject", "990000010", "--out", life.folder / "subject", "--force")
    life.check(done.returncode == 4 and (life.folder / "subject" / whole / "audit.json").exists() and card in done.stderr,
               "export --subject gives the others and names them", done.stderr)
    certificate = life.folder / "c3.txt"
    done = life.vigie("purge", card, "--certificate", certificate)
    text = certificate.read_text()
    life.check(done.returncode == 0 and "was altered in the store" in text and "folder of this audit is not known" in text
               and life.listed(card) == "" and card_folder.exists(), "an altered audit can be destroyed, and says so", text)
    done = life.vigie("purge", card_folder, "--certificate", certificate)
    life.check(done.returncode == 0 and not card_folder.exists(), "its folder too, by name", done.stderr)
    done = life.vigie("purge", key_folder, "--certificate", certificate)
    text = certificate.read_text()
    life.check(done.returncode == 0 and not key_folder.exists() and "key of this audit was altered" in text and
               life.listed(key) == "", "row and folder of an altered key at once", text + done.stderr)
    for audit in (whole, resists, early_folder):
        life.vigie("purge", audit)
    life.says(life.vigie("list"), 0, "No audit", "all are gone")


def at_once(life):
    """Two programs on one audit: a purge with a seal, two purges."""
    orphans = []
    for _ in range(4):
        audit, out = life.imported()
        words = [life.program, "--lang", "en"]
        both = [subprocess.Popen([*words, verb, audit], env=life.environment, stdin=subprocess.DEVNULL,
                                 stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) for verb in ("seal", "purge")]
        for one in both:
            one.communicate(timeout=120)
        life.vigie("purge", audit)
        orphans += life.sql("SELECT name FROM documents WHERE audit = ?", audit)
    life.check(not orphans, "a seal beside a purge leaves no row", orphans)
    audit, out = life.imported()
    both = [subprocess.Popen([life.program, "--lang", "en", "purge", audit], env=life.environment,
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
            for _ in range(2)]
    told = [one.communicate(timeout=120) for one in both]
    ended = sorted(one.returncode for one in both)
    life.check(ended == [0, 2] and sum("CERTIFICATE" in out for out, _ in told) == 1 and
               any("destroyed by another program" in err or "neither the folder" in err for _, err in told),
               "of two purges one destroys, the other says that it is gone", (ended, told))
    life.check(not out.exists() and life.listed(audit) == "", "and nothing is left")


def keys_and_stores(life):
    audit, out = life.imported("--seal")
    life.run(life.program, "list", HOME=str(life.folder / "elsewhere"))
    other = life.folder / "elsewhere/.config/vigie/master.key"
    for verb in (("report", audit), ("purge", audit), ("seal", audit), ("diff", audit, audit)):
        life.says(life.vigie(*verb, VIGIE_KEY=str(other)), 2, "this master key is not the one of this store",
                  f"{verb[0]} with another key gives the true cause")
    missing = life.folder / "home2/master.key"
    done = life.in_french("list", VIGIE_KEY=str(missing))
    life.check(done.returncode == 2 and "la clé maîtresse manque" in done.stderr and str(missing) in done.stderr and
               not missing.exists(), "a missing key is not replaced by a new one", done.stderr)
    secret = life.folder / "secret"
    secret.write_text("cheval agrafe batterie\n")
    done = life.vigie("key", "--passphrase", VIGIE_KEY=str(missing), VIGIE_PASSPHRASE_FILE=str(secret))
    life.check(done.returncode == 2 and not missing.exists(), "neither by vigie key", done.stderr)
    empty = life.folder / "empty.sqlite"
    empty.touch()
    life.says(life.vigie("list", VIGIE_STORE=str(empty)), 2, "this store is empty (0 bytes) although its key exists",
              "a store that was emptied is not taken for a new one")
    life.sql("UPDATE vigie SET value = 'rubbish' WHERE name = 'version'")
    life.says(life.vigie("purge", audit), 4, 'cannot be read ("rubbish")', "a version that cannot be read is not newer")
    life.sql("UPDATE vigie SET value = '2' WHERE name = 'version'")
    life.says(life.vigie("list", VIGIE_STORE="mysql://x"), 2, "unknown kind of store", "MySQL is refused")
    life.check(not pathlib.Path("mysql:").exists(), "and no folder of that name is made")
    silent = life.in_french("list", VIGIE_STORE="postgresql://vigie@127.0.0.1:1/vigie")
    if "libsoci" not in silent.stderr:
        life.says(silent, 4, "le serveur ne répond pas", "a server that is stopped does not answer")
    life.says(life.vigie("purge", audit), 0, "CERTIFICATE", "and all is well again")


def full_disk(life):
    """In a mount namespace of their own: the audit's folder, then the store's, on a disk without room."""
    small = life.folder / "small"
    small.mkdir()
    inside = 'mount -t tmpfs -o size=120k none "$1" || exit 99\nshift; "$@"'
    done = life.run("unshare", "-m", "--propagation", "private", "sh", "-c", inside, "sh", small, life.program, "--lang",
                    "en", "import", life.folder / "scan.xml", life.perimeter(365), "--out", small / "audit")
    if done.returncode in (1, 99):
        print("ok - a full disk # SKIP a file system of its own needs root")
        return
    life.check(done.returncode == 4 and "small/audit" in done.stderr, "an import whose documents do not fit ends with 4",
               (done.returncode, done.stdout, done.stderr))
    audit, out = life.imported()
    home = life.folder / "home"
    kept = ('cp -a "$2" "$1.copy"; mount -t tmpfs -o size=600k none "$2" || exit 99; cp -a "$1.copy/." "$2"\n'
            'cat /dev/zero > "$2/filler" 2>/dev/null\n'
            'shift 2; "$@"')
    done = life.run("unshare", "-m", "--propagation", "private", "sh", "-c", kept, "sh", life.folder / "keep",
                    home / ".local/share/vigie", life.program, "--lang", "en", "list")
    life.says(done, 0, audit, "list reads a store on a disk without a byte left")
    life.vigie("purge", audit)


def open_pgp(life):
    if not shutil.which("gpg"):
        print("ok - OpenPGP keys # SKIP GnuPG is not installed")
        return
    audit, out = life.imported()
    box = life.folder / "box"

    def refused(language, key, text, what, *more):
        done = life.run(life.program, "--lang", language, "export", audit, "--out", box, "--encrypt-to", key, *more)
        life.check(done.returncode == 2 and text in done.stderr and done.stderr.count("\n") == 1 and
                   "/proc/" not in done.stderr, what, done.stderr)

    refused("fr", "nobody@ch.example", "aucune clé publique de ce nom ; l'importer (gpg --import FICHIER)",
            "a key that is not there is told with what to do")
    life.run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "old@ch.example", "future-default", "default",
             "seconds=1")
    life.run("gpg", "--batch", "--passphrase", "", "--quick-generate-key", "new@ch.example", "future-default", "default",
             "never")
    listing = life.run("gpg", "--list-keys", "--with-colons", "old@ch.example").stdout
    fingerprint = next((line.split(":")[9] for line in listing.splitlines() if line.startswith("fpr")), "")
    expires = next((int(line.split(":")[6]) for line in listing.splitlines() if line.startswith("pub")), 0)
    while time.time() <= expires + 1:
        time.sleep(0.1)
    day = time.strftime("%Y-%m-%d", time.gmtime(expires))
    refused("en", fingerprint, f"this key expired on {day}", "an expired key is told with its day")
    refused("fr", "old@ch.example", f"cette clé a expiré le {day}", "by its address too")
    refused("en", "new@ch.example", "no secret key of this name to sign with", "a signer without a key is told", "--sign",
            "nobody@ch.example")
    life.run("gpgconf", "--kill", "all")
    life.vigie("purge", audit)


def main():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="vg-"))
    life = Damage(PROGRAM.resolve(), folder)
    try:
        audit, out = purge_finds_first_what_it_cannot_do(life)
        purge_is_ended_by_the_next(life, audit, out)
        purge_touches_its_own_folder_only(life)
        marking(life)
        incomplete(life, *honest_journal(life))
        altered_rows(life)
        at_once(life)
        keys_and_stores(life)
        full_disk(life)
        open_pgp(life)
        life.says(life.vigie("journal", "--verify"), 0, "the chain is whole", "the journal of all that is whole")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return 1 if life.failed else 0


if __name__ == "__main__":
    sys.exit(main())
