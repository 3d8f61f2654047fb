"""PDF files written by hand, object by object, so that a test decides every byte."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

A4 = (595, 842)
FONTS = (
    b"<< /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>"
    b" /F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> >>"
)


def words(lines: Sequence[str], *, x: int = 72, y: int = 770, size: int = 11, bold: bool = False) -> bytes:
    """Drawing commands for some lines of text, 1.3 times their size apart."""
    shown = b" ".join(b"(%s) Tj T*" % escaped(line) for line in lines)
    font = b"F2" if bold else b"F1"
    return b"BT /%s %d Tf %.1f TL %d %d Td %s ET\n" % (font, size, size * 1.3, x, y, shown)


def escaped(line: str) -> bytes:
    return line.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def pdf(
    pages: Sequence[bytes],
    *,
    title: str = "",
    contents: Sequence[tuple[str, int]] = (),
    rotate: int = 0,
    packed: Sequence[bytes] | None = None,
) -> bytes:
    """A PDF of pages given as drawing commands. ``contents``: title and page index of its table of contents;
    ``packed``: streams that stand for the pages' instead, already deflated."""
    count = len(packed if packed is not None else pages)
    outline = 4 + 2 * count
    kids = b" ".join(b"%d 0 R" % (4 + 2 * number) for number in range(count))
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R%s >>" % (b" /Outlines %d 0 R" % outline if contents else b""),
        b"<< /Type /Pages /Count %d /Kids [%s] >>" % (count, kids),
        b"<< /Title (%s) >>" % escaped(title),
    ]
    for number in range(count):
        objects.append(
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 %d %d] /Rotate %d /Resources %s >>"
            b" /Contents %d 0 R >>" % (*A4, rotate, FONTS, 5 + 2 * number)
        )
        body, extra = (packed[number], b" /Filter /FlateDecode") if packed else (pages[number], b"")
        objects.append(b"<< /Length %d%s >>\nstream\n%s\nendstream" % (len(body), extra, body))
    objects += _contents(contents, outline)
    return assembled(objects, b"/Info 3 0 R")


def _contents(entries: Sequence[tuple[str, int]], root: int) -> list[bytes]:
    if not entries:
        return []
    made = [b"<< /First %d 0 R /Last %d 0 R /Count %d >>" % (root + 1, root + len(entries), len(entries))]
    for index, (title, page) in enumerate(entries):
        after = b" /Next %d 0 R" % (root + index + 2) if index + 1 < len(entries) else b""
        made.append(
            b"<< /Title (%s) /Parent %d 0 R /Dest [%d 0 R /Fit]%s >>"
            % (escaped(title), root, 4 + 2 * page, after)
        )
    return made


def assembled(objects: Sequence[bytes], trailer: bytes = b"") -> bytes:
    out = bytearray(b"%PDF-1.4\n")
    places = []
    for number, content in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, content)
    table = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    size = len(objects) + 1
    return bytes(
        out + b"trailer << /Size %d /Root 1 0 R %s >>\nstartxref\n%d\n%%%%EOF" % (size, trailer, table)
    )


def form(value: str) -> bytes:
    """A form with one field that somebody filled in."""
    shown = b"q BT /F1 12 Tf 2 5 Td (%s) Tj ET Q" % escaped(value)
    asked = words(["Address:"])
    field = b"/FT /Tx /T (address) /V (%s) /Rect [150 760 400 785] /DA (/F1 12 Tf 0 g)" % escaped(value)
    return assembled(
        [
            b"<< /Type /Catalog /Pages 2 0 R /AcroForm << /Fields [5 0 R] /DA (/F1 12 Tf 0 g) >> >>",
            b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
            b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources %s >> /Contents 4 0 R"
            b" /Annots [5 0 R] >>" % FONTS,
            b"<< /Length %d >>\nstream\n%s\nendstream" % (len(asked), asked),
            b"<< /Type /Annot /Subtype /Widget %s /F 4 /P 3 0 R /AP << /N 6 0 R >> >>" % field,
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 250 25] /Resources %s >> /Length %d >>"
            % (FONTS, len(shown))
            + b"\nstream\n%s\nendstream" % shown,
        ]
    )


def bomb(megabytes: int = 300) -> bytes:
    """A well-formed page whose content is that many megabytes of spaces, packed small."""
    packer = zlib.compressobj(9)
    block = b" " * 1024 * 1024
    packed = b"".join(packer.compress(block) for _ in range(megabytes)) + packer.flush()
    return pdf([], packed=[packed])
