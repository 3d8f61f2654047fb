"""What is done to words before they are stored: made well-formed, shortened to a title."""

from __future__ import annotations

TITLE_LENGTH = 60


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
    if len(line) <= TITLE_LENGTH:
        return line
    kept = line[: TITLE_LENGTH - 1]
    whole_words = kept if line[TITLE_LENGTH - 1] == " " else kept.rpartition(" ")[0]
    return (whole_words or kept).rstrip(" ,.;:") + "…"
