"""Names: file names made from titles, and foreign names made safe to look at. Touches no disk."""

from __future__ import annotations

import re
import unicodedata

LONGEST = 100  # bytes of a name without its ending; 255 is what file systems take
FORBIDDEN = re.compile(r'[<>:"/\\|?*\s]+')
DEVICES = re.compile(r"(con|prn|aux|nul|com[0-9¹²³]|lpt[0-9¹²³]|conin\$|conout\$)(\..*)?", re.IGNORECASE)
UNTITLED = "conversation"


def file_name(title: str) -> str:
    """A name, without ending, that any system takes for a file and that cannot lead out of a folder."""
    seen = "".join(char for char in unicodedata.normalize("NFC", title) if not _hidden(char))
    name = _cut(FORBIDDEN.sub(" ", seen).strip(" .-~"))
    return f"{name} _" if DEVICES.fullmatch(name) else name or UNTITLED


def visible(name: str) -> str:
    """``name`` with control, direction and zero-width signs written out: nothing in it can pretend."""
    return "".join(f"\\u{ord(char):04x}" if _hidden(char) else char for char in name)


def _hidden(char: str) -> bool:
    """Control, format, surrogate, private and unassigned signs, and line separators. Spaces stay."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp") and char not in "\n\t"


def _cut(name: str) -> str:
    return name.encode()[:LONGEST].decode(errors="ignore").strip(" .")
