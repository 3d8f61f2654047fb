"""A process is recognised for good, and known to be gone once it is."""

from __future__ import annotations

import os
import subprocess
import sys

from edgechat.core import liveness
from edgechat.core.liveness import ProcessMark, this_process


def test_this_process_is_running() -> None:
    assert this_process().is_running()
    assert this_process() == this_process()


def test_the_same_id_with_another_start_is_another_process() -> None:
    assert not ProcessMark(os.getpid(), "another start").is_running()


def test_other_systems_are_asked_through_psutil() -> None:
    assert liveness._started_elsewhere(os.getpid()) == liveness._started_elsewhere(os.getpid())
    assert liveness._started_elsewhere(2**22 + 1) is None


def test_a_killed_process_is_gone_before_it_is_collected() -> None:
    show = (
        "from edgechat.core.liveness import this_process as this\n"
        "print(this().pid, this().started, flush=True)\n"
        "input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", show], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        pid, started = child.stdout.readline().split()
        mark = ProcessMark(int(pid), started)
        assert mark.is_running()
        child.kill()
        os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOWAIT)
        assert not mark.is_running()
