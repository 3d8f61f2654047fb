"""XML of documents, parsed without entities, without a DTD's help and without leaving the file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from lxml import etree

from edgechat.core.errors import DocumentDamaged, DocumentTooLarge

LARGEST = 200 * 1024 * 1024  # bytes of one part
Element = Any


def parse(data: bytes, name: str) -> Element:
    """The root element. Raises ``DocumentDamaged``, also for a part that declares entities."""
    if len(data) > LARGEST:
        raise DocumentTooLarge(
            f"{name} has a part of {len(data) / 1e6:,.0f} MB.", "Split it into several files."
        )
    parser = etree.XMLParser(
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        dtd_validation=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
    )
    try:
        root = etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise DocumentDamaged(
            f"{name} is damaged: {error.msg or 'its XML makes no sense'}.",
            "Open it in the program it was made with and save it again.",
        ) from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise DocumentDamaged(
            f"{name} declares a document type, which no program writes into such a file; it was not read.",
            "If you trust it, open it in the program it was made with and save it anew.",
        )
    return root


def local(element: Element) -> str:
    """An element's name without its namespace; "" for what is no element."""
    tag = element.tag
    return tag.rpartition("}")[2] if isinstance(tag, str) else ""


def child(element: Element | None, *names: str) -> Element | None:
    """The first child of a child of … by local names; None when there is none."""
    for name in names:
        if element is None:
            return None
        element = next((each for each in element if local(each) == name), None)
    return element


def children(element: Element | None, name: str) -> Iterator[Element]:
    if element is not None:
        for each in element:
            if local(each) == name:
                yield each


def attribute(element: Element | None, name: str, default: str = "") -> str:
    """An attribute by its local name, whatever its namespace."""
    if element is None:
        return default
    for key, value in element.attrib.items():
        if key == name or key.endswith("}" + name):
            return str(value)
    return default


def relations(data: bytes | None, name: str) -> dict[str, tuple[str, str]]:
    """Id -> (last word of the type, target) of an Office part's relations that stay in the file."""
    if data is None:
        return {}
    return {
        each.get("Id", ""): (each.get("Type", "").rpartition("/")[2], each.get("Target", ""))
        for each in parse(data, name)
        if local(each) == "Relationship" and each.get("TargetMode") != "External"
    }
