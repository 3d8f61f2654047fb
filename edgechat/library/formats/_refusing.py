"""Says what a file is that nothing here reads, and what the person can do about it."""

from __future__ import annotations

from edgechat.core.errors import DocumentDamaged, DocumentEncrypted, DocumentUnreadable, DocumentUnsupported
from edgechat.library.formats._head import ENCRYPTED_OFFICE, OLE, Head

_KINDS: tuple[tuple[tuple[bytes, ...], str, str], ...] = (
    ((b"Rar!", b"7z\xbc\xaf\x27\x1c", b"\x1f\x8b", b"BZh", b"\xfd7zXZ", b"\x28\xb5\x2f\xfd"),
     "a packed archive", "Unpack it and add the files."),
    ((b"PK",), "an archive", "Unpack it and add the files."),
    ((b"{\\rtf",), "a Rich Text file", "Save it as DOCX or PDF."),
    ((b"\x7fELF", b"MZ", b"\xcf\xfa\xed\xfe", b"\xca\xfe\xba\xbe"), "a program",
     "Add documents, not programs."),
    ((b"ID3", b"OggS", b"fLaC", b"RIFF", b"\xff\xfb", b"\x1aE\xdf\xa3"), "a sound or film", ""),
    ((b"GGUF",), "a model", "Add it on the models page."),
    ((b"SQLite format 3",), "a database", "Export what you need from it as CSV."),
    ((b"%!PS",), "PostScript", "Convert it to PDF."),
)  # fmt: skip


def unsupported(head: Head) -> DocumentUnreadable:
    """The error for a file that no format recognised."""
    if head.starts(OLE):
        return _old_office(head)
    if head.broken:
        return DocumentDamaged(
            f"{head.name} is damaged: its end is missing.", "Get it again from where it came from."
        )
    for magic, what, action in _KINDS:
        if head.starts(*magic):
            return DocumentUnsupported(f"{head.name} is {what}; EdgeChat does not read those.", action)
    if head.data[4:8] == b"ftyp":
        return DocumentUnsupported(f"{head.name} is a film, a sound or a photo in a format of its own.", "")
    return DocumentUnsupported(
        f"{head.name} is no kind of document that EdgeChat reads.", "Save it as PDF, DOCX or plain text."
    )


def _old_office(head: Head) -> DocumentUnreadable:
    if ENCRYPTED_OFFICE in head.data:
        return DocumentEncrypted(
            f"{head.name} is encrypted in a way that EdgeChat cannot open.",
            "Open it in the program it was made with and save it without a password.",
        )
    return DocumentUnsupported(
        f"{head.name} is in a format of Office before 2007.",
        "Save it in today's format (DOCX, PPTX) or as PDF.",
    )
