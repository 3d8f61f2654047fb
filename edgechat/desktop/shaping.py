"""How text blocks look inside a document: margins, line height, headings, lists, tables, code lines."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import (
    QBrush,
    QColor,
    QFont,
    QFontMetricsF,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextFormat,
    QTextLength,
    QTextListFormat,
    QTextTableCellFormat,
    QTextTableFormat,
)

from edgechat.desktop import direction, links, words
from edgechat.desktop.look import Look
from edgechat.desktop.structure import Block, Cell, Line, Run

LINE = 148.0
CODE_LINE = 136.0
PROPORTIONAL = int(QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
CODE_INSET = 16
CODE_HEADER = 36
CODE_FOOT = 12
CODE_GAP = 16
INDENT = 24
QUOTE = 18
CELL, CELL_SIDE = 6, 10
"""Room above and beside the words of a table's cell."""

HEADINGS = {1: 1.36, 2: 1.22, 3: 1.1}
BULLET = int(QTextFormat.Property.UserProperty.value) + 12
"""Of a block that is an item without a number: how deep it is. Qt's own bullets touch the words."""

CODE = int(QTextFormat.Property.UserProperty.value) + 11
"""Of a block that is a line of code: 1 for the first line, 2 for the others."""

TASK = int(QTextFormat.Property.UserProperty.value) + 10
"""Of a block: whether the task is done; no property where there is no task."""

MANY_COLUMNS = 7
"""A table of so many is set smaller, so that fewer words break."""

ALIGNMENTS = {"right": Qt.AlignmentFlag.AlignRight, "center": Qt.AlignmentFlag.AlignHCenter}


class Shaper:
    """Applies one look to the blocks of one document."""

    def __init__(self, look: Look) -> None:
        self._look = look

    def plain(self, document: QTextDocument) -> None:
        cursor = QTextCursor(document)
        cursor.select(QTextCursor.SelectionType.Document)
        layout = QTextBlockFormat()
        layout.setLineHeight(LINE - 8, PROPORTIONAL)
        cursor.mergeBlockFormat(layout)

    def line(self, line: Line, *, first: bool, last: bool) -> QTextBlockFormat:
        """The format of one paragraph: ``first`` of its document, ``last`` of its block."""
        layout = QTextBlockFormat()
        self._space(layout, line.runs, LINE)
        layout.setTopMargin(16 if line.heading and not first else 0)
        layout.setBottomMargin(8 if line.heading else 5 if line.depth and not last else 12)
        reading = direction.of("".join(run.text for run in line.runs))
        layout.setLayoutDirection(reading)
        if reading == Qt.LayoutDirection.LeftToRight:
            layout.setLeftMargin(QUOTE * line.quote)
        else:
            layout.setRightMargin(QUOTE * line.quote)
        layout.setIndent(0 if line.item else line.depth)
        if line.heading:
            layout.setHeadingLevel(line.heading)
        if line.quote:
            layout.setProperty(QTextFormat.Property.BlockQuoteLevel, line.quote)
        if line.item is not None and line.item.done is not None:
            layout.setProperty(TASK, line.item.done)
        elif line.item is not None and not line.item.number:
            layout.setProperty(BULLET, line.depth)
        return layout

    def _space(self, layout: QTextBlockFormat, runs: tuple[Run, ...], percent: float) -> None:
        """Lines with formulas in them get the same gap, not the same share of their height."""
        if any(run.formula for run in runs):
            gap = QFontMetricsF(self._look.reading).height() * (percent - 100) / 100
            layout.setLineHeight(gap, int(QTextBlockFormat.LineHeightTypes.LineDistanceHeight.value))
        else:
            layout.setLineHeight(percent, PROPORTIONAL)

    def formula(self, block: Block) -> QTextBlockFormat:
        """The line of a displayed formula."""
        layout = QTextBlockFormat()
        layout.setTopMargin(4)
        layout.setBottomMargin(16)
        layout.setLeftMargin(INDENT * block.depth + QUOTE * block.quote)
        layout.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        if block.quote:
            layout.setProperty(QTextFormat.Property.BlockQuoteLevel, block.quote)
        return layout

    def list_style(self, line: Line) -> QTextListFormat:
        """The format of the list that ``line`` is the first item of."""
        made = QTextListFormat()
        made.setIndent(line.depth)
        number = line.item.number if line.item else 0
        made.setStyle(QTextListFormat.Style.ListStyleUndefined)
        if number and line.item is not None and line.item.done is None:
            made.setStyle(QTextListFormat.Style.ListDecimal)
            made.setStart(number)
        return made

    def ink(self, run: Run, *, heading: int = 0, quoted: bool = False) -> QTextCharFormat:
        """The character format of ``run``."""
        made, colours = QTextCharFormat(), self._look.palette
        made.setForeground(QColor(colours.muted if quoted else colours.text))
        if heading:
            made.setFontPointSize(self._look.reading.pointSizeF() * HEADINGS.get(heading, 1.0))
        if run.small:
            made.setFontPointSize(self._look.caption.pointSizeF())
        if run.bold or heading:
            made.setFontWeight(QFont.Weight.DemiBold)
        made.setFontItalic(run.italic)
        made.setFontStrikeOut(run.struck)
        if run.raised:
            made.setVerticalAlignment(QTextCharFormat.VerticalAlignment.AlignSuperScript)
        if run.code:
            made.setFontFamilies([self._look.mono.family()])
            made.setFontFixedPitch(True)
            made.setBackground(QColor(colours.bubble))
        if run.href:
            made.setAnchor(True)
            made.setAnchorHref(run.href)
            made.setToolTip(words.plain_tip(links.tip(run.href)))
            made.setFontUnderline(True)
            made.setForeground(QColor(colours.accent))
        return made

    def table(self, block: Block) -> QTextTableFormat:
        layout = QTextTableFormat()
        layout.setBorderCollapse(True)
        layout.setBorder(1)
        layout.setBorderStyle(QTextTableFormat.BorderStyle.BorderStyle_Solid)
        layout.setBorderBrush(QBrush(QColor(self._look.palette.border)))
        layout.setCellPadding(CELL)
        layout.setCellSpacing(0)
        layout.setTopMargin(2)
        layout.setBottomMargin(16)
        layout.setLeftMargin(INDENT * block.depth + QUOTE * block.quote)
        layout.setHeaderRowCount(1)
        words = "".join(run.text for row in block.rows for cell in row for run in cell.runs)
        layout.setLayoutDirection(direction.of(words))
        return layout

    def cell(self, cell: Cell) -> QTextBlockFormat:
        layout = QTextBlockFormat()
        self._space(layout, cell.runs, CODE_LINE)
        layout.setAlignment(ALIGNMENTS.get(cell.align, Qt.AlignmentFlag.AlignLeft))
        return layout

    def around_cell(self, *, head: bool, small: bool) -> QTextTableCellFormat:
        """What is about the words of a cell: more room beside them than above, unless the table is ``small``,
        and a ground for a head."""
        made = QTextTableCellFormat()
        made.setLeftPadding(CELL if small else CELL_SIDE)
        made.setRightPadding(CELL if small else CELL_SIDE)
        made.setTopPadding(CELL)
        made.setBottomPadding(CELL)
        if head:
            made.setBackground(QColor(self._look.palette.code))
        return made

    def flat(self) -> QTextBlockFormat:
        """For the empty line that Qt keeps on either side of a table: no taller than it must be."""
        layout = QTextBlockFormat()
        layout.setLineHeight(1, int(QTextBlockFormat.LineHeightTypes.FixedHeight.value))
        return layout

    def rule(self, cursor: QTextCursor) -> None:
        """A thin line across."""
        layout = QTextBlockFormat()
        layout.setTopMargin(4)
        layout.setBottomMargin(12)
        layout.setProperty(
            QTextFormat.Property.BlockTrailingHorizontalRulerWidth,
            QTextLength(QTextLength.Type.PercentageLength, 100),
        )
        layout.setBackground(QColor(self._look.palette.border))
        cursor.setBlockFormat(layout)
        cursor.insertText("\u200b")

    def code_ink(self) -> QTextCharFormat:
        ink = QTextCharFormat()
        ink.setFont(self._look.mono)
        ink.setForeground(QColor(self._look.palette.text))
        return ink

    def code_line(self, inset: int, *, begins: bool) -> QTextBlockFormat:
        """The format of one line of a code block whose panel begins ``inset`` pixels from the left."""
        layout = QTextBlockFormat()
        layout.setLayoutDirection(Qt.LayoutDirection.LeftToRight)
        layout.setLeftMargin(inset + CODE_INSET)
        layout.setRightMargin(CODE_INSET)
        layout.setLineHeight(CODE_LINE, PROPORTIONAL)
        layout.setTopMargin(CODE_HEADER + 12 if begins else 0)
        layout.setProperty(CODE, 1 if begins else 2)
        return layout

    def end_code(self, block: QTextBlock) -> None:
        """Room below the last line for the panel's foot and the gap to what follows."""
        layout = block.blockFormat()
        layout.setBottomMargin(CODE_FOOT + CODE_GAP)
        QTextCursor(block).setBlockFormat(layout)

    def reopen_code(self, block: QTextBlock) -> None:
        layout = block.blockFormat()
        layout.setBottomMargin(0)
        QTextCursor(block).setBlockFormat(layout)
