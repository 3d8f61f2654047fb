"""Faults of our own, as the person meets them: a notice where it happened, another at the next start, a page.

Nothing is ever sent. What a report holds is the business of ``core.reports``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from edgechat.core.reports import Report, Reports
from edgechat.core.scrubbing import headline, trace
from edgechat.core.watch import gather, watching
from edgechat.desktop import words
from edgechat.desktop.canvas import Canvas, Offers
from edgechat.desktop.look import Look
from edgechat.desktop.tasks import Tasks

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from edgechat.desktop.door import EdgeDoor
    from edgechat.desktop.report_page import ReportPage


class Faults(QObject):
    """Between the reports of a profile and the window that shows them. ``wanted``: the page is asked for."""

    wanted = Signal()

    def __init__(self, edge: EdgeDoor, tasks: Tasks, canvas: Canvas, window: QWidget) -> None:
        super().__init__(window)
        self._tasks, self._canvas, self._window = tasks, canvas, window
        self._watch = watching()
        self.reports = self._watch.reports if self._watch else Reports(edge.profile.root / "reports")
        self._page: ReportPage | None = None

    def begin(self) -> None:
        """Tell of what the last run left, and from now on of what goes wrong in this one."""
        if self._watch is not None:
            self._watch.told = lambda _report: self._tasks.post(self._tell_now)
        self._tasks.free(lambda: _fresh(self.reports), self._tell_of_last)

    def say(self, error: Exception) -> None:
        """``error`` is no fault of the person's: say so, and keep a report."""
        self._tasks.free(lambda: self.reports.write("error", headline(error), trace(error)))
        self._canvas.say(words.sentence(error), offers=self._page_offers())

    def open(self, look: Look) -> None:
        """The page of all reports; one that is open comes forward."""
        from edgechat.desktop.report_page import ReportPage

        if self._page is None:
            self._page = ReportPage(self.reports, self._tasks, look, self._window)
            self._page.destroyed.connect(self._page_closed)
        self._page.show()
        self._page.activateWindow()

    def _page_closed(self) -> None:
        self._page = None

    def _page_offers(self) -> Offers:
        return [(self.tr("Show report"), self.wanted.emit)]

    def _tell_now(self) -> None:
        said = self.tr("Something went wrong inside EdgeChat. Your conversations are kept; try again.")
        self._canvas.say(said, offers=self._page_offers())

    def _tell_of_last(self, fresh: list[Report]) -> None:
        if not fresh:
            return
        if any(each.kind == "crash" for each in fresh):
            said = self.tr("EdgeChat ended unexpectedly the last time. What happened is written down here.")
        else:
            said = self.tr("Something went wrong inside EdgeChat the last time. It is written down here.")
        offers = [*self._page_offers(), (self.tr("Not now"), self._see)]
        self._canvas.say(said, tone="calm", offers=offers, dismissable=False)

    def _see(self) -> None:
        self._tasks.free(self.reports.see)


def _fresh(reports: Reports) -> list[Report]:
    gather(reports)
    return reports.fresh()
