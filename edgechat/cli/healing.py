"""What was done about a damaged library, as the command line tells it."""

from __future__ import annotations

from collections.abc import Iterator

from edgechat.cli.wording import counted
from edgechat.library.document import RECOVERED
from edgechat.library.healed import Healed


def sentences(healed: Healed) -> Iterator[str]:
    """One line each: what happened, what becomes of the documents, where the damaged file is."""
    if healed.kept:
        yield f"{healed.why} It was made anew from the vault: {counted(healed.documents, 'document')}."
        yield f"The damaged file is kept: {healed.kept}"
    else:
        yield f"{healed.why} That was put right."
    if healed.again:
        yield (
            f"{counted(healed.again, 'document is', 'documents are')} read again: while a window is open, or"
            " now with edgechat check --repair. Until then nothing is found in"
            f" {'it' if healed.again == 1 else 'them'}."
        )
    if healed.found:
        found = counted(healed.found, "content was", "contents were")
        yield f"{found} found in the vault without a name: now in {RECOVERED}."
    if healed.lost:
        lost, again = counted(healed.lost, "document"), "this file" if healed.lost == 1 else "these files"
        yield f"The content of {lost} is missing: add {again} again."
