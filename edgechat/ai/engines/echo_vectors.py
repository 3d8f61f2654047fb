"""A scripted embedding engine for tests: counts words, and dies, hangs or dawdles when a text says so.

Its "model files" end in ``.echo`` and hold a JSON object (``delay``: seconds per text, ``longest``: tokens).
A text that is a JSON object with ``then`` does what ``echo`` does at its end. No catalogue lists it.
"""

from __future__ import annotations

import json
import struct
import time
import zlib
from collections.abc import Sequence
from typing import Any

from edgechat.ai.embed_protocol import Opened, OpenModel
from edgechat.ai.engines._embedding import Embedder
from edgechat.ai.engines.echo import end_as
from edgechat.core.errors import ModelUnusable
from edgechat.core.serving import Control

WIDTH = 32
LONGEST = 256


class EchoEmbedding:
    def __init__(self, script: dict[str, Any], control: Control) -> None:
        self._script = script
        self._control = control
        self.opened = Opened(WIDTH, int(script.get("longest", LONGEST)), 2, 1, 0.0)

    def count(self, texts: Sequence[str]) -> tuple[int, ...]:
        return tuple(len(text.split()) for text in texts)

    def embed(self, texts: Sequence[str]) -> bytes:
        return b"".join(map(self._one, texts))

    def _one(self, text: str) -> bytes:
        time.sleep(float(self._script.get("delay", 0)))
        if text.startswith('{"then"'):
            end_as(str(json.loads(text)["then"]), self._control)
        numbers = [0.001] * WIDTH
        for word in text.lower().split():
            numbers[zlib.crc32(word.encode()) % WIDTH] += 1.0
        length = sum(each * each for each in numbers) ** 0.5
        return struct.pack(f"<{WIDTH}f", *(each / length for each in numbers))

    def close(self) -> None:
        self._script = {}


def _open(load: OpenModel, control: Control) -> EchoEmbedding:
    try:
        with open(load.path, encoding="utf-8") as file:
            script = json.load(file)
    except (OSError, ValueError) as error:
        raise ModelUnusable(f"{load.path} is no script.", "Write a JSON object.") from error
    return EchoEmbedding(script, control)


EMBEDDER = Embedder("echo", lambda path: path.endswith(".echo"), _open)
