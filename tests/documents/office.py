"""Office files: DOCX and PPTX through the libraries that made many of them, the others by hand."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping, Sequence

import docx
import pptx

TABLE = (("City", "Rainfall"), ("Bergen", "2250"), ("Cairo", "25"))


def archive(members: Mapping[str, str | bytes], *, stored: Sequence[str] = ()) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in members.items():
            made.writestr(name, content, zipfile.ZIP_STORED if name in stored else zipfile.ZIP_DEFLATED)
    return file.getvalue()


def changed(data: bytes, members: Mapping[str, str | bytes | None]) -> bytes:
    """An archive with some members replaced, added or (None) left out."""
    with zipfile.ZipFile(io.BytesIO(data)) as old:
        kept = {name: old.read(name) for name in old.namelist()}
    kept |= {name: content for name, content in members.items() if content is not None}  # type: ignore[misc]
    return archive({name: content for name, content in kept.items() if members.get(name, "") is not None})


def sample_docx() -> bytes:
    made = docx.Document()
    made.core_properties.title, made.core_properties.author = "The kestrel report", "Ann"
    made.add_heading("Kestrels", 1)
    made.add_paragraph("The kestrel hovers above the meadow.")
    made.add_heading("Rain", 2)
    made.add_paragraph("first point", style="List Bullet")
    made.add_paragraph("second point", style="List Bullet")
    table = made.add_table(len(TABLE), 2)
    for row, words in zip(table.rows, TABLE, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
    made.sections[0].header.paragraphs[0].text = "Confidential"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def docx_with(body: str, extra: Mapping[str, str] | None = None) -> bytes:
    """A DOCX whose body is this XML."""
    document = f'<w:document xmlns:w="{W}" xmlns:mc="urn:mc"><w:body>{body}</w:body></w:document>'
    return changed(sample_docx(), {"word/document.xml": document, **(extra or {})})


def scanned_docx(picture: bytes) -> bytes:
    """A document that is nothing but a pasted picture."""
    made = docx.Document()
    made.add_picture(io.BytesIO(picture))
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


def scanned_pptx(picture: bytes) -> bytes:
    """A slide that is nothing but a picture."""
    made = pptx.Presentation()
    made.slides.add_slide(made.slide_layouts[6]).shapes.add_picture(io.BytesIO(picture), 0, 0)
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


def sample_pptx() -> bytes:
    made = pptx.Presentation()
    slide = made.slides.add_slide(made.slide_layouts[1])
    slide.shapes.title.text = "Kestrels"
    slide.placeholders[1].text = "The kestrel hovers\nabove the meadow"
    slide.notes_slide.notes_text_frame.text = "Mention the meadow"
    table = slide.shapes.add_table(len(TABLE), 2, 0, 0, 3_000_000, 1_000_000).table
    for row, words in enumerate(TABLE):
        for column, word in enumerate(words):
            table.cell(row, column).text = word
    made.slides.add_slide(made.slide_layouts[5]).shapes.title.text = "Second slide"
    file = io.BytesIO()
    made.save(file)
    return file.getvalue()


S = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_P = "http://schemas.openxmlformats.org/package/2006"


def xlsx(sheets: Mapping[str, str]) -> bytes:
    """An XLSX of sheets given as the XML of their rows."""
    members: dict[str, str | bytes] = {
        "[Content_Types].xml": f'<Types xmlns="{_P}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/></Types>',
        "_rels/.rels": f'<Relationships xmlns="{_P}/relationships"><Relationship Id="r1" '
        f'Type="{R}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'<workbook xmlns="{S}" xmlns:r="{R}"><sheets>'
        + "".join(f'<sheet name="{name}" sheetId="{n}" r:id="r{n}"/>' for n, name in enumerate(sheets, 1))
        + "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_P}/relationships">'
        + "".join(
            f'<Relationship Id="r{n}" Type="{R}/worksheet" Target="worksheets/sheet{n}.xml"/>'
            for n, _ in enumerate(sheets, 1)
        )
        + "</Relationships>",
    }
    for number, rows in enumerate(sheets.values(), 1):
        members[f"xl/worksheets/sheet{number}.xml"] = (
            f'<worksheet xmlns="{S}"><sheetData>{rows}</sheetData></worksheet>'
        )
    return archive(members)


def rows(table: Sequence[Sequence[object]], *, first: int = 1) -> str:
    """Rows of a sheet, numbers as numbers."""
    return "".join(
        f'<row r="{number}">{"".join(_cell(column, number, word) for column, word in enumerate(cells))}</row>'
        for number, cells in enumerate(table, first)
    )


def _cell(column: int, row: int, word: object) -> str:
    place = f"{chr(65 + column)}{row}"
    if isinstance(word, int | float):
        return f'<c r="{place}"><v>{word}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{word}</t></is></c>'


def sample_xlsx() -> bytes:
    table = [("City", "Rainfall"), ("Bergen", 2250), ("Cairo", 25.5)]
    return xlsx({"Rain": rows(table), "Birds": rows([("kestrel",), ("owl",)], first=3)})


OASIS = "urn:oasis:names:tc:opendocument:xmlns:"


def opendocument(kind: str, body: str, extra: Mapping[str, str] | None = None) -> bytes:
    """An OpenDocument file; ``kind`` is text, spreadsheet or presentation."""
    content = (
        f'<office:document-content xmlns:office="{OASIS}office:1.0" xmlns:text="{OASIS}text:1.0" '
        f'xmlns:table="{OASIS}table:1.0" xmlns:draw="{OASIS}drawing:1.0"><office:body><office:{kind}>'
        f"{body}</office:{kind}></office:body></office:document-content>"
    )
    members: dict[str, str | bytes] = {
        "mimetype": f"application/vnd.oasis.opendocument.{kind}",
        "META-INF/manifest.xml": "<manifest/>",
    }
    return archive(members | {"content.xml": content} | (extra or {}), stored=["mimetype"])


def sample_odt() -> bytes:
    head, *rest = [
        "".join(f"<table:table-cell><text:p>{word}</text:p></table:table-cell>" for word in row)
        for row in TABLE
    ]
    cells = "".join(f"<table:table-row>{row}</table:table-row>" for row in rest)
    return opendocument(
        "text",
        "<text:tracked-changes><text:p>gone for good</text:p></text:tracked-changes>"
        '<text:h text:outline-level="1">Kestrels</text:h>'
        "<text:p>The kestrel<text:s text:c='2'/>hovers<text:note><text:note-body><text:p>seen in May</text:p>"
        "</text:note-body></text:note> above the meadow.</text:p>"
        "<text:list><text:list-item><text:p>first point</text:p></text:list-item></text:list>"
        f"<table:table><table:table-header-rows><table:table-row>{head}</table:table-row>"
        f"</table:table-header-rows>{cells}</table:table>",
    )


def sample_epub(
    chapters: Sequence[str] = ("<h1>Kestrels</h1><p>The kestrel hovers.</p>", "<p>Second</p>"),
) -> bytes:
    members: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": "<container><rootfiles><rootfile full-path='O/book.opf'/></rootfiles>"
        "</container>",
        "O/book.opf": "<package><metadata xmlns:dc='urn:dc'><dc:title>The kestrel book</dc:title>"
        "<dc:creator>Ann</dc:creator><dc:language>en</dc:language></metadata><manifest>"
        + "".join(f"<item id='c{n}' href='c%20{n}.xhtml'/>" for n, _ in enumerate(chapters))
        + "</manifest><spine>"
        + "".join(f"<itemref idref='c{n}'/>" for n, _ in enumerate(chapters))
        + "</spine></package>",
    }
    for number, body in enumerate(chapters):
        members[f"O/c {number}.xhtml"] = (
            '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml">'
            f"<head><title>c</title></head><body>{body}</body></html>"
        )
    return archive(members, stored=["mimetype"])
