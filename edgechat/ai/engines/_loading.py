"""From a file to a model in memory: checked first, fitted to what is free, on the GPU as far as it goes.

Order: our own header check, an estimate against free memory (smaller context before refusal), a limit on
this process, then llama.cpp; a GPU that cannot hold the model gets fewer layers step by step.
"""

from __future__ import annotations

import ctypes
import sys
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from edgechat.ai.engines import _native
from edgechat.ai.engines._context import LANES, background_room
from edgechat.ai.engines._offload import (
    first_try,
    lacks_memory,
    last_error,
    next_try,
    read_log,
    room,
    why_not_more,
)
from edgechat.ai.gguf import GgufHeader, check_header, estimate_memory
from edgechat.ai.hardware import available_memory, default_threads, physical_cores
from edgechat.ai.protocol import Device, Load, Loaded, Progress
from edgechat.core.errors import InvalidInput, ModelUnusable, OutOfMemory
from edgechat.core.serving import Control

DEFAULT_CONTEXT = 8192  # tokens; more costs memory that most conversations never use
SMALLEST_CONTEXT = 512
HEADROOM = 768 * 1024 * 1024  # address space of Python, its threads and the compute buffers
FLASH = {"auto": -1, "off": 0, "on": 1}

# Handed over instead of llama.cpp's own choice: with 0 layers it would still use a GPU to read prompts.
_NO_DEVICES = (ctypes.c_void_p * 1)()


@dataclass(frozen=True)
class Opened:
    """Native handles and what was really done. Free the context before the model."""

    model: Any
    context: Any
    loaded: Loaded


@dataclass(frozen=True)
class _Plan:
    """What is to be loaded, and where to."""

    load: Load
    header: GgufHeader
    gpus: tuple[Device, ...]
    context: int
    threads: int

    @property
    def tokens(self) -> int:
        """The conversation's window and the room beside it."""
        return self.context + background_room(self.context)


def open_model(load: Load, control: Control) -> Opened:
    """Load ``load.path``. Raises ``ModelUnusable``, ``OutOfMemory`` or ``InvalidInput``."""
    began = time.monotonic()
    header = check_header(Path(load.path))
    binding = _native.library()
    gpus = _native.gpus() if load.gpu_layers else ()
    context = _fitting_context(load, header, gpus)
    plan = _Plan(load, header, gpus, context, load.threads or default_threads())
    model, native, trouble = _load_with_fallback(binding, plan, control)
    done = read_log(_native.recent_log())
    loaded = Loaded(
        context=context,
        trained_context=int(binding.llama_model_n_ctx_train(model)),
        device=done.name,
        gpu_layers=done.layers,
        layers=done.total or int(binding.llama_model_n_layer(model)) + 1,
        threads=plan.threads,
        load_ms=(time.monotonic() - began) * 1000,
        reason=why_not_more(
            done, built=_native.has_gpu_backend(), gpus=gpus, asked=load.gpu_layers, trouble=trouble
        ),
    )
    return Opened(model, native, loaded)


def _fitting_context(load: Load, header: GgufHeader, gpus: tuple[Device, ...]) -> int:
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
    free = load.memory_limit or max(available_memory(), sum(each.free for each in gpus))
    while (
        not load.context
        and context > 2048
        and estimate_memory(header, context + background_room(context)) > free
    ):
        context //= 2
    # Weights that go to a GPU need not fit here; there llama.cpp itself says when its memory is full.
    if load.memory_limit or not gpus:
        _check_fits(estimate_memory(header, context + background_room(context)), free)
    return context


def _check_fits(needed: int, free: int) -> None:
    if needed > free:
        raise OutOfMemory(
            f"This model needs about {_gigabytes(needed)} of memory and {_gigabytes(free)} are free.",
            "Choose a smaller model or a smaller context window, or close other programs.",
            needed=needed,
            free=free,
        )


def _gigabytes(size: int) -> str:
    return f"{size / 1e9:.1f} GB"


def _limit_memory(size: int | None) -> None:
    """Cap this process's address space at what it has now plus ``size`` bytes (Linux and BSD).

    None lifts the cap, for a GPU: its drivers reserve far more address space than memory.
    """
    if sys.platform != "linux":
        return
    import resource

    hard = resource.getrlimit(resource.RLIMIT_AS)[1]
    if size is None:
        resource.setrlimit(resource.RLIMIT_AS, (hard, hard))
        return
    with open("/proc/self/statm", encoding="ascii") as file:
        now = int(file.read().split()[0]) * resource.getpagesize()
    wanted = now + size + HEADROOM
    resource.setrlimit(
        resource.RLIMIT_AS, (wanted if hard == resource.RLIM_INFINITY else min(wanted, hard), hard)
    )


def _load_with_fallback(binding: Any, plan: _Plan, control: Control) -> tuple[Any, Any, str]:
    """Model, context and, if less of it is on the GPU than was tried, the log of the last failure."""
    all_layers = plan.header.block_count + 1
    carried = room(plan.header, plan.tokens, plan.gpus)
    layers = first_try(plan.load.gpu_layers, all_layers, carried) if plan.gpus else 0
    trouble = ""
    while True:
        _prepare_memory(plan, layers)
        _native.log_lines.clear()
        control.emit(Progress(0.0))
        model, native = _try(binding, plan, layers, control)
        if native is not None:
            return model, native, trouble
        if layers == 0 or control.stopped:
            raise _refusal(plan.load.path)
        trouble = _native.recent_log()
        layers = next_try(layers, trouble)


def _prepare_memory(plan: _Plan, layers: int) -> None:
    """Without a GPU: does the model fit, also when a GPU was to carry it; it gets no more than that."""
    if layers:
        _limit_memory(None)
        return
    needed = estimate_memory(plan.header, plan.tokens)
    if plan.gpus:
        _check_fits(needed, plan.load.memory_limit or available_memory())
    _limit_memory(plan.load.memory_limit or int(needed * 1.25))


def _try(binding: Any, plan: _Plan, layers: int, control: Control) -> tuple[Any, Any]:
    model = _load(binding, plan.load.path, layers, control)
    if model is None:
        return None, None
    native = _new_context(binding, model, plan)
    if native is None:
        binding.llama_model_free(model)
    return model, native


def _load(binding: Any, path: str, layers: int, control: Control) -> Any:
    params = binding.llama_model_default_params()
    params.n_gpu_layers = layers
    if layers == 0:
        params.devices = ctypes.cast(_NO_DEVICES, ctypes.c_void_p)

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


def _new_context(binding: Any, model: Any, plan: _Plan) -> Any:
    params = binding.llama_context_default_params()
    params.n_ctx = plan.tokens
    params.n_seq_max = LANES
    params.kv_unified = True
    params.n_batch = params.n_ubatch = 512
    params.n_threads = plan.threads
    params.n_threads_batch = plan.load.threads or physical_cores()
    params.flash_attn_type = FLASH[plan.load.flash_attention]
    params.n_outputs_max = LANES
    params.no_perf = True
    return binding.llama_init_from_model(model, params) or None


def _refusal(path: str) -> Exception:
    log = _native.recent_log()
    if lacks_memory(log):
        return OutOfMemory(
            f"{Path(path).name} did not fit into memory.",
            "Choose a smaller model or a smaller context window, or close other programs.",
        )
    return ModelUnusable(
        f"llama.cpp cannot load {Path(path).name}: {last_error(log)}",
        "The file may be damaged or of a newer kind than this version knows: get it again or choose another.",
    )
