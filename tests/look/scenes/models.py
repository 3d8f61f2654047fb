"""The model's pill and its picker: to choose from, loading, failed, on a GPU or why not, none at all."""

from __future__ import annotations

from dataclasses import replace

from edgechat.ai.values import ModelInfo, ModelStatus
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _full, _no_model
from tests.ui.fakes import STARTER, FakeEdge


def _file(name: str, size: float, note: str, **more: str) -> ModelInfo:
    path = f"/home/you/models/{name}.gguf"
    found = replace(
        STARTER, id=f"{name}.gguf", name=name, size=int(size * 1e9), source="file", note=note, path=path
    )
    return replace(found, **more)  # type: ignore[arg-type]


OTHERS = [
    _file("Qwen3-4B-Instruct-Q4_K_M", 2.5, "Qwen3 4B Instruct (qwen3, 4.0 billion parameters)"),
    _file("gemma-3-12b-it-a-quite-long-name-for-a-file-Q4_K_M", 7.3, "gemma3, 11.8 billion parameters"),
    _file(
        "half-a-download", 0.9, "The model file 'half-a-download.gguf' cannot be used: it ends too early. "
        "Download it again.", state="damaged",
    ),
    _file("moved-away", 0, "The file is not where it was: bring it back, or take it off the list.",
          state="missing"),
]  # fmt: skip


def _choice(status: ModelStatus | None = None) -> Scene:
    def fill(edge: FakeEdge) -> None:
        _full(edge)
        edge.ai.others = OTHERS
        if status is not None:
            edge.ai.current = status

    return Scene(fill, _open, core=True)


def _open(edge: FakeEdge, window: Window) -> None:
    window.choose_model()


def _open_new(edge: FakeEdge, window: Window) -> None:
    window.new_conversation()
    window.choose_model()


def _menu(edge: FakeEdge, window: Window) -> None:
    window.retry_with()


SCENES: dict[str, Scene] = {
    "picker": _choice(
        ModelStatus("ready", STARTER.id, device="CPU", context=8192, reason="no usable GPU was found")
    ),
    "picker_gpu": _choice(
        ModelStatus(
            "ready", STARTER.id, device="NVIDIA GeForce RTX 4060 Laptop GPU (Vulkan0)", gpu_layers=20,
            layers=31, context=8192, reason="the GPU has room for 20 of 31 layers",
        )
    ),
    "picker_loading": _choice(ModelStatus("loading", STARTER.id, progress=0.4)),
    "picker_failed": _choice(
        ModelStatus(
            "failed", STARTER.id, reason="This model needs about 9.1 GB of memory and 3.2 GB are free. "
            "Choose a smaller model or a smaller context window, or close other programs.",
        )
    ),
    "picker_new": Scene(_full, _open_new),
    "picker_none": Scene(_no_model, _open),
    "again_with": Scene(_choice().fill, _menu, core=True),
}  # fmt: skip
