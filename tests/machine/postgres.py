"""A PostgreSQL server for the length of a test run, in a temporary folder, on a free port.

    python -m tests.machine.postgres find                         prints where its programs are
    python -m tests.machine.postgres run [--fsync] -- COMMAND…    runs COMMAND with DATABASE_URL set

The programs are Debian's, installed first when we are root; else those in a wheel (requirements/pgserver.txt).
Exit code 69 says that no server could be had, and the last line on stderr why.
"""

import argparse
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.machine.packages import Missing, install_postgresql
from tests.machine.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
WHEEL = ROOT / ".venv" / "pgserver"
START_SECONDS = 30
NOT_TO_BE_HAD = 69  # sysexits' "unavailable"; pytest's own codes are small
LOCALE = "C.UTF-8" if sys.platform == "linux" else "C"  # é is a letter there, on every Linux

# Nothing to lose on a crash, except where losing nothing is what is tested.
QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
SETTINGS = {
    "max_connections": "60",
    "shared_buffers": "128MB",
    "timezone": "UTC",
    "log_min_messages": "fatal",
}


@dataclass(frozen=True, slots=True)
class Programs:
    """Where initdb and postgres are, and as whom they run (PostgreSQL refuses to run as root)."""

    folder: Path
    user: str | None

    def run(self, *command: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.folder / command[0]), *command[1:]],
            user=self.user,
            group=_group_of(self.user),
            extra_groups=None if self.user is None else [],
            cwd="/",
            input=typed,
            capture_output=True,
            text=True,
            check=False,
        )

    def work(self) -> bool:
        """A file named initdb proves little: a shim may point nowhere, a library be missing."""
        try:
            return all(self.run(name, "--version").returncode == 0 for name in ("initdb", "postgres"))
        except OSError:
            return False


def installed(roots: Sequence[Path] = (Path("/usr/lib/postgresql"),)) -> Programs | None:
    """The newest server of this machine that answers."""
    folders = [folder for root in roots for folder in root.glob("*/bin")]
    folders.sort(key=lambda folder: float(folder.parent.name), reverse=True)
    on_path = (shutil.which(name) for name in ("initdb", "pg_config"))
    folders += [Path(found).resolve().parent for found in on_path if found]
    candidates = (Programs(folder, _user()) for folder in folders)
    return next((programs for programs in candidates if programs.work()), None)


def from_debian() -> Programs | None:
    install_postgresql()
    return installed()


def from_wheel() -> Programs | None:
    """The server that a wheel carries: needs neither root nor Debian, only the package index."""
    if not WHEEL.exists():
        lock = str(ROOT / "requirements" / "pgserver.txt")
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes", "--no-deps"]
        done = subprocess.run(
            [*command, "--target", str(WHEEL), "-r", lock], check=False, capture_output=True
        )
        if done.returncode != 0:
            shutil.rmtree(WHEEL, ignore_errors=True)
            raise Missing("no wheel of a server could be installed (requirements/pgserver.txt)")
    folder = next(WHEEL.glob("*/pginstall/bin"), None)
    programs = Programs(folder, _user()) if folder else None
    return programs if programs and programs.work() else None


def find(ways: Sequence[Callable[[], Programs | None]] = (installed, from_debian, from_wheel)) -> Programs:
    """The first way that gives a server that works; else every reason why none did."""
    reasons = []
    for way in ways:
        try:
            if programs := way():
                return programs
        except Missing as missing:
            reasons.append(str(missing))
    raise Missing("; ".join(reasons) or "no PostgreSQL server works on this machine")


@contextmanager
def server(programs: Programs | None = None, *, fsync: bool = False) -> Iterator[str]:
    """Start a server; give its address as a DATABASE_URL; stop it and remove all it wrote, always."""
    programs = programs or find()
    folder = Path(tempfile.mkdtemp(prefix="relais-postgres-", dir=_open_folder()))
    try:
        if programs.user:
            shutil.chown(folder, programs.user)
        _make(programs, str(folder / "data"))
        port = free_port()
        process = _start(programs, folder, port, SETTINGS if fsync else SETTINGS | QUICK)
        try:
            _wait(process, folder, port)
            yield f"postgres://relais@127.0.0.1:{port}/relais"
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(programs: Programs, data: str) -> None:
    """A new cluster with one empty database, made by the server alone: createdb comes in another of Debian's packages."""
    options = ["-U", "relais", "-A", "trust", "-E", "UTF8", f"--locale={LOCALE}", "--no-sync"]
    made = programs.run("initdb", "-D", data, *options)
    if made.returncode == 0:
        made = programs.run("postgres", "--single", "-D", data, "postgres", typed="create database relais\n")
    if made.returncode != 0:
        raise Missing(f"no cluster could be made: {made.stderr.strip()}")


def _start(programs: Programs, folder: Path, port: int, settings: dict[str, str]) -> subprocess.Popen[bytes]:
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    place = ["-D", str(folder / "data"), "-h", "127.0.0.1", "-p", str(port), "-k", str(folder)]
    with (folder / "server.log").open("wb") as log:
        return subprocess.Popen(
            [str(programs.folder / "postgres"), *place, *options],
            user=programs.user,
            group=_group_of(programs.user),
            extra_groups=None if programs.user is None else [],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,  # Ctrl-C stops the tests first, then us, then the server
        )


def _wait(process: subprocess.Popen[bytes], folder: Path, port: int) -> None:
    """Ready when postmaster.pid says so: a port that answers may still be recovering."""
    until = time.monotonic() + START_SECONDS
    status = folder / "data" / "postmaster.pid"
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        lines = status.read_text().splitlines() if status.exists() else []
        if len(lines) >= 8 and lines[3] == str(port) and lines[7].strip() == "ready":
            return
        time.sleep(0.05)
    log = (folder / "server.log").read_text(errors="replace").strip()
    raise Missing(f"the server did not start: {log.splitlines()[-1] if log else 'it said nothing'}")


def _stop(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGINT)  # "fast": ends connections, then stops
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(10)


def _user() -> str | None:
    """As whom to run it: ourselves, or, for root, the first of these that this machine knows."""
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next((name for name in ("postgres", "nobody") if name in known), None)


def _group_of(user: str | None) -> int | None:
    return None if user is None else pwd.getpwnam(user).pw_gid


def _open_folder() -> str | None:
    """TMPDIR may lie where only root may go; the server, run as another, needs a folder open to all."""
    return "/tmp" if os.geteuid() == 0 and Path("/tmp").is_dir() else None


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.machine.postgres")
    verbs = parser.add_subparsers(dest="verb", required=True)
    verbs.add_parser("find", help="print where the programs are, installing them if need be")
    run = verbs.add_parser("run", help="run a command beside a server")
    run.add_argument("--fsync", action="store_true", help="write through to the disk, for durability tests")
    run.add_argument("command", nargs="+")
    options = parser.parse_args(arguments)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that the server is stopped then, too
    try:
        if options.verb == "find":
            print(find().folder)
            return 0
        with server(fsync=options.fsync) as url:
            return subprocess.run(
                options.command, env=os.environ | {"DATABASE_URL": url}, check=False
            ).returncode
    except Missing as missing:
        print(missing, file=sys.stderr)
        return NOT_TO_BE_HAD


if __name__ == "__main__":
    sys.exit(main())
