"""Asks a model that thinks without end; prints the conversation once a part of the thought is stored.

Usage: HOME MODEL. Made to be killed.
"""

from __future__ import annotations

import sys

from edgechat import open_edge


def main(home: str, model: str) -> None:
    edge = open_edge(home)
    reply = edge.chat.send("Sum?", model=model, stream=True)
    told = False
    for _ in reply:
        if not told and edge.chat._store.messages(reply.conversation)[1].parts:
            print(reply.conversation, flush=True)
            told = True


if __name__ == "__main__":
    main(*sys.argv[1:])
