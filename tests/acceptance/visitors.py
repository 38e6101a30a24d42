"""Who sits before a browser: how the fixtures that open one and sign it in are typed, and the signing in."""

from collections.abc import Callable

from playwright.sync_api import BrowserContext, Page

from tests.acceptance.running_app import demo_password

NewContext = Callable[..., BrowserContext]
"""Opens one more visitor's browser; takes Playwright's options."""
SignIn = Callable[[Page, str], Page]
"""Signs a demo account in."""


def fill_credentials(page: Page, username: str, password: str = "") -> None:
    """Sign in on the sign-in page, by default with the demo account's password."""
    page.locator("[name=usuario]").fill(username)
    page.locator("[name=contrasena]").fill(password or demo_password(username))
    page.get_by_role("button", name="Entrar", exact=True).click()


def enter(page: Page, username: str, password: str = "") -> Page:
    """Sign in and wait until the page is inside."""
    page.goto("/entrar")
    fill_credentials(page, username, password)
    page.wait_for_url(lambda url: "/entrar" not in url)
    return page
