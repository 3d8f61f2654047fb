"""Builds llama.cpp's own server from the source that the installed engine was built from.

It is only ever a yardstick: it lies in the user's cache folder, and no part of the app knows of it.
"""

from __future__ import annotations

import importlib.metadata
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from pathlib import Path

import platformdirs

from edgechat.core.errors import FixableError, InvalidInput

ENGINE = "llama-cpp-python"
PROGRAM = "llama-server.exe" if os.name == "nt" else "llama-server"
# Nothing is fetched while it is built: no web page for the server, no TLS, no tests.
OPTIONS = (
    "-DCMAKE_BUILD_TYPE=Release",
    "-DBUILD_SHARED_LIBS=OFF",
    "-DLLAMA_BUILD_TESTS=OFF",
    "-DLLAMA_BUILD_EXAMPLES=OFF",
    "-DLLAMA_BUILD_TOOLS=ON",
    "-DLLAMA_BUILD_SERVER=ON",
    "-DLLAMA_BUILD_APP=OFF",
    "-DLLAMA_BUILD_UI=OFF",
    "-DLLAMA_USE_PREBUILT_UI=OFF",
    "-DLLAMA_OPENSSL=OFF",
)


def llama_server() -> Path | None:
    """The program that was built for the installed version of the engine; None if there is none."""
    program = _folder() / PROGRAM
    return program if program.is_file() else None


def build_llama_server() -> Path:
    """The program, built now if it is not there yet: some minutes, said on standard error.

    Raises ``InvalidInput`` outside a checkout that was set up, ``FixableError`` when the build fails.
    """
    found = llama_server()
    if found is not None:
        return found
    tools, lock = Path(sys.prefix) / "setup-tools", _checkout() / "packaging" / "locks" / "app.txt"
    if not tools.is_dir() or not lock.is_file():
        raise InvalidInput(
            "Yardsticks are built with the tools of a checkout, and this is none.",
            "Run the measurement from a checkout after its set-up, or without --with-yardsticks.",
        )
    target = _folder()
    target.mkdir(parents=True, exist_ok=True)
    print(f"Building {PROGRAM} of {target.name} to compare with: some minutes, once ...", file=sys.stderr)
    with tempfile.TemporaryDirectory(dir=target, prefix="build-") as scratch:
        _build(tools, _pinned(lock), Path(scratch))
    return target / PROGRAM


def _folder() -> Path:
    cache = Path(platformdirs.user_cache_dir("EdgeChat", appauthor=False))
    return cache / "yardsticks" / f"{ENGINE}-{importlib.metadata.version(ENGINE)}"


def _checkout() -> Path:
    return Path(__file__).parents[2]


def _pinned(lock: Path) -> str:
    """The engine's lines of the lock file: its version and hash. Raises ``InvalidInput``."""
    found = re.search(rf"^{ENGINE}==.*?(?=^[A-Za-z0-9]|\Z)", lock.read_text("utf-8"), re.M | re.S)
    version = importlib.metadata.version(ENGINE)
    if found is None or not found[0].startswith(f"{ENGINE}=={version} "):
        raise InvalidInput(
            f"{lock.name} does not name the installed {ENGINE} {version}.", "Run the set-up command again."
        )
    return found[0]


def _build(tools: Path, pinned: str, scratch: Path) -> None:
    programs = tools / ("Scripts" if os.name == "nt" else "bin")
    requirements, log = scratch / "requirements.txt", scratch / "build.log"
    requirements.write_text(pinned, "utf-8")
    python = str(programs / ("python.exe" if os.name == "nt" else "python"))
    download = [python, "-P", "-m", "pip", "download", "--no-deps", "--no-binary", ENGINE]
    download += ["--no-build-isolation", "--require-hashes", "-r", str(requirements), "-d", str(scratch)]
    _run(download, programs, log)
    source = _unpack(next(scratch.glob("*.tar.gz")), scratch / "source")
    made = scratch / "made"
    _run(["cmake", "-G", "Ninja", "-S", str(source), "-B", str(made), *OPTIONS], programs, log)
    _run(["cmake", "--build", str(made), "--target", "llama-server"], programs, log)
    shutil.move(made / "bin" / PROGRAM, scratch.parent / PROGRAM)


def _unpack(archive: Path, target: Path) -> Path:
    """The folder of llama.cpp inside the unpacked ``archive``, whose hash pip has checked."""
    with tarfile.open(archive) as file:
        file.extractall(target, filter="data")
    return next(target.glob("*/vendor/llama.cpp"))


def _run(command: Sequence[str], programs: Path, log: Path) -> None:
    path = os.pathsep.join([str(programs), os.environ.get("PATH", "")])
    gently = ["nice", "-n", "15"] if shutil.which("nice") else []
    with log.open("ab") as output:
        done = subprocess.run(
            [*gently, *command], stdout=output, stderr=output, env=os.environ | {"PATH": path}, check=False
        )
    if done.returncode != 0:
        raise FixableError(
            f"{PROGRAM} could not be built:\n{log.read_text('utf-8', 'replace')[-2000:]}",
            "Is a C++ compiler installed? The measurement also runs without --with-yardsticks.",
        )
