"""Takes the README's pictures: the real extension in a real Chromium, talking to the real server.

Run: python -m tools.readme_screenshot     (needs: make install-test)
"""

import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.extension.desk import Alongside, Browser, Desk, Surface, free_ports, prepared

OUT = Path(__file__).parents[1] / "docs" / "images"
DRAFT = "Hi Sam, oh, that's a terrible situation. As I already explained, you must send the form before Friday."


def main() -> None:
    """Type a reply in a helpdesk page, open the card on its first finding, and take the picture."""
    OUT.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as name, sync_playwright() as playwright:
        folder = Path(name)
        for part in ("desk", "home", "copy", "profile"):
            (folder / part).mkdir()
        desk, port = Desk(folder / "desk"), free_ports()
        server = Alongside(folder / "home", port)
        browser = Browser(playwright, folder / "profile", desk, extension=prepared(folder / "copy", port))
        try:
            browser.pair(server)
            page = browser.page(desk.url("/agent/tickets/42", "acme.zendesk.com"))
            page.set_viewport_size({"width": 1100, "height": 760})
            surface = Surface(page)
            page.click(".ck-editor__editable")
            surface.wait_ready()
            page.keyboard.type(DRAFT, delay=4)
            surface.wait_badge("3 to look at")
            page.keyboard.press("Alt+Enter")
            surface.wait_open("card")
            time.sleep(0.6)
            page.screenshot(path=OUT / "reply.png")
        finally:
            browser.close()
            server.stop()
            desk.close()
    print(f"Written: {OUT / 'reply.png'}")


if __name__ == "__main__":
    main()
