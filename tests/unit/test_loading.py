"""Loading decisions, without llama.cpp: layers to try, what its log says, which context fits, memory."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from edgechat.ai.engines import _loading, _native
from edgechat.ai.engines._context import FIRST_SLICE, SLICE, SMALLEST_SLICE, Context, Pace, Stopped
from edgechat.ai.engines._loading import _fitting_context, _load_with_fallback, _Plan
from edgechat.ai.engines._offload import (
    NO_GPU,
    NO_ROOM,
    NOT_BUILT,
    SWITCHED_OFF,
    Offload,
    first_try,
    last_error,
    next_try,
    read_log,
    room,
    why_not_more,
)
from edgechat.ai.gguf import GgufHeader, check_header, estimate_memory
from edgechat.ai.protocol import Device, Load
from edgechat.core.errors import InvalidInput, ModelUnusable, OutOfMemory
from tests.models.tiny_gguf import write_tiny

GIGABYTE = 10**9
FULL = "load_tensors: error: unable to allocate CUDA0 buffer\n"
BROKEN = "ggml_cuda_init: error: no kernel image is available\n"
OFFLOADED = """\
llama_prepare_model_devices: using device CUDA0 (NVIDIA RTX 4070 (Laptop)) (0000:01:00.0) - 7000 MiB free
load_tensors: offloading 15 repeating layers to GPU
load_tensors: offloaded 16/17 layers to GPU
"""


@pytest.fixture
def header(tmp_path: Path) -> GgufHeader:
    """A model of 16 blocks and 3.2 GB, its cache 64 KB per token."""
    small = check_header(write_tiny(tmp_path / "m.gguf"))
    return replace(small, weights=3_200_000_000, block_count=16, kv_width=32_768, context_length=131_072)


def gpu(free: int, total: int = 24 * GIGABYTE, kind: str = "gpu") -> Device:
    return Device("CUDA0", "A card", kind, free, total)


# -- what to try ---------------------------------------------------------------------------------


def test_a_gpu_with_room_takes_every_layer_and_the_output(header: GgufHeader) -> None:
    assert room(header, 4096, (gpu(8 * GIGABYTE),)) == 17


def test_a_gpu_with_half_the_room_takes_about_half(header: GgufHeader) -> None:
    needed = estimate_memory(header, 4096)
    assert 7 <= room(header, 4096, (gpu(needed // 2),)) <= 9


def test_a_larger_context_leaves_room_for_fewer_layers(header: GgufHeader) -> None:
    card = (gpu(3 * GIGABYTE),)
    assert room(header, 65_536, card) < room(header, 4096, card) < 17


def test_a_full_gpu_takes_nothing_and_two_share(header: GgufHeader) -> None:
    assert room(header, 4096, (gpu(0),)) == 0
    assert room(header, 4096, (gpu(2 * GIGABYTE), gpu(3 * GIGABYTE))) == 17


def test_a_driver_that_does_not_tell_its_memory_is_tried(header: GgufHeader) -> None:
    assert room(header, 4096, (gpu(0, total=0),)) == 17


def test_what_the_person_asked_for_is_tried_whatever_memory_says() -> None:
    assert first_try(-1, 17, 9) == 9
    assert first_try(12, 17, 9) == 12
    assert first_try(1000, 17, 9) == 17


def test_short_memory_takes_a_quarter_off_and_another_failure_leaves_the_gpu() -> None:
    tries = [17]
    while tries[-1]:
        tries.append(next_try(tries[-1], FULL))
    assert tries == [17, 12, 9, 6, 4, 3, 2, 1, 0]
    assert next_try(17, BROKEN) == 0
    assert next_try(17, "ggml_vulkan: vk::Device::allocateMemory: ErrorOutOfDeviceMemory") == 12


# -- what was done -------------------------------------------------------------------------------


def test_the_log_tells_device_and_layers() -> None:
    done = read_log(OFFLOADED)
    assert done == Offload(16, 17, ("NVIDIA RTX 4070 (Laptop) (CUDA0)",))
    assert done.name == "NVIDIA RTX 4070 (Laptop) (CUDA0)"


def test_only_devices_that_are_used_are_named() -> None:
    skipped = (
        "skipping device Vulkan0 (Card) with id 1 - already using device CUDA0 (Card) with the same id\n"
    )
    assert len(read_log(skipped + OFFLOADED).devices) == 1


def test_layers_without_a_device_are_not_on_a_gpu() -> None:
    done = read_log("load_tensors: offloaded 17/17 layers to GPU\n")
    assert (done.layers, done.total, done.name) == (0, 17, "CPU")
    assert read_log("").name == "CPU"


@pytest.mark.parametrize(
    ("done", "built", "gpus", "asked", "trouble", "reason"),
    [
        (Offload(17, 17), True, 1, -1, "", ""),
        (Offload(8, 17), True, 1, 8, "", ""),
        (Offload(8, 17), True, 1, -1, FULL, "the GPU has room for 8 of 17 layers"),
        (Offload(8, 17), True, 1, 12, FULL, "the GPU has room for 8 of 12 layers"),
        (Offload(0, 17), True, 1, -1, FULL, NO_ROOM),
        (Offload(0, 17), True, 1, -1, "", NO_ROOM),
        (Offload(0, 17), True, 1, -1, BROKEN, "the GPU failed: " + BROKEN.strip()),
        (Offload(0, 17), True, 0, 0, "", SWITCHED_OFF),
        (Offload(0, 17), True, 0, -1, "", NO_GPU),
        (Offload(), False, 0, 0, "", NOT_BUILT),
    ],
)
def test_the_reason_fits_what_happened(
    done: Offload, built: bool, gpus: int, asked: int, trouble: str, reason: str
) -> None:
    cards = (gpu(GIGABYTE),) * gpus
    assert why_not_more(done, built=built, gpus=cards, asked=asked, trouble=trouble) == reason


def test_an_error_is_cut_and_may_be_missing() -> None:
    assert last_error("fine\nerror: bad\nfine\n") == "error: bad"
    assert len(last_error("error " * 200)) == 300
    assert last_error("fine") == "no reason given"


def test_gpu_support_is_what_was_built_not_what_is_present() -> None:
    plain = ["libggml.so", "libggml-base.so", "libggml-cpu.so", "libllama.so"]
    assert not _native.holds_gpu_backend(plain)
    assert _native.holds_gpu_backend([*plain, "libggml-cuda.so"])
    assert _native.holds_gpu_backend(["ggml-vulkan.dll"])


def test_debug_lines_do_not_push_out_the_rest(monkeypatch: pytest.MonkeyPatch) -> None:
    kept: list[str] = []
    monkeypatch.setattr(_native, "log_lines", kept)
    for level, line in ((2, b"info"), (5, b" more\n"), (1, b"debug"), (5, b" more\n"), (2, b"end\n")):
        _native._log(level, line, 0)
    assert kept == ["info", " more\n", "end\n"]


# -- context -------------------------------------------------------------------------------------


@pytest.fixture
def free_memory(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    return lambda size: monkeypatch.setattr(_loading, "available_memory", lambda: size)


def test_the_context_shrinks_until_it_fits(header: GgufHeader, free_memory: Callable[[int], None]) -> None:
    free_memory(16 * GIGABYTE)
    assert _fitting_context(Load("m"), header, ()) == 8192
    free_memory(estimate_memory(header, 4096 + 2048))
    assert _fitting_context(Load("m"), header, ()) == 4096
    free_memory(GIGABYTE)
    with pytest.raises(OutOfMemory):
        _fitting_context(Load("m"), header, ())


def test_the_memory_of_a_gpu_counts(header: GgufHeader, free_memory: Callable[[int], None]) -> None:
    free_memory(GIGABYTE)
    assert _fitting_context(Load("m"), header, (gpu(16 * GIGABYTE),)) == 8192
    assert _fitting_context(Load("m"), header, (gpu(GIGABYTE),)) == 2048


def test_an_asked_context_is_kept_or_refused(header: GgufHeader, free_memory: Callable[[int], None]) -> None:
    free_memory(16 * GIGABYTE)
    assert _fitting_context(Load("m", context=16_384), header, ()) == 16_384
    assert _fitting_context(Load("m", context=10**9), replace(header, context_length=4096), ()) == 4096
    with pytest.raises(InvalidInput):
        _fitting_context(Load("m", context=100), header, ())


def test_a_limit_in_the_settings_holds_with_a_gpu_too(header: GgufHeader) -> None:
    with pytest.raises(OutOfMemory):
        _fitting_context(Load("m", memory_limit=GIGABYTE), header, (gpu(16 * GIGABYTE),))


# -- the whole fallback, with a library that answers as scripted ----------------------------------


class Library:
    """Stands for the binding: a load with at most ``carries`` layers works, others log ``complaint``."""

    LLAMA_MODEL, LLAMA_CONTEXT = 11, 22

    def __init__(self, carries: int, complaint: str, *, context_too: bool = False) -> None:
        self.tried: list[int] = []
        self.on_no_device: list[bool] = []
        self.freed = 0
        self._carries, self._complaint, self._context_too = carries, complaint, context_too
        self.llama_progress_callback = lambda function: function
        self.llama_context_default_params = SimpleNamespace

    def llama_model_default_params(self) -> SimpleNamespace:
        return SimpleNamespace(devices=None)

    def llama_model_load_from_file(self, _path: bytes, params: Any) -> int | None:
        self.tried.append(params.n_gpu_layers)
        self.on_no_device.append(params.devices is not None)
        params.progress_callback(1.0, None)
        return self.LLAMA_MODEL if self._context_too else self._answer(self.LLAMA_MODEL)

    def llama_init_from_model(self, _model: int, _params: Any) -> int | None:
        return self._answer(self.LLAMA_CONTEXT)

    def llama_model_free(self, _model: int) -> None:
        self.freed += 1

    def _answer(self, handle: int) -> int | None:
        if self.tried[-1] <= self._carries:
            return handle
        _native.log_lines.append(self._complaint)
        return None


class Watcher:
    stopped = False

    def emit(self, _part: Any) -> None: ...
    def beat(self) -> None: ...


@pytest.fixture
def caps(monkeypatch: pytest.MonkeyPatch, free_memory: Callable[[int], None]) -> Iterator[list[int | None]]:
    """The caps on this process's memory that a load asked for; none is set."""
    asked: list[int | None] = []
    free_memory(16 * GIGABYTE)
    monkeypatch.setattr(_loading, "_limit_memory", asked.append)
    yield asked
    _native.log_lines.clear()


def load_with(library: Library, header: GgufHeader, load: Load, *gpus: Device) -> str:
    return _load_with_fallback(library, _Plan(load, header, gpus, 4096, 4), Watcher())[2]  # type: ignore[arg-type]


def test_all_layers_at_once_where_they_fit(header: GgufHeader, caps: list[int | None]) -> None:
    library = Library(17, FULL)
    assert load_with(library, header, Load("m"), gpu(9 * GIGABYTE)) == ""
    assert (library.tried, library.on_no_device, caps) == ([17], [False], [None])


@pytest.mark.parametrize("context_too", [False, True])
def test_fewer_layers_until_the_gpu_takes_them(
    header: GgufHeader, caps: list[int | None], context_too: bool
) -> None:
    library = Library(4, FULL, context_too=context_too)
    assert load_with(library, header, Load("m"), gpu(9 * GIGABYTE)) == FULL
    assert library.tried == [17, 12, 9, 6, 4] and set(caps) == {None}
    assert library.freed == (4 if context_too else 0)


def test_without_a_layer_no_gpu_is_touched_and_memory_is_capped(
    header: GgufHeader, caps: list[int | None]
) -> None:
    library = Library(0, BROKEN)
    load_with(library, header, Load("m"), gpu(9 * GIGABYTE))
    assert (library.tried, library.on_no_device) == ([17, 0], [False, True])
    assert caps[0] is None and (caps[1] or 0) > header.weights


def test_no_gpu_no_attempt_on_one(header: GgufHeader, caps: list[int | None]) -> None:
    library = Library(17, FULL)
    load_with(library, header, Load("m", memory_limit=5 * GIGABYTE))
    assert (library.tried, library.on_no_device, caps) == ([0], [True], [5 * GIGABYTE])


def test_a_model_for_the_gpu_alone_is_not_forced_into_memory(
    header: GgufHeader, caps: list[int | None], free_memory: Callable[[int], None]
) -> None:
    free_memory(GIGABYTE)
    library = Library(0, BROKEN)
    with pytest.raises(OutOfMemory):
        load_with(library, header, Load("m"), gpu(9 * GIGABYTE))
    assert library.tried == [17]


def test_a_damaged_file_is_told_as_such(header: GgufHeader, caps: list[int | None]) -> None:
    library = Library(-1, "llama_model_load: error loading model: tensor is out of bounds\n")
    with pytest.raises(ModelUnusable, match="out of bounds"):
        load_with(library, header, Load("m"), gpu(9 * GIGABYTE))
    assert library.tried == [17, 0]


def test_a_stop_while_loading_ends_the_attempts(
    header: GgufHeader, caps: list[int | None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Watcher, "stopped", True)
    library = Library(0, FULL)
    with pytest.raises(OutOfMemory):
        load_with(library, header, Load("m"), gpu(9 * GIGABYTE))
    assert library.tried == [17]


@pytest.mark.skipif(sys.platform != "linux", reason="the cap exists on Linux only")
def test_the_cap_is_lifted_for_a_gpu(monkeypatch: pytest.MonkeyPatch) -> None:
    import resource

    limits: list[tuple[int, int]] = []
    monkeypatch.setattr(resource, "setrlimit", lambda _what, pair: limits.append(pair))
    monkeypatch.setattr(resource, "getrlimit", lambda _what: (1, 10**15))
    _loading._limit_memory(GIGABYTE)
    _loading._limit_memory(None)
    assert GIGABYTE < limits[0][0] < 10**15 and limits[1] == (10**15, 10**15)


# -- slices --------------------------------------------------------------------------------------


def test_the_cpu_reads_full_slices() -> None:
    pace = Pace(on_gpu=False)
    pace.learn(SLICE, 30.0)
    assert pace.tokens == SLICE


def test_a_gpus_slices_follow_its_speed() -> None:
    pace = Pace(on_gpu=True)
    sizes = [pace.tokens]
    for seconds in (0.005, 4.0, 60.0):
        pace.learn(pace.tokens, seconds)
        sizes.append(pace.tokens)
    assert sizes == [FIRST_SLICE, SLICE, 64, SMALLEST_SLICE]


def test_a_short_rest_changes_no_pace() -> None:
    pace = Pace(on_gpu=True)
    pace.learn(3, 2.0)
    assert pace.tokens == FIRST_SLICE


class SlowGpu:
    """A binding whose ``llama_decode`` returns at once and whose ``llama_synchronize`` does the waiting."""

    def __init__(self, stop_after: int = 1000) -> None:
        self.slices: list[int] = []
        self.control = Watcher()
        self._stop_after = stop_after

    def __getattr__(self, _name: str) -> Callable[..., int]:
        return lambda *_: 0

    def llama_batch_init(self, size: int, *_: int) -> SimpleNamespace:
        flat = {name: [0] * size for name in ("token", "pos", "n_seq_id", "logits")}
        return SimpleNamespace(n_tokens=0, seq_id=[[0] for _ in range(size)], **flat)

    def llama_decode(self, _native: int, batch: Any) -> int:
        self.slices.append(batch.n_tokens)
        return 0

    def llama_synchronize(self, _native: int) -> None:
        self.control.stopped = len(self.slices) >= self._stop_after


def test_every_token_is_read_whatever_the_slices() -> None:
    gpu_like = SlowGpu()
    context = Context(gpu_like, 1, 4096, on_gpu=True)
    context.read(context.lanes[0], range(1500), gpu_like.control)  # type: ignore[arg-type]
    assert context.lanes[0].tokens == list(range(1500))
    assert gpu_like.slices == [FIRST_SLICE, 512, 512, 412]


def test_a_stop_on_a_gpu_keeps_the_slices_that_were_read() -> None:
    gpu_like = SlowGpu(stop_after=2)
    context = Context(gpu_like, 1, 4096, on_gpu=True)
    with pytest.raises(Stopped):
        context.read(context.lanes[0], range(1500), gpu_like.control)  # type: ignore[arg-type]
    assert len(context.lanes[0].tokens) == sum(gpu_like.slices) == FIRST_SLICE + 512
