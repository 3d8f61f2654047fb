"""Plug points: a package whose modules each define one constant, found without a list to maintain."""

from __future__ import annotations

import importlib
import pkgutil
from types import ModuleType
from typing import Any


def discover(package: ModuleType, constant: str) -> dict[str, Any]:
    """Module name -> value of ``constant``, for each module of ``package`` that defines it, sorted.

    Modules whose name begins with an underscore, and those without the constant, are passed over.
    """
    found: dict[str, Any] = {}
    for info in sorted(pkgutil.iter_modules(package.__path__), key=lambda each: each.name):
        if info.name.startswith("_"):
            continue
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        if hasattr(module, constant):
            found[info.name] = getattr(module, constant)
    return found
