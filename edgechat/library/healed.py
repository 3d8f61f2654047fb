"""What was done to a library that was found damaged. In a file of its own: commands ask for little else."""

from __future__ import annotations

from typing import Any

from edgechat.core.records import dataclass


@dataclass(frozen=True)
class Healed:
    """The library's database was found damaged and put right by itself; an event.

    ``kept``: where the damaged file lies now; empty: nothing was put aside, only torn rows were mended.
    ``documents`` are in the ledger now, ``again`` of them are read again. ``found``: contents of the vault
    that no row was left of, now in ``RECOVERED``. ``lost``: documents whose content is nowhere any more.
    """

    why: str
    kept: str
    documents: int
    again: int
    found: int = 0
    lost: int = 0

    def to_dict(self) -> dict[str, Any]:
        from dataclasses import asdict

        return asdict(self)
