"""No byte leaves the machine: seen from outside with strace, and tried from inside a child."""

from __future__ import annotations

import json
import os
import re
import shutil
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from edgechat.core.errors import BugError
from edgechat.core.messages import pack, unpack
from edgechat.core.processes import Child, ChildSpec
from edgechat.worker import FORBIDDEN

ROOT = Path(__file__).parents[2]
STARTED = re.compile(r"execve\(|clone3?\(|vfork\(")


class Words(msgspec.Struct, frozen=True):
    text: str


# A child with a role of its own: it runs the code it is sent, under all that a real child forbids itself.
PROBE = """
import msgspec
from edgechat import worker
from edgechat.core.messages import unpack

class Words(msgspec.Struct, frozen=True):
    text: str

def attempt(body, control):
    seen = {}
    exec(unpack(body, Words).text, seen)
    return Words(str(seen.get("result", "")))

worker.ROLES["probe"] = lambda: {"attempt": attempt}
worker.main(["probe"])
"""


class Probe(ChildSpec):
    def command(self) -> list[str]:
        return [sys.executable, "-P", "-c", PROBE]


@pytest.fixture(scope="module")
def probe() -> Iterator[Child]:
    child = Child(Probe("probe"))
    yield child
    child.close()


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as made:
        made.settimeout(0.2)
        yield made


def attempt(child: Child, code: str) -> str:
    return unpack(child.call("attempt", pack(Words(code))).wait(), Words).text


ATTEMPTS = {
    "connect": "import socket; socket.create_connection(('127.0.0.1', PORT))",
    "connect, no lookup": "import socket; socket.socket().connect(('127.0.0.1', PORT))",
    "connect_ex": "import socket; socket.socket().connect_ex(('127.0.0.1', PORT))",
    "datagram": "import socket; socket.socket(type=socket.SOCK_DGRAM).sendto(b'x', ('127.0.0.1', PORT))",
    "bind": "import socket; socket.socket().bind(('127.0.0.1', 0))",
    "name": "import socket; socket.getaddrinfo('secret.example.test', 80)",
    "old name": "import socket; socket.gethostbyname('secret.example.test')",
    "url": "import urllib.request; urllib.request.urlopen('http://127.0.0.1:PORT')",
    "asyncio": "import asyncio; asyncio.run(asyncio.open_connection('127.0.0.1', PORT))",
    "system": "import os; os.system('touch CANARY')",
    "popen": "import os; os.popen('touch CANARY').read()",
    "run": "import subprocess; subprocess.run(['touch', 'CANARY'])",
    "shell": "import subprocess; subprocess.run('touch CANARY', shell=True)",
    "fork": "import os; os.fork() or open('CANARY', 'w')",
    "forkpty": "import os; os.forkpty()",
    "exec": "import os; os.execv('/bin/touch', ['touch', 'CANARY'])",
    "spawn": "import os; os.posix_spawn('/bin/touch', ['touch', 'CANARY'], {})",
    "spawnl": "import os; os.spawnl(os.P_WAIT, '/bin/touch', 'touch', 'CANARY')",
    "pty": "import pty; pty.spawn(['touch', 'CANARY'])",
    "unhook": "import sys, os; sys.addaudithook(lambda *_: None); os.system('touch CANARY')",
}  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="the attempts are those of Unix")
@pytest.mark.parametrize("code", [pytest.param(code, id=name) for name, code in ATTEMPTS.items()])
@pytest.mark.leaves_running
def test_a_child_may_not(probe: Child, listener: socket.socket, tmp_path: Path, code: str) -> None:
    canary = tmp_path / "canary"
    port = str(listener.getsockname()[1])
    with pytest.raises(BugError, match="may not do this"):
        attempt(probe, code.replace("CANARY", str(canary)).replace("PORT", port))
    assert probe.alive and not canary.exists()
    with pytest.raises(TimeoutError):
        listener.accept()


@pytest.mark.leaves_running
def test_a_child_still_does_what_it_is_for(probe: Child) -> None:
    """The probe proves nothing unless harmless code runs in it."""
    assert attempt(probe, "import ctypes, threading; result = 6 * 7") == "42"
    assert attempt(probe, "import os; result = sorted(k for k in os.environ if 'TOKEN' in k)") == "[]"


def test_every_way_out_that_python_tells_of_is_closed() -> None:
    ways = ("socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg", "socket.getaddrinfo")
    starts = ("subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn")
    assert FORBIDDEN.issuperset(ways + starts)


@pytest.mark.skipif(sys.platform != "linux", reason="strace is a tool of Linux")
def test_no_internet_socket_in_a_whole_session(tmp_path: Path) -> None:
    """strace comes with set-up: without it this fails."""
    strace = shutil.which("strace")
    assert strace, "strace is not installed: run the test command of the README, which brings it"
    home = tmp_path / "home"
    answer = json.loads(traced(strace, home, "ask", "--json", "Say hello."))
    assert answer["text"] and answer["finish_reason"] in ("stop", "length")
    shown = json.loads(traced(strace, home, "conversations", "show", answer["conversation"], "--json"))
    assert [each["role"] for each in shown["messages"]] == ["user", "assistant"]
    assert json.loads(traced(strace, home, "conversations", "list", "--json"))
    assert json.loads(traced(strace, home, "models", "list", "--json"))
    assert json.loads(traced(strace, home, "doctor", "--json"))


def traced(strace: str, home: Path, *arguments: str) -> str:
    """Standard output of one command, after its system calls were looked through."""
    log = home.with_name("strace.log")
    command = [strace, "-f", "-qq", "-e", "trace=network,execve,clone,clone3,vfork", "-o", str(log)]
    program = [sys.executable, "-m", "edgechat", "--home", str(home), *arguments]
    done = subprocess.run(
        [*command, *program], cwd=ROOT, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "EDGECHAT_LOG": ""}, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    calls = log.read_text(errors="replace")
    assert done.returncode == 0, f"{arguments}: {done.returncode}\n{done.stderr}\n{calls[-2000:]}"
    assert STARTED.search(calls), "strace saw nothing: the test proves nothing"
    if arguments[0] == "ask":
        assert "edgechat.worker" in calls, "the child was not followed"
    assert "AF_INET" not in calls, "\n".join(line for line in calls.splitlines() if "AF_INET" in line)
    return done.stdout
