# SPDX-License-Identifier: Apache-2.0
"""Where the scripts of this folder find what they run: SCRIPT [MAKE_SAMPLE], else beside $VIGIE, else in build/dev."""
import os
import pathlib
import sys

SOURCE = pathlib.Path(__file__).resolve().parent.parent.parent
MAKE_SAMPLE = (sys.argv[1] if len(sys.argv) > 1 else
               str(pathlib.Path(os.environ.get("VIGIE", SOURCE / "build/dev/bin/vigie")).parent / "make_sample"))
