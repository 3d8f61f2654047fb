"""How much of a model goes to the GPU: what to try, what llama.cpp really did, and why not more.

Judges device lists and llama.cpp's log. Loads nothing and touches no native code.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from edgechat.ai.gguf import GgufHeader, estimate_memory
from edgechat.ai.protocol import Device

SHORT = 256  # tokens; the estimate's share that grows with the context is next to nothing here
NOT_BUILT = "llama.cpp was built without GPU support"
SWITCHED_OFF = "switched off in the settings"
NO_GPU = "no usable GPU was found"
NO_ROOM = "the GPU has too little free memory"

_OFFLOADED = re.compile(r"offloaded (\d+)/(\d+) layers to GPU")
_USING = re.compile(r"using device (\S+) \((.*)\) \([^()]*\) - \d+ MiB free")
# Narrow on purpose: llama.cpp also logs settings such as "no_alloc = 0" on every load.
_NO_MEMORY = re.compile(
    r"(?i)(?:failed|unable|cannot|could not) to alloc|cannot allocate memory|out of memory|bad_alloc"
    r"|insufficient memory|failed to reserve memory|OutOf(?:Device|Host)Memory"
)


@dataclass(frozen=True)
class Offload:
    """What llama.cpp did with one load: ``layers`` of ``total`` on ``devices`` (names, for people)."""

    layers: int = 0
    total: int = 0
    devices: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        return ", ".join(self.devices) if self.layers else "CPU"


def read_log(log: str) -> Offload:
    """What the log of one load says. It counts layers also where there was no device to take them."""
    devices = tuple(f"{description} ({name})" for name, description in _USING.findall(log))
    counts = _OFFLOADED.findall(log)
    layers, total = (int(counts[-1][0]), int(counts[-1][1])) if counts else (0, 0)
    return Offload(layers if devices else 0, total, devices)


def lacks_memory(log: str) -> bool:
    return _NO_MEMORY.search(log) is not None


def room(header: GgufHeader, context: int, gpus: tuple[Device, ...]) -> int:
    """Layers, the output counted as one, that the free memory of ``gpus`` carries with ``context`` tokens.

    All of them where a driver does not tell its memory: then only trying shows it. Errs on the side of
    too many (a short batch's work is counted, as if flash attention were on): a failed try costs moments,
    a layer left out slows every answer.
    """
    layers = header.block_count + 1
    if any(each.total == 0 for each in gpus):
        return layers
    moving = header.weights + context * header.kv_width * 2
    staying = estimate_memory(header, SHORT) - header.weights
    free = sum(max(0, each.free - staying) for each in gpus)
    return min(layers, free * layers // max(moving, 1))


def first_try(asked: int, layers: int, carried: int) -> int:
    """Layers to begin with: as the person said, else (``asked`` -1) what memory carries."""
    return carried if asked < 0 else min(asked, layers)


def next_try(layers: int, log: str) -> int:
    """Layers to try after ``layers`` failed: a quarter less if memory was short, none if it was not that."""
    return layers * 3 // 4 if lacks_memory(log) else 0


def why_not_more(done: Offload, *, built: bool, gpus: tuple[Device, ...], asked: int, trouble: str) -> str:
    """Why not all layers that were asked for are on a GPU; empty if they are.

    ``trouble``: the log of the last load that failed, empty if none did.
    """
    wanted = done.total if asked < 0 else min(asked, done.total)
    if not built:
        return NOT_BUILT
    if asked == 0:
        return SWITCHED_OFF
    if not gpus:
        return NO_GPU
    if done.layers:
        return "" if done.layers >= wanted else f"the GPU has room for {done.layers} of {wanted} layers"
    return NO_ROOM if not trouble or lacks_memory(trouble) else f"the GPU failed: {last_error(trouble)}"


def last_error(log: str) -> str:
    """The last line that speaks of an error, cut to a length that people read."""
    lines = [line.strip() for line in log.splitlines() if "error" in line.lower()]
    return lines[-1][:300] if lines else "no reason given"
