"""What every model of onnxruntime needs: a session, its tokenizer, a limit of memory."""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

from edgechat.core.errors import ModelUnusable

ROOM = 3 << 30  # bytes of address space on top of the loaded model: codes of a large library, and batches


def open_session(path: str, threads: int) -> Any:
    """Raises what the native code does: each fault has a class of its own."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.log_severity_level = 3
    # Waiting threads sleep: a background task must not turn cores in circles.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])


def read_tokenizer(file: Path, *, action: str) -> Any:
    """Raises ``ModelUnusable``."""
    os.environ["TOKENIZERS_PARALLELISM"] = "false"  # its threads would take every core
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing narrower
        raise ModelUnusable(f"The tokenizer {file} cannot be read: {error}.", action) from error
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def is_memory(error: Exception) -> bool:
    """Whether a run failed for want of memory."""
    return "alloc" in str(error).lower() or isinstance(error, MemoryError)


def limit_memory(room: int = ROOM) -> None:
    """From now on this process gets ``room`` bytes of address space more, and then no further."""
    if sys.platform != "linux":
        return
    import resource

    with open("/proc/self/statm", encoding="ascii") as file:
        taken = int(file.read().split()[0]) * resource.getpagesize()
    hard = resource.getrlimit(resource.RLIMIT_AS)[1]  # stays: a second model may need the room of the first
    wanted = taken + room if hard == resource.RLIM_INFINITY else min(taken + room, hard)
    resource.setrlimit(resource.RLIMIT_AS, (wanted, hard))
