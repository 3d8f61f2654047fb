"""What the model is told: the system prompt and the messages that lead to the question."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, Protocol

from edgechat.chat.conversation import Message
from edgechat.core.errors import InvalidInput

OF_SETTINGS = (
    "max_tokens",
    "temperature",
    "top_p",
    "top_k",
    "min_p",
    "seed",
    "repetition_penalty",
    "frequency_penalty",
    "presence_penalty",
    "think",
)
"""Inputs of a run that a turn may choose, and whose default is a setting, ``chat.NAME``."""

SAMPLING = frozenset((*OF_SETTINGS, "stop", "response_format"))
"""Inputs of a run that a turn of a conversation may choose."""


class Getting(Protocol):
    def get(self, key: str) -> Any: ...


def defaults(settings: Getting) -> dict[str, Any]:
    """The sampling inputs of a turn that chooses none."""
    chosen = {name: settings.get(f"chat.{name}") for name in OF_SETTINGS}
    if chosen["seed"] < 0:
        del chosen["seed"]
    think = chosen.pop("think")
    return chosen if think == "auto" else {**chosen, "think": think == "on"}


def assemble(system: str, path: Iterable[Message]) -> list[dict[str, str]]:
    """The ``messages`` input of a run: ``system`` first unless it is empty, then the path, oldest first.

    Failed and empty answers are left out. What one side said twice in a row becomes one message:
    many chat templates refuse roles that do not alternate.
    """
    told = [{"role": "system", "content": system}] if system.strip() else []
    for message in path:
        if not _says_something(message):
            continue
        if told and told[-1]["role"] == message.role:
            told[-1] = {"role": message.role, "content": f"{told[-1]['content']}\n\n{message.text}"}
        else:
            told.append({"role": message.role, "content": message.text})
    return told


def _says_something(message: Message) -> bool:
    return bool(message.text.strip()) and message.state not in ("failed", "streaming")


def sampling(options: Mapping[str, Any] | None) -> dict[str, Any]:
    """The options that are set. Raises ``InvalidInput`` for a name that is no sampling input."""
    chosen = {name: value for name, value in (options or {}).items() if value is not None}
    unknown = sorted(set(chosen) - SAMPLING)
    if unknown:
        raise InvalidInput(
            f"A message cannot be sent with {', '.join(unknown)}.",
            f"Use {', '.join(sorted(SAMPLING))}.",
        )
    return chosen
