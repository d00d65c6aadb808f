#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
# lane: wire
"""Real file servers (Samba, vsftpd) that give something to anybody, or nothing, audited by the real program: what is given
without an account is counted by name and forgotten; where the owner did not allow the question nothing is asked."""
import json
import os
import pathlib
import shutil
import sys

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent))

from live_audit import Audit  # noqa: E402
from live_pair import Pair, audited  # noqa: E402

OPEN, LISTED, CLOSED, FTP_OPEN, FTP_CLOSED, FTP_EMPTY = (f"192.0.2.{n}" for n in range(31, 37))
SMB = """[global]
  workgroup = CHDEMO
  interfaces = {address}/32
  bind interfaces only = yes
  disable netbios = yes
  smb ports = 445
  private dir = {folder}/private
  lock directory = {folder}/lock
  state directory = {folder}/state
  cache directory = {folder}/cache
  pid directory = {folder}/pid
  ncalrpc dir = {folder}/ncalrpc
  log file = {folder}/log
  disable spoolss = yes
  load printers = no
  printcap name = /dev/null
{more}
"""
SHARES = """[dossiers-patients]
  path = {folder}/share
  guest ok = {guest}
[modeles]
  path = {folder}/share
  guest ok = no
"""
FTP = """listen=YES
listen_address={address}
background=NO
anonymous_enable={anonymous}
local_enable=YES
anon_root={root}
secure_chroot_dir={empty}
seccomp_sandbox=NO
"""


class Servers(Pair):
    anonymous = True

    def __init__(self, folder):
        super().__init__(os.environ.get("VIGIE_FILES_PREFIX", "vgf-"), folder, [f"192.0.2.{n}" for n in range(31, 37)])

    def prepare(self):
        self.folder.chmod(0o755)
        guest = "  map to guest = Bad User\n" + SHARES
        self.samba(OPEN, guest, "yes")
        self.samba(LISTED, SHARES, "no")
        self.samba(CLOSED, "  restrict anonymous = 2\n" + SHARES, "no")
        self.vsftpd(FTP_OPEN, "YES", ["resultats-biologie.csv", "plan.pdf"])
        self.vsftpd(FTP_CLOSED, "NO", ["resultats-biologie.csv"])
        self.vsftpd(FTP_EMPTY, "YES", [])
        self.wait([(address, 445) for address in (OPEN, LISTED, CLOSED)] + [(address, 21) for address in (FTP_OPEN, FTP_CLOSED, FTP_EMPTY)])

    def samba(self, address, more, guest):
        folder = self.folder / f"samba-{address}"
        for name in ("private", "lock", "state", "cache", "pid", "ncalrpc", "share"):
            (folder / name).mkdir(parents=True)
        config = folder / "smb.conf"
        config.write_text(SMB.format(address=address, folder=folder, more=more.format(folder=folder, guest=guest)))
        self.start(f"samba-{address}", "/usr/sbin/smbd", "--foreground", "--no-process-group", f"--configfile={config}", "--debug-stdout")

    def vsftpd(self, address, anonymous, names):
        folder = self.folder / f"ftp-{address}"
        for name in ("root", "empty"):
            (folder / name).mkdir(parents=True)
        for name in names:
            (folder / "root" / name).write_text("secret")
        config = folder / "vsftpd.conf"
        config.write_text(FTP.format(address=address, anonymous=anonymous, root=folder / "root", empty=folder / "empty"))
        self.start(f"vsftpd-{address}", "vsftpd", config)


def check_all(results, seen, servers):
    def facts(address, port):
        return (seen.service(address, port, "tcp") or {}).get("facts", {})

    def rules(address):
        return {row["rule"] for row in seen.rows("findings") if row["address"] == address}

    shown = {address: {key: value for key, value in facts(address, 445).items() if key.startswith("data.") or key.startswith("smb.")}
             for address in (OPEN, LISTED, CLOSED)}
    results.check(shown[OPEN].get("data.access") == "open" and shown[OPEN].get("data.names") == 2 and shown[OPEN].get("smb.open_shares") == 1,
                  "a share that guests may read is open, the other is a name", shown[OPEN])
    results.check("health" in shown[OPEN].get("data.kinds", []), "its name speaks of patients: health data", shown[OPEN])
    results.check({"data.health_open", "smb.open_share"} <= rules(OPEN) and "smb.open_share" not in rules(LISTED) | rules(CLOSED),
                  "which are findings of that server alone", f"{rules(OPEN)} {rules(LISTED)}")
    results.check(shown[LISTED].get("data.access") == "listed" and shown[LISTED].get("data.names") == 2 and
                  shown[LISTED].get("smb.open_shares") == 0, "shares that are listed to anybody and closed are listed, not open", shown[LISTED])
    results.check(shown[CLOSED].get("smb.anonymous") is False and shown[CLOSED].get("data.access") == "password",
                  "a server that lists nothing without an account wants a password", shown[CLOSED])
    results.check("data.listed" in rules(LISTED) and "data.listed" not in rules(CLOSED), "the inventory given to all is a finding of the first only",
                  f"{rules(LISTED)} {rules(CLOSED)}")

    shown = {address: facts(address, 21) for address in (FTP_OPEN, FTP_CLOSED, FTP_EMPTY)}
    results.check(shown[FTP_OPEN].get("ftp.anonymous") is True and shown[FTP_OPEN].get("data.names") == 2,
                  "an FTP server that lets anybody in: two names counted", shown[FTP_OPEN])
    results.check("health" in shown[FTP_OPEN].get("data.kinds", []), "one of them speaks of health", shown[FTP_OPEN])
    results.check(shown[FTP_EMPTY].get("ftp.anonymous") is True and shown[FTP_EMPTY].get("data.names") == 0, "an empty folder has no name",
                  shown[FTP_EMPTY])
    results.check(shown[FTP_CLOSED].get("ftp.anonymous") is False and shown[FTP_CLOSED].get("data.access") == "password",
                  "an FTP server for its own users wants a password", shown[FTP_CLOSED])
    results.check("ftp.anonymous" in rules(FTP_OPEN) and "ftp.anonymous" in rules(FTP_EMPTY) and "ftp.anonymous" not in rules(FTP_CLOSED),
                  "letting anybody in is a finding of those that do", f"{rules(FTP_OPEN)} {rules(FTP_CLOSED)}")
    kept = json.dumps(seen.data)
    results.check(not any(name in kept for name in ("dossiers-patients", "resultats-biologie", "plan.pdf")), "no name is kept")

    servers.anonymous = False
    done, _, out = servers.audit([OPEN, FTP_OPEN], [], "--profile", "lab", "--no-udp", "--ports", "21,445", out="unasked")
    again = Audit(out)
    asked = [row["facts"] for row in again.rows("services") if "ftp.anonymous" in row["facts"] or "smb.anonymous" in row["facts"]]
    said = [row for row in again.data.get("coverage", {}).get("not_tested", []) if "acces_anonyme" in row["why"]]
    results.check(done.returncode == 0 and again.rows("services") and not asked, "without the owner's word nothing is asked",
                  f"{asked} {done.returncode} {done.stderr[-500:]}")
    results.check({row["what"].split()[0] for row in said} >= {"ftp.anonymous", "smb.anonymous"}, "and the report says what it takes", said)


def main():
    if os.geteuid() != 0 or not all(shutil.which(name, path="/usr/sbin:/usr/bin:/sbin:/bin") for name in ("smbd", "vsftpd", "ip")):
        print("needs root, samba and vsftpd")
        return 77
    return audited(Servers, [f"192.0.2.{n}" for n in range(31, 37)], [], "--no-udp", "--ports", "21,445",
                   within=120, check=check_all)


if __name__ == "__main__":
    sys.exit(main())
