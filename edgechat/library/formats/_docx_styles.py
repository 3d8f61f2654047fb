"""What the styles of a DOCX say a paragraph is: a heading of some level, a list item, code, a quotation."""

from __future__ import annotations

import re

from edgechat.library.extract import Kind
from edgechat.library.formats._xml import Element, attribute, child, children

BODY_LEVEL = 9  # the outline level that means "no heading"
_HEADING = re.compile(r"heading (\d)")
_NAMED: tuple[tuple[str, Kind], ...] = (
    ("caption", "caption"),
    ("quote", "quote"),
    ("preformatted", "code"),
    ("source code", "code"),
    ("code", "code"),
    ("list", "list"),
    ("footnote", "footnote"),
)


class Styles:
    """``language`` is the document's own."""

    def __init__(self, root: Element | None) -> None:
        self._names: dict[str, str] = {}
        self._levels: dict[str, int] = {}
        self._parents: dict[str, str] = {}
        self._lists: set[str] = set()
        self.language = attribute(child(root, "docDefaults", "rPrDefault", "rPr", "lang"), "val")
        for style in children(root, "style"):
            self._learn(style)

    def _learn(self, style: Element) -> None:
        key = attribute(style, "styleId")
        self._names[key] = attribute(child(style, "name"), "val").lower()
        self._parents[key] = attribute(child(style, "basedOn"), "val")
        level = attribute(child(style, "pPr", "outlineLvl"), "val")
        if level.isdigit():
            self._levels[key] = int(level)
        if child(style, "pPr", "numPr") is not None:
            self._lists.add(key)

    def kind(self, paragraph: Element) -> tuple[Kind, int]:
        """What a paragraph is, and its level."""
        properties = child(paragraph, "pPr")
        style = attribute(child(properties, "pStyle"), "val")
        own = attribute(child(properties, "outlineLvl"), "val")
        level = int(own) if own.isdigit() else None
        for key in self._line(style):
            name = self._names.get(key, key.lower())
            if level is None and (found := self._heading(key, name)) is not None:
                level = found
        if level is not None and level < BODY_LEVEL:
            return "heading", level + 1
        numbered = child(properties, "numPr")
        if numbered is not None:
            depth = attribute(child(numbered, "ilvl"), "val")
            return "list", min(int(depth), 20) if depth.isdigit() else 0
        return self._named(style), 0

    def _heading(self, key: str, name: str) -> int | None:
        """Outline level of a style, counted from 0; None when it is no heading's."""
        if (match := _HEADING.fullmatch(name)) is not None:
            return int(match.group(1)) - 1
        if name == "title":
            return 0
        return self._levels.get(key)

    def _named(self, style: str) -> Kind:
        for key in self._line(style):
            name = self._names.get(key, key.lower())
            for word, kind in _NAMED:
                if word in name:
                    return kind
            if key in self._lists:
                return "list"
        return "paragraph"

    def _line(self, style: str) -> list[str]:
        """A style and those it is based on; a circle ends where it closes."""
        line: list[str] = []
        while style and style not in line and len(line) < 20:
            line.append(style)
            style = self._parents.get(style, "")
        return line
