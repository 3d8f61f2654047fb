"""What is done to words before they are stored: made well-formed, shortened to a title."""

from __future__ import annotations

TITLE_LENGTH = 60  # of one that is made of a message
LONGEST_TITLE = 200
CHANGING = "\u200d\ufe0e\ufe0f\U0001f3fb\U0001f3fc\U0001f3fd\U0001f3fe\U0001f3ff"  # the sign before them


def well_formed(text: str) -> str:
    """``text`` with every half of a surrogate pair joined or replaced, so that it can be stored as UTF-8."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return text


def title_of(text: str) -> str:
    """The first line that says something, cut at a word to at most 60 characters."""
    line = next((" ".join(line.split()) for line in text.splitlines() if line.strip()), "")
    return _cut(line, TITLE_LENGTH)


def fitting_title(title: str) -> str:
    """``title`` in one line, cut to at most 200 characters."""
    return _cut(" ".join(title.split()), LONGEST_TITLE)


def _cut(line: str, length: int) -> str:
    """At a word, or in one that is very long: what is before it would say nothing."""
    if len(line) <= length:
        return line
    kept = line[: length - 1]
    whole_words = kept if line[length - 1] == " " else kept.rpartition(" ")[0]
    next_to_nothing = len(whole_words) <= length // 8
    told = _whole_signs(line, length - 1) if next_to_nothing else whole_words
    return told.rstrip(" ,.;:") + "…"


def _whole_signs(line: str, end: int) -> str:
    """The first ``end`` characters, or fewer: no sign is parted from what changes it."""
    from unicodedata import combining

    while end > 1 and (combining(line[end]) or line[end] in CHANGING or line[end - 1] == CHANGING[0]):
        end -= 1
    return line[:end]
