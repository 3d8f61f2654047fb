"""The text of one paragraph of a DOCX, as it reads when every tracked change is accepted."""

from __future__ import annotations

from collections.abc import Iterator

from edgechat.library.formats._xml import Element, attribute, local

_GONE = frozenset(  # deleted, moved away, not text, or another paragraph's text
    {"del", "moveFrom", "delText", "instrText", "delInstrText", "pPr", "rPr", "txbxContent", "Fallback"}
    | {"sectPr", "tblPr", "fldData", "rt"}
)
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "\u2011", "ptab": "\t"}


def text_of(paragraph: Element) -> str:
    parts: list[str] = []
    # Not by recursion: how deep elements nest is up to the file.
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
            continue
        name = local(element)
        if name in _GONE:
            continue
        if name == "t":
            parts.append(element.text or "")
        elif name in _SIGNS:
            parts.append(_SIGNS[name])
        elif name in ("footnoteReference", "endnoteReference"):
            parts.append(f"[{attribute(element, 'id')}]")
        else:
            waiting.append(iter(element))
    return "".join(parts)


def boxed(paragraph: Element) -> Iterator[Element]:
    """The paragraphs in text boxes on a paragraph. A box is there twice, for old and new programs."""
    waiting = [iter(paragraph)]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif local(element) == "txbxContent":
            yield from (each for each in element.iter() if local(each) == "p")
        elif local(element) not in ("Fallback", "del", "moveFrom"):
            waiting.append(iter(element))
