"""The settings page and the hotkeys' API without a desktop: every setting is there, and what a desktop would say is passed on."""

from dataclasses import fields

from server.services import HotkeyCheck, Services
from server.settings import Settings, save
from tests.api.conftest import Client


class Desk:
    """A desktop with one combination that is taken."""

    rested = 0.0

    def check(self, setting: str, combination: str) -> HotkeyCheck:
        return HotkeyCheck(combination, combination.title(), "taken" if combination == "ctrl+k" else "", setting)

    def rest(self, seconds: float) -> None:
        self.rested = seconds


def test_every_setting_can_be_changed_on_the_page(page: Client) -> None:
    html = page.get("/settings").text
    for item in fields(Settings):
        assert f'data-setting="{item.metadata["key"]}"' in html
        assert item.metadata["key"] not in html.replace(f'data-setting="{item.metadata["key"]}"', ""), (
            "people read a label"
        )
    assert 'data-can-press="no"' in html


def test_what_is_wrong_in_the_file_is_said_on_the_page(page: Client, services: Services) -> None:
    save(services.folders.settings_file, {"you.name": "<b>Zoë</b>"})
    text = services.folders.settings_file.read_text(encoding="utf-8")
    services.folders.settings_file.write_text(f"{text}\n[log]\nlevel = 3\n", encoding="utf-8")
    html = page.get("/settings").text
    assert "log.level must be one of" in html
    assert "&lt;b&gt;Zoë&lt;/b&gt;" in html


def test_a_combination_is_checked_by_the_desktop(page: Client, services: Services) -> None:
    call = {"setting": "hotkeys.palette", "combination": "ctrl+k"}
    refused = page.post("/v1/hotkeys/check", call)
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (503, "no-hotkeys")
    services.hotkeys = desk = Desk()
    assert page.post("/v1/hotkeys/check", call).get_json()["problem"] == "taken"
    assert page.post("/v1/hotkeys/rest", {"seconds": 5}).get_json() == {"seconds": 5}
    assert desk.rested == 5
    assert page.post("/v1/hotkeys/rest", {"seconds": 1000}).status_code == 422
    assert page.post("/v1/hotkeys/check", {**call, "setting": "server.port"}).status_code == 422


def test_hotkeys_are_for_the_agent_only(extension: Client, stranger: Client) -> None:
    for client, status in ((extension, 403), (stranger, 401)):
        assert client.post("/v1/hotkeys/rest", {"seconds": 60}).status_code == status
