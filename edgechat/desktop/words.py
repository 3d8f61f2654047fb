"""States, times and numbers in words. Everything a person reads about a message or a model, in one place."""

from __future__ import annotations

import logging
from datetime import date, datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication, QDate, QLocale

from edgechat.ai.values import ModelInfo, ModelStatus, Offer, PullStatus
from edgechat.chat.conversation import Message
from edgechat.chat.filenames import visible
from edgechat.core.errors import FixableError, NetworkOff
from edgechat.desktop.language import plural, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    from edgechat.chat.context import Report
    from edgechat.chat.presets import Preset
    from edgechat.core.checkup import Check

log = logging.getLogger(__name__)

SHORT_NAME = 16

SMALL_MODEL = 600_000_000
"""Bytes below which a model is called small: it answers fast and knows little."""


def _tr(text: str) -> str:
    return QCoreApplication.translate("Words", text)


def model_name(id: str | None) -> str:
    """A model's id as a short name: the last part, without the file's ending."""
    return (id or "").rsplit("/", 1)[-1].removesuffix(".gguf")


def facts(message: Message) -> str:
    """The quiet line under an answer: which model, and how fast it wrote."""
    parts = [model_name(message.model)] if message.model else []
    if message.timing.tokens_per_second > 0:
        speed = QLocale().toString(message.timing.tokens_per_second, "f", 1)
        parts.append(_tr("%1 tokens/s").replace("%1", speed))
    if message.finish_reason == "length":
        parts.append(_tr("cut at the length limit"))
    if message.pinned:
        parts.append(_tr("pinned"))
    return "  ·  ".join(parts)


def notable(message: Message) -> bool:
    """Whether ``facts`` say something that must not be missed."""
    return message.finish_reason == "length" or message.pinned


def place(name: str, page: int) -> str:
    """A document and a page of it, called what its kind of document calls it; ``page`` 0: it has none."""
    shown = visible(name)
    return _place(name).replace("%2", QLocale().toString(page)).replace("%1", shown) if page else shown


def _place(name: str) -> str:
    from edgechat.library.units import unit_of  # late: the first sight of a window names no place

    match unit_of(name):
        case "slide":
            return _tr("%1, slide %2")
        case "sheet":
            return _tr("%1, sheet %2")
        case "chapter":
            return _tr("%1, chapter %2")
        case "message":
            return _tr("%1, message %2")
    return _tr("%1, page %2")


def page_of(page: int, pages: int, unit: str) -> str:
    """Which part of a document is seen; empty for one without parts."""
    match unit:
        case "page":
            return _of(_tr("Page %1 of %2"), page, pages)
        case "slide":
            return _of(_tr("Slide %1 of %2"), page, pages)
        case "sheet":
            return _of(_tr("Sheet %1 of %2"), page, pages)
        case "chapter":
            return _of(_tr("Chapter %1 of %2"), page, pages)
        case "message":
            return _of(_tr("Message %1 of %2"), page, pages)
    return ""


def plain_tip(text: str) -> str:
    """``text`` as a tooltip that Qt takes for nothing else than text, wrapped."""
    from html import escape  # late: it brings the names of 2,231 characters

    return f"<p>{escape(text).replace(chr(10), '<br>')}</p>"


def preset_name(preset: Preset) -> str:
    """A preset's name: those that come with EdgeChat in the person's language."""
    known = {"Balanced": _tr("Balanced"), "Precise": _tr("Precise"), "Creative": _tr("Creative")}
    return preset.name if preset.own else known.get(preset.name, preset.name)


def thought(milliseconds: int, *, thinking: bool) -> str:
    """What a folded thought is called."""
    if thinking:
        return _tr("Thinking…")
    seconds = round(milliseconds / 1000)
    if seconds < 1:
        return _tr("Thought for a moment")
    if seconds < 90:
        return plural("Words", "Thought for %n second", "Thought for %n seconds", seconds)
    return plural("Words", "Thought for %n minute", "Thought for %n minutes", round(seconds / 60))


def trouble(message: Message) -> tuple[str, str]:
    """Tone and sentence of what went wrong with an answer; the sentence is empty if nothing did."""
    if message.state == "failed":
        error = message.error
        if error is None:
            return "danger", _tr("The answer failed.")
        return "danger", f"{said(error.message)} {said(error.action)}".strip()
    if message.state == "interrupted":
        return "warning", _tr("EdgeChat ended while this was being written. What had arrived is kept.")
    if message.state == "stopped":
        return "calm", _tr("You stopped this answer.")
    return "calm", ""


def is_small(info: ModelInfo) -> bool:
    return 0 < info.size < SMALL_MODEL


def model_title(info: ModelInfo) -> str:
    """The model's name, honest about a small one."""
    if not is_small(info) or info.state != "installed":
        return info.name
    return _tr("%1 (small)").replace("%1", info.name.removesuffix(" (starter)"))


def device(status: ModelStatus) -> str:
    """``CPU`` or ``GPU`` with its name."""
    if status.gpu_layers > 0:
        return _tr("GPU") if status.device.upper() in ("", "GPU") else status.device
    return _tr("CPU")


def _short_device(status: ModelStatus) -> str:
    """The device where its name is short: drivers give names that fill a header."""
    name = device(status)
    return name if len(name) <= SHORT_NAME else _tr("GPU")


def status_line(status: ModelStatus) -> str:
    """What the model is doing, in a few words."""
    match status.state:
        case "loading":
            return _tr("loading %1 %").replace("%1", str(round(status.progress * 100)))
        case "ready":
            return _tr("ready on %1").replace("%1", _short_device(status))
        case "busy":
            return _tr("answering on %1").replace("%1", _short_device(status))
        case "failed":
            return _tr("could not be loaded")
    return _tr("loads with the first question")


def doing(status: ModelStatus) -> str:
    """The same as a sentence of its own."""
    match status.state:
        case "loading":
            return _tr("Loading: %1 %").replace("%1", str(round(status.progress * 100)))
        case "ready":
            return _tr("In memory and ready")
        case "busy":
            return _tr("Answering")
        case "failed":
            return _tr("Could not be loaded")
    return _tr("Not in memory: it is loaded when you begin to write")


def waiting(status: ModelStatus | None) -> str:
    """What stands in an answer before its first word."""
    if status is not None and status.state == "loading":
        return _tr("Loading the model… %1 %").replace("%1", str(round(status.progress * 100)))
    return _tr("Reading the question…")


def day(seconds: float, today: date) -> str:
    """The heading that a conversation touched at ``seconds`` stands under."""
    age = (today - datetime.fromtimestamp(seconds).date()).days
    if age <= 0:
        return _tr("Today")
    if age == 1:
        return _tr("Yesterday")
    if age < 7:
        return _tr("Last 7 days")
    if age < 30:
        return _tr("Last 30 days")
    then = datetime.fromtimestamp(seconds)
    if then.year == today.year:
        return QLocale().standaloneMonthName(then.month)
    return QLocale().toString(QDate(then.year, then.month, 1), "MMMM yyyy")


def age(seconds: float) -> str:
    """How long ago; a moment still to come (the clock was set back) is just now."""
    if seconds < 90:
        return _tr("just now")
    if seconds < 5400:
        return plural("Words", "%n minute ago", "%n minutes ago", round(seconds / 60))
    if seconds < 172_800:
        return plural("Words", "%n hour ago", "%n hours ago", round(seconds / 3600))
    return plural("Words", "%n day ago", "%n days ago", round(seconds / 86400))


def model_note(info: ModelInfo) -> str:
    """One line of what a model is, or why it cannot be used."""
    if info.state == "damaged" and not info.note:
        return _tr("The file is not whole.")
    return said(info.note) or info.licence


def model_line(info: ModelInfo, *, current: bool) -> str:
    """A model as a screen reader says it."""
    parts = [model_title(info), size(info.size) if info.size else "", model_note(info)]
    if current:
        parts.append(_tr("in use"))
    if info.state != "installed":
        parts.append(_tr("cannot be used"))
    return ", ".join(part for part in parts if part)


def where(status: ModelStatus) -> list[str]:
    """What computes the answers, and why it is not the GPU; line by line."""
    if status.state not in ("ready", "busy"):
        return []
    lines = []
    if status.gpu_layers and status.layers > status.gpu_layers:
        on = _of(_tr("%1 of %2 layers on %3"), status.gpu_layers, status.layers)
        lines.append(on.replace("%3", device(status)))
        if status.reason:
            lines.append(_tr("Not more: %1.").replace("%1", said(status.reason)))
    else:
        lines.append(_tr("Runs on %1").replace("%1", device(status)))
        if status.reason:
            lines.append(_tr("The GPU is not used: %1.").replace("%1", said(status.reason)))
    if status.context:
        lines.append(_tr("Sees %1 tokens at once").replace("%1", QLocale().toString(status.context)))
    return lines


def fullness(report: Report) -> str:
    """How much of the model's window a conversation takes."""
    share = round(100 * report.told / max(1, report.budget))
    filled = _tr("The conversation takes %1 % of what the model can see").replace("%1", str(min(100, share)))
    return filled + (_tr("; the oldest part is folded") if report.folded else "")


def sight(report: Report) -> list[str]:
    """What is in the model's window, line by line."""
    about = _tr("About %1 of %2 tokens") if report.estimated else _tr("%1 of %2 tokens")
    lines = [_of(about, report.told, report.budget)]
    lines.append(_of(_tr("%1 kept free for the answer"), report.reserved))
    lines.append(_of(_tr("Messages in full: %1"), len(report.shown)))
    if report.pinned:
        lines.append(_of(_tr("Pinned: %1"), len(report.pinned)))
    if report.folded:
        lines.append(_of(_tr("Folded into a summary: %1"), len(report.folded)))
    return lines


def counted() -> str:
    """What the tokens of ``sight`` are."""
    return _tr("Counted: instructions, messages, and the marks between them")


def summary_by(report: Report) -> str:
    if report.summary_by == "model":
        return _tr("What was folded, as the model sums it up")
    return _tr("What was folded, in its own first sentences")


def _of(text: str, *numbers: int) -> str:
    for at, number in enumerate(numbers, 1):
        text = text.replace(f"%{at}", QLocale().toString(number))
    return text


def size(bytes: int) -> str:
    places = 1 if bytes >= 1_000_000_000 else 0
    return QLocale().formattedDataSize(bytes, places, QLocale.DataSizeFormat.DataSizeSIFormat)


def amount(bytes: int) -> str:
    """``bytes`` as a person compares them: whole MB, GB with one place."""
    places = 1 if bytes >= 1_000_000_000 else 0
    return QLocale().formattedDataSize(bytes, places, QLocale.DataSizeFormat.DataSizeSIFormat)


def offer_facts(offer: Offer, host: str) -> str:
    """What a model costs before it is here, in one plain sentence; and what speaks against it."""
    model = offer.model
    if model.state == "installed":
        return model.name
    text = _tr("%1: a download of %2 from %3, about %4 of memory, licence %5.")
    for place, value in enumerate(
        (model.name, amount(model.size), host, amount(offer.memory), model.licence), 1
    ):
        text = text.replace(f"%{place}", value)
    if offer.arrived:
        text += " " + _tr("%1 are here already.").replace("%1", amount(offer.arrived))
    if not offer.fits:
        text += " " + _tr("Only %1 of memory are free now.").replace("%1", amount(offer.free))
    return text


def pull_title(status: PullStatus) -> str:
    said_of = {
        "waiting": _tr("Waiting for %1"),
        "checking": _tr("Checking every byte of %1"),
        "failed": _tr("%1 could not be fetched"),
    }
    return said_of.get(status.state, _tr("Getting %1")).replace("%1", status.name)


def pull_facts(status: PullStatus) -> str:
    """How far, how fast, how long."""
    if status.state == "checking":
        return _of(_tr("%1 % checked"), round(100 * status.done / max(1, status.total)))
    parts = [_tr("%1 of %2").replace("%1", amount(status.done)).replace("%2", amount(status.total))]
    if status.state == "downloading" and status.speed > 0:
        parts.append(_tr("%1 a second").replace("%1", _rate(status.speed)))
        if status.left is not None:
            parts.append(time_left(status.left))
    return "  ·  ".join(parts)


def _rate(speed: float) -> str:
    return QLocale().formattedDataSize(round(speed), 1, QLocale.DataSizeFormat.DataSizeSIFormat)


def time_left(seconds: float) -> str:
    if seconds < 60:
        return _tr("less than a minute left")
    if seconds < 5400:
        return plural("Words", "%n minute left", "%n minutes left", round(seconds / 60))
    return plural("Words", "%n hour left", "%n hours left", round(seconds / 3600))


def pull_trouble(status: PullStatus) -> str:
    if status.code == NetworkOff.code:
        return said(status.message)  # the button beside it is the next step
    return f"{said(status.message)} {said(status.action)}".strip()


def check_state(check: Check) -> str:
    return {"ok": _tr("ready"), "warn": _tr("can be better"), "fail": _tr("missing")}[check.state]


def check_line(check: Check) -> str:
    """One check as a line of a report."""
    rest = f"{said(check.detail)} {said(check.action)}".strip()
    return f"{said(check.name)} ({check_state(check)}): {rest}"


def check_summary(checks: Sequence[Check]) -> str:
    """What a checklist comes to."""
    failed = sum(check.state == "fail" for check in checks)
    warned = sum(check.state == "warn" for check in checks)
    if failed:
        return plural("Words", "%n thing is missing", "%n things are missing", failed)
    if warned:
        said_of = plural("Words", "%n thing can be better", "%n things can be better", warned)
        return _tr("Everything works. %1.").replace("%1", said_of)
    return _tr("Everything is ready.")


def action_title(id: str) -> str:
    """What the action ``id`` is called in menus."""
    from edgechat.desktop.actions import TABLE, title

    return title(next(row.title for row in TABLE if row.id == id))


def breakable(text: str) -> str:
    """``text`` with places to break in what is long and has no spaces: paths, sums."""
    return text.replace("/", "/\u200b").replace("\\", "\\\u200b")


def sentence(error: Exception) -> str:
    """``error`` as a person reads it; a bug of ours is logged and said to be one."""
    if isinstance(error, FixableError):
        return f"{said(error.message)} {said(error.action)}".strip()
    log.error("a bug reached the window", exc_info=error)
    return _tr("Something went wrong inside EdgeChat. Your conversations are kept; try again.")
