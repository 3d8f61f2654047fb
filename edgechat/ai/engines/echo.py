"""A scripted engine for tests: says what its script says, stalls, crashes, hangs, eats memory.

Its "model files" are paths that end in ``.echo`` and hold a JSON object; a prompt that is itself a JSON
object beginning with ``{"echo"`` overrides it for one answer. Keys: ``text`` (what to say; default: the
prompt back), ``repeat`` (times), ``delay`` (seconds per word), ``prompt_delay`` (seconds before the first
word, stoppable), ``then`` (after the words: ``abort``, ``segv``, ``exit``, ``hang``, ``eat`` memory,
``bug``, ``deaf``: go on and ignore stops), ``template`` and ``begins`` (its chat template and the end of
its prompt, for the thoughts in what it says). Never offered to people: no catalogue lists such a file.
"""

from __future__ import annotations

import ctypes
import json
import os
import sys
import time
from dataclasses import dataclass
from typing import Any

import msgspec

from edgechat.ai.engines._contract import Engine
from edgechat.ai.engines._hearing import Hearing
from edgechat.ai.engines._tools import by_name
from edgechat.ai.protocol import Count, Counted, Description, Generate, Generated, Load, Loaded, Piece
from edgechat.ai.thinking import can_choose, listening
from edgechat.ai.tool_calls import GENERIC, Listener
from edgechat.core.errors import ModelUnusable
from edgechat.core.serving import Control

CONTEXT = 4096


@dataclass
class EchoSession:
    script: dict[str, Any]
    loaded: Loaded

    def generate(self, job: Generate, control: Control) -> Generated:
        question = job.messages[-1].content if job.messages else job.prompt
        script = self.script | _override(question)
        began = time.monotonic()
        deaf = script.get("then") == "deaf"
        _sleep(float(script.get("prompt_delay", 0)), control, deaf=deaf)
        words = (str(script.get("text", question)).split(" ") * int(script.get("repeat", 1)))[
            : job.max_tokens
        ]
        said = 0
        tools = by_name(json.loads(job.tools)) if job.tools else None
        hearing = Hearing(
            control.emit,
            Listener(GENERIC.forms, tools) if tools else None,
            listening(script.get("template"), str(script.get("begins", ""))),
        )
        for index, word in enumerate(words):
            if control.stopped and not deaf:
                break
            hearing.emit(Piece(word if index == 0 else " " + word, 1))
            said += 1
            _sleep(float(script.get("delay", 0)), control, deaf=deaf)
        if not control.stopped or deaf:
            end_as(str(script.get("then", "")), control)
        took = (time.monotonic() - began) * 1000
        reason = "cancelled" if control.stopped else "length" if said >= job.max_tokens else "stop"
        return hearing.end(Generated(reason, len(question.split()), 0, said, 0.0, min(took, 1.0), took))

    def count(self, request: Count) -> Counted:
        contents = tuple(len(turn.content.split()) for turn in request.messages)
        return Counted(sum(contents) + 3 * len(contents), contents)

    def save(self) -> int:
        return 0

    def close(self) -> None:
        self.script = {}


def _override(question: str) -> dict[str, Any]:
    if not question.startswith('{"echo"'):
        return {}
    told = json.loads(question)
    return dict(told) if isinstance(told, dict) else {}


def _sleep(seconds: float, control: Control, *, deaf: bool) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until and (deaf or not control.stopped):
        control.beat()
        time.sleep(min(0.02, max(0.0, until - time.monotonic())))


def end_as(how: str, control: Control) -> None:
    if how == "abort":
        os.abort()
    elif how == "segv":
        ctypes.string_at(1)
    elif how == "exit":
        os._exit(3)
    elif how == "bug":
        raise RuntimeError("the script asked for a bug")
    elif how == "eat":
        _eat(control)
    elif how == "hang":
        while True:
            time.sleep(1)
    elif how == "deaf":
        _sleep(60, control, deaf=True)


def _eat(control: Control) -> None:
    hoard = []
    while True:
        control.beat()
        hoard.append(bytearray(16 * 1024 * 1024))


def _open(load: Load, control: Control) -> EchoSession:
    try:
        with open(load.path, encoding="utf-8") as file:
            script = json.load(file)
    except (OSError, ValueError) as error:
        raise ModelUnusable(f"{load.path} is no script.", "Write a JSON object.") from error
    _sleep(float(script.get("load_delay", 0)), control, deaf=False)
    if script.get("load") == "abort":
        os.abort()
    if load.memory_limit:
        _limit_memory(load.memory_limit)
    template = script.get("template")
    loaded = Loaded(load.context or CONTEXT, CONTEXT, "echo", 0, 0, 1, 0.0)
    thinks = {"thinks": listening(template, "") is not None, "can_choose": can_choose(template)}
    return EchoSession(script, msgspec.structs.replace(loaded, **thinks))


def _limit_memory(size: int) -> None:
    if sys.platform == "linux":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (size, size))


def _describe() -> Description:
    return Description("echo", "1", False, (), "")


ENGINE = Engine("echo", False, lambda path: path.endswith(".echo"), _open, _describe)
