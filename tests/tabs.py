"""Tabs of a signed-in browser that remembers nothing from test to test but how to be fast."""

from typing import Literal

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

Scheme = Literal["light", "dark"]
WIDTH, HEIGHT = 1280, 844


class Tabs:
    """Opens tabs beside one that stays open for the whole module.

    Chromium lets them share its process, where the scripts are compiled and the fonts are loaded:
    a context of its own for each test takes twice the time. Cookies are put back and what pages
    stored is thrown away after each test; what else a context can be told needs one of its own.
    """

    def __init__(self, chromium: Browser, *, home: str, signed_in: StorageState) -> None:
        self.chromium = chromium
        self.home = home
        self.signed_in = signed_in
        self.kept: dict[str, tuple[BrowserContext, Page]] = {}

    def open(self, *, locale: str = "en", width: int = WIDTH, scheme: Scheme = "light") -> Page:
        context, _first = self.kept.get(locale) or self.begin(locale)
        page = context.new_page()
        if width != WIDTH:
            page.set_viewport_size({"width": width, "height": HEIGHT})
        if scheme != "light":
            page.emulate_media(color_scheme=scheme)
        return page

    def begin(self, locale: str) -> tuple[BrowserContext, Page]:
        viewport = {"width": WIDTH, "height": HEIGHT}
        context = self.chromium.new_context(
            locale=locale, viewport=viewport, color_scheme="light", storage_state=self.signed_in
        )
        first = context.new_page()
        first.goto(f"{self.home}/robots.txt")
        self.kept[locale] = (context, first)
        return self.kept[locale]

    def close(self) -> None:
        """All but the first tabs, with all that they left behind."""
        for context, first in self.kept.values():
            for page in context.pages:
                if page is not first:
                    page.close()
            context.set_offline(False)
            context.clear_cookies()
            context.add_cookies(self.signed_in["cookies"])
            first.evaluate("localStorage.clear()")

    def end(self) -> None:
        for context, _first in self.kept.values():
            context.close()
