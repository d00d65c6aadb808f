#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Prints COUNT CVSS vectors, those of a folder of published ones again and again. usage: make_vectors.py FOLDER COUNT"""
import itertools
import pathlib
import sys

vectors = [
    line.split(" - ")[0]
    for path in sorted(pathlib.Path(sys.argv[1]).iterdir())
    for line in path.read_text(encoding="utf-8").splitlines()
    if " - " in line
]
sys.stdout.write("".join(vector + "\n" for vector in itertools.islice(itertools.cycle(vectors), int(sys.argv[2]))))
