"""Colours for a finished code block. Pygments is imported at the first one, on a worker thread."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

LONGEST = 60_000
"""Characters of one block that are coloured: a lexer's time is not bounded by anything else."""

Span = tuple[int, int, str]
"""Start and length in characters of the code, and the name of a ``syntax_`` colour."""

COLOURS = ("syntax_keyword", "syntax_string", "syntax_number", "syntax_comment", "syntax_name")
KEPT = 50
"""Blocks of code of which the colours are still known."""

_known: OrderedDict[tuple[str, str], tuple[Span, ...]] = OrderedDict()
_lock = threading.Lock()


def spans(code: str, language: str) -> tuple[Span, ...]:
    """What to colour in ``code``; nothing for a language that is not known."""
    if not language or len(code) > LONGEST:
        return ()
    found = _known.get((code, language))
    if found is None:
        lexer = _lexer(language.lower())
        found = tuple(_walk(lexer, code)) if lexer is not None else ()
        learn({(code, language): found})
    return found


def learn(known: Mapping[tuple[str, str], tuple[Span, ...]]) -> None:
    """What ``spans`` would find, by its arguments."""
    with _lock:
        _known.update(known)
        while len(_known) > KEPT:
            _known.popitem(last=False)


@cache
def _lexer(language: str) -> Any | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(language)
    except ClassNotFound:
        return None


def _walk(lexer: Any, code: str) -> Iterator[Span]:
    from pygments.token import Token

    families = (
        (Token.Keyword, "syntax_keyword"),
        (Token.Literal.String, "syntax_string"),
        (Token.Literal.Number, "syntax_number"),
        (Token.Comment, "syntax_comment"),
        (Token.Name.Function, "syntax_name"),
        (Token.Name.Class, "syntax_name"),
        (Token.Name.Tag, "syntax_name"),
        (Token.Name.Builtin, "syntax_name"),
        (Token.Name.Decorator, "syntax_name"),
        (Token.Operator.Word, "syntax_keyword"),
    )
    for at, kind, text in lexer.get_tokens_unprocessed(code):
        for family, colour in families:
            if kind in family:
                yield at, len(text), colour
                break
