"""What the task ``text-embeddings`` accepts, in the reference's shape, checked before anything runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from edgechat.core.errors import IncompleteInput, InvalidInput

MOST_TEXTS = 100
MOST_CHARACTERS = 100_000  # of one text: far more than any embedding model takes whole

Text = Annotated[str, Meta(min_length=1, max_length=MOST_CHARACTERS)]


class TextEmbeddings(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    text: Text | Annotated[list[Text], Meta(min_length=1, max_length=MOST_TEXTS)]
    pooling: Literal["mean", "cls"] = "mean"


def text_embeddings(inputs: Mapping[str, Any]) -> tuple[str, ...]:
    """The checked texts. Raises ``InvalidInput`` (5004) or ``IncompleteInput`` (3003)."""
    if "text" not in inputs:
        raise IncompleteInput("text was not given.", "Give a text, or a list of texts.")
    try:
        checked = msgspec.convert(dict(inputs), TextEmbeddings)
    except msgspec.ValidationError as error:
        raise InvalidInput(
            f"The inputs are not valid: {error}.", f"Give text: one, or a list of at most {MOST_TEXTS}."
        ) from error
    if checked.pooling != "mean":
        raise InvalidInput(
            "The models here pool by mean.",
            'Leave pooling out: vectors of "cls" would not compare with them.',
        )
    texts = (checked.text,) if isinstance(checked.text, str) else tuple(checked.text)
    for place, text in enumerate(texts):
        require_whole(f"text[{place}]", text)
    return texts


def require_whole(place: str, text: str) -> None:
    """Raise ``InvalidInput`` for a text that cannot be written as UTF-8: no child could be sent it."""
    if text.isascii():
        return
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise InvalidInput(
            f"{place} holds half a character (a lone surrogate).", "Send whole characters."
        ) from error
