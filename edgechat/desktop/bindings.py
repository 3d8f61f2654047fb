"""How PySide6 is brought in: without what it loads ahead to explain wrong calls, until one is made.

At its import PySide6 compiles the Python source of its signature support (130 kB, each time anew) and puts
a hook into ``import``; together they take a third of the time in which it starts. Its modules are put in
place here unread, and run at the first look into one of them: after a wrong call to Qt, or for a signature.
Whatever is found otherwise than expected is left to PySide6 itself.
"""

from __future__ import annotations

import builtins
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from importlib.machinery import ModuleSpec
from types import ModuleType
from typing import Any

from edgechat.core.late_modules import Importer, LateModule
from edgechat.desktop.enums import complete_all, quicken

SUPPORT = "shibokensupport"
LATE = {
    f"{SUPPORT}.{name}"
    for name in (
        "feature",
        "signature.errorhandler",
        "signature.layout",
        "signature.lib.enum_sig",
        "signature.lib.pyi_generator",
        "signature.lib.tool",
        "signature.mapping",
        "signature.parser",
    )
}
CALLED_FIRST = {f"{SUPPORT}.signature.mapping": "update_mapping"}
"""What PySide6 takes out of a module's dictionary, past its attributes."""


class SupportModule(LateModule):
    """One of ``LATE``."""

    def __init__(self, name: str, importer: Importer) -> None:
        super().__init__(name, ByItsName(name, importer))
        first = CALLED_FIRST.get(name)
        if first is not None:
            vars(self)[first] = partial(self._call, first)

    def _call(self, name: str) -> Any:
        return self._run()[name]()


class ByItsName:
    """Runs a module by the name in its ``__spec__``, as ``importer`` does: PySide6 has changed that since."""

    def __init__(self, name: str, importer: Importer) -> None:
        self._name, self._importer = name, importer

    def exec_module(self, module: ModuleType) -> None:
        complete_all()  # it looks for members in the classes around them
        kept, module.__spec__ = module.__spec__, ModuleSpec(self._name, None)
        self._importer.exec_module(module)
        module.__spec__ = kept


class SupportFinder:
    """Finds the modules of ``LATE``, in front of ``importer``."""

    def __init__(self, importer: Importer) -> None:
        self._importer = importer

    def find_spec(self, name: str, _path: Sequence[str] | None, _target: object = None) -> ModuleSpec | None:
        return ModuleSpec(name, self) if name in LATE else None  # type: ignore[arg-type]

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        return SupportModule(spec.name, self._importer)

    def exec_module(self, module: ModuleType) -> None:
        """Not now."""


@contextmanager
def quick_start() -> Iterator[None]:
    """PySide6 may be imported within; afterwards ``import`` is Python's own again."""
    quicken()
    plain = builtins.__import__

    def hooked(
        name: str,
        globals: Mapping[str, object] | None = None,
        locals: Mapping[str, object] | None = None,
        fromlist: Sequence[str] | None = (),
        level: int = 0,
    ) -> ModuleType:
        bring = _bring_loader if name == f"{SUPPORT}.signature" and fromlist == ("loader",) else plain
        return bring(name, globals, locals, fromlist or (), level)

    def _bring_loader(*asked: Any) -> ModuleType:
        finder = SupportFinder(sys.meta_path[0])  # type: ignore[arg-type]
        late = type(sys.meta_path[0]).__name__ == "EmbeddableZipImporter"
        if late:
            sys.meta_path.insert(0, finder)
        found = plain(*asked)
        if late:
            sys.meta_path.remove(finder)
            # It would serve `from __feature__ import`, by reading the source of each module imported.
            found.loader.post_init = lambda: None
        return found

    builtins.__import__ = hooked
    try:
        with _bound_late():
            yield
    finally:
        builtins.__import__ = plain


@contextmanager
def _bound_late() -> Iterator[None]:
    """Libraries brought in within find each function of others at its first call, not all of them now."""
    if sys.platform == "win32":
        yield
        return
    flags = sys.getdlopenflags()
    sys.setdlopenflags(os.RTLD_LAZY)
    try:
        yield
    finally:
        sys.setdlopenflags(flags)
