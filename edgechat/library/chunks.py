"""Pages cut into chunks that an embedding model takes whole, along their structure.

A chunk is a span of one page's text. It begins at a heading where it can, holds whole blocks where they fit,
whole sentences where a block does not, and is never silently cut. What it needs to be understood (titles
above it, the header of its table) goes before it as ``head``. Pure text; counting tokens is handed in.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from edgechat.library.extract import Block, Page
from edgechat.library.sentences import sentences

Count = Callable[[Sequence[str]], Sequence[int]]
"""Texts -> the tokens of each."""

HEAD_SHARE = 4  # the head takes at most one in so many tokens
LONG_HEADING = 300  # characters; a longer "heading" is running text
HALF = 2  # a new heading ends a chunk that is filled to one in so many
GUESSES = 6  # times that a cut is tried with what is known so far; most want two, then each text is asked for
SIGNS_PER_TOKEN = 3  # where there is no model to ask


@dataclass(frozen=True)
class Chunk:
    """Characters ``start`` to ``end`` of ``page``. ``head`` is one line per title, the outermost first;
    ``context`` as many of its lines, from the end, as the model is given besides the text."""

    page: int
    start: int
    end: int
    head: str
    context: str
    text: str

    @property
    def embedded(self) -> str:
        """What the model reads."""
        return f"{self.context}\n{self.text}" if self.context else self.text


@dataclass(frozen=True)
class _Atom:
    """A span that is taken whole; ``tokens`` of it. ``told``: a heading, which only counts where it stands in
    the middle of a chunk; at its beginning the head tells it."""

    start: int
    end: int
    tokens: int
    block: Block
    told: bool = False


def rough_count(texts: Sequence[str]) -> list[int]:
    """Tokens by the length of a text: good enough where nothing will be embedded yet."""
    return [len(text) // SIGNS_PER_TOKEN + 1 for text in texts]


def cut(pages: Sequence[Page], title: str, *, count: Count, limit: int) -> list[list[Chunk]]:
    """The chunks of each page, in order. ``limit``: tokens of head and text together."""
    counter = _Counter(count, guessing=True)
    blocks = [_blocks(page) for page in pages]
    counter.learn(
        page.text[block.start : block.end] for page, own in zip(pages, blocks, strict=True) for block in own
    )
    for _ in range(GUESSES):
        found = _cut(pages, blocks, title, counter=counter, limit=limit)
        if not counter.guessed:
            return found
        counter.learn(counter.guessed)
    counter.guessing = False
    return _cut(pages, blocks, title, counter=counter, limit=limit)


def _cut(
    pages: Sequence[Page], blocks: Sequence[Sequence[Block]], title: str, *, counter: _Counter, limit: int
) -> list[list[Chunk]]:
    return [_Cutter(page, title, counter, limit).chunks(own) for page, own in zip(pages, blocks, strict=True)]


def cut_again(chunks: Sequence[tuple[str, str]], *, count: Count, limit: int) -> Iterator[tuple[str, ...]]:
    """What another model is to read of each stored chunk (head, text): one text, or several where it takes
    less at once than the model that the chunk was cut for."""
    counter = _Counter(count)
    counter.learn(text for _, text in chunks)
    for head, text in chunks:
        block = Block(0, len(text), path=tuple(head.split("\n")) if head else ())
        parts = _Cutter(Page(1, text), "", counter, limit).chunks([block])
        yield tuple(each.embedded for each in parts)


class _Counter:
    """Counts many texts at once: asking costs a way to another process, where an embedding may be under way.

    While it is ``guessing``, what was never asked for is answered by its length and gathered in ``guessed``:
    cutting tells by that what else it will want to know, all of it at once.
    """

    def __init__(self, count: Count, *, guessing: bool = False) -> None:
        self._count = count
        self._known: dict[str, int] = {}
        self.guessing = guessing
        self.guessed: list[str] = []

    def learn(self, texts: Iterable[str]) -> None:
        new = [text for text in dict.fromkeys(texts) if text not in self._known]
        self.guessed = []
        if new:
            self._known.update(zip(new, self._count(new), strict=True))

    def __call__(self, text: str) -> int:
        known = self._known.get(text)
        if known is not None:
            return known
        if self.guessing:
            self.guessed.append(text)
            return rough_count([text])[0]
        self.learn([text])
        return self._known[text]


def _blocks(page: Page) -> list[Block]:
    """The blocks of ``page``, and as plain ones whatever of its text lies in none."""
    found: list[Block] = []
    at = 0
    for block in [*page.blocks, Block(len(page.text), len(page.text))]:
        if page.text[at : block.start].strip():
            found.append(Block(at, block.start))
        if block.start < block.end and page.text[block.start : block.end].strip():
            found.append(block)
        at = max(at, block.end)
    return found


class _Cutter:
    def __init__(self, page: Page, title: str, counter: _Counter, limit: int) -> None:
        self._page = page
        self._title = " ".join(title.split())
        self._count = counter
        self._limit = limit
        self._header = " | ".join(page.header)

    def chunks(self, blocks: Sequence[Block]) -> list[Chunk]:
        found: list[Chunk] = []
        group: list[_Atom] = []
        room = used = between = 0
        for atom in self._atoms(blocks):
            if atom.told:
                between += atom.tokens
                continue
            if group and (used + between + atom.tokens > room or self._breaks(group, atom, used, room)):
                found.append(self._close(group))
                group = []
            if not group:
                room, used, between = self._room(atom.block), 0, 0
            group.append(atom)
            used += between + atom.tokens
            between = 0
        return [*found, self._close(group)] if group else found

    def _breaks(self, group: Sequence[_Atom], atom: _Atom, used: int, room: int) -> bool:
        """Whether ``atom`` begins something new that is better not mixed in."""
        block, before = atom.block, group[-1].block
        if before.kind == "heading":
            return False  # a heading is never left alone above its text
        table = block.kind == "table-row"
        if table != (before.kind in ("table-row", "table-header")):
            return used * HALF >= room
        return used * HALF >= room and (block.kind == "heading" or block.path != before.path)

    def _atoms(self, blocks: Sequence[Block]) -> Iterator[_Atom]:
        for place, block in enumerate(blocks):
            if block.kind == "table-header":
                self._header = self._cells(block)
            elif block.kind != "table-row" and self._header and block.kind != "caption":
                self._header = ""
            following = blocks[place + 1] if place + 1 < len(blocks) else None
            if self._told_by_head(block, following):
                text = self._page.text[block.start : block.end]
                yield _Atom(block.start, block.end, self._count(text), block, told=True)
            else:
                yield from self._parts(block)

    def _told_by_head(self, block: Block, following: Block | None) -> bool:
        """A heading right above text that names it in its path: it is in the head of that text's chunk."""
        if block.kind != "heading" or following is None or block.end - block.start > LONG_HEADING:
            return False
        text = " ".join(self._page.text[block.start : block.end].split())
        return text in (" ".join(each.split()) for each in (*following.path, self._title))

    def _parts(self, block: Block) -> Iterator[_Atom]:
        text = self._page.text[block.start : block.end]
        room = self._room(block)
        if self._count(text) <= room:
            yield _Atom(block.start, block.end, self._count(text), block)
            return
        for start, end in sentences(text):
            for first, last in self._halves(text, start, end, room):
                tokens = self._count(text[first:last])
                yield _Atom(block.start + first, block.start + last, tokens, block)

    def _halves(self, text: str, start: int, end: int, room: int) -> Iterator[tuple[int, int]]:
        """A span that is too long, halved at white space until its parts fit."""
        if self._count(text[start:end]) <= room or end - start < 2:
            yield start, end
            return
        middle = (start + end) // 2
        space = text.rfind(" ", start + (end - start) // 4, middle + 1)
        at = space + 1 if space > 0 else middle
        yield from self._halves(text, start, at, room)
        yield from self._halves(text, at, end, room)

    def _close(self, group: Sequence[_Atom]) -> Chunk:
        start, end = group[0].start, group[-1].end
        while end > start and self._page.text[end - 1].isspace():
            end -= 1
        text = self._page.text[start:end]
        head = self._head(group[0].block)
        return Chunk(self._page.number, start, end, "\n".join(head), "\n".join(self._context(head)), text)

    def _room(self, block: Block) -> int:
        """Tokens of text that go into a chunk which begins with ``block``."""
        return self._limit - self._count("\n".join(self._context(self._head(block))))

    def _context(self, head: list[str]) -> list[str]:
        """``head`` without its outermost lines where it is too long."""
        lines = list(head)
        while lines and self._count("\n".join(lines)) > self._limit // HEAD_SHARE:
            lines.pop(0)
        return lines

    def _head(self, block: Block) -> list[str]:
        lines = [self._title, *(" ".join(each.split()) for each in block.path)]
        if block.kind == "table-row" and self._header:
            lines.append(self._header)
        return [line for line in dict.fromkeys(lines) if line]

    def _cells(self, block: Block) -> str:
        text = self._page.text
        cells = [text[start:end].strip() for start, end in block.cells]
        return " | ".join(cells) if any(cells) else " ".join(text[block.start : block.end].split())
