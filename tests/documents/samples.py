"""One good document of each format: a new format adds one here, and the contract test finds it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.documents import office
from tests.documents.pdf import pdf, words
from tests.documents.pictures import picture


@dataclass(frozen=True)
class Sample:
    """``words`` are in its text; ``kinds`` are kinds of its blocks."""

    name: str
    data: bytes
    words: tuple[str, ...]
    kinds: tuple[str, ...] = ("paragraph",)
    pages: int = 1
    by_name: bool = False  # nothing but its name tells this format from plain text


MARKDOWN = """# Kestrels

The *kestrel* hovers.

- first point

| City | Rainfall |
|------|----------|
| Bergen | 2250 |

```
code
```
"""
HTML = """<!doctype html><html lang="en"><head><title>Kestrels</title><script>evil()</script></head>
<body><nav><a href="/">Home</a></nav><h1>Kestrels</h1><p>The kestrel<br>hovers.</p>
<table><tr><th>City</th><th>Rainfall</th></tr><tr><td>Bergen</td><td>2250</td></tr></table></body></html>"""
MAIL = b"""From: Ann <ann@example.test>
To: bob@example.test
Subject: =?utf-8?q?Kestrels_=C3=BCber_der_Wiese?=
Date: Mon, 01 Jan 2024 10:00:00 +0000
MIME-Version: 1.0
Content-Type: text/plain; charset=utf-8

The kestrel hovers.
"""
CODE = '''"""Kestrels."""

import math


class Kestrel:
    def hover(self):
        return math.pi


def meadow():
    return Kestrel()
'''


FIRST = words(["Kestrels"], size=20, bold=True) + words(["The kestrel hovers above", "the meadow."], y=730)
PDF = pdf([FIRST, words(["Second page."])], title="The kestrel report")
CSV = b"City;Rainfall\nBergen;2250\nCairo;25\n"
TEXT = b"The kestrel\nhovers.\n\nAbove the meadow."
TABLE = ("table-header", "table-row")

SAMPLES: dict[str, Callable[[], Sample]] = {
    "code": lambda: Sample("kestrel.py", CODE.encode(), ("class Kestrel",), ("code",), by_name=True),
    "csv": lambda: Sample("rain.csv", CSV, ("Bergen", "2250"), TABLE, by_name=True),
    "docx": lambda: Sample(
        "kestrel.docx",
        office.sample_docx(),
        ("Kestrels", "hovers above", "first point", "Bergen", "Confidential"),
        ("heading", "list", "notes", *TABLE),
    ),
    "epub": lambda: Sample(
        "kestrel.epub", office.sample_epub(), ("kestrel hovers", "Second"), ("heading",), 2
    ),
    "html": lambda: Sample("a.html", HTML.encode(), ("The kestrel hovers.", "Bergen"), ("heading", *TABLE)),
    "image": lambda: Sample("kestrel.png", picture(["The kestrel hovers"]), ("kestrel hovers",)),
    "mail": lambda: Sample(
        "kestrel.eml",
        MAIL,
        ("Kestrels über der Wiese", "ann@example.test", "The kestrel hovers."),
        ("heading",),
    ),
    "markdown": lambda: Sample(
        "kestrel.md",
        MARKDOWN.encode(),
        ("# Kestrels", "*kestrel*", "Bergen"),
        ("heading", "list", "code", *TABLE),
        by_name=True,
    ),
    "odt": lambda: Sample(
        "kestrel.odt",
        office.sample_odt(),
        ("Kestrels", "hovers above", "Bergen", "seen in May"),
        ("heading", "list", "footnote", *TABLE),
    ),
    "pdf": lambda: Sample("a.pdf", PDF, ("Kestrels", "hovers above the meadow.", "Second"), ("heading",), 2),
    "pptx": lambda: Sample(
        "kestrel.pptx",
        office.sample_pptx(),
        ("Kestrels", "above the meadow", "Bergen", "Mention"),
        ("heading", "list", "notes", *TABLE),
        2,
    ),
    "sheets": lambda: Sample(
        "rain.xlsx", office.sample_xlsx(), ("Bergen | 2250", "25.5", "kestrel"), TABLE, 2
    ),
    "text": lambda: Sample("kestrel.txt", TEXT, ("kestrel\nhovers",)),
}
