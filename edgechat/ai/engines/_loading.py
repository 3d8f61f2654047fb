"""From a file to a model in memory: checked first, fitted to what is free, on the GPU as far as it goes.

Order: our own header check, an estimate against free memory (smaller context before refusal), a limit on
this process, then llama.cpp; a GPU that cannot hold the model gets fewer layers step by step.
"""

from __future__ import annotations

import re
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgechat.ai.engines import _native
from edgechat.ai.engines._context import LANES, background_room
from edgechat.ai.gguf import GgufHeader, check_header, estimate_memory
from edgechat.ai.hardware import available_memory, default_threads, physical_cores
from edgechat.ai.protocol import Device, Load, Loaded, Progress
from edgechat.core.errors import InvalidInput, ModelUnusable, OutOfMemory
from edgechat.core.serving import Control

DEFAULT_CONTEXT = 8192  # tokens; more costs memory that most conversations never use
SMALLEST_CONTEXT = 512
HEADROOM = 768 * 1024 * 1024  # address space of Python, its threads and the compute buffers
FLASH = {"auto": -1, "off": 0, "on": 1}

_OFFLOADED = re.compile(r"offloaded (\d+)/(\d+) layers to GPU")
# Narrow on purpose: llama.cpp also logs settings such as "no_alloc = 0" on every load.
_NO_MEMORY = re.compile(
    r"(?i)(?:failed|unable|cannot|could not) to alloc|cannot allocate memory|out of memory|bad_alloc"
    r"|insufficient memory|failed to reserve memory"
)


@dataclass(frozen=True)
class Opened:
    """Native handles and what was really done. Free the context before the model."""

    model: Any
    context: Any
    loaded: Loaded


def open_model(load: Load, control: Control) -> Opened:
    """Load ``load.path``. Raises ``ModelUnusable``, ``OutOfMemory`` or ``InvalidInput``."""
    began = time.monotonic()
    header = check_header(Path(load.path))
    binding = _native.library()
    gpus = tuple(each for each in _native.devices() if "gpu" in each.kind)
    context = _fitting_context(load, header, bool(gpus))
    if not gpus:
        _limit_memory(
            load.memory_limit or int(estimate_memory(header, context + background_room(context)) * 1.25)
        )
    threads = load.threads or default_threads()
    model, native = _load_with_fallback(binding, load, header, context, threads, bool(gpus), control)
    offloaded, layers = _offloaded(_native.recent_log())
    loaded = Loaded(
        context=context,
        trained_context=int(binding.llama_model_n_ctx_train(model)),
        device=_device_name(gpus, offloaded),
        gpu_layers=offloaded,
        layers=layers or int(binding.llama_model_n_layer(model)) + 1,
        threads=threads,
        load_ms=(time.monotonic() - began) * 1000,
        reason=_why_no_gpu(binding, gpus, offloaded, load.gpu_layers),
    )
    return Opened(model, native, loaded)


def _fitting_context(load: Load, header: GgufHeader, on_gpu: bool) -> int:
    """The context to use, in tokens: as asked, or as large as the free memory carries."""
    trained = header.context_length
    if load.context > 0:
        if load.context < SMALLEST_CONTEXT:
            raise InvalidInput(
                f"A context window of {load.context} tokens is too small.",
                f"Give at least {SMALLEST_CONTEXT}, or 0 for the model's own.",
            )
        context = min(load.context, trained)
    else:
        context = min(trained, DEFAULT_CONTEXT)
    free = load.memory_limit or available_memory()
    while (
        not load.context
        and context > 2048
        and estimate_memory(header, context + background_room(context)) > free
    ):
        context //= 2
    needed = estimate_memory(header, context + background_room(context))
    # Weights that go to a GPU need not fit here; there llama.cpp itself says when its memory is full.
    if needed > free and (load.memory_limit or not on_gpu):
        raise OutOfMemory(
            f"This model needs about {_gigabytes(needed)} of memory and {_gigabytes(free)} are free.",
            "Choose a smaller model or a smaller context window, or close other programs.",
            needed=needed,
            free=free,
        )
    return context


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


def _limit_memory(size: int) -> None:
    """Cap this process's address space at what it has now plus ``size`` bytes (Linux and BSD).

    Not where a GPU is used: its drivers reserve far more address space than memory.
    """
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    wanted = now + size + HEADROOM
    resource.setrlimit(
        resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
    )


def _load_with_fallback(
    binding: Any, load: Load, header: GgufHeader, context: int, threads: int, on_gpu: bool, control: Control
) -> tuple[Any, Any]:
    for layers in _attempts(load.gpu_layers, header.block_count + 1, on_gpu):
        _native.log_lines.clear()
        control.emit(Progress(0.0))
        model = _load(binding, load.path, layers, control)
        if model is None:
            continue
        native = _new_context(binding, model, load, context, threads)
        if native is not None:
            return model, native
        binding.llama_model_free(model)
    raise _refusal(load.path)


def _attempts(asked: int, layers: int, on_gpu: bool) -> list[int]:
    """Layers to try on the GPU: what was asked, then half and half again, at last none."""
    if not on_gpu or asked == 0:
        return [0]
    tries = [layers if asked < 0 else min(asked, layers)]
    while tries[-1] > 0:
        tries.append(tries[-1] // 2)
    return tries


def _load(binding: Any, path: str, layers: int, control: Control) -> Any:
    params = binding.llama_model_default_params()
    params.n_gpu_layers = layers

    def tell(fraction: float, _data: Any) -> bool:
        if fraction - tell.last >= 0.02 or fraction >= 1.0:  # type: ignore[attr-defined]
            tell.last = fraction  # type: ignore[attr-defined]
            control.emit(Progress(fraction))
        return not control.stopped

    tell.last = 0.0  # type: ignore[attr-defined]
    callback = binding.llama_progress_callback(tell)
    params.progress_callback = callback
    model = binding.llama_model_load_from_file(path.encode("utf-8", "surrogateescape"), params)
    return model or None


def _new_context(binding: Any, model: Any, load: Load, context: int, threads: int) -> Any:
    params = binding.llama_context_default_params()
    params.n_ctx = context + background_room(context)
    params.n_seq_max = LANES
    params.kv_unified = True
    params.n_batch = params.n_ubatch = 512
    params.n_threads = threads
    params.n_threads_batch = load.threads or physical_cores()
    params.flash_attn_type = FLASH[load.flash_attention]
    params.n_outputs_max = LANES
    params.no_perf = True
    return binding.llama_init_from_model(model, params) or None


def _refusal(path: str) -> Exception:
    log = _native.recent_log()
    if _NO_MEMORY.search(log):
        return OutOfMemory(
            f"{Path(path).name} did not fit into memory.",
            "Choose a smaller model or a smaller context window, or close other programs.",
        )
    why = next(
        (line.strip() for line in reversed(_native.log_lines) if "error" in line.lower()), "no reason given"
    )
    return ModelUnusable(
        f"llama.cpp cannot load {Path(path).name}: {why[:300]}",
        "The file may be damaged or of a newer kind than this version knows: get it again or choose another.",
    )


def _offloaded(log: str) -> tuple[int, int]:
    found = _OFFLOADED.findall(log)
    return (int(found[-1][0]), int(found[-1][1])) if found else (0, 0)


def _device_name(gpus: tuple[Device, ...], offloaded: int) -> str:
    if offloaded and gpus:
        return ", ".join(f"{each.description} ({each.name})" for each in gpus)
    return "CPU"


def _why_no_gpu(binding: Any, gpus: tuple[Device, ...], offloaded: int, asked: int) -> str:
    if offloaded:
        return ""
    if not binding.llama_supports_gpu_offload():
        return "llama.cpp was built without GPU support"
    if not gpus:
        return "no usable GPU was found"
    return "switched off in the settings" if asked == 0 else "the GPU has too little free memory"
