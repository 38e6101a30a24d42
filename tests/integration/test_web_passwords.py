"""The pages of the entrance and of passwords: what they say, keep, set and hide."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.types import ASGIApp

from console.web.waiting import span
from core.domain.accounts import LinkPurpose
from core.services.accounts.links import Links
from core.storage.account_tables import AccountRow, MailRow
from tests.browsing import Browser, serving
from tests.offices import PASSWORD, House, opened

NEW = "tranvía azul de los lunes"


@pytest.fixture
def house(tmp_path: Path) -> Iterator[House]:
    """Return an Oficialía that mails."""
    with opened(tmp_path / "home", smtp_host="127.0.0.1") as built:
        with built.oficialia.database.write() as session:
            session.get_one(AccountRow, built.ana.account_id).email = "ana@correo.example"
        yield built


def link(house: House) -> str:
    """Return the token of an invitation for ana."""
    with house.oficialia.database.write() as session:
        return Links(house.oficialia.server_key).issue(
            session, LinkPurpose.CHOOSE_PASSWORD, house.clock.at, account_id=house.ana.account_id
        )


def mail_kinds(house: House) -> list[str]:
    """Return what waits in the outbox."""
    with house.oficialia.database.read() as session:
        return list(session.scalars(select(MailRow.kind).order_by(MailRow.id)))


def device_of(browser: Browser) -> str:
    """Return the cookie that makes a browser a known device."""
    return str(browser.cookies.get("oficialia_equipo") or "")


def test_signing_in_makes_the_browser_a_known_device(app: ASGIApp) -> None:
    """A cookie of half a year that scripts cannot read; signing out leaves it, signing in again keeps it."""
    browser = Browser(app)
    answer = browser.sign_in("ana")
    (cookie,) = [c for c in answer.headers.get_list("set-cookie") if c.startswith("oficialia_equipo=")]
    parts = {part.strip().lower() for part in cookie.split(";")}
    assert {"httponly", "samesite=lax", "path=/", f"max-age={180 * 24 * 3600}"} <= parts
    first = device_of(browser)
    assert len(first) >= 43
    browser.get(f"/salir?clave={browser.csrf['x-oficialia-csrf']}")
    browser.sign_in("ana")
    assert device_of(browser) == first
    browser.sign_in("juan")
    assert device_of(browser).startswith(first + ".")


def test_under_tls_the_device_is_bound_to_the_host(tmp_path: Path) -> None:
    """With the __Host- prefix and Secure."""
    with opened(tmp_path / "home", secure_cookies=True) as house, serving(house) as app:
        cookies = Browser(app, secure=True).sign_in("ana").headers.get_list("set-cookie")
        (cookie,) = [c for c in cookies if c.startswith("__Host-oficialia_equipo=")]
        assert "Secure" in cookie


def test_a_known_device_gets_in_while_strangers_are_blocked(house: House, app: ASGIApp) -> None:
    """The same account at the same moment, told apart by the cookie alone; nonsense in it is a stranger's."""
    known, stranger = Browser(app), Browser(app)
    known.sign_in("ana")
    for _ in range(6):
        answer = stranger.sign_in("ana", "equivocada")
        house.clock.advance(seconds=61)
    assert (answer.status_code, "La cuenta está bloqueada." in answer.text) == (422, True)
    assert 'href="/desbloquear"' in answer.text
    for nonsense in ("", "x", ".".join("abcdefgh"), "a" * 4000, device_of(known) + "x"):
        stranger.cookies.set("oficialia_equipo", nonsense)
        assert stranger.sign_in("ana").status_code == 422
        house.clock.advance(hours=1)
    assert known.sign_in("ana").status_code == 303


def test_a_wait_is_told_in_words_and_to_machines(house: House, app: ASGIApp) -> None:
    """429, Retry-After, how long; the user name is kept; after it the form is looked at again."""
    browser = Browser(app)
    for _ in range(3):
        browser.sign_in("juan", "equivocada")
    answer = browser.sign_in("juan")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "1")
    assert "tiempo de espera: 1 segundo." in answer.text
    assert 'value="juan"' in answer.text
    house.clock.advance(seconds=1)
    assert browser.sign_in("juan").status_code == 303


def test_waits_are_told_in_whole_minutes() -> None:
    """Seconds up to a minute, then minutes, never too few."""
    assert [span(s) for s in (1, 2, 60, 61, 900)] == [
        "1 segundo",
        "2 segundos",
        "60 segundos",
        "2 minutos",
        "15 minutos",
    ]


def test_an_expired_form_keeps_the_user_name(app: ASGIApp) -> None:
    """In words on the page itself, not as a machine's answer; the password is not sent back."""
    data = {"usuario": "ana", "contrasena": "secreta-y-larga", "siguiente": "/mis-promociones"}
    answer = Browser(app).request("POST", "/entrar", data=data)
    assert (answer.status_code, answer.headers["content-type"][:9]) == (403, "text/html")
    assert 'value="ana"' in answer.text
    assert 'value="/mis-promociones"' in answer.text
    assert "secreta-y-larga" not in answer.text


def test_every_answer_about_a_name_is_the_same_page(house: House, app: ASGIApp) -> None:
    """Six wrong tries, a wait and a block: letter by letter alike for a name that nobody has."""
    pages: dict[str, list[str]] = {}
    for who in ("juan", "nadie"):
        browser = Browser(app)
        answers = [browser.sign_in(who, "equivocada") for _ in range(4)]
        for _ in range(4):
            house.clock.advance(seconds=61)
            answers.append(browser.sign_in(who, "equivocada"))
        key = browser.get("/entrar").text.split('name="clave" value="')[1][:32]
        pages[who] = [f"{a.status_code} {a.text}".replace(who, "").replace(key, "") for a in answers]
        house.clock.advance(days=2)
    assert pages["juan"] == pages["nadie"]
    assert [page[:3] for page in pages["juan"]] == ["422"] * 3 + ["429"] + ["422"] * 4
    assert "Le queda un intento." in pages["juan"][5]
    assert "La cuenta está bloqueada." in pages["juan"][6]


def test_asking_for_a_link_is_answered_alike(house: House, app: ASGIApp) -> None:
    """Who exists and who does not see the same page; only the first is mailed."""
    texts = []
    for who in ("ana", "nadie", "ana@correo.example"):
        browser = Browser(app)
        answer = browser.submit("/recuperar", {"cuenta": who})
        assert answer.status_code == 200
        texts.append(answer.text.replace(who, ""))
    assert texts[0] == texts[1] == texts[2]
    assert mail_kinds(house) == ["reset_password"] * 2
    assert Browser(app).request("POST", "/recuperar", data={"cuenta": "ana"}).status_code == 403
    assert len(mail_kinds(house)) == 2
    hostile = Browser(app).submit("/recuperar", {"cuenta": '"><script>x</script>'})
    assert "<script>x" not in hostile.text


def test_the_work_is_done_after_the_answer(
    app: ASGIApp, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is looked up before the page was sent: its time tells nothing."""
    from starlette.background import BackgroundTask  # noqa: PLC0415 - watched here only

    waiting: list[tuple[object, ...]] = []

    async def later(task: BackgroundTask) -> None:
        waiting.append(task.args)

    monkeypatch.setattr(BackgroundTask, "__call__", later)
    Browser(app).submit("/recuperar", {"cuenta": "ana"})
    assert waiting == [("ana", "203.0.113.9")]
    assert mail_kinds(house) == []


def test_without_a_mail_server_the_page_says_whom_to_ask(tmp_path: Path) -> None:
    """No form, the institution's support, and a request sent all the same does nothing."""
    with opened(tmp_path / "home") as house, serving(house) as app:
        answer = Browser(app).get("/recuperar")
        assert "no se envían correos" in answer.text
        assert house.oficialia.institucion.support[0].email in answer.text
        assert "<form" not in answer.text
        token = Browser(app).get("/entrar").text.split('name="clave" value="')[1][:32]
        browser = Browser(app)
        browser.submit("/recuperar", {"cuenta": "ana", "clave": token}, drawn_at="/entrar")
        assert mail_kinds(house) == []


def test_a_link_leads_to_the_form_and_is_used_once(house: House, app: ASGIApp) -> None:
    """Opened as often as one likes; then sent once, and the way in is shown. Its address does not travel on."""
    token, browser = link(house), Browser(app)
    for _ in range(2):
        shown = browser.get(f"/contrasena?enlace={token}")
        assert (shown.status_code, "al menos 15 caracteres" in shown.text) == (200, True)
        assert (shown.headers["referrer-policy"], shown.headers["cache-control"]) == (
            "strict-origin",
            "no-store",
        )
        assert "script-src 'self'" in shown.headers["content-security-policy"]
    fields = {"enlace": token, "nueva": NEW, "repetida": NEW}
    sent = browser.submit("/contrasena", fields, drawn_at=f"/contrasena?enlace={token}")
    assert (sent.status_code, sent.headers["location"]) == (303, "/entrar?contrasena=1")
    assert "Su contraseña está guardada." in browser.get("/entrar?contrasena=1").text
    assert browser.sign_in("ana", NEW).status_code == 303
    again = browser.get(f"/contrasena?enlace={token}")
    assert (again.status_code, "El enlace no sirve." in again.text) == (422, True)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"nueva": "corta", "repetida": "corta"}, "Debe tener al menos 15 caracteres."),
        ({"nueva": NEW, "repetida": NEW + "x"}, "Las dos contraseñas no son iguales."),
        ({"nueva": "a" * 30, "repetida": "a" * 30}, "repetidos"),
        ({"nueva": NEW * 60, "repetida": NEW * 60}, "Se admiten hasta 1024 caracteres"),
        ({}, "demasiado corta"),
    ],
)
def test_what_is_wrong_is_told_beside_the_field(
    house: House, app: ASGIApp, fields: dict[str, str], told: str
) -> None:
    """The link stays good, nothing typed comes back, and the field says that it is wrong."""
    token, browser = link(house), Browser(app)
    path = f"/contrasena?enlace={token}"
    answer = browser.submit("/contrasena", {"enlace": token, **fields}, drawn_at=path)
    assert (answer.status_code, told in answer.text) == (422, True)
    assert 'aria-invalid="true"' in answer.text
    assert not any(f'value="{typed}"' in answer.text for typed in fields.values() if typed)
    assert token in answer.text
    assert browser.get(path).status_code == 200


def test_a_forged_or_expired_form_chooses_nothing(house: House, app: ASGIApp) -> None:
    """Another site cannot send it; the page says so and keeps the link."""
    token = link(house)
    fields = {"enlace": token, "nueva": NEW, "repetida": NEW}
    answer = Browser(app).request("POST", "/contrasena", data=fields)
    assert (answer.status_code, f'value="{token}"' in answer.text) == (403, True)
    assert Browser(app).sign_in("ana", NEW).status_code == 422


def test_changing_keeps_this_browser_and_ends_the_others(house: House, app: ASGIApp) -> None:
    """A new session's cookie, a page that says what happened, and the other browser is out."""
    here, there = Browser(app), Browser(app)
    here.sign_in("ana")
    there.sign_in("ana")
    before = here.token
    fields = {"actual": PASSWORD, "nueva": NEW, "repetida": NEW}
    answer = here.submit("/cuenta/contrasena", fields)
    assert (answer.status_code, answer.headers["location"]) == (303, "/cuenta/contrasena?listo=1")
    assert here.token not in {"", before}
    assert "Su contraseña cambió" in here.get("/cuenta/contrasena?listo=1").text
    assert there.get("/cuenta/contrasena").status_code == 303
    assert mail_kinds(house) == ["password_changed"]


def test_changing_with_a_wrong_password_ends_the_session_at_last(house: House, app: ASGIApp) -> None:
    """Told beside the field five times; then one has to enter anew."""
    browser = Browser(app)
    browser.sign_in("ana")
    fields = {"actual": "equivocada", "nueva": NEW, "repetida": NEW}
    for _ in range(5):
        answer = browser.submit("/cuenta/contrasena", fields)
        assert (answer.status_code, 'id="error-actual"' in answer.text) == (422, True)
        house.clock.advance(seconds=10)
    last = browser.submit("/cuenta/contrasena", fields)
    assert "Hay que entrar de nuevo" in last.text
    assert browser.get("/cuenta/contrasena").status_code == 303


def test_only_who_is_signed_in_changes_a_password(app: ASGIApp) -> None:
    """Anybody else is led to the entrance, or refused."""
    assert Browser(app).get("/cuenta/contrasena").headers["location"].startswith("/entrar?siguiente=")
    assert Browser(app).request("POST", "/cuenta/contrasena", data={"actual": PASSWORD}).status_code == 403


def test_passwords_may_be_pasted_and_filled_in(house: House, app: ASGIApp) -> None:
    """Each field says what it is for; nothing forbids pasting or limits what is typed."""
    browser = Browser(app)
    browser.sign_in("ana")
    for path in ("/cuenta/contrasena", f"/contrasena?enlace={link(house)}"):
        text = browser.get(path).text
        assert text.count('autocomplete="new-password"') == 2
        assert ('autocomplete="current-password"' in text) == (path == "/cuenta/contrasena")
        assert 'autocomplete="username"' in text
        assert "onpaste" not in text
        assert "maxlength" not in text
        assert "/publico/formularios.js" in text
    assert browser.get("/publico/formularios.js").status_code == 200
