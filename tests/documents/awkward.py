"""Files that break readers of documents, each with what has to come of it (see ``tests/data/README.md``).

``comes_to``: words that are read all the same, or the error that says why nothing is. ``note``: the code of a
note that must tell the person something. Made when asked for: some are large.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from edgechat.core.errors import DocumentUnreadable


@dataclass(frozen=True)
class Awkward:
    """``what`` in words, for the table."""

    file: str
    what: str
    make: Callable[[], bytes]
    comes_to: tuple[str, ...] | type[DocumentUnreadable] | tuple[type[DocumentUnreadable], ...]
    note: str = ""
    never: str = ""  # what may not be in the text


def awkward() -> list[Awkward]:
    from tests.documents import awkward_office, awkward_pdf, awkward_text

    return [*awkward_pdf.FILES, *awkward_office.FILES, *awkward_text.FILES]
