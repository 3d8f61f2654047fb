"""What a library says of itself, for those who look whether all works. Costs a few queries."""

from __future__ import annotations

from collections.abc import Iterator

from edgechat.core.checkup import Check
from edgechat.library.library import Library


def library_checks(library: Library) -> Iterator[Check]:
    """Never raises for what a check can tell."""
    total = sum(each.documents for each in library.collections())
    waiting, lost = library.ledger.open_jobs(), library.ledger.noted()
    if waiting:
        yield Check("Documents", "ok", f"{total} in the library; still to be read: {waiting}.")
    elif total:
        yield Check("Documents", "ok", f"{total} in the library, all of it read.")
    if lost:
        yield Check(
            "Documents", "warn", f"Documents whose content is missing: {lost}.", "Add the files again."
        )
    now = library.renewing()
    if now is not None:
        yield Check(
            "Search by meaning",
            "warn" if now.why else "ok",
            f"Passages with vectors of {now.model}: {now.done} of {now.total}; {now.earlier} answers."
            if now.earlier
            else f"Passages with vectors of {now.model}: {now.done} of {now.total}.",
            now.why,
        )
