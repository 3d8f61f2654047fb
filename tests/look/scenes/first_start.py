"""The first start: what is offered, a model on its way, gone wrong, ready."""

from __future__ import annotations

from dataclasses import replace

from edgechat.ai.values import PullStatus
from edgechat.core.checkup import Check
from edgechat.core.errors import DownloadDamaged, FixableError, NetworkFailed, NetworkOff, NoRoom
from edgechat.desktop.window import Window
from tests.look.scene import Scene
from tests.look.scenes.window import _full
from tests.ui.fakes import BETTER, FakeEdge

HALF = PullStatus(BETTER.id, BETTER.name, "downloading", 412_000_000, BETTER.size, 5_240_000.0, 166.0)


def _no_conversations(edge: FakeEdge) -> None:
    """As after the first start."""


def _report(edge: FakeEdge, status: PullStatus) -> None:
    edge.ai.pulling.reports = [status]


def _coming(edge: FakeEdge) -> None:
    _report(edge, HALF)


def _checking(edge: FakeEdge) -> None:
    _report(edge, replace(HALF, state="checking", done=900_000_000))


def _start(edge: FakeEdge, window: Window) -> None:
    assert window.getting is not None
    window.getting.start()


def _failing(error: FixableError) -> Scene:
    def fill(edge: FakeEdge) -> None:
        edge.ai.pulling.error = error
        edge.ai.pulling.go_on.set()

    return Scene(fill, _start)


def _done(edge: FakeEdge) -> None:
    edge.ai.pulling.go_on.set()


def _short_of_memory(edge: FakeEdge) -> None:
    assert edge.ai.offered is not None
    edge.ai.offered = replace(edge.ai.offered, fits=False, free=900_000_000, arrived=312_000_000)


def _beside_a_conversation(edge: FakeEdge) -> None:
    _full(edge)
    _coming(edge)


def _dialog(edge: FakeEdge, window: Window) -> None:
    window.get_model()


def _dialog_while_coming(edge: FakeEdge, window: Window) -> None:
    _start(edge, window)
    window.get_model()


def _problems(edge: FakeEdge) -> None:
    _full(edge)
    edge.found[3] = Check("Disk", "warn", "0.3 GB free", "Make room.")
    edge.found[7] = Check(
        "Answers", "warn", "SmolLM2 135M answers; Qwen3.5 2B would do it better.", "…", "app.get_model"
    )
    edge.found[8] = Check(
        "GPU", "warn", "Models run on the processor: llama.cpp was built without GPU support."
    )
    edge.found[1] = Check(
        "llama.cpp", "fail", "llama-cpp-python is not installed. No model can answer without it.",
        "Run the set-up command of the README again.",
    )  # fmt: skip


def _check(edge: FakeEdge, window: Window) -> None:
    window.check_machine()


def _something_missing(edge: FakeEdge) -> None:
    edge.found_at_start = [
        Check("Disk", "warn", "0.3 GB free", "Make room."),
        Check("Memory", "warn", "0.5 GB available", "Close other programs."),
    ]


SCENES: dict[str, Scene] = {
    "first_start": Scene(_no_conversations, core=True),
    "short_of_memory": Scene(_short_of_memory),
    "model_coming": Scene(_coming, _start, core=True),
    "model_checked": Scene(_checking, _start),
    "model_done": Scene(_done, _start),
    "model_no_network": _failing(
        NetworkFailed("The name huggingface.co is not found.", "Is this machine connected to the internet?")
    ),
    "model_no_room": _failing(
        NoRoom(
            "There is no room in /home/ada/models: it takes 1,933.2 MB, 812.4 are free.",
            "Free some disk space, then try again. What was saved before is safe.",
        )
    ),
    "model_damaged": _failing(
        DownloadDamaged(
            "What came is not Qwen3.5 2B as EdgeChat knows it: it has another SHA-256.",
            "It was thrown away. Try again; if that does not help, set network.hub to another mirror.",
        )
    ),
    "model_offline": _failing(
        NetworkOff("EdgeChat is set to stay offline.", "Switch it back with: edgechat settings set …")
    ),
    "model_coming_aside": Scene(_beside_a_conversation, _start, core=True),
    "checklist": Scene(_full, _check, core=True),
    "checklist_problems": Scene(_problems, _check, core=True),
    "something_missing": Scene(_something_missing),
    "get_model": Scene(_full, _dialog, core=True),
    "get_model_coming": Scene(_beside_a_conversation, _dialog_while_coming),
}
