#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The numbers of the HTML and of the PDF, read back, are those of audit.json; the PDF is whole: tagged, with bookmarks,
attachments and the order of 2.5.1. numbers_test.py [MAKE_SAMPLE]"""
import collections
import html.parser
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import programs

CRITICALITIES = ["critique", "haute", "moyenne", "faible", "info"]


class Tables(html.parser.HTMLParser):
    """Rows of each table, by the table's class."""

    def __init__(self):
        super().__init__()
        self.tables = collections.defaultdict(list)
        self.name = None
        self.cell = None

    def handle_starttag(self, tag, attrs):
        if tag == "table":
            self.name = dict(attrs).get("class", "")
        elif tag == "tr" and self.name is not None:
            self.tables[self.name].append([])
        elif tag in ("td", "th") and self.name is not None:
            self.cell = ""

    def handle_data(self, data):
        if self.cell is not None:
            self.cell += data

    def handle_endtag(self, tag):
        if tag in ("td", "th") and self.cell is not None:
            self.tables[self.name][-1].append(" ".join(self.cell.split()))
            self.cell = None
        elif tag == "table":
            self.name = None


def number(text):
    return int(re.sub(r"\D", "", text) or 0)


def pair(text):
    """"5 + 2 ?" -> (5, 2)"""
    sure, _, doubtful = text.partition("+")
    return number(sure), number(doubtful)


def counted(audit):
    out = collections.Counter()
    for finding in audit["findings"]:
        if finding["status"] == "corrige" or finding["certainty"] == "non-affecte":
            continue
        sure = finding["certainty"] == "affecte"
        out[finding["category"], finding["criticality"], sure] += 1
    return out


def row_of(counts, category):
    cells = []
    for criticality in CRITICALITIES:
        cells.append(tuple(sum(n for (c, k, s), n in counts.items()
                               if k == criticality and s == sure and category in (c, None)) for sure in (True, False)))
    cells.append(tuple(sum(column) for column in zip(*cells)))
    return cells


class Check:
    failed = 0

    def __call__(self, good, what, detail=""):
        print(f"{'ok' if good else 'not ok'} - {what}" + ("" if good else f"\n    {detail}"))
        self.failed += not good


def html_numbers(check, folder, kind, counts):
    tables = Tables()
    tables.feed((folder / "rapport.html").read_text(encoding="utf-8"))
    rows = next(rows for name, rows in tables.tables.items() if "typology" in name)[1:]
    expected = [row_of(counts, category) for category in
                ("service-expose", "configuration", "obsolescence", "vulnerabilite", "donnees-sensibles")]
    expected.append(row_of(counts, None))
    read = [[pair(cell) for cell in row[1:]] for row in rows]
    check(read == expected, f"{kind}: the table of findings of the HTML is that of audit.json", f"{read}\n{expected}")


def pdf_numbers(check, folder, kind, counts):
    text = subprocess.run(["pdftotext", "-layout", folder / "rapport.pdf", "-"], capture_output=True, text=True,
                          check=True, timeout=120).stdout
    total = row_of(counts, None)
    line = re.search(r"^\s*Total\s{2,}(.*)$", text, re.MULTILINE)
    read = [pair(cell) for cell in re.split(r"\s{2,}", line.group(1).strip())] if line else []
    check(read == total, f"{kind}: the totals of the PDF are those of audit.json", f"{read}\n{total}")
    titles = re.findall(r"^\s*([1-7])\. (\S.*?)\s*$", text, re.MULTILINE)
    chapters = [int(n) for n, title in titles if "...." not in title]
    check([n for n in range(1, 8)] == sorted(set(chapters)), f"{kind}: all seven chapters are in the PDF", titles[:20])


def pdf_form(check, folder, kind):
    pdf = folder / "rapport.pdf"
    info = subprocess.run(["pdfinfo", pdf], capture_output=True, text=True, check=True).stdout
    check(re.search(r"^Tagged:\s+yes", info, re.MULTILINE) is not None, f"{kind}: the PDF is tagged", info)
    structure = subprocess.run(["pdfinfo", "-struct", pdf], capture_output=True, text=True, check=True).stdout
    check(all(re.search(rf"^\s*{tag}\b", structure, re.MULTILINE) for tag in ("H1", "H2", "Table", "TH", "TD", "Figure")),
          f"{kind}: titles, tables and pictures are tagged as such", structure[:300])
    attached = subprocess.run(["pdfdetach", "-list", pdf], capture_output=True, text=True, check=True).stdout
    check(all(name in attached for name in ("constats.csv", "constats.xlsx", "opssies.json", "audit.json")),
          f"{kind}: CSV, XLSX and JSON are attached", attached)
    if shutil.which("qpdf"):
        whole = subprocess.run(["qpdf", "--check", pdf], capture_output=True, text=True, check=False)
        check(whole.returncode == 0, f"{kind}: qpdf finds nothing wrong", whole.stdout + whole.stderr)
        raw = json.loads(subprocess.run(["qpdf", "--json", "--json-key=outlines", pdf], capture_output=True, text=True,
                                        check=True).stdout)
        marks = [outline["title"] for outline in raw["outlines"]]
        chapters = [mark for mark in marks if re.match(r"[1-7]\. ", mark)]
        check([mark[0] for mark in chapters] == list("1234567"), f"{kind}: bookmarks lead to the chapters, in order",
              marks)


def main():
    make_sample = programs.MAKE_SAMPLE
    check = Check()
    if not shutil.which("weasyprint") or not shutil.which("pdftotext"):
        print("skipped: WeasyPrint or poppler-utils is not installed (tools/bootstrap)")
        return 77
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind in (["hospital"], ["orange"], ["green", "en"], ["quiet"], ["many", "12", "150"]):
            subprocess.run([make_sample, name, *kind], check=True, stdout=subprocess.DEVNULL, timeout=240)
            counts = counted(json.loads((folder / "audit.json").read_text(encoding="utf-8")))
            html_numbers(check, folder, kind[0], counts)
            pdf_numbers(check, folder, kind[0], counts)
            pdf_form(check, folder, kind[0])
    return 1 if check.failed else 0


if __name__ == "__main__":
    sys.exit(main())
