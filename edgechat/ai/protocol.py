"""What the runner and the ``text`` child say to each other: the types inside a message's ``body``.

Both sides import this file and nothing else of each other. Times are milliseconds, sizes bytes.
"""

from __future__ import annotations

import msgspec


class Load(msgspec.Struct, frozen=True):
    """``load``: make the model in ``path`` ready. 0 means "the engine decides" for ``context`` and
    threads; ``gpu_layers`` -1 is "as many as fit"; ``memory_limit`` 0 is "judge by the model". ``stamp``
    is another one when the file was replaced by another of the same name."""

    path: str
    context: int = 0
    gpu_layers: int = -1
    threads: int = 0
    flash_attention: str = "auto"
    memory_limit: int = 0
    stamp: str = ""


class Progress(msgspec.Struct, frozen=True, tag="progress"):
    """Part of ``load``: how far, 0..1."""

    fraction: float


class Loaded(msgspec.Struct, frozen=True):
    """``device`` names what llama.cpp really computes on; ``reason`` why not all of it is on a GPU.

    ``thinks``: the model thinks before it answers; ``can_choose``: and lets the asker choose whether.
    """

    context: int
    trained_context: int
    device: str
    gpu_layers: int
    layers: int
    threads: int
    load_ms: float
    reason: str = ""
    thinks: bool = False
    can_choose: bool = False


class ToolUse(msgspec.Struct, frozen=True):
    """A model's wish to call a tool. ``arguments`` is the JSON text of an object."""

    id: str
    name: str
    arguments: str


class Turn(msgspec.Struct, frozen=True):
    """One message. ``calls``: what an assistant asked for; a ``tool`` turn answers ``call`` of ``name``."""

    role: str
    content: str
    calls: tuple[ToolUse, ...] = ()
    call: str = ""
    name: str = ""


class Slot(msgspec.Struct, frozen=True):
    """Where a conversation's state is kept, and what it must match to be used again."""

    path: str
    key: str


class Generate(msgspec.Struct, frozen=True):
    """``generate``: answer ``messages``, or continue ``prompt`` (``raw``: without the chat template).

    ``schema`` is a JSON schema as text; empty: free text. Numbers as in the reference's task schema.
    ``tools`` is a JSON list in OpenAI's shape; one of ``forced`` must be called where any are named.
    ``background`` work has its own lane; ``slot`` is where the state of this conversation lives.
    ``think``: whether to think first, for models that leave the choice (None: as the model is used to).
    """

    messages: tuple[Turn, ...] = ()
    prompt: str = ""
    raw: bool = False
    max_tokens: int = 256
    temperature: float = 0.6
    top_p: float = 0.95
    top_k: int = 40
    min_p: float = 0.05
    seed: int = -1
    repetition_penalty: float = 1.0
    frequency_penalty: float = 0.0
    presence_penalty: float = 0.0
    stop: tuple[str, ...] = ()
    schema: str = ""
    tools: str = ""
    forced: tuple[str, ...] = ()
    background: bool = False
    slot: Slot | None = None
    think: bool | None = None


class Piece(msgspec.Struct, frozen=True):
    """Part of ``generate``: text that is final, and the number of tokens it took; ``reasoning`` is what
    the model thought before this text."""

    text: str
    tokens: int
    reasoning: str = ""


class Generated(msgspec.Struct, frozen=True):
    """End of ``generate``. ``first_token_ms`` counts from the moment the child began."""

    finish_reason: str
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    prompt_ms: float
    first_token_ms: float
    decode_ms: float
    calls: tuple[ToolUse, ...] = ()


class Count(msgspec.Struct, frozen=True):
    """``count``: how many tokens ``messages`` make, with ``tools`` (a JSON list) on offer."""

    messages: tuple[Turn, ...]
    tools: str = ""


class Counted(msgspec.Struct, frozen=True):
    """``total`` of the rendered prompt, template included; ``contents`` of each message's text alone."""

    total: int
    contents: tuple[int, ...]


class Examine(msgspec.Struct, frozen=True):
    """``examine``: what the header of the model file at ``path`` says; nothing is loaded."""

    path: str


class Examined(msgspec.Struct, frozen=True):
    """``context`` is what the model was trained for; ``name`` is the file's own word for itself."""

    name: str
    architecture: str
    parameters: int
    context: int
    size: int


class Saved(msgspec.Struct, frozen=True):
    """Answer to ``save``: bytes written; 0 when there was nothing worth keeping."""

    size: int


class Nothing(msgspec.Struct, frozen=True):
    """The body of a request or an answer that carries none."""


class Device(msgspec.Struct, frozen=True):
    name: str
    description: str
    kind: str
    free: int
    total: int


class Description(msgspec.Struct, frozen=True):
    """Answer to ``describe``: what the native library is and which devices it sees."""

    engine: str
    version: str
    gpu_support: bool
    devices: tuple[Device, ...]
    system: str
