"""``edgechat settings``."""

from __future__ import annotations

import json

from edgechat.core.settings import TABLE
from tests.unit.cli_bench import Cli


def test_every_setting_is_listed(cli: Cli) -> None:
    told = json.loads(cli("settings", "list", "--json").out)
    assert [each["key"] for each in told] == [each.key for each in TABLE]
    assert all(each["help"] for each in told)
    assert "chat.temperature" in cli("settings", "list").out


def test_a_setting_is_changed_and_read(cli: Cli) -> None:
    assert cli("settings", "set", "chat.temperature", "0.2").out == "0.2\n"
    assert cli("settings", "get", "chat.temperature").out == "0.2\n"
    assert json.loads(cli("settings", "set", "chat.titles", "off", "--json").out)["value"] is False


def test_what_cannot_be_set_is_named(cli: Cli) -> None:
    wrong = cli("settings", "set", "chat.temperature", "hot")
    assert wrong.code == 3 and "0 to 5" in wrong.err and wrong.out == ""
    unknown = cli("settings", "get", "chat.colour")
    assert unknown.code == 3 and "chat.colour" in unknown.err


def test_only_a_model_that_is_here_can_be_chosen(cli: Cli) -> None:
    assert cli("settings", "set", "chat.model", "small").out == "small\n"
    wrong = cli("settings", "set", "chat.model", "smal")
    assert wrong.code == 3 and "no model 'smal'" in wrong.err
    assert cli("settings", "get", "chat.model").out == "small\n"
    assert cli("settings", "set", "chat.model", "").code == 0
