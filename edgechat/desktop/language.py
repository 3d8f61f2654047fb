"""Which language the window speaks: the person's choice or the system's, with its numbers and its direction.

English is what the source says: for it nothing is read and no translator stands in the way. A translation is
``resources/languages/CODE.ts``; ``Catalogue`` reads it. What lower rooms say comes through ``said``.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QObject, Qt, QTranslator
from PySide6.QtWidgets import QApplication

from edgechat.core.paths import resources

ENGLISH = "en"
PSEUDO = ("pseudo", "pseudo-rtl")
"""Languages nobody speaks, for tests: longer than English, and written from the right."""

SENTENCES = "Sentences"
"""The context of what rooms below the window say."""


def said(sentence: str) -> str:
    """A sentence from a room below, in the person's language if a translation knows it."""
    return QCoreApplication.translate(SENTENCES, sentence) if sentence else ""


def plural(context: str, one: str, many: str, n: int) -> str:
    """``many`` for ``n`` things in the person's language, with ``n`` in place of ``%n``.

    In English ``one`` for a single thing; a translation has as many forms as its language.
    """
    found = QCoreApplication.translate(context, many, "", n)
    untranslated = many.replace("%n", str(n))
    return one.replace("%n", str(n)) if n == 1 and found == untranslated else found


def languages() -> list[str]:
    """The languages that can be chosen, English first."""
    return [ENGLISH, *sorted(file.stem for file in _folder().glob("*.ts"))]


def native_name(code: str) -> str:
    """What a language is called by those who speak it."""
    name = "English" if code == ENGLISH else QLocale(code).nativeLanguageName()
    return name[:1].upper() + name[1:]


def _folder() -> Path:
    return resources() / "languages"


class Language(QObject):
    """The language of one running program, from its making to ``end``. Widgets with words in
    them are made after it."""

    def __init__(self, app: QApplication, choice: str) -> None:
        super().__init__(app)
        self._app = app
        self._translators: list[QTranslator] = []
        self.code = resolved(choice)
        if self.code in PSEUDO:
            self._speak_pseudo()
        elif self.code != ENGLISH:
            self._speak()
        self._count()

    def _speak(self) -> None:
        from edgechat.desktop.catalogue import Catalogue

        own = QTranslator(self)
        folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
        if own.load(f"qtbase_{self.code}", folder):
            self._install(own)
        self._install(Catalogue(self.code, _folder() / f"{self.code}.ts", self))
        self._app.setLayoutDirection(QLocale(self.code).textDirection())

    def _speak_pseudo(self) -> None:
        from edgechat.desktop.pseudo import Pseudo

        mirrored = self.code == "pseudo-rtl"
        self._install(Pseudo(mirrored=mirrored, parent=self))
        direction = Qt.LayoutDirection.RightToLeft if mirrored else Qt.LayoutDirection.LeftToRight
        self._app.setLayoutDirection(direction)

    def _install(self, translator: QTranslator) -> None:
        QCoreApplication.installTranslator(translator)
        self._translators.append(translator)

    def _count(self) -> None:
        """Numbers and dates in the language of the words around them, as that is written here."""
        system, spoken = QLocale.system(), QLocale(ENGLISH if self.code in PSEUDO else self.code)
        if system.language() not in (spoken.language(), QLocale.Language.C) or self.code not in (
            ENGLISH,
            *PSEUDO,
        ):
            QLocale.setDefault(_localised(spoken, system))

    def end(self) -> None:
        """The program speaks English again."""
        for translator in self._translators:
            QCoreApplication.removeTranslator(translator)
        self._translators.clear()
        QLocale.setDefault(QLocale.system())
        self._app.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)


def _localised(spoken: QLocale, system: QLocale) -> QLocale:
    """``spoken`` in the country of ``system``, if it is spoken there."""
    if system.language() == spoken.language():
        return system
    made = QLocale(spoken.language(), system.territory())
    return made if made.territory() == system.territory() else spoken


def resolved(choice: str) -> str:
    """The code of the language that ``choice`` means; English for one that is not here."""
    if choice != "system":
        return choice if choice in (ENGLISH, *PSEUDO) or choice in languages() else ENGLISH
    for tag in QLocale.system().uiLanguages():
        code = tag.partition("-")[0]
        if code in (ENGLISH, "C") or code in languages():
            return code if code != "C" else ENGLISH
    return ENGLISH
