"""Main of every child process: binds what a role can do to the pipe. Never imported by the app.

Started as ``python -P -m edgechat.worker ROLE``. Before anything native is loaded it moves the pipes out
of the way, makes itself the first to die when memory runs out, and forbids itself the network and new
processes: a document or model that takes this process over finds nothing to talk to from Python.
"""

from __future__ import annotations

import argparse
import faulthandler
import logging
import os
import sys
from collections.abc import Callable, Mapping
from typing import Any

from edgechat.core.serving import Handler, serve, take_pipes

FORBIDDEN = frozenset(
    {"socket.connect", "socket.bind", "socket.sendto", "socket.sendmsg"}
    # A question to a name server carries what it asks for to the outside.
    | {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
    | {"subprocess.Popen", "os.system", "os.exec", "os.fork", "os.forkpty", "os.posix_spawn", "os.spawn"}
    | {"os.startfile", "os.startfile/2", "pty.spawn"}
)


def _text() -> Mapping[str, Handler]:
    from edgechat.ai.engines import text_handlers

    return text_handlers()


def _embed() -> Mapping[str, Handler]:
    from edgechat.ai.engines import embed_handlers
    from edgechat.library.ranking import RankingServer

    return {**embed_handlers(), **RankingServer().handlers()}


def _read() -> Mapping[str, Handler]:
    from edgechat.library.formats import read_handlers

    return read_handlers()


ROLES: dict[str, Callable[[], Mapping[str, Handler]]] = {"text": _text, "embed": _embed, "read": _read}


def main(argv: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="edgechat.worker")
    parser.add_argument("role", choices=sorted(ROLES))
    parser.add_argument("--oom-score", type=int, default=0)
    parser.add_argument("--nice", type=int, default=0)
    arguments = parser.parse_args(argv)
    incoming, outgoing = take_pipes()
    faulthandler.enable()
    logging.basicConfig(stream=sys.stderr, level=logging.WARNING)
    _volunteer_to_die_first(arguments.oom_score)
    if arguments.nice and hasattr(os, "nice"):
        os.nice(arguments.nice)
    sys.addaudithook(_forbid)
    serve(incoming, outgoing, ROLES[arguments.role]())


def _volunteer_to_die_first(score: int) -> None:
    try:
        with open("/proc/self/oom_score_adj", "w", encoding="ascii") as file:
            file.write(str(score))
    except OSError:
        pass  # not Linux, or not allowed: the limits of the engine still hold


def _forbid(event: str, arguments: tuple[Any, ...]) -> None:
    if event in FORBIDDEN:
        raise PermissionError(f"a child process of EdgeChat may not do this: {event}")


if __name__ == "__main__":
    main()
