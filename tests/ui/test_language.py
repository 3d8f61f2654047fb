"""The window in other languages: everything it says is translated, whole, counted and mirrored."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import ClassVar

import pytest
from PySide6.QtCore import QCoreApplication, QLocale, Qt
from PySide6.QtWidgets import QApplication, QDialogButtonBox
from pytestqt.qtbot import QtBot

from edgechat.core.checkup import _aged
from edgechat.core.errors import InvalidInput, NoRoom, NotFound
from edgechat.core.settings import KEYS
from edgechat.desktop import words
from edgechat.desktop.catalogue import Catalogue, Template
from edgechat.desktop.language import ENGLISH, Language, languages, native_name, plural, resolved, said
from edgechat.desktop.language_choice import LanguageChoice
from edgechat.desktop.pseudo import CLOSE, OPEN, accented, mirrored
from edgechat.desktop.window import Window
from tests.look.texts import untranslated
from tests.ui.fakes import FakeEdge

Speak = Callable[[str], Language]


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[Speak]:
    made: list[Language] = []

    def begin(choice: str) -> Language:
        made.append(Language(qapp, choice))
        return made[-1]

    yield begin
    for language in made:
        language.end()
        language.deleteLater()


def test_english_asks_no_translator(speak: Speak) -> None:
    language = speak(ENGLISH)
    assert language._translators == []
    assert said("The disk is full.") == "The disk is full."
    assert plural("Browsing", "One thing", "%n things", 1) == "One thing"
    assert plural("Browsing", "One thing", "%n things", 3) == "3 things"


def test_an_unknown_language_is_english(speak: Speak) -> None:
    assert speak("xx").code == ENGLISH


def test_german(speak: Speak) -> None:
    assert languages() == ["en", "de"]
    assert native_name("de") == "Deutsch"
    speak("de")
    assert QCoreApplication.translate("Actions", "Rename") == "Umbenennen"
    assert plural("Words", "%n day ago", "%n days ago", 1) == "vor 1 Tag"
    assert plural("Words", "%n day ago", "%n days ago", 4) == "vor 4 Tagen"
    assert QLocale().toString(1234.5, "f", 1) == "1.234,5"
    assert words.size(98_000_000) == "98 MB"
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert buttons.button(QDialogButtonBox.StandardButton.Cancel).text().strip("&") == "Abbrechen"
    assert QCoreApplication.translate("Actions", "never translated") == "never translated"


def test_the_end_of_a_language_is_english_again(speak: Speak) -> None:
    speak("de").end()
    assert QCoreApplication.translate("Actions", "Rename") == "Rename"
    assert QLocale() == QLocale.system()


def test_an_age_inside_a_sentence_from_below_is_translated(speak: Speak) -> None:
    speak("de")
    assert said(_aged(14, 720).detail) == "14 aufbewahrt, die neueste vor 12 Minuten."
    assert said(_aged(1, 3).detail) == "1 aufbewahrt, die neueste von eben."
    assert said(_aged(2, 90_000).detail) == "2 aufbewahrt, die neueste vor 25 Stunden."


def test_what_a_setting_may_be_is_translated(speak: Speak) -> None:
    speak("de")
    with pytest.raises(InvalidInput) as caught:
        KEYS["chat.temperature"].parse("warm")
    assert "Geben Sie eine Zahl von" in words.sentence(caught.value)
    assert "Give" not in words.sentence(caught.value)


def test_errors_of_rooms_below_are_translated_with_their_parameters(speak: Speak) -> None:
    speak("de")
    error = NotFound("There is no conversation 01ABC.", "It may have been deleted in another window.")
    sentence = words.sentence(error)
    assert "01ABC" in sentence
    assert "There is" not in sentence
    assert "deleted" not in sentence
    assert words.sentence(NoRoom("A sentence nobody knows.", "")) == "A sentence nobody knows."


def test_a_template_finds_its_parameters() -> None:
    two = Template("%1 cannot be read: %2.", "%2: %1 ist unlesbar.")
    assert two.match("a.pdf cannot be read: no such file.") == {"1": "a.pdf", "2": "no such file"}
    assert two.fill({"1": "a.pdf", "2": "weg"}) == "weg: a.pdf ist unlesbar."
    assert two.match("a.pdf cannot be read") is None
    assert Template("There is no %1.", "").match("There is no .") == {"1": ""}
    assert Template("Only %1 of %1.", "").match("Only") is None


def test_a_template_takes_time_in_the_length_of_the_sentence() -> None:
    hostile = Template("%1 a %2 a %3 a %4 b", "")
    assert hostile.match(" a" * 100_000) is None


def test_a_translation_that_cannot_be_read_leaves_english(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    for content in ("", "<TS>", "no xml"):
        file = tmp_path / "de.ts"
        file.write_text(content)
        broken = Catalogue("de", file)
        assert broken.isEmpty()
        assert not broken.translate("Actions", "Rename")
    assert "de.ts cannot be read" in caplog.text


def test_pseudo_texts_are_longer_and_keep_their_places() -> None:
    for source in ("Rename", "Go to the question field", "Prime", "OK"):
        made = accented(source)
        assert made.startswith(OPEN)
        assert made.endswith(CLOSE)
        assert len(made) >= 1.4 * len(source)
        assert made != source
    assert "%1" in accented("%1 of %2")
    assert "%n" in mirrored("%n things")
    assert "(*.md)" in accented("Markdown (*.md)")
    assert "א" in mirrored("a")


@pytest.mark.parametrize("language", ["pseudo", "pseudo-rtl"])
def test_every_word_in_the_window_is_translated(
    language: str, edge: FakeEdge, open_window: Callable[[], Window], qapp: QApplication
) -> None:
    edge.settings.values["window.language"] = language
    edge.chat.add("Mine", ("user", "Hello"), ("assistant", "Hello to you"), state="stopped")
    window = open_window()
    QCoreApplication.processEvents()
    assert window.layoutDirection() == (
        Qt.LayoutDirection.RightToLeft if language == "pseudo-rtl" else Qt.LayoutDirection.LeftToRight
    )
    assert untranslated(window, edge) == []
    window.canvas.header.title.setToolTip("Forgotten words")
    assert untranslated(window, edge) == []  # the title is the person's own
    window.sidebar.setToolTip("Forgotten words")
    assert untranslated(window, edge) == ["Sidebar sidebar tooltip: 'Forgotten words'"]


def test_another_language_is_chosen_in_the_window(
    edge: FakeEdge, open_window: Callable[[], Window], qtbot: QtBot
) -> None:
    window = open_window()
    window.actions_["view.language"].trigger()
    dialog = window.findChild(LanguageChoice)
    assert list(dialog.options) == ["system", *languages()]
    assert dialog.options["en"].isChecked()
    dialog.options["de"].setChecked(True)
    dialog.accept()
    qtbot.waitUntil(lambda: edge.settings.values["window.language"] == "de")
    qtbot.waitUntil(lambda: not window.canvas.toast.isHidden())


def test_the_same_language_changes_nothing(edge: FakeEdge, open_window: Callable[[], Window]) -> None:
    window = open_window()
    window.choose_language()
    window.findChild(LanguageChoice).accept()
    assert window.canvas.toast.isHidden()


class Elsewhere(QLocale):
    """A system that prefers ``tags``."""

    tags: ClassVar[list[str]] = []

    @classmethod
    def system(cls) -> QLocale:
        made = cls(cls.tags[0])
        made.uiLanguages = lambda: cls.tags
        return made


@pytest.mark.parametrize(
    ("tags", "code"),
    [
        (["de-AT", "de"], "de"),
        (["en-GB", "de"], "en"),
        (["fr-FR", "fr", "de-DE", "de"], "de"),
        (["fr-FR", "fr"], "en"),
        (["C"], "en"),
    ],
    ids=str,
)
def test_the_system_language_is_followed(
    tags: list[str], code: str, monkeypatch: pytest.MonkeyPatch, speak: Speak
) -> None:
    monkeypatch.setattr(Elsewhere, "tags", tags)
    monkeypatch.setattr("edgechat.desktop.language.QLocale", Elsewhere)
    assert resolved("system") == code
    assert speak("system").code == code


def test_numbers_are_those_of_the_country(monkeypatch: pytest.MonkeyPatch, speak: Speak) -> None:
    monkeypatch.setattr(Elsewhere, "tags", ["de-CH", "de"])
    monkeypatch.setattr("edgechat.desktop.language.QLocale", Elsewhere)
    speak("system")
    assert QLocale().territory() == QLocale.Country.Switzerland
    assert QLocale().toString(1234567) != QLocale("de_DE").toString(1234567)
