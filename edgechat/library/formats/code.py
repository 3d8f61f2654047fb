"""Source code: the text as it is, in blocks that begin where functions and classes begin."""

from __future__ import annotations

import re
from collections.abc import Iterator

from edgechat.library.extract import Block, Page
from edgechat.library.formats._composing import FULL, lines_of
from edgechat.library.formats._contract import Format, listed
from edgechat.library.formats._head import Head
from edgechat.library.formats.text import TextBook

EXTENSIONS = listed(
    "py pyi js mjs cjs ts tsx jsx java kt kts c h cc cpp cxx hpp cs go rs rb php swift m mm scala lua pl pm "
    "r jl sh bash zsh fish ps1 bat cmd sql toml yaml yml json jsonl ini cfg conf xml css scss less vue "
    "svelte dart ex exs erl hs ml clj lisp el vim cmake gradle tf proto graphql asm s f90 f pas vb groovy "
    "nix svg"
)
NAMES = frozenset({"makefile", "dockerfile", "cmakelists.txt", "gemfile", "rakefile", "jenkinsfile"})
LONGEST = 120  # lines of a block; a longer function goes on in the next
LEAST = 2  # lines; shorter ones join the next
_BEGINS = re.compile(
    r"(?P<indent>[ \t]*)(?:(?:export|default|public|private|protected|internal|static|async|abstract|final"
    r"|pub(?:\([a-z]+\))?|override|open|sealed|unsafe|virtual|inline|extern)\s+)*"
    r"(?P<what>def|class|function|func|fn|interface|struct|enum|trait|impl|module|namespace|object|type|sub|proc"
    r"|record|protocol|extension|CREATE\s+(?:TABLE|VIEW|FUNCTION|PROCEDURE))\b\*?\s*(?P<name>[\w.:<>-]+)?"
)
_C_LIKE = re.compile(r"(?:[A-Za-z_][\w:<>,*&\[\]]*\s+)+[*&]?(?P<name>[A-Za-z_][\w:~]*)\s*\([^;]*$")
_DECORATOR = re.compile(r"[ \t]*(?:@|#\[|///|/\*\*|\s\*)")


class CodeBook(TextBook):
    def pages(self, first: int) -> Iterator[Page]:
        number, start = 1, 0
        spans = list(lines_of(self.text))
        blocks: list[Block] = []
        for block in _blocks(self.text, spans):
            if block.end - start > FULL and blocks:
                yield Page(number, self.text[start : blocks[-1].end], tuple(blocks))
                number, start, blocks = number + 1, block.start, []
            blocks.append(_moved(block, start))
        yield Page(number, self.text[start:], tuple(blocks))


def _moved(block: Block, by: int) -> Block:
    return Block(block.start - by, block.end - by, block.kind, block.path, place=block.place)


def _blocks(text: str, spans: list[tuple[int, int]]) -> Iterator[Block]:
    path: list[tuple[int, str]] = []
    first = 0
    for after, opened in _cuts(text, spans):
        yield from _block(text, spans, (first, after), tuple(name for _, name in path))
        first = after
        if opened is not None:
            indent, name = opened
            path = [each for each in path if each[0] < indent]
            path.append((indent, name))


def _cuts(text: str, spans: list[tuple[int, int]]) -> Iterator[tuple[int, tuple[int, str] | None]]:
    """Line numbers where a block ends, and what the next one is in: its depth and name."""
    first = 0
    for line, (start, end) in enumerate(spans):
        opened = _opened(text[start : min(end, start + 500)])
        begin = line
        if opened is not None:  # what is written above a function belongs to it
            while begin > first and _DECORATOR.match(text, *spans[begin - 1]):
                begin -= 1
        if opened is not None and (begin - first >= LEAST or first == 0) and begin > first:
            yield begin, opened
            first = begin
        elif opened is not None and begin == first == 0:
            yield 0, opened
        elif line - first >= LONGEST:
            yield line, None
            first = line
    yield len(spans), None


def _opened(line: str) -> tuple[int, str] | None:
    match = _BEGINS.match(line)
    if match is not None and match["name"]:
        return len(match["indent"].expandtabs(4)), f"{match['what']} {match['name'].rstrip(':')}"[:100]
    match = _C_LIKE.match(line) if line[:1].isalpha() or line[:1] == "_" else None
    return (0, match["name"]) if match is not None and not line.startswith(("return", "else", "if")) else None


def _block(
    text: str, spans: list[tuple[int, int]], lines: tuple[int, int], path: tuple[str, ...]
) -> Iterator[Block]:
    first, after = lines
    while first < after and not text[slice(*spans[first])].strip():
        first += 1
    while after > first and not text[slice(*spans[after - 1])].strip():
        after -= 1
    # A line without end (minified code) is cut where it is.
    if first < after:
        start, end = spans[first][0], spans[after - 1][1]
        for at in range(start, end, FULL // 4):
            yield Block(at, min(end, at + FULL // 4), "code", path, place=f"{first + 1}-{after}")


def _sniff(head: Head) -> int:
    known = head.suffix in EXTENSIONS or head.stem in NAMES
    if not head.text:
        return 0
    return 2 if known or head.text.startswith("#!") else 0


FORMAT = Format("code", EXTENSIONS, _sniff, CodeBook)
