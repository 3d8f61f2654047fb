"""Which documents have a name in common, and what tells them apart: the folder, else the collection.

Knows no widget.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from itertools import takewhile
from pathlib import PurePath

from edgechat.desktop import document_words
from edgechat.library.document import ATTACHMENTS, DocumentInfo

CUT = "…"


def places(infos: Iterable[DocumentInfo]) -> dict[str, str]:
    """Where each document is that shares its name, by its id; as short as it tells it from the others."""
    named: dict[str, list[DocumentInfo]] = defaultdict(list)
    for info in infos:
        named[info.name].append(info)
    found: dict[str, str] = {}
    for group in named.values():
        if len(group) > 1:
            found |= _apart(group)
    return found


def _apart(group: Sequence[DocumentInfo]) -> dict[str, str]:
    folders = _folders(group)
    if len(set(folders.values())) == 1:
        return {info.id: _collection(info) for info in group}
    count = Counter((folders[info.id], info.collection == ATTACHMENTS) for info in group)
    found = {}
    for info in group:
        folder = folders[info.id]
        alone = folder and count[folder, info.collection == ATTACHMENTS] == 1
        found[info.id] = folder if alone else " · ".join(filter(None, (folder, _collection(info))))
    return found


def _collection(info: DocumentInfo) -> str:
    """Nothing for an attachment: its row says that it is one."""
    return "" if info.collection == ATTACHMENTS else document_words.collection(info.collection)


def _folders(group: Sequence[DocumentInfo]) -> dict[str, str]:
    """The folder of each from where their ways part, with the one above; empty where nobody knows it."""
    ways = {info.id: PurePath(info.path).parent.parts if info.path else () for info in group}
    known = [way for way in ways.values() if way]
    shared = sum(1 for _ in takewhile(lambda step: len(set(step)) == 1, zip(*known, strict=False)))
    return {id: _from(way, max(0, shared - 1)) for id, way in ways.items()}


def _from(way: tuple[str, ...], above: int) -> str:
    if not way:
        return ""
    shown = PurePath(*way[above:]) if above == 0 else PurePath(CUT, *way[above:])
    return document_words.shown(str(shown))
