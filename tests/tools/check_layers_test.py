#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The layers check must see what it promises to see: each kind of offence, written down, and the innocent neighbour."""
import importlib.util
import pathlib
import sys

sys.dont_write_bytecode = True
ROOT = pathlib.Path(__file__).resolve().parent.parent.parent
specification = importlib.util.spec_from_file_location("check_layers", ROOT / "tools/check_layers.py")
check_layers = importlib.util.module_from_spec(specification)
specification.loader.exec_module(check_layers)

MODULES = {"base": [], "model": ["base"], "net": ["base", "model"], "protocols": ["base", "model"],
           "scan": ["base", "model", "net", "protocols"], "assess": ["base", "model"], "engine": ["base", "model", "scan"]}

# (sentence, path, text, is it an offence)
CASES = [
    ("a module may include what it declares", "src/scan/scan.cpp", '#include "net/session.h"\n', False),
    ("a module may include itself", "src/scan/scan.cpp", '#include "scan/scan.h"\n', False),
    ("a stage may not include another stage", "src/assess/assess.cpp", '#include "scan/scan.h"\n', True),
    ("an indented include is seen", "src/assess/assess.cpp", '  #  include "net/session.h"\n', True),
    ("a library header is not a module", "src/assess/assess.cpp", '#include "fmt/format.h"\n', False),
    ("a socket outside net/ is an offence", "src/scan/scan.cpp", "#include <sys/socket.h>\n", True),
    ("a socket inside net/ is not", "src/net/dialer.cpp", "#include <sys/socket.h>\n", False),
    ("the engine may talk to its other process", "src/engine/channel.cpp", "#include <poll.h>\n", False),
    ("the engine may not open network sockets", "src/engine/scan.cpp", "#include <netinet/in.h>\n", True),
    ("Asio outside net/ is an offence", "src/scan/scan.cpp", "#include <boost/asio/io_context.hpp>\n", True),
    ("Asio in a test is not", "src/scan/scan_test.cpp", "#include <boost/asio/io_context.hpp>\n", False),
    ("a protocol may not include another", "src/protocols/smb/smb.cpp", '#include "protocols/netbios/netbios.h"\n', True),
    ("a protocol may include what all share", "src/protocols/smb/smb.cpp", '#include "protocols/protocol.h"\n', False),
    ("a protocol may include its own files", "src/protocols/smb/smb.cpp", '#include "protocols/smb/ntlm.h"\n', False),
    ("a pure stage may not read the clock", "src/assess/assess.cpp", "auto now = std::chrono::system_clock::now();\n", True),
    ("another stage may", "src/scan/scan.cpp", "auto now = std::chrono::steady_clock::now();\n", False),
    ("the command line may include the engine", "apps/vigie/audit.cpp", '#include "engine/audit.h"\n', False),
    ("the command line may not include net/", "apps/vigie/audit.cpp", '#include "net/session.h"\n', True),
]

DECLARATION = """
# vigie_module(NAME ghost)
vigie_module(NAME base USES tl::expected)
vigie_module(NAME scan DEPENDS base   # not net
  USES fmt::fmt)
vigie_module(NAME assess DEPENDS base scan)
"""


def main():
    failed = 0

    def say(good, sentence):
        nonlocal failed
        failed += not good
        print(f"{'ok' if good else 'not ok'} - {sentence}")

    for sentence, path, text, offence in CASES:
        say(bool(list(check_layers.offences_of_file(path, text, MODULES))) == offence, f"layers: {sentence}")
    modules = check_layers.declared_dependencies(DECLARATION)
    say(modules == {"base": [], "scan": ["base"], "assess": ["base", "scan"]}, "layers: the declaration is read, comments are not")
    say(any("stage assess" in line for line in check_layers.offences_of_declaration(modules)),
        "layers: a declared dependency between two stages is an offence")
    found = list(check_layers.offences_of_file("src/assess/a.cpp", '// why\n#include "net/session.h"\n', MODULES))
    say(found and found[0].startswith("src/assess/a.cpp:2:"), "layers: an offence names file and line")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
