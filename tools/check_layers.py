#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares every #include with what the build declares, so that the layers cannot rot in silence.

A module includes only itself and its DEPENDS in src/CMakeLists.txt; a stage never another stage; a protocol never another
protocol; sockets and Asio stay in net/; the pure stages read no clock. Prints one line for each offence, exit 1 if any.
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]', re.MULTILINE)
STAGES = {"perimeter", "discover", "scan", "identify", "inspect", "correlate", "assess", "report", "exchange"}
PURE = {"correlate", "assess", "report"}
SOCKET_HEADERS = re.compile(r"^(sys/socket\.h|sys/epoll\.h|poll\.h|netdb\.h|netinet/.*|linux/if_.*|linux/filter\.h|net/if\.h)$")
SOCKET_OWNERS = {"net", "hub"}
# Pipes to a process of our own: the engine's network process, and WeasyPrint, which report/ starts.
PIPE_HEADERS = {"engine": {"poll.h", "sys/socket.h"}, "report": {"poll.h"}}


def declared_dependencies(text):
    """{module: [modules it may include]} from the vigie_module() calls, comments ignored."""
    text = re.sub(r"#.*", "", text)
    modules = {}
    for call in re.findall(r"vigie_module\(([^)]*)\)", text):
        words, key, values = call.split(), None, {}
        for word in words:
            if word in ("NAME", "DEPENDS", "USES"):
                key = word
                values[key] = []
            elif key:
                values[key].append(word)
        modules[values["NAME"][0]] = values.get("DEPENDS", [])
    return modules


def offences_of_declaration(modules):
    for module, depends in modules.items():
        for other in depends:
            if other not in modules:
                yield f"src/CMakeLists.txt: {module} depends on {other}, which is not a module"
            if module in STAGES and other in STAGES:
                yield f"src/CMakeLists.txt: stage {module} depends on stage {other}"


def offences_of_file(path, text, modules):
    """The path is relative to the root: src/<module>/..., or apps/..."""
    parts = pathlib.PurePath(path).parts
    module = parts[1] if parts[0] == "src" else "apps"
    is_test = parts[-1].endswith("_test.cpp") or parts[-1].startswith("fake_")
    for match in INCLUDE.finditer(text):
        kind, name = match.groups()
        where = f"{path}:{text.count(chr(10), 0, match.start(2)) + 1}"
        if kind == "<":
            if SOCKET_HEADERS.match(name) and module not in SOCKET_OWNERS and not is_test \
                    and name not in PIPE_HEADERS.get(module, set()):
                yield f"{where}: sockets belong to net/: <{name}>"
            if name.startswith("boost/asio") and module not in SOCKET_OWNERS | {"engine"} and not is_test:
                yield f"{where}: Asio stays in net/: <{name}>"
            continue
        other = name.split("/")[0]
        if "/" not in name or other not in modules:
            continue
        if module == "apps":
            if other in ("net", "protocols"):
                yield f"{where}: the command line talks to the engine, not to {other}/"
        elif other != module and other not in modules.get(module, []):
            yield f"{where}: {module} does not declare that it depends on {other}"
        if module == "protocols" and len(parts) > 3 and other == "protocols" and not is_test:
            target = name.split("/")
            if len(target) > 2 and target[1] != parts[2]:
                yield f"{where}: protocol {parts[2]} includes protocol {target[1]}"
    if module in PURE and not is_test:
        for match in re.finditer(r"\b(system_clock|steady_clock)::now\b", text):
            yield f"{path}:{text.count(chr(10), 0, match.start()) + 1}: {module} is pure, time is a parameter"


def main():
    modules = declared_dependencies((ROOT / "src/CMakeLists.txt").read_text())
    if not modules:
        print("src/CMakeLists.txt: no vigie_module() found")
        return 1
    offences = list(offences_of_declaration(modules))
    for folder in ("src", "apps"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".cpp", ".h"):
                relative = path.relative_to(ROOT)
                if folder == "src" and relative.parts[1] not in modules:
                    offences.append(f"{relative}: src/{relative.parts[1]} is not declared in src/CMakeLists.txt")
                else:
                    offences += offences_of_file(str(relative), path.read_text(errors="replace"), modules)
    print("\n".join(offences) if offences else f"layers: {len(modules)} modules, every include is declared")
    return 1 if offences else 0


if __name__ == "__main__":
    sys.exit(main())
