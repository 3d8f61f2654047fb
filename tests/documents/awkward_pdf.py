"""Awkward PDF files and pictures."""

from __future__ import annotations

import struct
import zlib

from edgechat.core.errors import DocumentDamaged, DocumentEmpty, DocumentEncrypted, DocumentTooLarge
from tests.documents.awkward import Awkward
from tests.documents.locked import locked_pdf
from tests.documents.pdf import FONTS, assembled, bomb, pdf, words
from tests.documents.pictures import picture, scan, written

PAGE = words(["The kestrel hovers above the meadow."])
TEXT = ("The kestrel hovers above the meadow.",)


def plain() -> bytes:
    return pdf([PAGE])


def no_table() -> bytes:
    """Readers find the objects themselves."""
    begin, _, rest = plain().partition(b"xref")
    return begin + rest[rest.index(b"trailer") :].replace(b"startxref", b"")


def objects(
    *middle: bytes, pages: bytes = b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>", root: bytes = b""
) -> bytes:
    return assembled([b"<< /Type /Catalog /Pages 2 0 R %s >>" % root, pages, *middle])


def page(more: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    return b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Resources %s >> /Contents 4 0 R %s >>" % (
        box,
        FONTS,
        more,
    )


def stream(content: bytes) -> bytes:
    return b"<< /Length %d >>\nstream\n%s\nendstream" % (len(content), content)


def mixed() -> bytes:
    """A page of text, a scanned one and a blank one."""
    image = zlib.compress(written(["Scanned words here"]).tobytes())
    drawn = b"q 500 0 0 222 40 500 cm /I Do Q"
    return assembled([
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Count 3 /Kids [3 0 R 5 0 R 7 0 R] >>",
        page(), stream(PAGE),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 6 0 R"
        b" /Resources << /XObject << /I 9 0 R >> >> >>", stream(drawn),
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 8 0 R >>", stream(b""),
        b"<< /Type /XObject /Subtype /Image /Width 900 /Height 400 /ColorSpace /DeviceRGB /BitsPerComponent 8"
        b" /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(image), image),
    ])  # fmt: skip


def huge_png() -> bytes:
    """A header that promises 50,000 x 50,000 pixels."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", 50_000, 50_000, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")


FILES = [
    Awkward("bomb.pdf", "300 MB of content packed into 300 KB", bomb, (DocumentEmpty, DocumentTooLarge)),
    Awkward("locked.pdf", "needs a password", lambda: locked_pdf(PAGE, "sesame"), DocumentEncrypted),
    Awkward("header.pdf", "nothing but the first line", lambda: b"%PDF-1.7\n", DocumentDamaged),
    Awkward("garbage.pdf", "noise behind the first line", lambda: b"%PDF-1.7\n" + bytes(range(256)) * 40, DocumentDamaged),
    Awkward("late.pdf", "begins after a kilobyte of something else", lambda: b"\n" * 1000 + plain(), TEXT),
    Awkward("no-table.pdf", "its cross-reference table is gone", no_table, TEXT),
    Awkward("wrong-table.pdf", "its cross-reference table lies", lambda: plain().replace(b"startxref\n", b"startxref\n9"), TEXT),
    Awkward("cut.pdf", "the second half is missing", lambda: pdf([PAGE] * 20)[:5000], DocumentDamaged),
    Awkward("no-pages.pdf", "has no page", lambda: objects(pages=b"<< /Type /Pages /Count 0 /Kids [] >>"), DocumentDamaged),
    Awkward("many-pages.pdf", "claims a million pages and has one",
            lambda: objects(page(), stream(PAGE), pages=b"<< /Type /Pages /Count 1000000 /Kids [3 0 R] >>"), TEXT),
    Awkward("loop.pdf", "its tree of pages bites its tail",
            lambda: objects(pages=b"<< /Type /Pages /Count 9 /Kids [2 0 R] >>"), (DocumentEmpty, DocumentDamaged)),
    Awkward("no-content.pdf", "the content of its page is missing",
            lambda: objects(page()), DocumentEmpty),
    Awkward("mixed.pdf", "text, a scanned page and a blank one", mixed, (*TEXT, "Scanned words here"), "page-empty"),
    Awkward("scan.pdf", "two pictures and no text", lambda: scan([["First scanned page"], ["Second scanned page"]]),
            ("First scanned page", "Second scanned page")),
    Awkward("turned.pdf", "every page turned by 90 degrees", lambda: pdf([PAGE], rotate=90), TEXT),
    Awkward("script.pdf", "wants to run a program when opened",
            lambda: objects(page(), stream(PAGE), root=b"/OpenAction << /S /Launch /F (touch /tmp/x) >>"), TEXT),
    Awkward("deep.pdf", "100,000 arrays in each other", lambda: objects(page(b"/X " + b"[" * 100_000), stream(PAGE)), TEXT),
    Awkward("vast.pdf", "a page of a billion points", lambda: objects(page(box=b"0 0 1000000000 1000000000"), stream(PAGE)), TEXT),
    Awkward("tiny.pdf", "a page of no size", lambda: objects(page(box=b"0 0 0 0"), stream(PAGE)), TEXT),
    Awkward("contents-loop.pdf", "its table of contents bites its tail",
            lambda: pdf([PAGE], contents=[("One", 0), ("Two", 0)]).replace(b"/Next 8 0 R", b"/Next 7 0 R"), TEXT),
    Awkward("cut.png", "half a picture", lambda: picture(["Words"])[:1500], DocumentDamaged),
    Awkward("bomb.png", "promises 2.5 billion pixels", huge_png, DocumentTooLarge),
    Awkward("dot.gif", "one pixel", lambda: _tiny(), DocumentEmpty),
    Awkward("two.tiff", "two pictures in one", lambda: scan([["First frame"], ["Second frame"]], "TIFF"),
            ("First frame", "Second frame")),
    Awkward("picture.webp", "a picture in a newer format", lambda: picture(["Words on a picture"], "WEBP"), ("Words on a picture",)),
    Awkward("blank.jpg", "a picture without text", lambda: picture([], "JPEG"), DocumentEmpty),
    Awkward("head.jpg", "nothing but a picture's first bytes", lambda: b"\xff\xd8\xff\xe0", DocumentDamaged),
]  # fmt: skip


def _tiny() -> bytes:
    import io

    from PIL import Image

    file = io.BytesIO()
    Image.new("P", (1, 1)).save(file, "GIF")
    return file.getvalue()
