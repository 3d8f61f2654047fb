"""What ``edgechat doctor`` looks at. Each check answers with a value; none of them raises."""

from __future__ import annotations

import ctypes
import hashlib
import importlib.metadata
import os
import platform
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

from edgechat.core.errors import EdgeError

if TYPE_CHECKING:
    from edgechat.ai.values import ModelInfo
    from edgechat.edge import Edge

MEGABYTE = 1 << 20
FREE_DISK = 500 * MEGABYTE
FREE_MEMORY = 700 * MEGABYTE  # the starter model with its window, and room to breathe
SET_UP = "Run the set-up command of the README again."
DRAWING = ("libEGL.so.1", "libGL.so.1", "libxcb-cursor.so.0", "libxkbcommon-x11.so.0", "libfontconfig.so.1")


class Check(NamedTuple):
    """``warn`` is a thing that is missing but can be done without; ``fail`` keeps EdgeChat from working."""

    name: str
    state: Literal["ok", "warn", "fail"]
    detail: str
    action: str = ""


def machine_checks(home: Path) -> list[Check]:
    """What can be said without opening a profile; ``home`` is the data folder."""
    return [
        python(),
        database_library(),
        engine_library(),
        window_library(),
        display(),
        folder(home),
        disk(home),
        memory(),
    ]


def edge_checks(edge: Edge) -> list[Check]:
    """What an open profile adds: the models folder, the engine as its own process sees it, GPUs, files."""
    from edgechat.ai.catalog import SOURCES

    models = Check("Models folder", "ok", str(edge.profile.home.models))
    here = [each for each in edge.ai.models() if (each.source, each.state) != (SOURCES["hub"], "missing")]
    return [models, *_engine(edge), *map(_model, here)]


def python() -> Check:
    return Check("Python", "ok", f"{platform.python_version()} on {platform.platform()}")


def database_library() -> Check:
    try:
        import apsw
    except ImportError as error:
        return Check("SQLite", "fail", f"apsw cannot be loaded: {error}.", SET_UP)
    return Check("SQLite", "ok", f"{apsw.sqlitelibversion()}, apsw {apsw.apswversion()}")


def engine_library() -> Check:
    return _package("llama-cpp-python", "llama.cpp", "No model can answer without it.")


def window_library() -> Check:
    return _package("PySide6-Essentials", "Qt", "The window cannot open; the command line works.")


def _package(distribution: str, name: str, without: str) -> Check:
    try:
        return Check(name, "ok", f"{distribution} {importlib.metadata.version(distribution)}")
    except importlib.metadata.PackageNotFoundError:
        return Check(name, "fail", f"{distribution} is not installed. {without}", SET_UP)


def display() -> Check:
    if not sys.platform.startswith("linux"):
        return Check("Display", "ok", platform.system())
    missing = [library for library in DRAWING if not _loads(library)]
    if missing:
        return Check("Display", "warn", f"The window needs {', '.join(missing)}.", SET_UP)
    screen = os.environ.get("WAYLAND_DISPLAY") or os.environ.get("DISPLAY")
    if not screen:
        return Check(
            "Display", "warn", "There is no screen here: the window cannot open.", "Use edgechat ask."
        )
    return Check("Display", "ok", screen)


def _loads(library: str) -> bool:
    try:
        ctypes.CDLL(library)
    except OSError:
        return False
    return True


def folder(home: Path) -> Check:
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with tempfile.TemporaryFile(dir=home) as file:
            file.write(b"x")
    except OSError as error:
        return Check(
            "Data folder",
            "fail",
            f"{home}: {error.strerror}.",
            "Choose another with --home or EDGECHAT_HOME.",
        )
    return Check("Data folder", "ok", str(home))


def disk(home: Path) -> Check:
    there = next((each for each in (home, *home.parents) if each.exists()), home)
    try:
        free = shutil.disk_usage(there).free
    except OSError as error:
        return Check("Disk", "warn", f"It cannot be measured: {error.strerror}.")
    detail = f"{free / MEGABYTE:,.0f} MB free"
    return Check("Disk", "ok", detail) if free >= FREE_DISK else Check("Disk", "warn", detail, "Make room.")


def memory() -> Check:
    from edgechat.ai.hardware import available_memory

    free = available_memory()
    detail = f"{free / MEGABYTE:,.0f} MB available"
    if free >= FREE_MEMORY:
        return Check("Memory", "ok", detail)
    return Check("Memory", "warn", detail, "Close other programs, or set a smaller context window.")


def _engine(edge: Edge) -> list[Check]:
    try:
        seen = edge.ai.describe()
    except EdgeError as error:
        return [Check("Engine", "fail", str(error), SET_UP)]
    engine = Check("Engine", "ok", f"{seen.engine} {seen.version}: {seen.system}".strip(": |"))
    devices = [device for device in seen.devices if device.kind != "cpu"]
    if devices:
        names = [f"{each.description or each.name} ({each.free / MEGABYTE:,.0f} MB free)" for each in devices]
        return [engine, Check("GPU", "ok", ", ".join(names))]
    reason = "none was found" if seen.gpu_support else "llama.cpp was built without GPU support"
    return [engine, Check("GPU", "warn", f"Models run on the processor: {reason}.")]


def _model(model: ModelInfo) -> Check:
    from edgechat.ai.catalog import entry

    name = f"Model {model.id}"
    if model.state != "installed" or model.path is None:
        return Check(name, "warn" if model.state == "missing" else "fail", f"It is {model.state}.", SET_UP)
    known = entry(model.id)
    if known is None or not known.sha256:
        return Check(name, "ok", model.path)
    return _sum_check(name, Path(model.path), known.sha256)


def _sum_check(name: str, path: Path, expected: str) -> Check:
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Check(name, "fail", f"{path}: {error.strerror}.", SET_UP)
    if found != expected:
        return Check(name, "fail", f"{path} is not the file it should be (SHA-256 {found}).", SET_UP)
    return Check(name, "ok", f"{path}, SHA-256 as it should be")
