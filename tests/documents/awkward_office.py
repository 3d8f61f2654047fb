"""Awkward office files, books and archives."""

from __future__ import annotations

import io
import zipfile

from edgechat.core.errors import (
    DocumentDamaged,
    DocumentEmpty,
    DocumentEncrypted,
    DocumentTooLarge,
    DocumentUnsupported,
)
from tests.documents import office
from tests.documents.awkward import Awkward
from tests.documents.office import W, archive, changed, docx_with, opendocument, rows, sample_docx, xlsx
from tests.documents.pictures import picture

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
KESTREL = "<w:p><w:r><w:t>The kestrel hovers</w:t></w:r></w:p>"
TEXT = ("The kestrel hovers",)
PASSWD = "root:"


def with_document(xml: str) -> bytes:
    return changed(sample_docx(), {"word/document.xml": xml})


def declared(entities: str, text: str) -> bytes:
    """A DOCX whose document declares entities."""
    return with_document(
        f'<?xml version="1.0"?><!DOCTYPE w [{entities}]><w:document xmlns:w="{W}"><w:body><w:p><w:r>'
        f"<w:t>{text}</w:t></w:r></w:p></w:body></w:document>"
    )


def laughs() -> bytes:
    lines = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return declared(f'<!ENTITY l0 "ha">{lines}', "&l9;")


def quadratic() -> bytes:
    return declared(f'<!ENTITY a "{"a" * 50_000}">', "&a;" * 20_000)


def external(where: str) -> bytes:
    return declared(f'<!ENTITY x SYSTEM "{where}">', "before &x; after")


def zip_bomb() -> bytes:
    """A document part of 600 MB of spaces, packed into 600 KB."""
    file = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(sample_docx())) as old,
        zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name != "word/document.xml":
                new.writestr(name, old.read(name))
        with new.open("word/document.xml", "w", force_zip64=True) as part:
            for _ in range(600):
                part.write(b" " * 1024 * 1024)
    return file.getvalue()


def linked() -> bytes:
    """The document part is a symbolic link out of the archive."""
    data = changed(sample_docx(), {"word/document.xml": None})
    file = io.BytesIO(data)
    with zipfile.ZipFile(file, "a") as made:
        link = zipfile.ZipInfo("word/document.xml")
        link.external_attr = 0o120777 << 16
        made.writestr(link, "/etc/passwd")
    return file.getvalue()


def flagged() -> bytes:
    """Every member says that it is encrypted."""
    data = bytearray(sample_docx())
    for magic, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = data.find(magic)
        while at >= 0:
            data[at + offset] |= 1
            at = data.find(magic, at + 4)
    return bytes(data)


def nested(levels: int) -> str:
    return "<w:tbl><w:tr><w:tc>" * levels + KESTREL + "</w:tc></w:tr></w:tbl>" * levels


TRACKED = (
    '<w:p><w:r><w:t xml:space="preserve">The </w:t></w:r><w:del><w:r><w:delText>sparrow</w:delText></w:r></w:del>'
    "<w:ins><w:r><w:t>kestrel hovers</w:t></w:r></w:ins><w:moveFrom><w:r><w:t>moved</w:t></w:r></w:moveFrom></w:p>"
)
BOXED = (
    "<w:p><mc:AlternateContent><mc:Choice><w:txbxContent><w:p><w:r><w:t>The kestrel hovers</w:t></w:r></w:p>"
    "</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent><w:p><w:r><w:t>old copy</w:t></w:r></w:p>"
    "</w:txbxContent></mc:Fallback></mc:AlternateContent></w:p>"
)
FAR = '<row r="1"><c r="A1"><v>1</v></c></row><row r="1048576"><c r="XFD1048576"><v>2</v></c></row>'
LOCKED_BOOK = "<encryption><EncryptedData><CipherData><CipherReference URI='O/c%200.xhtml'/></CipherData></EncryptedData></encryption>"


def long_sheet() -> bytes:
    return xlsx({"Long": rows([("City", "Rainfall"), *((f"place {n}", n) for n in range(5000))])})


def without_slide() -> bytes:
    return changed(office.sample_pptx(), {"ppt/slides/slide2.xml": "<p:sld"})


FILES = [
    Awkward("bomb.docx", "600 MB in a part of 600 KB", zip_bomb, DocumentTooLarge),
    Awkward("crowd.docx", "10,001 members", lambda: changed(sample_docx(), {f"x/{n}": "" for n in range(10_001)}), DocumentTooLarge),
    Awkward("laughs.docx", "entities that grow to 2 GB (billion laughs)", laughs, DocumentDamaged),
    Awkward("quadratic.docx", "one long entity 20,000 times", quadratic, DocumentDamaged),
    Awkward("outside.docx", "an entity that names a file of the system", lambda: external("file:///etc/passwd"), DocumentDamaged, never=PASSWD),
    Awkward("traversal.docx", "members named ../../ and C:\\",
            lambda: changed(docx_with(KESTREL), {"../../canary": "x", "/canary": "x", "C:\\canary": "x"}), TEXT),
    Awkward("upwards.docx", "a part that refers to files of the system",
            lambda: changed(docx_with(KESTREL), {"word/_rels/document.xml.rels": "<Relationships><Relationship Id='r' "
                            "Type='x/footnotes' Target='../../../../etc/passwd'/></Relationships>"}), TEXT, never=PASSWD),
    Awkward("link.docx", "its document part is a symbolic link", linked, DocumentDamaged, never=PASSWD),
    Awkward("inner.docx", "an archive within the archive", lambda: changed(docx_with(KESTREL), {"word/in.zip": zip_bomb()}), TEXT),
    Awkward("flagged.docx", "its members are encrypted", flagged, DocumentEncrypted),
    Awkward("locked.docx", "encrypted by Word", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(400), DocumentEncrypted),
    Awkward("old.doc", "Word before 2007", lambda: OLE + "WordDocument".encode("utf-16-le") + bytes(400), DocumentUnsupported),
    Awkward("headless.docx", "its main part is missing", lambda: changed(sample_docx(), {"word/document.xml": None}), DocumentDamaged),
    Awkward("cut.docx", "the archive ends in the middle", lambda: sample_docx()[:9000], DocumentDamaged),
    Awkward("torn.docx", "its XML ends in the middle", lambda: with_document(f'<w:document xmlns:w="{W}"><w:body>'), DocumentDamaged),
    Awkward("deep.docx", "elements 5,000 deep", lambda: docx_with("<w:x>" * 5000 + "</w:x>" * 5000), DocumentDamaged),
    Awkward("tables.docx", "tables 15 deep", lambda: docx_with(nested(15)), TEXT),
    Awkward("tracked.docx", "tracked changes", lambda: docx_with(TRACKED), TEXT, never="sparrow"),
    Awkward("box.docx", "a text box, kept twice for old programs", lambda: docx_with(BOXED), TEXT, never="old copy"),
    Awkward("blank.docx", "no text", lambda: docx_with("<w:p/>", {"word/header1.xml": "<x/>"}), DocumentEmpty),
    Awkward("pasted.docx", "a pasted scan and no text", lambda: office.scanned_docx(picture(["Scanned words"])), ("Scanned words",), "ocr"),
    Awkward("pasted.pptx", "a slide that is a picture", lambda: office.scanned_pptx(picture(["Scanned words"])), ("Scanned words",), "ocr"),
    Awkward("pasted-noise.docx", "a pasted picture that is none",
            lambda: changed(office.scanned_docx(picture(["x"])), {"word/media/image1.png": b"\x89PNG\r\n\x1a\nnoise"}), DocumentEmpty),
    Awkward("far.xlsx", "two cells at the ends of a sheet of 17 billion", lambda: xlsx({"Far": FAR}), DocumentTooLarge),
    Awkward("cut.xlsx", "the archive ends in the middle", lambda: office.sample_xlsx()[:900], DocumentDamaged),
    Awkward("empty.xlsx", "a sheet without a cell", lambda: xlsx({"Empty": ""}), DocumentEmpty),
    Awkward("long.xlsx", "5,000 rows under one header", long_sheet, ("place 4999 | 4999",)),
    Awkward("laughs.xlsx", "a sheet that declares entities",
            lambda: changed(office.sample_xlsx(), {"xl/worksheets/sheet1.xml": '<!DOCTYPE x [<!ENTITY a "aaaa">]><worksheet '
                            'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData><row r="1">'
                            '<c r="A1" t="inlineStr"><is><t>&a;</t></is></c></row></sheetData></worksheet>'}), ("kestrel",)),
    Awkward("noise.xls", "noise in the container of old Excel", lambda: OLE + "Workbook".encode("utf-16-le") + bytes(range(256)) * 20, DocumentDamaged),
    Awkward("locked.xlsx", "encrypted by Excel", lambda: OLE + "EncryptedPackage".encode("utf-16-le") + bytes(400), DocumentEncrypted),
    Awkward("wide.ods", "one cell repeated a billion times",
            lambda: opendocument("spreadsheet", '<table:table table:name="x"><table:table-row table:number-rows-repeated="900000">'
                                 '<table:table-cell table:number-columns-repeated="1000"><text:p>x</text:p></table:table-cell>'
                                 "</table:table-row></table:table>"), DocumentTooLarge),
    Awkward("slide.pptx", "its second slide is damaged", without_slide, ("Kestrels",), "page-failed"),
    Awkward("locked.odt", "encrypted by LibreOffice",
            lambda: opendocument("text", "", {"META-INF/manifest.xml": "<manifest><encryption-data/></manifest>"}), DocumentEncrypted),
    Awkward("spaces.odt", "an element that stands for a billion spaces",
            lambda: opendocument("text", '<text:p>The kestrel<text:s text:c="1000000000"/>hovers</text:p>'), ("hovers",)),
    Awkward("slides.odp", "slides in the format of LibreOffice",
            lambda: opendocument("presentation", '<draw:page draw:name="One"><draw:frame><draw:text-box><text:p>The kestrel hovers'
                                 "</text:p></draw:text-box></draw:frame></draw:page>"), TEXT),
    Awkward("laughs.odt", "entities that grow", lambda: changed(office.sample_odt(), {"content.xml": '<!DOCTYPE x [<!ENTITY a "a">]><x>&a;</x>'}), DocumentDamaged),
    Awkward("locked.epub", "locked by a shop", lambda: changed(office.sample_epub(), {"META-INF/encryption.xml": LOCKED_BOOK}), DocumentEncrypted),
    Awkward("gap.epub", "a chapter is missing", lambda: changed(office.sample_epub(), {"O/c 1.xhtml": None}), ("kestrel",), "page-failed"),
    Awkward("upwards.epub", "a chapter outside of the book",
            lambda: _book_with_chapter("../../../etc/passwd"), ("kestrel",), "page-failed", never=PASSWD),
    Awkward("files.zip", "an archive of documents", lambda: archive({"a.txt": "text", "b.txt": "text"}), DocumentUnsupported),
    Awkward("empty.zip", "an archive of nothing", lambda: archive({}), DocumentUnsupported),
    Awkward("archive.docx", "an archive called DOCX", lambda: archive({"a.txt": "text"}), DocumentUnsupported),
]  # fmt: skip


def _book_with_chapter(target: str) -> bytes:
    data = office.sample_epub()
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        package = book.read("O/book.opf").decode()
    return changed(data, {"O/book.opf": package.replace("c%201.xhtml", target)})
