"""llama.cpp's library as this child sees it: the binding, its log, and the devices it can compute on.

Only the low-level binding is imported. The package's own front door would bring numpy, a server's types
and a second template engine: some 200 ms before the first answer.
"""

from __future__ import annotations

import ctypes
import importlib
import importlib.metadata
import importlib.util
import os
import sys
import types
from collections import deque
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from typing import Any

from edgechat.ai.hardware import default_threads
from edgechat.ai.protocol import Description, Device
from edgechat.core.errors import ModelUnusable

DEBUG_LEVEL, WARNING_LEVEL, ERROR_LEVEL, SAME_LEVEL = 1, 3, 4, 5  # ggml's numbers; 5 continues a line
GPU_BACKENDS = ("cann", "cuda", "hip", "metal", "musa", "opencl", "sycl", "vulkan", "webgpu")
KINDS = {0: "cpu", 1: "gpu", 2: "integrated gpu", 3: "accelerator", 4: "meta"}

log_lines: deque[str] = deque(maxlen=400)
"""What llama.cpp said lately: the only place where it tells why a load failed or what it offloaded.
Without its debug lines: a vocabulary with many control tokens alone would push out all else."""


_log_levels: deque[int] = deque([DEBUG_LEVEL], maxlen=1)  # the level of the line last begun


@cache
def library() -> Any:
    """The binding module ``llama_cpp.llama_cpp``, its backends initialised and its log caught.

    Raises ``ModelUnusable`` when the library is not installed or does not load.
    """
    found = importlib.util.find_spec("llama_cpp")
    if found is None or found.submodule_search_locations is None:
        raise ModelUnusable(
            "The language engine (llama-cpp-python) is not installed.", "Run the set-up command again."
        )
    _calm_waiting()
    package = types.ModuleType("llama_cpp")
    package.__path__ = list(found.submodule_search_locations)
    package.__spec__ = found
    sys.modules["llama_cpp"] = package
    try:
        binding = importlib.import_module("llama_cpp.llama_cpp")
    except (OSError, RuntimeError) as error:
        raise ModelUnusable(
            f"The language engine does not load: {error}", "Run the set-up command again."
        ) from error
    binding.llama_log_set(_catch_log, ctypes.c_void_p(0))
    binding.llama_backend_init()
    return binding


def _calm_waiting() -> None:
    """On one or two cores, threads that wait sleep at once instead of spinning.

    Only prompts are read with more than one thread there, and reading is up to twice as fast when the
    waiting thread gives its core to whoever needs it. OpenMP reads this when the library is loaded.
    """
    if default_threads() == 1:
        os.environ.setdefault("GOMP_SPINCOUNT", "0")


def _log(level: int, text: bytes, _data: int) -> None:
    _log_levels.append(_log_levels[-1] if level == SAME_LEVEL else level)
    if _log_levels[-1] == DEBUG_LEVEL:
        return
    line = text.decode("utf-8", "replace")
    log_lines.append(line)
    if WARNING_LEVEL <= level <= ERROR_LEVEL:
        sys.stderr.write(line)


_catch_log = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)(_log)


def recent_log() -> str:
    return "".join(log_lines)


def has_gpu_backend() -> bool:
    """Whether the library was built for any GPU, present here or not.

    ``llama_supports_gpu_offload`` cannot tell: it says no as well where no GPU was found.
    """
    library()
    ggml: Any = importlib.import_module("llama_cpp._ggml")
    return holds_gpu_backend(each.name for each in Path(ggml.libggml_base_path).iterdir())


def holds_gpu_backend(files: Iterable[str]) -> bool:
    """Whether these library files include one that computes on a GPU."""
    return any(f"ggml-{backend}" in name for name in files for backend in GPU_BACKENDS)


def gpus() -> tuple[Device, ...]:
    """The devices that are GPUs, integrated ones included."""
    return tuple(each for each in devices() if "gpu" in each.kind)


def devices() -> tuple[Device, ...]:
    """Every device that llama.cpp was built for and really sees, the CPU included. Sizes in bytes."""
    library()
    ggml: Any = importlib.import_module("llama_cpp._ggml").libggml
    base = _base_library()
    ggml.ggml_backend_dev_count.restype = ctypes.c_size_t
    ggml.ggml_backend_dev_get.restype = ctypes.c_void_p
    ggml.ggml_backend_dev_get.argtypes = [ctypes.c_size_t]
    handles = [ggml.ggml_backend_dev_get(index) for index in range(ggml.ggml_backend_dev_count())]
    return tuple(_device(base, handle) for handle in handles)


def _base_library() -> Any:
    extensions: Any = importlib.import_module("llama_cpp._ctypes_extensions")
    ggml: Any = importlib.import_module("llama_cpp._ggml")
    base = extensions.load_shared_library("ggml-base", ggml.libggml_base_path)
    for name in ("name", "description"):
        function = getattr(base, f"ggml_backend_dev_{name}")
        function.restype = ctypes.c_char_p
        function.argtypes = [ctypes.c_void_p]
    base.ggml_backend_dev_type.restype = ctypes.c_int
    base.ggml_backend_dev_type.argtypes = [ctypes.c_void_p]
    size = ctypes.POINTER(ctypes.c_size_t)
    base.ggml_backend_dev_memory.argtypes = [ctypes.c_void_p, size, size]
    base.ggml_backend_dev_memory.restype = None
    return base


def _device(base: Any, handle: int) -> Device:
    free, total = ctypes.c_size_t(), ctypes.c_size_t()
    base.ggml_backend_dev_memory(handle, ctypes.byref(free), ctypes.byref(total))
    return Device(
        name=base.ggml_backend_dev_name(handle).decode("utf-8", "replace"),
        description=base.ggml_backend_dev_description(handle).decode("utf-8", "replace"),
        kind=KINDS.get(base.ggml_backend_dev_type(handle), "other"),
        free=free.value,
        total=total.value,
    )


def describe() -> Description:
    binding = library()
    return Description(
        engine="llama.cpp",
        version=importlib.metadata.version("llama-cpp-python"),
        gpu_support=has_gpu_backend(),
        devices=devices(),
        system=binding.llama_print_system_info().decode("utf-8", "replace").strip(),
    )


def forgets(model: Any) -> bool:
    """Whether what ``model`` has read can be forgotten from any token on: not where layers keep a state."""
    binding = library()
    return not (binding.llama_model_is_recurrent(model) or binding.llama_model_is_hybrid(model))
