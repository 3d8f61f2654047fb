"""What the parts of a document are called, told from its name: a citation stores the name and a number.

Must not know a format: a test holds this table against all of them.
"""

from __future__ import annotations

from collections.abc import Mapping

UNITS: Mapping[str, frozenset[str]] = {
    "sheet": frozenset({"xlsx", "xlsm", "xlsb", "xls", "ods", "xltx", "xlt"}),
    "slide": frozenset({"pptx", "pptm", "ppsx", "potx", "odp"}),
    "chapter": frozenset({"epub"}),
    "message": frozenset({"eml", "mbox", "mbx", "msg"}),
}
"""The endings of documents whose parts are no pages."""


def unit_of(name: str) -> str:
    """What a numbered part of the document called ``name`` is: "page", "slide", "sheet", …"""
    ending = name.rpartition(".")[2].lower()
    return next((unit for unit, endings in UNITS.items() if ending in endings), "page")
