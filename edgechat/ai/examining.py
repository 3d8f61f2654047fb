"""What model files are, read from their headers in a child of its own: quick, bounded, beside any answer.

Never believes a name. Knows neither the catalogue nor a model in memory.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from edgechat.ai.catalog import TEXT
from edgechat.ai.child_host import stamp
from edgechat.ai.embed_protocol import OpenReranker
from edgechat.ai.protocol import Examine, Examined
from edgechat.ai.values import ModelInfo
from edgechat.core.errors import EngineCrashed, ModelUnusable, TimedOut
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Child, ChildSpec


class Examiner:
    """Remembers what it saw until the file changes. Safe to use from several threads."""

    def __init__(self, spec: ChildSpec | None = None) -> None:
        self._spec = spec or ChildSpec("text")
        self._seen: dict[tuple[str, str], ModelInfo] = {}

    def examine(self, models: Sequence[ModelInfo]) -> list[ModelInfo]:
        """``models``, those that are plain files with what their headers say, or why they are damaged."""
        unknown = [each for each in models if _is_plain(each) and self._key(each) not in self._seen]
        if unknown:
            with self._child() as child:
                for each in unknown:
                    with suppress(EngineCrashed, TimedOut):  # nothing is known of it then
                        self._seen[self._key(each)] = _looked_at(child, each)
        return [self._seen.get(self._key(each), each) if _is_plain(each) else each for each in models]

    def check(self, path: str) -> Examined:
        """What the header of the file at ``path`` says. Raises ``ModelUnusable``."""
        with self._child() as child:
            return _header(child, path)

    def check_reranker(self, model: Path) -> None:
        """Load the re-ranker in the file ``model`` and try it. Raises ``ModelUnusable`` and what comes of a
        child that dies of it."""
        spec = replace(self._spec, role="embed")
        child = Child(spec)
        try:
            child.call("rerank-open", pack(OpenReranker(str(model)))).wait()
        finally:
            child.close("its work is done")

    def _key(self, info: ModelInfo) -> tuple[str, str]:
        return info.path or "", stamp(info.path)

    @contextmanager
    def _child(self) -> Iterator[Child]:
        child = Child(self._spec)
        try:
            yield child
        finally:
            child.close("its work is done")


def _is_plain(info: ModelInfo) -> bool:
    return info.source == "file" and info.task == TEXT and info.state == "installed" and bool(info.path)


def _header(child: Child, path: str) -> Examined:
    return unpack(child.call("examine", pack(Examine(path))).wait(), Examined)


def _looked_at(child: Child, info: ModelInfo) -> ModelInfo:
    try:
        found = _header(child, info.path or "")
    except ModelUnusable as error:
        return replace(info, state="damaged", note=f"{error.message} {error.action}".strip())
    return replace(info, note=described(found), context=found.context)


def _count(parameters: int) -> str:
    for size, name in ((1e9, "billion"), (1e6, "million"), (1e3, "thousand")):
        if parameters >= size:
            return f"{parameters / size:.{1 if size == 1e9 else 0}f} {name}"
    return str(parameters)


def described(found: Examined) -> str:
    """One line: its own name, its kind, how large it is."""
    about = f"{found.architecture}, {_count(found.parameters)} parameters"
    name = " ".join("".join(sign if sign.isprintable() else " " for sign in found.name).split())[:80]
    return f"{name} ({about})" if name else about
