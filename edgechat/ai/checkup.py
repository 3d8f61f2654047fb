"""What works of the models on this machine: memory, the engine as its own process sees it, GPUs, files.

Each check answers with a value; none of them raises. See ``core.checkup`` for the rest.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from edgechat.ai.catalog import RERANKING, SOURCES, entry
from edgechat.core.checkup import GIGABYTE, MEGABYTE, SET_UP, Check
from edgechat.core.errors import EdgeError, FixableError

if TYPE_CHECKING:
    from edgechat.ai.runner import Ai
    from edgechat.ai.values import ModelInfo
    from edgechat.core.paths import Home

FREE_MEMORY = 700 * MEGABYTE  # the starter model with its window, and room to breathe


def model_checks(ai: Ai, home: Home) -> Iterator[Check]:
    """All that can be said. Starts the model process, and reads every model file that has a known sum."""
    yield from quick_checks(ai)
    yield from _engine(ai)
    yield ordering(ai)
    yield Check("Models folder", "ok", str(home.models))
    for each in ai.models():
        if (each.source, each.state) != (SOURCES["hub"], "missing"):  # one that could be had, not one amiss
            yield _model(each)


def quick_checks(ai: Ai) -> Iterator[Check]:
    """What costs nothing to know."""
    yield memory()
    yield answering(ai)


def memory() -> Check:
    from edgechat.ai.hardware import available_memory

    free = available_memory()
    enough = free >= FREE_MEMORY
    return Check(
        "Memory",
        "ok" if enough else "warn",
        f"{free / GIGABYTE:,.1f} GB available",
        "" if enough else "Close other programs, or set a smaller context window.",
    )


def answering(ai: Ai) -> Check:
    """Which model answers, and whether a better one would run here."""
    try:
        info = ai.resolve(None)
        offered = ai.offer()
    except FixableError as error:
        return Check("Answers", "fail", error.message, error.action, "app.get_model")
    better = offered is not None and offered.model.state != "installed" and offered.model.size > info.size
    if offered is None or not better or not offered.fits:
        return Check("Answers", "ok", f"{info.name} answers.")
    return Check(
        "Answers",
        "warn",
        f"{info.name} answers; {offered.model.name} would do it better.",
        "Get it: edgechat models pull",
        "app.get_model",
    )


def ordering(ai: Ai) -> Check:
    """Whether a re-ranker orders what a search finds: it is done without one, too."""
    try:
        info = ai.reranker()
    except FixableError as error:
        return Check("Order of passages", "warn", error.message, error.action)
    if info is not None:
        return Check("Order of passages", "ok", f"{info.name} orders what a search finds.")
    if any(each.task == RERANKING and each.state == "installed" for each in ai.models()):
        return Check("Order of passages", "ok", "The re-ranker is turned off.")
    return Check("Order of passages", "ok", "There is none: words and meaning decide.")


def _engine(ai: Ai) -> list[Check]:
    try:
        seen = ai.describe()
    except EdgeError as error:
        return [Check("Engine", "fail", str(error), SET_UP)]
    engine = Check("Engine", "ok", f"{seen.engine} {seen.version}: {seen.system}".strip(": |"))
    devices = [device for device in seen.devices if device.kind != "cpu"]
    if devices:
        names = [f"{each.description or each.name} ({each.free / GIGABYTE:,.1f} GB free)" for each in devices]
        return [engine, Check("GPU", "ok", ", ".join(names))]
    if seen.gpu_support:
        return [engine, Check("GPU", "warn", "Models run on the processor: no GPU was found.")]
    return [
        engine,
        Check("GPU", "warn", "Models run on the processor: llama.cpp was built without GPU support."),
    ]


def _model(model: ModelInfo) -> Check:
    name = f"Model {model.id}"
    if model.state != "installed" or model.path is None:
        again = f"Get it again: edgechat models pull {model.id}" if model.source == SOURCES["hub"] else SET_UP
        missing = model.state == "missing"
        said = "It is not installed." if missing else "Its file is damaged."
        return Check(name, "warn" if missing else "fail", said, again)
    known = entry(model.id)
    if known is None or not known.sha256:
        return Check(name, "ok", model.path)
    hub = model.source == SOURCES["hub"]
    again = f"Remove it, then: edgechat models pull {model.id}" if hub else SET_UP
    return _sum_check(name, Path(model.path), known.sha256, again=again)


def _sum_check(name: str, path: Path, expected: str, *, again: str = SET_UP) -> Check:
    import hashlib

    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        return Check(name, "fail", f"{path}: {error.strerror}.", again)
    if found != expected:
        return Check(name, "fail", f"{path} is not the file it should be (SHA-256 {found}).", again)
    return Check(name, "ok", f"{path}, SHA-256 as it should be.")
