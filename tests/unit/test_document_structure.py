"""Structure that each format keeps: what is a heading, a row, a note, and where it says it is."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from edgechat.library.formats._encoding import clean, decode
from edgechat.library.formats._table import letters, names_columns
from edgechat.library.formats.csv import delimiter_of
from edgechat.library.formats.sheets import shown
from edgechat.library.reader import fits
from tests.documents.office import (
    TABLE,
    W,
    changed,
    docx_with,
    opendocument,
    rows,
    sample_docx,
    sample_pptx,
    xlsx,
)
from tests.documents.opening import block, opened, pages, told

NOTES = '<x xmlns:w="{w}"><w:footnote w:id="2"><w:p><w:r><w:t>Seen in May.</w:t></w:r></w:p></w:footnote></x>'


def test_docx_footnotes_stand_where_they_are_meant_and_are_told_at_the_end() -> None:
    relations = (
        '<Relationships><Relationship Id="f" Type="x/footnotes" Target="footnotes.xml"/></Relationships>'
    )
    data = docx_with(
        '<w:p><w:r><w:t>A kestrel</w:t></w:r><w:r><w:footnoteReference w:id="2"/></w:r>'
        "<w:r><w:t> hovers.</w:t></w:r></w:p>",
        {"word/_rels/document.xml.rels": relations, "word/footnotes.xml": NOTES.format(w=W)},
    )
    (page,) = pages(data, "a.docx")
    assert told(page) == [("paragraph", "A kestrel[2] hovers."), ("footnote", "[2] Seen in May.")]


def test_docx_lists_and_headings_have_their_depth() -> None:
    item = '<w:p><w:pPr><w:numPr><w:ilvl w:val="{n}"/></w:numPr></w:pPr><w:r><w:t>item {n}</w:t></w:r></w:p>'
    head = '<w:p><w:pPr><w:outlineLvl w:val="{n}"/></w:pPr><w:r><w:t>head {n}</w:t></w:r></w:p>'
    (page,) = pages(
        docx_with("".join([head.format(n=0), head.format(n=2), item.format(n=0), item.format(n=1)])), "a.docx"
    )
    found = page.blocks[:4]
    assert [(each.kind, each.level) for each in found] == [
        ("heading", 1),
        ("heading", 3),
        ("list", 0),
        ("list", 1),
    ]
    assert found[3].path == ("head 0", "head 2")


def test_docx_merged_cells_count_once() -> None:
    cell = "<w:tc><w:tcPr>{p}</w:tcPr><w:p><w:r><w:t>{t}</w:t></w:r></w:p></w:tc>"
    begin, more = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"
    table = (
        f"<w:tbl><w:tr>{cell.format(p=begin, t='Norway')}{cell.format(p='', t='Bergen')}</w:tr>"
        f"<w:tr>{cell.format(p=more, t='hidden')}{cell.format(p='', t='Oslo')}</w:tr></w:tbl>"
    )
    (page,) = pages(docx_with(table), "a.docx")
    assert [[page.text[a:b] for a, b in row.cells] for row in page.blocks[:2]] == [
        ["Norway", "Bergen"],
        ["", "Oslo"],
    ]


def test_ods_sheets_are_read() -> None:
    cell = '<table:table-cell office:value-type="string"><text:p>{}</text:p></table:table-cell>'
    row = "<table:table-row>{}</table:table-row>"
    table = "".join(row.format("".join(map(cell.format, cells))) for cells in TABLE)
    (page,) = pages(
        opendocument("spreadsheet", f'<table:table table:name="Rain">{table}</table:table>'), "a.ods"
    )
    assert page.label == "Rain" and page.text == "City | Rainfall\nBergen | 2250\nCairo | 25"


def test_pptx_slides_keep_the_order_of_the_show() -> None:
    data = sample_pptx()
    first = pages(data, "a.pptx")
    assert [page.label for page in first] == ["Kestrels", "Second slide"]
    assert first[0].blocks[-1].kind == "notes"


def test_sheets_know_their_ranges_and_carry_the_header() -> None:
    table = [("City", "Rainfall"), *((f"place {n}", n) for n in range(2500))]
    made = pages(xlsx({"Rain": rows(table, first=3)}), "a.xlsx")
    assert [page.label for page in made] == ["Rain", "Rain"]
    assert (made[0].header, made[1].header) == ((), ("City", "Rainfall"))
    assert made[0].blocks[0].kind == "table-header" and made[0].blocks[0].place == "A3:B3"
    assert block(made[1], "place 2499").place == "A2503:B2503"
    row = block(made[1], "place 2499")
    assert [made[1].text[a:b] for a, b in row.cells] == ["place 2499", "2499"]


@pytest.mark.parametrize(
    ("first", "second", "is_header"),
    [
        (["City", "Rain"], ["Bergen", "2250"], True),
        (["Bergen", "2250"], ["Cairo", "25"], False),
        (["", "", "x"], ["1", "2", "3"], False),
        (["a", "a"], ["1", "2"], False),
        (["2024-01-01", "x"], ["2024-01-02", "y"], False),
    ],
)
def test_a_header_is_told_from_a_row(first: list[str], second: list[str], is_header: bool) -> None:
    assert names_columns(first, second) is is_header


def test_columns_are_lettered() -> None:
    assert [letters(n) for n in (0, 25, 26, 701, 702, 16383)] == ["A", "Z", "AA", "ZZ", "AAA", "XFD"]


def test_cells_are_shown_as_one_writes_them() -> None:
    import datetime

    day = datetime.datetime(2024, 1, 31)
    values = [None, "", 3.0, 2.5, True, day, day.replace(hour=9), 0.1 + 0.2, 1e300]
    assert [shown(value) for value in values] == [
        "", "", "3", "2.5", "TRUE", "2024-01-31", "2024-01-31 09:00", "0.3", "1e+300",
    ]  # fmt: skip


@pytest.mark.parametrize("delimiter", list(",;\t|"))
def test_the_delimiter_is_found(delimiter: str) -> None:
    table = [["Name", "What, it; is", "Price"], ["kestrel", 'a "bird"', "3,50"], ["owl", "x", "4,10"]]
    lines = (delimiter.join(f'"{c.replace(chr(34), chr(34) * 2)}"' for c in row) for row in table)
    text = "\n".join(lines)
    assert delimiter_of(text) == delimiter
    assert told(pages(text, "a.csv")[0])[1] == ("table-row", 'kestrel | a "bird" | 3,50')


PAGE = """<!doctype html><html lang="de"><head><title>A page</title></head><body>
<header><nav><a href="/">Home</a></nav></header><div class="sidebar"><a>Other</a> <a>pages</a></div>
<main><h1>Kestrels</h1><p>They hover<br>in the <b>air</b>, {long}</p>
<ul><li>mice<ul><li>field mice</li></ul></li></ul><blockquote>So it is.</blockquote>
<p hidden>unseen</p><pre>  one
  two</pre><div class="navigation-notes">About navigation of birds, which is no menu at all.</div></main>
<footer>Imprint</footer></body></html>"""


def test_html_is_read_without_its_menus() -> None:
    (page,) = pages(PAGE.format(long="word " * 50), "a.html")
    for gone in ("Home", "Other", "Imprint", "unseen"):
        assert gone not in page.text
    assert "no menu at all" in page.text
    assert ("code", "  one\n  two") in told(page)
    assert block(page, "field mice").level == 1 and block(page, "field mice").path == ("Kestrels",)
    assert block(page, "So it is").kind == "quote"
    assert opened(PAGE, "a.html").language == "de"


def test_html_that_nests_too_deep_for_the_parser_loses_no_word() -> None:
    for depth in (300, 5000):
        inner = "".join(f"<div>word{n} " for n in range(depth))
        (page,) = pages(f"<!doctype html><body>{inner}", "a.html")
        assert all(f"word{n}" in page.text.split() for n in range(depth))


SOURCE = """---
title: x
---
# One

Text *here*.

## Two

- a
  - b

> said

| A | B |
|---|---|
| `x` | y \\| z |

```
code # no heading
```
"""


def test_markdown_is_its_own_source() -> None:
    (page,) = pages(SOURCE, "a.md")
    assert page.text == SOURCE
    assert [kind for kind, _ in told(page)] == [
        *("notes", "heading", "paragraph", "heading", "list", "list", "quote"),
        *("table-header", "table-row", "code"),
    ]
    assert block(page, "said").path == ("One", "Two")
    row = block(page, "`x`")
    assert [page.text[a:b] for a, b in row.cells] == ["`x`", "y \\| z"]


CODE = """import os

@decorated
def one():
    return 1


class Two:
    def inner(self):
        pass

    def other(self):
        pass
"""


def test_code_is_cut_where_functions_begin() -> None:
    (page,) = pages(CODE, "a.py")
    assert page.text == CODE
    assert block(page, "@decorated") == block(page, "return 1")
    assert block(page, "def other").path == ("class Two", "def other")
    assert block(page, "return 1").place == "3-5"


def test_mail_says_who_and_when() -> None:
    from tests.documents.samples import MAIL

    (page,) = pages(MAIL, "a.eml")
    assert page.label == "Kestrels über der Wiese"
    assert "From: Ann <ann@example.test>" in page.text and page.text.endswith("The kestrel hovers.")


def test_text_keeps_its_lines() -> None:
    (page,) = pages("one\ntwo\n\n\n\n- three\n", "a.txt")
    assert told(page) == [("paragraph", "one\ntwo"), ("list", "- three")]


@given(st.binary(max_size=3000))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_text_or_they_are_not(data: bytes) -> None:
    decoded = decode(data)
    if decoded is not None:
        clean(decoded.text).encode("utf-8")


@given(st.text(max_size=2000), st.sampled_from(["md", "py", "csv", "html", "txt", "eml"]))
@settings(max_examples=200, deadline=None)
def test_any_text_makes_pages_that_fit(text: str, ending: str) -> None:
    data = text.encode("utf-8", "replace")
    if data.strip() and decode(data) is not None:
        for page in pages(data, f"a.{ending}"):
            assert fits(page)
            page.text.encode("utf-8")


def test_a_docx_is_as_good_as_its_package() -> None:
    data = changed(sample_docx(), {"docProps/core.xml": None})
    assert "kestrel" in pages(data, "a.docx")[0].text
