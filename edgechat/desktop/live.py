"""The text of answers that are being written, ahead of what the store holds. Knows no Qt."""

from __future__ import annotations

from collections import OrderedDict

from edgechat.chat.conversation import Message
from edgechat.chat.parts import ReasoningPart
from edgechat.core.records import replace
from edgechat.desktop.reading import Page, Prepared

REMEMBERED = 100


class Live:
    """Pieces come in order for answers of this process; of others, only whole texts now and then."""

    def __init__(self) -> None:
        self._texts: dict[str, str] = {}
        self._thoughts: dict[str, str] = {}
        self._own: set[str] = set()
        self._ended: OrderedDict[str, Message] = OrderedDict()

    def add(self, message: str, piece: str) -> str:
        """The text of ``message`` with ``piece`` added."""
        self._own.add(message)
        self._texts[message] = self._texts.get(message, "") + piece
        return self._texts[message]

    def think(self, message: str, piece: str) -> str:
        """What was thought before ``message``, with ``piece`` added."""
        self._own.add(message)
        self._thoughts[message] = self._thoughts.get(message, "") + piece
        return self._thoughts[message]

    def see(self, message: Message) -> None:
        """A message was stored or changed state. Pieces are trusted over the text of a stored one."""
        if message.state != "streaming":
            self._texts.pop(message.id, None)
            self._thoughts.pop(message.id, None)
            self._own.discard(message.id)
            self._remember(message)
        elif message.id not in self._own:
            self._texts[message.id] = message.text

    def _remember(self, message: Message) -> None:
        """A page that was read before an answer ended may arrive after."""
        self._ended[message.id] = message
        if len(self._ended) > REMEMBERED:
            self._ended.popitem(last=False)

    def refresh(self, page: Page) -> Page:
        """``page``, just read, with the text that has arrived since."""
        return replace(page, messages=tuple(map(self._fresh, page.messages)))

    def _fresh(self, each: Prepared) -> Prepared:
        if each.message.state != "streaming":
            return each
        if each.message.id in self._ended:
            return Prepared(self._ended[each.message.id])
        text, thought = self._texts.get(each.message.id), self._thoughts.get(each.message.id)
        message = each.message if text is None else replace(each.message, text=text)
        if thought is not None:
            others = (part for part in message.parts if not isinstance(part, ReasoningPart))
            message = replace(message, parts=(ReasoningPart(thought), *others))
        return replace(each, message=message)
