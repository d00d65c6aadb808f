#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The HTML report passes axe-core (WCAG 2.1 A and AA, best practices) in headless Chromium, on a desktop and on a phone,
in both languages. axe_test.py [MAKE_SAMPLE]"""
import html
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

import programs

RUN = """<script>%s</script>
<script>window.addEventListener("load", () => axe.run(document, {resultTypes: ["violations"]}).then(found => {
  const out = document.createElement("pre");
  out.id = "axe-result";
  out.textContent = JSON.stringify({passes: found.passes.length, wide: document.documentElement.scrollWidth > innerWidth + 1,
    violations: found.violations.map(v => ({id: v.id, impact: v.impact, help: v.help,
      nodes: v.nodes.slice(0, 5).map(n => n.html.slice(0, 160) + " " + (n.any[0] ? n.any[0].message : ""))}))});
  document.body.appendChild(out);
}));</script></body>"""
SIZES = {"desktop": "1280,900", "phone": "390,844"}


def axe_source(source):
    places = [os.environ.get("VIGIE_AXE", ""), source / "build/npm/node_modules/axe-core/axe.min.js"]
    return next((pathlib.Path(place) for place in places if place and pathlib.Path(place).is_file()), None)


def run_axe(browser, page, size, profile):
    done = subprocess.run(
        [browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
         f"--user-data-dir={profile}", f"--window-size={size}", "--virtual-time-budget=60000", "--dump-dom",
         page.as_uri()], capture_output=True, text=True, timeout=180, check=False)
    found = re.search(r'<pre id="axe-result">(.*?)</pre>', done.stdout, re.DOTALL)
    if not found:
        sys.exit(f"axe did not answer: {done.stderr[-600:]}")
    return json.loads(html.unescape(found.group(1)))


def main():
    make_sample, source = programs.MAKE_SAMPLE, programs.SOURCE
    axe = axe_source(source)
    browser = shutil.which("chromium")
    if axe is None or browser is None:
        print("skipped: axe-core or Chromium is not installed (tools/bootstrap --dev)")
        return 77
    failed = 0
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        for kind, language in (("hospital", "fr"), ("hospital", "en"), ("orange", "fr"), ("green", "en"), ("quiet", "fr")):
            subprocess.run([make_sample, name, kind, language], check=True, stdout=subprocess.DEVNULL,
                           env={**os.environ, "NO_PDF": "1"}, timeout=120)
            report = (folder / "rapport.html").read_text(encoding="utf-8")
            page = folder / "axe.html"
            page.write_text(report.replace("</body>", RUN % axe.read_text(encoding="utf-8")), encoding="utf-8")
            for size, pixels in SIZES.items():
                if kind in ("quiet", "green") and size == "desktop":
                    continue
                result = run_axe(browser, page, pixels, folder / "profile")
                good = not result["violations"] and result["passes"] > 15 and not result["wide"]
                failed += not good
                print(f"{'ok' if good else 'not ok'} - {kind}, {language}, {size}: {result['passes']} rules passed")
                if result["wide"]:
                    print("    the page is wider than the window")
                for violation in result["violations"]:
                    print(f"    {violation['impact']} {violation['id']}: {violation['help']}")
                    for node in violation["nodes"]:
                        print(f"        {node}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
