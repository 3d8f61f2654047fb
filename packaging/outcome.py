"""Runs one program of set-up: all it prints goes to the log, and a failure explains itself.

Knows what went wrong only from the program's own words. Knows no steps.
"""

from __future__ import annotations

import os
import subprocess
from collections import deque
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TextIO

from progress import Reader, Step

TAIL = 40  # lines

_NETWORK = (
    "NewConnectionError", "NameResolutionError", "ConnectTimeoutError", "Max retries exceeded",
    "Temporary failure in name resolution", "ConnectionResetError", "Network is unreachable",
    "Could not fetch URL", "ReadTimeoutError", "IncompleteRead", "ProxyError",
)  # fmt: skip
_COMPILER = (
    "No CMAKE_C_COMPILER could be found", "No CMAKE_CXX_COMPILER could be found",
    "CMAKE_CXX_COMPILER not set", "CMAKE_C_COMPILER not set",
    "The CXX compiler identification is unknown", "could not find any instance of Visual Studio",
    "is not able to compile a simple test program",
)  # fmt: skip
COMPILER_ADVICE = {
    "nt": "A C++ compiler is missing. Install it with\n"
    "    winget install Microsoft.VisualStudio.2022.BuildTools --override "
    '"--wait --passive --add Microsoft.VisualStudio.Workload.VCTools --includeRecommended"',
    "posix": "A C++ compiler is missing. Install it: `apt-get install g++` on Debian and Ubuntu, "
    "`dnf install gcc-c++` on Fedora, `pacman -S gcc` on Arch, `xcode-select --install` on macOS.",
}


class SetUpFailed(Exception):
    """``advice`` says what to do; ``tail`` holds the last lines of the program, perhaps none."""

    def __init__(self, problem: str, advice: str = "", tail: Sequence[str] = ()) -> None:
        super().__init__(problem)
        self.advice = advice
        self.tail = list(tail)


def explain(output: str, system: str = os.name) -> str:
    """What a person should do about a failure, judged by the program's own ``output``."""
    if "No space left on device" in output or "not enough space on the disk" in output:
        return (
            "The disk is full. Free about 3 GB (also in the folder for temporary files) and run this again."
        )
    if "DO NOT MATCH THE HASHES" in output:
        return (
            "A package differs from the one that EdgeChat was made with, so it was not installed. "
            "Try again later; if it stays, report it: the package index may serve changed files."
        )
    if any(word in output for word in _COMPILER):
        return COMPILER_ADVICE.get(system, COMPILER_ADVICE["posix"]) + "\nThen run this again."
    if "CERTIFICATE_VERIFY_FAILED" in output:
        return (
            "The package index shows a certificate that is not trusted here. If your network has a "
            "certificate authority of its own, name its file in PIP_CERT (or as `cert` in pip's settings) "
            "and run this again."
        )
    if any(word in output for word in _NETWORK):
        return (
            "The package index could not be reached. Check the network (and pip's settings, if you use "
            "your own index or a proxy) and run this again: it goes on where it stopped."
        )
    if "No matching distribution found" in output:
        return (
            "The package index offers no file of one package for this system. EdgeChat runs on 64-bit "
            "Linux (glibc), Windows and macOS, with Python 3.11 to 3.14."
        )
    if "Killed signal" in output or "out of memory" in output or "std::bad_alloc" in output:
        return (
            "The compiler ran out of memory. Close other programs and run this again with fewer jobs: "
            "set CMAKE_BUILD_PARALLEL_LEVEL=1."
        )
    return "Run this again. If it fails at the same place, report it with the log."


def clean_environment(
    more: Mapping[str, str] | None = None, base: Mapping[str, str] = os.environ
) -> dict[str, str]:
    """The environment for set-up's programs.

    A person's pip settings stay in force (index, proxy, certificates, cache); only what would put
    packages elsewhere than into our environment is switched off.
    """
    dropped = {"PYTHONHOME", "PYTHONPATH", "PIP_TARGET", "PIP_PREFIX", "PIP_ROOT", "PIP_REQUIRE_VIRTUALENV"}
    kept = {key: value for key, value in base.items() if key not in dropped}
    kept.update({"PIP_USER": "0", "PIP_NO_INPUT": "1", "PIP_DISABLE_PIP_VERSION_CHECK": "1"})
    kept.update({"PYTHONUTF8": "1", "PYTHONUNBUFFERED": "1", **(more or {})})
    return kept


def run(
    command: Sequence[str | Path],
    *,
    log: Path,
    step: Step,
    reader: Reader | None = None,
    environment: Mapping[str, str] | None = None,
    folder: Path | None = None,
) -> None:
    """Run ``command`` to its end, its output in ``log``. Raises ``SetUpFailed`` with the last lines."""
    words = [str(word) for word in command]
    tail: deque[str] = deque(maxlen=400)
    with log.open("a", encoding="utf-8", errors="replace") as file:
        file.write(f"\n$ {' '.join(words)}\n")
        file.flush()
        with subprocess.Popen(
            words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
            text=True, encoding="utf-8", errors="replace", env=clean_environment(environment), cwd=folder,
        ) as process:  # fmt: skip
            try:
                _follow(process, file, tail, step, reader)
            except BaseException:
                process.kill()  # or it would go on writing beside the next attempt
                process.wait()
                raise
    if process.returncode != 0:
        advice = explain("\n".join(tail))
        raise SetUpFailed(f"{step.title} failed (exit {process.returncode}).", advice, list(tail)[-TAIL:])


def _follow(
    process: subprocess.Popen[str], log: TextIO, tail: deque[str], step: Step, reader: Reader | None
) -> None:
    """Copy what ``process`` prints, until it closes its output."""
    assert process.stdout is not None
    for line in process.stdout:
        log.write(line)
        tail.append(line.rstrip())
        fraction = reader(line) if reader else None
        if fraction is not None:
            step.advance(fraction)
