"""Reads the lock files: exact versions with hashes, one block per package. Changes none of them."""

from __future__ import annotations

import hashlib
import re

_BLOCK = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==.*?(?=^[A-Za-z0-9]|\Z)", re.MULTILINE | re.DOTALL)


def blocks(text: str) -> list[tuple[str, str]]:
    """Every pin as (name, its lines). A package may have several, for different Pythons."""
    return [(found[1].lower(), found[0]) for found in _BLOCK.finditer(text)]


def only(text: str, *names: str) -> str:
    return "".join(block for name, block in blocks(text) if name in names)


def without(text: str, *names: str) -> str:
    return "".join(block for name, block in blocks(text) if name not in names)


def digest(*texts: str) -> str:
    """One short fingerprint of all ``texts``: what a step depends on."""
    whole = hashlib.sha256()
    for text in texts:
        whole.update(hashlib.sha256(text.encode()).digest())
    return whole.hexdigest()[:24]
