"""Write `openapi.json`, or check that it says what the API is: `python -m relais.api.openapi write | check`."""

from __future__ import annotations

import json
import os
import sys


def main(arguments: list[str]) -> int:
    """0; or 1 with a line when what is written is not what the code says."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "relais.config.settings")
    import django

    django.setup()
    from relais.api.contract import WRITTEN, schema

    made = json.dumps(schema(), ensure_ascii=False, indent=1) + "\n"
    if arguments == ["write"]:
        WRITTEN.write_text(made, encoding="utf-8")
    elif not WRITTEN.is_file() or WRITTEN.read_text(encoding="utf-8") != made:
        sys.stderr.write(
            "openapi.json is not what the API is; write it: python -m relais.api.openapi write\n"
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
