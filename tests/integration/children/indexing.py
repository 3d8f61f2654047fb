"""Adds a folder to a library with the scripted embedding engine; prints a line when it begins and ends.

Usage: HOME FOLDER MODEL, a script that ends in ``.echo``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

from edgechat.ai.embed_host import EmbedHost
from edgechat.ai.values import EmbeddingResult, ModelInfo
from edgechat.core.events import Events
from edgechat.core.paths import Home, Profile
from edgechat.core.settings import Settings
from edgechat.library.library import Library
from edgechat.vault.vault import Vault


class ScriptedRunner:
    """``Ai``, as far as a library uses it, with a scripted model."""

    def __init__(self, profile: Profile, model: Path) -> None:
        self.embedder = EmbedHost(Settings(profile.settings))
        self._info = ModelInfo(
            "echo", "Echo", "text-embeddings", "installed", "test", 1, 256, "none", path=str(model)
        )

    def reranker(self) -> None:
        """There is none."""

    def embedding_model(self, model: str | None = None) -> ModelInfo:
        return self._info

    def embed(
        self,
        model: str | None,
        inputs: Mapping[str, Any],
        *,
        background: bool = False,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> EmbeddingResult:
        info, text = self.embedding_model(model), inputs["text"]
        texts = [text] if isinstance(text, str) else text
        made = self.embedder.embed(info, texts, background=background, cancelled=cancelled)
        return EmbeddingResult(info.id, made.dimensions, made.data)


def open_library(profile: Profile, model: Path) -> tuple[Library, ScriptedRunner]:
    runner = ScriptedRunner(profile, model)
    return Library(profile, Vault(profile.vault), lambda: runner, Events()), runner


def main(home: str, folder: str, model: str) -> None:
    profile = Home(Path(home)).profile("default")
    profile.create()
    library, runner = open_library(profile, Path(model))
    with closing(runner.embedder), closing(library):
        print("begun", flush=True)
        library.add(folder)
        print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
