"""All checks and tests, as `packaging/dev test` and the project's own CI run them.

Needs a set-up checkout with the tools of the tests. Every check runs, also after one failed.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from places import Places
from progress import duration


@dataclass(frozen=True)
class Check:
    """``command`` begins with a program of .venv. A quiet one shows its output only when it fails."""

    name: str
    command: Sequence[str]
    quiet: bool = True


def checks(places: Places, arguments: Sequence[str]) -> list[Check]:
    scripts = sorted(str(path.relative_to(places.root)) for path in (places.root / "packaging").glob("*.py"))
    return [
        Check("ruff check", ["ruff", "check", "."]),
        Check("ruff format", ["ruff", "format", "--check", "."]),
        Check("mypy edgechat", ["mypy", "--strict", "-p", "edgechat"]),
        Check("mypy packaging", ["mypy", "--strict", *scripts]),
        Check("imports", ["lint-imports"]),
        Check("coverage erase", ["coverage", "erase"]),
        Check("tests", ["coverage", "run", "-m", "pytest", *arguments], quiet=False),
        Check("coverage combine", ["coverage", "combine", "--quiet"]),
        Check("coverage", ["coverage", "report"], quiet=False),
    ]


def test_environment(places: Places, runtime: str) -> dict[str, str]:
    """Without a screen and in UTF-8, wherever this runs; ``runtime`` is a private folder for sockets."""
    environment = {key: value for key, value in os.environ.items() if not key.startswith("EDGECHAT_")}
    environment.pop("PYTHONPATH", None)
    environment["PATH"] = os.pathsep.join([str(places.programs(places.venv)), environment.get("PATH", "")])
    environment["PYTHONUTF8"] = "1"
    environment.setdefault("QT_QPA_PLATFORM", "offscreen")
    if sys.platform == "linux":
        environment.update({"LC_ALL": "C.UTF-8", "XDG_RUNTIME_DIR": runtime})
    return environment


def run_all(places: Places, arguments: Sequence[str]) -> int:
    """0 if every check passed, else 1. The summary is the last thing printed."""
    lines, failed = [], False
    with tempfile.TemporaryDirectory(prefix="edgechat-test-") as runtime:
        environment = test_environment(places, runtime)
        for check in checks(places, arguments):
            begun = time.monotonic()
            passed = _passes(check, places.root, environment)
            failed = failed or not passed
            lines.append(
                f"{'ok    ' if passed else 'FAILED'}  {check.name} ({duration(time.monotonic() - begun)})"
            )
    print("\n".join(["", *lines]), flush=True)
    return 1 if failed else 0


def _passes(check: Check, root: Path, environment: dict[str, str]) -> bool:
    print(f"== {check.name}", flush=True)
    program = subprocess.list2cmdline(check.command[:1])
    done = subprocess.run(
        [_program(program, environment), *check.command[1:]],
        cwd=root, env=environment, check=False, text=True, encoding="utf-8", errors="replace",
        stdout=subprocess.PIPE if check.quiet else None,
        stderr=subprocess.STDOUT if check.quiet else None,
    )  # fmt: skip
    if check.quiet and done.returncode != 0:
        print(done.stdout, flush=True)
    return done.returncode == 0


def _program(name: str, environment: dict[str, str]) -> str:
    folder = Path(environment["PATH"].split(os.pathsep)[0])
    return str(folder / (f"{name}.exe" if os.name == "nt" else name))
