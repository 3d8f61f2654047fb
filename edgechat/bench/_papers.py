"""Made-up files to be read: texts of English words, so that a model's tokenizer cuts them as it cuts real
ones, and PDFs as a typesetter writes them, line by line. The same in every run.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Sequence
from pathlib import Path

from edgechat.library.stopwords import STOP_WORDS

WORDS = sorted(
    {word for word in STOP_WORDS if word.isascii()}
    | {"wing", "honey", "volcano", "river", "engine", "letter", "paper", "market"}
)
SENTENCE = 12  # words
PARAGRAPHS, SENTENCES = 20, (4, 16)  # of a text, and of each of its paragraphs: 50 to 250 tokens
LINES, LINE_WORDS = 46, 13  # of a PDF's page
HEAD = b"%PDF-1.4\n"
FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"


class Papers:
    """Writes files, each with words of its own."""

    def __init__(self) -> None:
        self._chance = random.Random(1)

    def texts(self, folder: Path, count: int) -> Path:
        """``count`` text files in ``folder``."""
        folder.mkdir()
        for number in range(count):
            paragraphs = [self._paragraph() for _ in range(PARAGRAPHS)]
            (folder / f"{number}.txt").write_text("\n\n".join(paragraphs), encoding="utf-8")
        return folder

    def _paragraph(self) -> str:
        return " ".join(self._sentence() for _ in range(self._chance.randint(*SENTENCES)))

    def _sentence(self) -> str:
        return " ".join(self._chance.choices(WORDS, k=SENTENCE)).capitalize() + "."

    def pdf(self, file: Path, pages: int) -> Path:
        """A PDF of so many ``pages`` of running text."""
        objects = [b"<< /Type /Catalog /Pages 2 0 R >>", _pages(pages), FONT]
        for number in range(pages):
            drawn = self._drawn()
            objects.append(_page(2 * number + 5))
            objects.append(b"<< /Length %d >>\nstream\n%s\nendstream" % (len(drawn), drawn))
        file.write_bytes(b"".join(_written(objects)))
        return file

    def _drawn(self) -> bytes:
        """As TeX does it: no spaces but steps between the words, and smaller ones within them."""
        lines = [self._chance.choices(WORDS, k=LINE_WORDS) for _ in range(LINES)]
        shown = " ".join(f"[{'-300'.join(map(self._spaced, line))}] TJ T*" for line in lines)
        return f"BT /F1 10 Tf 14 TL 60 750 Td {shown} ET".encode()

    def _spaced(self, word: str) -> str:
        middle = self._chance.randint(1, len(word))
        return f"({word[:middle]}){self._chance.randint(-20, 20)}({word[middle:]})"


def _pages(count: int) -> bytes:
    kids = " ".join(f"{2 * number + 4} 0 R" for number in range(count))
    return f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()


def _page(contents: int) -> bytes:
    resources = "/Resources << /Font << /F1 3 0 R >> >> /MediaBox [0 0 612 792]"
    return f"<< /Type /Page /Parent 2 0 R {resources} /Contents {contents} 0 R >>".encode()


def _written(objects: Sequence[bytes]) -> Iterator[bytes]:
    """The file: each object, where each begins, and where that is told."""
    yield HEAD
    at, places = len(HEAD), []
    for number, content in enumerate(objects, start=1):
        places.append(at)
        piece = b"%d 0 obj\n%s\nendobj\n" % (number, content)
        at += len(piece)
        yield piece
    yield b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    yield from (b"%010d 00000 n \n" % place for place in places)
    yield b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, at)
