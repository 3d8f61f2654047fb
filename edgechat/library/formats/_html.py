"""What a reader of a web page reads: its visible text in blocks, without scripts and menus.

Used by every format that carries HTML. Walks without recursion: how deep a page nests is up to the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape, unescape
from typing import Any

from lxml import etree, html

from edgechat.library.extract import Kind
from edgechat.library.formats._composing import Composer, one_line
from edgechat.library.formats._contract import listed
from edgechat.library.formats._xml import attribute

Element = Any
_NEVER = listed(
    "script style noscript template svg math canvas iframe object embed video audio select option datalist "
    "input textarea button head map progress"
)
_BLOCKS = listed(
    "p div section article main body html ul ol dl dt dd figure form address details summary center fieldset "
    "header footer aside nav hr legend tbody thead tfoot caption table tr td th li pre blockquote figcaption "
    "h1 h2 h3 h4 h5 h6 hgroup menu search dialog title image"
)
_KINDS: dict[str, Kind] = {"li": "list", "dt": "list", "dd": "list", "blockquote": "quote"}
_KINDS |= {"figcaption": "caption", "caption": "caption"}
_MENUS = frozenset({"nav", "aside", "footer", "menu", "search", "dialog"})
_ROLES = listed("navigation contentinfo search complementary menu menubar dialog banner")
_WORDS = re.compile(
    r"(?:^|[\s_-])(?:nav|navbar|navigation|menu|sidebar|breadcrumbs?|footer|cookies?|consent|banner|share|social"
    r"|related|skip|pagination|toolbar|advert\w*|ads?)(?:$|[\s_-])"
)
_TAGS = re.compile(r"<(script|style)\b.*?</\1\s*>|<!--.*?-->|<[^<>]*>", re.IGNORECASE | re.DOTALL)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden")
LEAST_KEPT = 0.3  # share of the page's text; if less is left without the menus, they were none


def parse_html(text: str) -> Element | None:
    """The root of a page; None when there is nothing in it.

    The parser leaves out, without a word, what is over its limits: then wider ones are tried, and a page that
    nests too deep even for those is read as nothing but its words.
    """
    for huge in (False, True):
        root, whole = _parsed(text, huge=huge)
        if whole:
            return root
    return _parsed(f"<body><p>{escape(_words_alone(text))}</p></body>", huge=True)[0]


def _parsed(text: str, *, huge: bool) -> tuple[Element | None, bool]:
    """The root, and whether all of the page is below it."""
    parser = html.HTMLParser(
        no_network=True, huge_tree=huge, remove_comments=True, remove_pis=True, encoding="utf-8"
    )
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, AssertionError):
        root = None
    return root, not any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log)


def _words_alone(text: str) -> str:
    return unescape(_TAGS.sub(" ", text))


def title_of(root: Element) -> str:
    found = root.find(".//title")
    return one_line(found.text or "") if found is not None else ""


def language_of(root: Element) -> str:
    return attribute(root, "lang")


def unread(root: Element) -> frozenset[Element]:
    """The parts of a page that are menus and the like; none, if little would be left without them."""
    found: list[Element] = []
    for element in root.iter():
        if isinstance(element.tag, str) and _is_menu(element):
            found.append(element)
    whole = _amount(root)
    inside = frozenset(found)
    lost = sum(_amount(each) for each in found if not any(above in inside for above in each.iterancestors()))
    return inside if whole - lost > LEAST_KEPT * whole else frozenset()


def _is_menu(element: Element) -> bool:
    tag = element.tag
    if tag in ("body", "html", "main", "article"):
        return False
    if tag in _MENUS or element.get("role") in _ROLES:
        return not _inside(element, "article") or tag == "nav"
    if tag == "header" and not _inside(element, "article"):
        return _linked(element)
    words = f"{element.get('class') or ''} {element.get('id') or ''}".lower()
    return bool(words.strip()) and bool(_WORDS.search(words)) and _linked(element)


def _inside(element: Element, tag: str) -> bool:
    return any(above.tag == tag for above in element.iterancestors())


def _linked(element: Element) -> bool:
    """Most of it is links."""
    whole = _amount(element)
    links = sum(_amount(each) for each in element.iter("a"))
    return whole == 0 or links > 0.5 * whole


def _amount(element: Element) -> int:
    return sum(
        len((each.text or "").strip()) + (len((each.tail or "").strip()) if each is not element else 0)
        for each in element.iter()
        if isinstance(each.tag, str) and each.tag not in _NEVER
    )


class Writing:
    """A page on its way into a composer. ``composer`` may be changed between two steps of ``walk``."""

    def __init__(self, composer: Composer, left_out: frozenset[Element] = frozenset()) -> None:
        self.composer = composer
        self._left_out = left_out
        self._text: list[str] = []
        self._kinds: list[Kind] = ["paragraph"]
        self._depth = 0  # of lists

    def walk(self, root: Element) -> Iterator[None]:
        """Raises nothing of its own. Yields after each block."""
        waiting: list[tuple[Element, Iterator[Element]]] = []
        element: Element | None = root
        while element is not None or waiting:
            if element is not None and self._enter(element):
                waiting.append((element, iter(element)))
            elif element is not None:
                self._text.append(element.tail or "" if element is not root else "")
            element = None
            while waiting and element is None:
                element = next(waiting[-1][1], None)
                if element is None:
                    done, _ = waiting.pop()
                    self._leave(done)
                    if done is not root:
                        self._text.append(done.tail or "")
            if self.composer.full:
                yield
        self._flush()

    def _enter(self, element: Element) -> bool:
        """Begin an element; False when what is in it is done or not to be read."""
        tag = element.tag
        if not isinstance(tag, str) or tag in _NEVER or element in self._left_out or _hidden(element):
            return False
        if tag == "br":
            self._text.append(" ")
            return False
        if tag in _BLOCKS:
            self._flush()
        if tag in _HEADINGS:
            self.composer.add(words_of(element), "heading", level=int(tag[1]))
        elif tag == "pre":
            self.composer.add("".join(element.itertext()), "code")
        elif tag == "table" and _is_data(element):
            write_table(element, self.composer)
        elif tag in _KINDS:
            self._kinds.append(_KINDS[tag])
        else:
            self._depth += tag in _LISTS
            self._text.append(element.text or "")
            return True
        if tag in _KINDS:
            self._text.append(element.text or "")
            return True
        return False

    def _leave(self, element: Element) -> None:
        if element.tag in _BLOCKS:
            self._flush()
        if element.tag in _KINDS:
            self._kinds.pop()
        self._depth -= element.tag in _LISTS

    def _flush(self) -> None:
        text = one_line("".join(self._text))
        self._text.clear()
        kind = self._kinds[-1]
        self.composer.add(text, kind, level=max(0, self._depth - 1) if kind == "list" else 0)


_HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
_LISTS = frozenset({"ul", "ol", "dl"})


def _hidden(element: Element) -> bool:
    style = element.get("style")
    return (
        element.get("hidden") is not None
        or element.get("aria-hidden") == "true"
        or bool(style and _HIDDEN.search(style.lower()))
    )


def words_of(element: Element) -> str:
    """All visible text of an element, on one line."""
    parts: list[str] = []
    for each in element.iter():
        if not isinstance(each.tag, str):
            continue
        if each.tag not in _NEVER:
            parts.append(" " if each.tag in _BLOCKS or each.tag == "br" else "")
            parts.append(each.text or "")
        if each is not element:
            parts.append(each.tail or "")
    return one_line("".join(parts))


def _is_data(table: Element) -> bool:
    """A table of data, not one that only lays out the page."""
    if any(inner is not table for inner in table.iter("table")):
        return False
    rows = list(table.iter("tr"))
    if not rows or not any(True for _ in table.iter("td", "th")):
        return False
    if any(True for _ in table.iter("th")):
        return True
    wide = max(sum(1 for cell in row if cell.tag in ("td", "th")) for row in rows)
    return wide > 1 and max((len(words_of(cell)) for cell in table.iter("td")), default=0) < 500


def write_table(table: Element, composer: Composer) -> None:
    caption = table.find("caption")
    if caption is not None:
        composer.add(words_of(caption), "caption")
    for row in table.iter("tr"):
        cells = [cell for cell in row if cell.tag in ("td", "th")]
        parent = row.getparent()
        heads = [cell.tag == "th" for cell in cells]
        header = bool(heads) and (all(heads) or (parent is not None and parent.tag == "thead"))
        composer.row([words_of(cell) for cell in cells], header=header)
