"""`python -m bench.load`: fill the database of the environment, which must be new."""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from pathlib import Path


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.load", description=__doc__)
    parser.add_argument("--delegations", type=int, required=True, metavar="N")
    parser.add_argument(
        "--seed", type=int, default=1, help="the same seed gives the same business (default: 1)"
    )
    parser.add_argument("--manifest", type=Path, help="write what was loaded there, as JSON")
    asked = parser.parse_args()

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relais.config.settings")
    from relais.cli import door, schema

    door.enter()
    schema.bring_up_to_date()

    from bench.load.whole import load

    began = time.perf_counter()
    loaded = load(asked.delegations, seed=asked.seed, told=sys.stderr.write)
    loaded["seconds"] = round(time.perf_counter() - began, 1)
    text = json.dumps(loaded, indent=2, ensure_ascii=False) + "\n"
    if asked.manifest:
        asked.manifest.write_text(text)
    sys.stdout.write(text)
    return 0


if __name__ == "__main__":
    sys.exit(main())
