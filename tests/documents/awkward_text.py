"""Awkward texts, tables, pages of the web and mail, and files that are no documents."""

from __future__ import annotations

from edgechat.core.errors import DocumentEmpty, DocumentUnsupported
from tests.documents.awkward import Awkward

GERMAN = "Über der Wiese rüttelt der Turmfalke. Größe: 35 Zentimeter. Ärger gibt es nie."
RUSSIAN = "Над лугом висит пустельга. Она ищет мышей и других мелких животных в траве. " * 5
JAPANESE = "草原の上でチョウゲンボウが空中に止まっている。ねずみを探している鳥である。" * 5
CHINESE = "红隼在草地上空盘旋，寻找老鼠和其他小动物。这是一种常见的鸟类。" * 5
KESTREL = "The kestrel hovers"


def deep_mail() -> bytes:
    head = b"".join(
        b"Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n" % (level, level) for level in range(300)
    )
    return (
        b"From: a@x.test\nSubject: deep\nMIME-Version: 1.0\n"
        + head
        + b"Content-Type: text/plain\n\nThe kestrel hovers\n"
    )


MAIL = b"From: a@x.test\nTo: b@x.test\nMIME-Version: 1.0\n"
ATTACHED = (
    MAIL
    + b"Subject: files\nContent-Type: multipart/mixed; boundary=B\n\n--B\nContent-Type: text/plain\n\nThe kestrel hovers\n"
    b'--B\nContent-Type: application/pdf\nContent-Disposition: attachment; filename="../../\xe2\x80\xaefdp.exe"\n\nx\n--B--\n'
)
MBOX = (
    b"From a@x.test Mon Jan  1 10:00:00 2024\nFrom: a@x.test\nSubject: one\n\nThe kestrel hovers\n\n"
    b"From b@x.test Mon Jan  1 10:00:00 2024\nContent-Type: text/plain; charset=klingon\nContent-Transfer-Encoding: base64\n"
    b"Subject: =?nonsense?q?=FF?=\n\n!!!!\n\n"
    b"From c@x.test Mon Jan  1 10:00:00 2024\nSubject: three\n\nFrom here on it is the third.\n"
)

FILES = [
    Awkward("empty.txt", "no byte", lambda: b"", DocumentEmpty),
    Awkward("empty.pdf", "no byte, called PDF", lambda: b"", DocumentEmpty),
    Awkward("blank.txt", "nothing but space", lambda: b" \n\t\r\n" * 500, DocumentEmpty),
    Awkward("noise.txt", "noise called text", lambda: bytes(range(256)) * 50, DocumentUnsupported),
    Awkward("nul.txt", "a zero byte in a text", lambda: b"The kestrel\0hovers", DocumentUnsupported),
    Awkward("tail.txt", "a text with a binary end", lambda: b"The kestrel hovers. " * 5000 + bytes(5000), DocumentUnsupported),
    Awkward("mark.txt", "UTF-8 with a mark", lambda: GERMAN.encode("utf-8-sig"), (GERMAN,), never="\ufeff"),
    Awkward("utf16.txt", "UTF-16 with a mark", lambda: GERMAN.encode("utf-16"), (GERMAN,)),
    Awkward("utf16le.txt", "UTF-16 without a mark", lambda: GERMAN.encode("utf-16-le"), (GERMAN,)),
    Awkward("utf16be.txt", "UTF-16 the other way round", lambda: GERMAN.encode("utf-16-be"), (GERMAN,)),
    Awkward("utf32.txt", "UTF-32", lambda: GERMAN.encode("utf-32"), (GERMAN,)),
    Awkward("latin.txt", "Windows' Western encoding", lambda: GERMAN.encode("cp1252"), (GERMAN,), "encoding"),
    Awkward("russian.txt", "Windows' Cyrillic encoding", lambda: RUSSIAN.encode("cp1251"), ("пустельга",), "encoding"),
    Awkward("japanese.txt", "Shift JIS", lambda: JAPANESE.encode("shift_jis"), ("チョウゲンボウ",), "encoding"),
    Awkward("chinese.txt", "GB 18030", lambda: CHINESE.encode("gb18030"), ("红隼",), "encoding"),
    Awkward("broken.txt", "UTF-8 with some broken bytes", lambda: (GERMAN * 20).encode() + b"\xff\xc0\xaf" + b" end", ("Turmfalke", "end")),
    Awkward("half.txt", "half of a surrogate pair", lambda: ("The kestrel " * 30).encode() + b"\xed\xa0\x80 hovers", ("kestrel", "hovers")),
    Awkward("line.txt", "one line of 5 MB", lambda: b"kestrel " * 650_000, ("kestrel",)),
    Awkward("lines.txt", "a million empty lines", lambda: b"\n" * 1_000_000 + KESTREL.encode(), (KESTREL,)),
    Awkward("unseen.txt", "right-to-left marks and zero-width spaces", lambda: "The kes\u200btrel \u202ehovers".encode(), ("\u202ehovers",)),
    Awkward("quote.csv", "a quotation mark that is never closed", lambda: b'a,b\n"The kestrel hovers,1\n' + b"x,2\n" * 2000, (KESTREL,)),
    Awkward("wide.csv", "50,000 columns", lambda: b",".join(b"c%d" % n for n in range(50_000)) + b"\nThe kestrel hovers\n", (KESTREL,)),
    Awkward("ragged.csv", "rows of every length", lambda: b"\n".join(b"x;" * n + KESTREL.encode() for n in range(40)), (KESTREL,)),
    Awkward("tabs.tsv", "cells parted by tabs", lambda: b"City\tRain\nThe kestrel hovers\t3\n", ("The kestrel hovers | 3",)),
    Awkward("deep.html", "100,000 elements in each other", lambda: b"<html><body>" + b"<div>" * 100_000 + KESTREL.encode(),
            (KESTREL, )),
    Awkward("script.html", "nothing but a script", lambda: b"<!doctype html><script>document.write('x')</script>", DocumentEmpty),
    Awkward("liar.html", "says UTF-8 and is not", lambda: b'<!doctype html><meta charset="utf-8"><p>' + GERMAN.encode("cp1252"), (GERMAN,)),
    Awkward("entity.html", "an entity that names a file", lambda: b'<!DOCTYPE html [<!ENTITY x SYSTEM "file:///etc/passwd">]>'
            b"<p>The kestrel hovers &x;</p>", (KESTREL,), never="root:"),
    Awkward("menu.html", "a page that is nothing but a menu", lambda: b"<!doctype html><nav><a href='/'>The kestrel hovers</a></nav>", (KESTREL,)),
    Awkward("open.html", "tags that are never closed", lambda: b"<html><b><i><p><table><tr><td><ul><li>The kestrel hovers", (KESTREL,)),
    Awkward("quotes.md", "10,000 quotations in each other", lambda: b">" * 10_000 + b" The kestrel hovers", (KESTREL,)),
    Awkward("brackets.md", "20,000 brackets", lambda: b"[" * 20_000 + b"\n\nThe kestrel hovers\n", (KESTREL,)),
    Awkward("table.md", "a table of 3,000 rows", lambda: b"| a | b |\n|---|---|\n" + b"| The kestrel hovers | 1 |\n" * 3000, (KESTREL,)),
    Awkward("min.js", "one line of 3 MB of code", lambda: b"function f(){return 1};" * 130_000, ("function f()",)),
    Awkward("deep.json", "100,000 brackets", lambda: b"[" * 100_000 + b'"The kestrel hovers"', (KESTREL,)),
    Awkward("deep.eml", "300 messages in each other", deep_mail, ("deep",)),
    Awkward("attached.eml", "an attachment with a name that lies", lambda: ATTACHED, (KESTREL,), "attachment"),
    Awkward("odd.mbox", "a message in an encoding that does not exist", lambda: MBOX, (KESTREL, "it is the third")),
    Awkward("program", "a program", lambda: b"\x7fELF" + bytes(range(256)) * 10, DocumentUnsupported),
    Awkward("song.mp3", "a song", lambda: b"ID3\x03" + bytes(range(256)) * 10, DocumentUnsupported),
    Awkward("film.mp4", "a film", lambda: b"\0\0\0\x20ftypisom" + bytes(range(256)) * 10, DocumentUnsupported),
    Awkward("packed.7z", "an archive of another kind", lambda: b"7z\xbc\xaf\x27\x1c" + bytes(500), DocumentUnsupported),
    Awkward("model.gguf", "a model", lambda: b"GGUF\3\0\0\0" + bytes(500), DocumentUnsupported),
    Awkward("data.db", "a database", lambda: b"SQLite format 3\0" + bytes(500), DocumentUnsupported),
]  # fmt: skip
