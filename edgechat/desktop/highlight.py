"""Colours for a finished code block. Pygments is imported at the first one, on a worker thread."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

LONGEST = 60_000
"""Characters of one block that are coloured: a lexer's time is not bounded by anything else."""

Span = tuple[int, int, str]
"""Start and length in characters of the code, and the name of a ``syntax_`` colour."""


def spans(code: str, language: str) -> tuple[Span, ...]:
    """What to colour in ``code``; nothing for a language that is not known."""
    if not language or len(code) > LONGEST:
        return ()
    lexer = _lexer(language.lower())
    return tuple(_walk(lexer, code)) if lexer is not None else ()


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
