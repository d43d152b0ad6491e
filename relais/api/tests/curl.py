"""As much of curl as docs/api.md needs, for machines that have none."""

import sys
import urllib.error
import urllib.request
from pathlib import Path

BOUNDARY = "relais-boundary"


def main(arguments: list[str]) -> int:
    """Ask for one address; the answer goes to standard output, and an answer of 400 or above fails as `--fail-with-body`."""
    address, headers, data, method = "", {}, None, None
    words = iter(arguments)
    for word in words:
        if word == "--header":
            name, _colon, value = next(words).partition(":")
            headers[name] = value.strip()
        elif word == "--data":
            data = next(words).encode()
        elif word == "--request":
            method = next(words)
        elif word == "--form":
            name, _at, path = next(words).partition("=@")
            headers["Content-Type"] = f"multipart/form-data; boundary={BOUNDARY}"
            data = _part(name, Path(path))
        elif not word.startswith("--"):
            address = word
    request = urllib.request.Request(address, data=data, headers=headers, method=method)  # noqa: S310
    try:
        with urllib.request.urlopen(request) as answer:  # noqa: S310
            sys.stdout.buffer.write(answer.read())
    except urllib.error.HTTPError as error:
        sys.stdout.buffer.write(error.read())
        return 22
    return 0


def _part(name: str, path: Path) -> bytes:
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"; filename="{path.name}"\r\n\r\n'
    return head.encode() + path.read_bytes() + f"\r\n--{BOUNDARY}--\r\n".encode()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
