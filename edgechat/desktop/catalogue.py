"""A translation as Qt asks for it, read from a ``.ts`` file: what people edit, so nothing is compiled.

Loaded only for a language that is not English; some hundred sentences take some milliseconds. A sentence from
a room below may carry parameters (``%1``): it is found by the words around them.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from PySide6.QtCore import QObject, QTranslator

from edgechat.desktop.language import SENTENCES

log = logging.getLogger(__name__)

PLACE = re.compile(r"%(\d)")
LONGEST = 4000
"""Characters of a sentence that are compared with the known ones."""

FORMS: dict[str, Callable[[int], int]] = {"de": lambda n: 0 if n == 1 else 1}
"""Which plural form a language uses for ``n``; one is enough for those not named."""


@dataclass(frozen=True)
class Entry:
    """One message of a file: ``forms`` holds one text, or one for each plural form; empty: untranslated."""

    context: str
    source: str
    forms: tuple[str, ...]
    plural: bool


def read_entries(file: Path) -> Iterator[Entry]:
    """What ``file`` says, in its order. Raises ``OSError`` and ``ElementTree.ParseError``."""
    root = ElementTree.parse(file).getroot()  # noqa: S314 - a file that comes with EdgeChat
    for context in root.iter("context"):
        name = context.findtext("name", "")
        for message in context.iter("message"):
            yield _entry(name, message)


def _entry(context: str, message: ElementTree.Element) -> Entry:
    source, said = message.findtext("source", ""), message.find("translation")
    plural = message.get("numerus") == "yes"
    if said is None or said.get("type") in ("vanished", "obsolete"):
        return Entry(context, source, (), plural)
    forms = [form.text or "" for form in said.iter("numerusform")] if plural else [said.text or ""]
    return Entry(context, source, tuple(forms) if all(forms) else (), plural)


class Catalogue(QTranslator):
    """What one file translates. What it does not know stays English."""

    def __init__(self, code: str, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._form = FORMS.get(code, _only)
        self._known = _read(file)
        self._templates: list[Template] | None = None

    def isEmpty(self) -> bool:
        return not self._known

    def translate(self, context: str, sourceText: str, disambiguation: str | None = None, n: int = -1) -> str:
        forms = self._known.get((context, sourceText))
        if forms is not None:
            return forms[min(self._form(n), len(forms) - 1)] if n >= 0 else forms[0]
        if context == SENTENCES:
            return self._filled(sourceText[:LONGEST])
        return None  # type: ignore[return-value]  # Qt takes nothing for: ask the next one

    def _filled(self, sentence: str) -> str:
        """The translation of the template that ``sentence`` was made from, with the same parameters."""
        if self._templates is None:
            made = [Template(key[1], forms[0]) for key, forms in self._known.items() if key[0] == SENTENCES]
            self._templates = sorted((each for each in made if each.places), key=lambda each: -each.weight)
        for template in self._templates:
            values = template.match(sentence)
            if values is not None:
                return template.fill(values)
        return None  # type: ignore[return-value]


def _read(file: Path) -> dict[tuple[str, str], tuple[str, ...]]:
    try:
        return {(each.context, each.source): each.forms for each in read_entries(file) if each.forms}
    except (OSError, ElementTree.ParseError) as error:
        log.error("the translation %s cannot be read: %s", file.name, error)
        return {}


def _only(_n: int) -> int:
    return 0


class Template:
    """A sentence with parameters, and how it is said."""

    def __init__(self, source: str, said: str) -> None:
        pieces = PLACE.split(source)
        self._said = said
        self.places = pieces[1::2]
        self._words = pieces[::2]
        self.weight = sum(len(word) for word in self._words)

    def match(self, sentence: str) -> dict[str, str] | None:
        """The parameters in ``sentence``; ``None`` if it was not made from this. Takes time in its length."""
        if not sentence.startswith(self._words[0]) or not sentence.endswith(self._words[-1]):
            return None
        at, values = len(self._words[0]), {}
        for place, word in zip(self.places[:-1], self._words[1:-1], strict=True):
            found = sentence.find(word, at)
            if found < 0:
                return None
            values[place], at = sentence[at:found], found + len(word)
        end = len(sentence) - len(self._words[-1])
        if end < at:
            return None
        values[self.places[-1]] = sentence[at:end]
        return values

    def fill(self, values: dict[str, str]) -> str:
        return PLACE.sub(lambda place: values.get(place[1], ""), self._said)
