"""Modules of others that are run when something is first asked of them.

A window's process imports what it may need in an hour, and most of what those modules import in turn is never
used: some 4 MB of an idle window. ``import_late`` puts such modules in place unread. It works for
``import name``; ``from name import part`` asks at once. Safe from several threads, as the modules'
dependencies go round in no circle.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Iterable, Sequence
from importlib.machinery import ModuleSpec, PathFinder
from types import FrameType, ModuleType
from typing import Any, Protocol

LATE = frozenset(
    # the standard library's
    {"ast", "bz2", "copy", "glob", "inspect", "ipaddress", "locale", "lzma", "mimetypes", "pickle", "random"}
    | {"selectors", "shutil", "socket", "subprocess", "tempfile", "tokenize", "traceback"}
    # others'
    | {"msgspec.inspect", "msgspec.toml", "msgspec.yaml", "psutil"}
)
ASKED_BY_IMPORT = frozenset({"__path__", "__file__", "__cached__", "__wrapped__", "__warningregistry__"})


class Importer(Protocol):
    """What can run a module."""

    def exec_module(self, module: ModuleType) -> None: ...


class LateModule(ModuleType):
    """A module that ``importer`` runs when it is first asked for something that it lacks."""

    def __init__(self, name: str, importer: Importer) -> None:
        super().__init__(name)
        self._importer = importer
        self._lock = threading.RLock()
        self.begun = False

    def __getattr__(self, name: str) -> Any:
        found = {} if name in ASKED_BY_IMPORT else self._run()
        if name not in found:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        return found[name]

    def _run(self) -> dict[str, Any]:
        with self._lock:
            if not self.begun:
                self.begun = True
                try:
                    self._importer.exec_module(self)
                except BaseException:
                    self.begun = False
                    raise
        return vars(self)


class LateFinder:
    """Finds the modules of ``names``, and lets others find the rest."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names = frozenset(names)

    def find_spec(self, name: str, path: Sequence[str] | None, _target: object = None) -> ModuleSpec | None:
        found = PathFinder.find_spec(name, path) if name in self._names else None
        if found is not None and found.loader is not None:
            found.loader = _LateLoader(found.loader)  # type: ignore[assignment]
        return found


class _LateLoader:
    def __init__(self, loader: Any) -> None:
        self._loader = loader

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return LateModule(spec.name, self._loader)

    def exec_module(self, module: ModuleType) -> None:
        """Not now."""
        assert module.__spec__
        module.__spec__.loader = module.__loader__ = self._loader


class Without:
    """Lets ``asking`` find that ``names``, which it can do without, are not installed."""

    def __init__(self, asking: str, names: Iterable[str]) -> None:
        self._asking, self._names = asking, frozenset(names)

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: object = None) -> None:
        if name in self._names and _importing() == self._asking:
            raise ModuleNotFoundError(f"{self._asking} is to do without {name}", name=name)


def _importing() -> str | None:
    """The module whose ``import`` is being done."""
    frame: FrameType | None = sys._getframe(2)
    while frame is not None and frame.f_code.co_filename.startswith("<frozen importlib"):
        frame = frame.f_back
    return frame.f_globals.get("__name__") if frame is not None else None


def import_late(names: Iterable[str]) -> None:
    """From here on, those that are not imported yet come late."""
    sys.meta_path.insert(0, LateFinder(names))


def spare_the_window() -> None:
    """What the window's process can do without, at least for a while. Before anything else is imported."""
    import_late(LATE)
    sys.meta_path.insert(0, Without("msgspec._utils", {"typing_extensions"}))
