"""What was done about a damaged library, as the command line tells it."""

from __future__ import annotations

from collections.abc import Iterator

from edgechat.library.document import RECOVERED
from edgechat.library.healed import Healed


def sentences(healed: Healed) -> Iterator[str]:
    """One line each: what happened, what becomes of the documents, where the damaged file is."""
    if healed.kept:
        yield f"{healed.why} It was made anew from the vault: {healed.documents:,} documents."
        yield f"The damaged file is kept: {healed.kept}"
    else:
        yield f"{healed.why} That was put right."
    if healed.again:
        yield (
            f"{healed.again:,} documents are read again: while a window is open, or now with"
            " edgechat check --repair. Until then they are not found."
        )
    if healed.found:
        yield f"{healed.found:,} were found in the vault without a name: they are in {RECOVERED}."
    if healed.lost:
        yield f"The content of {healed.lost:,} is missing: add these files again."
