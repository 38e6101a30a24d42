"""A session's end in the browser: announced, kept from costing any text, and come back from."""

import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

from playwright.sync_api import Locator, Page, expect

from tests.acceptance import filer
from tests.acceptance.arranged import CLERK, PERSON
from tests.acceptance.running_app import RunningApp, serve
from tests.acceptance.visitors import NewContext, SignIn, enter, fill_credentials

TYPED = "Denuncia a medias"


def _database(home: Path, statement: str, *values: str) -> None:
    connection = sqlite3.connect(home / "oficialia.sqlite3", timeout=20)
    with connection:
        connection.execute(statement, values)
    connection.close()


def _ago(minutes: int) -> str:
    return f"{datetime.now(UTC) - timedelta(minutes=minutes):%Y-%m-%d %H:%M:%S.%f}"


def _last_seen(home: Path, minutes_ago: int) -> None:
    """Let every session have been seen some time ago."""
    _database(home, "UPDATE session SET last_seen_at = ?", _ago(minutes_ago))


def _come_to_front(page: Page) -> None:
    """The watch asks when its page comes to the front, and now and then."""
    page.evaluate("() => window.dispatchEvent(new Event('focus'))")


def _half_filled(page: Page) -> Locator:
    page.goto("/crear-promocion")
    box = page.get_by_role("textbox", name="Procedimiento *", exact=True)
    box.fill(TYPED)
    box.press("Tab")
    page.get_by_label("Descripción de la promoción").fill("sin salir del campo")
    return box


def _dialog(page: Page) -> Locator:
    return page.get_by_role("alertdialog")


def _enter_elsewhere(page: Page, username: str) -> None:
    with page.context.expect_page() as opened:
        _dialog(page).get_by_role("link", name=re.compile("entrar|Entrar")).click()
    other = opened.value
    fill_credentials(other, username)
    expect(other.get_by_role("heading", name="Su sesión está abierta")).to_be_visible()
    other.close()


def test_the_idle_end_is_announced_and_put_off(page: Page, sign_in: SignIn, server: RunningApp) -> None:
    """Five minutes before: at what hour, with the focus on the one answer; choosing it gives the focus back."""
    sign_in(page, PERSON)
    _half_filled(page)
    _last_seen(server.home, 56)
    _come_to_front(page)
    dialog = _dialog(page)
    expect(dialog).to_contain_text(re.compile(r"terminará a las \d\d:\d\d por inactividad"))
    stay = dialog.get_by_role("button", name="Seguir trabajando")
    expect(stay).to_be_focused()
    stay.press("Enter")
    expect(dialog).to_have_count(0)
    expect(page.get_by_label("Descripción de la promoción")).to_be_focused()
    assert page.evaluate("async () => (await (await fetch('/api/sesion')).json()).idle_seconds") > 3500


def test_typing_keeps_a_session_and_being_open_does_not(
    page: Page, sign_in: SignIn, server: RunningApp
) -> None:
    """A key pressed after a minute counts; the page's own questions and runs do not."""
    page.clock.install()
    sign_in(page, PERSON)
    box = _half_filled(page)
    _last_seen(server.home, 30)
    with page.expect_response(lambda r: r.url.endswith("/api/sesion")):  # the watch is there
        page.reload()  # a page asked for is a sign of life
    expect(box).to_be_visible()
    _last_seen(server.home, 30)
    asked = "async () => (await (await fetch('/api/sesion')).json()).idle_seconds"
    page.clock.fast_forward("01:30")
    assert page.evaluate(asked) <= 1800
    with page.expect_response(lambda r: r.request.method == "POST" and r.url.endswith("/api/sesion")):
        box.press("x")
    assert page.evaluate(asked) > 3500


def test_after_the_end_the_same_person_goes_on(page: Page, sign_in: SignIn, server: RunningApp) -> None:
    """Idled out: a question instead of an error, another tab to enter in, and every word still there, and used."""
    sign_in(page, PERSON)
    box = _half_filled(page)
    _last_seen(server.home, 61)
    _come_to_front(page)
    expect(_dialog(page)).to_contain_text("Su sesión terminó")
    expect(
        page.locator('[data-testid="stApp"]:not([data-test-connection-state="CONNECTED"])')
    ).to_be_visible()
    expect(box).to_have_value(TYPED)
    _enter_elsewhere(page, PERSON)
    expect(page.get_by_text("Su sesión está abierta de nuevo.").first).to_be_visible()
    expect(box).to_have_value(TYPED)
    expect(page.get_by_label("Descripción de la promoción")).to_have_value("sin salir del campo")
    page.get_by_text("Inicial", exact=True).click()
    filer.choose(page, "Tipo de procedimiento *", "Denuncia")
    filer.press(page, "Guardar")
    expect(page.get_by_text(re.compile(r"PRO-\d{5}-\w{4}")).first).to_be_visible()


def test_after_the_end_another_person_finds_their_own_page(
    page: Page, sign_in: SignIn, server: RunningApp
) -> None:
    """The first one's text is on no screen of the second's, and in no act of theirs."""
    sign_in(page, PERSON)
    _half_filled(page)
    _last_seen(server.home, 61)
    _come_to_front(page)
    expect(_dialog(page)).to_contain_text("Su sesión terminó")
    _enter_elsewhere(page, CLERK)
    expect(page.get_by_role("heading", name="Bandeja")).to_be_visible()
    expect(page.get_by_text(TYPED)).to_have_count(0)


def test_the_absolute_end_is_announced(page: Page, sign_in: SignIn, server: RunningApp) -> None:
    """Near the twelfth hour one can enter again beforehand, or later; the page stays as it is."""
    sign_in(page, PERSON)
    box = _half_filled(page)
    _database(server.home, "UPDATE session SET created_at = ?", _ago(12 * 60 - 4))
    _come_to_front(page)
    dialog = _dialog(page)
    expect(dialog.get_by_role("link", name=re.compile("^Volver a entrar"))).to_be_focused()
    dialog.get_by_role("button", name="Después").click()
    expect(dialog).to_have_count(0)
    expect(box).to_have_value(TYPED)


def test_a_suspended_persons_window_ends_by_itself(new_context: NewContext, fresh_home: Path) -> None:
    """Nothing is clicked and nothing reloaded: the server closes the window within the minute."""
    with serve(fresh_home) as app:
        page = enter(new_context(base_url=app.url).new_page(), PERSON)
        expect(page.get_by_role("link", name="Cerrar sesión")).to_be_visible()
        _database(fresh_home, "UPDATE account SET suspended_at = ? WHERE username = ?", _ago(0), PERSON)
        expect(_dialog(page)).to_contain_text("Su sesión terminó", timeout=60_000)


def test_a_server_that_is_away_is_told_in_spanish(new_context: NewContext, fresh_home: Path) -> None:
    """No English dialog: a bar says that nothing is lost, and goes when the server is back."""
    with serve(fresh_home) as app:
        page = enter(new_context(base_url=app.url).new_page(), PERSON)
        box = _half_filled(page)
        app.kill()
        expect(page.get_by_text("No hay comunicación con la Oficialía.").first).to_be_visible()
        expect(page.get_by_text("Connection error")).to_have_count(0)
    with serve(fresh_home, port=app.port):
        expect(page.get_by_text("No hay comunicación con la Oficialía.").first).to_be_hidden(timeout=40_000)
        expect(box).to_have_value(TYPED)
        expect(box).to_be_enabled()
