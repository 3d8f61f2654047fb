r"""Sets EdgeChat up in this checkout, runs it, checks it. On Windows the entry: ``py packaging\dev.py run``.

    run [arguments]     set up what is missing, then open EdgeChat (`run --help` shows its arguments)
    test [arguments]    set up, then all checks and tests; arguments go to pytest
    setup               set up only
    lock                write packaging/locks again from pyproject.toml (needs uv)
    clean               remove .venv and all caches

Elsewhere `sh packaging/dev` finds Python and system libraries first. Standard library only.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - Windows starts this file with any Python
    sys.exit(
        "EdgeChat needs Python 3.11 or newer; this is {}.{}. Install a newer one and run this again.".format(
            *sys.version_info[:2]
        )
    )

import contextlib
import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import pins
from outcome import SetUpFailed
from places import Places
from progress import Step, duration
from steps import Stamp, Work, environment_usable, make_environment, plan, stamped_root

LOCKS = {
    "app": ["pyproject.toml"],
    "setup": ["--group", "setup", "-c", "packaging/locks/app.txt"],
    "test": ["--group", "test", "-c", "packaging/locks/app.txt"],
    "models": ["--no-deps", "packaging/locks/models.in"],
}
CACHES = (
    ".venv",
    ".mypy_cache",
    ".ruff_cache",
    ".pytest_cache",
    ".import_linter_cache",
    ".hypothesis",
    "htmlcov",
)


def set_up(places: Places, *, tests: bool = False) -> None:
    """Bring .venv to what the lock files say. Says nothing where nothing is to do. Raises ``SetUpFailed``."""
    if not _pending(places, tests=tests):
        return
    with _alone(places):
        if not environment_usable(places, stamped_root(places)):
            with Step("Python environment") as step:
                make_environment(places, step)
        begun = time.monotonic()
        stamp = Stamp(places.stamp, places.root)
        for work in _pending(places, tests=tests):
            with Step(work.title) as step:
                work.act(step)
            stamp.record(work)
        print(f"Set up in {duration(time.monotonic() - begun)}.", file=sys.stderr)


def _pending(places: Places, *, tests: bool) -> list[Work]:
    works = plan(places, tests=tests)
    if not environment_usable(places, stamped_root(places)):
        return works
    stamp = Stamp(places.stamp, places.root)
    return [work for work in works if not stamp.holds(work)]


@contextlib.contextmanager
def _alone(places: Places) -> Iterator[None]:
    """One set-up of a checkout at a time; a second one waits. (Not on Windows.)"""
    try:
        import fcntl
    except ImportError:
        yield
        return
    name = f"edgechat-{os.getuid()}-{pins.digest(str(places.root))}.lock"
    with (Path(tempfile.gettempdir()) / name).open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            print("Another set-up is at work in this folder; waiting for it ...", file=sys.stderr)
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def open_app(places: Places, arguments: list[str]) -> int:
    """Become EdgeChat. Returns its exit status only where a process cannot be replaced (Windows)."""
    set_up(places)
    # -P: the folder a person stands in must not lend the app its modules.
    command = [str(places.python), "-P", "-m", "edgechat", *arguments]
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606
    return subprocess.run(command, check=False).returncode


def lock(places: Places) -> int:
    """Write the lock files again: newest versions that pyproject.toml allows, for all systems."""
    if not shutil.which("uv"):
        print("`lock` needs uv on the PATH (for instance: pipx install uv).", file=sys.stderr)
        return 1
    common = ["uv", "pip", "compile", "--quiet", "--generate-hashes", "--no-emit-index-url", "--universal",
              "--upgrade", "--python-version", "3.11"]  # fmt: skip
    for name, what in LOCKS.items():
        with Step(f"packaging/locks/{name}.txt"):
            done = subprocess.run(
                [*common, *what, "-o", f"packaging/locks/{name}.txt"], cwd=places.root, check=False
            )
        if done.returncode != 0:
            return done.returncode
    return 0


def clean(places: Places) -> int:
    for name in CACHES:
        shutil.rmtree(places.root / name, ignore_errors=True)
    for file in places.root.glob(".coverage*"):
        file.unlink()
    return 0


def main(arguments: list[str]) -> int:
    places = Places(Path(__file__).resolve().parent.parent)
    command, rest = (arguments[0], arguments[1:]) if arguments else ("run", [])
    try:
        if command == "run":
            return open_app(places, rest)
        if command == "test":
            import checks

            set_up(places, tests=True)
            return checks.run_all(places, rest)
        if command == "setup":
            set_up(places)
            return 0
        if command in ("lock", "clean"):
            return lock(places) if command == "lock" else clean(places)
    except SetUpFailed as failure:
        _report(failure, places)
        return 1
    except KeyboardInterrupt:
        print("\nStopped. Run the same command again to go on.", file=sys.stderr)
        return 130
    except OSError as error:
        _report(
            SetUpFailed(f"Set-up stopped: {error}.", "Is the disk full, or the folder not writable?"), places
        )
        return 1
    print(__doc__, file=sys.stdout if command in ("-h", "--help", "help") else sys.stderr)
    return 0 if command in ("-h", "--help", "help") else 2


def _report(failure: SetUpFailed, places: Places) -> None:
    if failure.tail:
        print("\n".join(["", *failure.tail, ""]), file=sys.stderr)
    print(failure, file=sys.stderr)
    if failure.advice:
        print(failure.advice, file=sys.stderr)
    if failure.tail:
        print(f"The last lines are above, the whole log is {places.log}.", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
