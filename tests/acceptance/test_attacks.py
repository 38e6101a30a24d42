"""An attacker with an account and a client of their own: forged messages, taken sessions, planted state."""

import secrets
import sqlite3
from collections.abc import Iterator

import httpx
import pytest
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState
from websockets.exceptions import ConnectionClosedError, InvalidStatus

from console.web.identity import IDENTITY_HEADER
from core.server_key import ServerKey
from tests.acceptance.arranged import CLERK, COMPANY, OTHER_CLERK, PERSON, Arrangement, arranging
from tests.acceptance.running_app import RunningApp
from tests.acceptance.wire import Drawn, chosen, entered, pressed, typed, wired

SUPERVISOR, ADMINISTRATOR = "elena.castaneda", "ines.robles"
DECIDING = ("Aceptar", "Rechazar", "Devolver")


@pytest.fixture
def arrangement(server: RunningApp) -> Iterator[Arrangement]:
    """Return the services beside the running server."""
    with arranging(server.home) as made:
        yield made


def _run(app: RunningApp, client: httpx.Cookies, **state: str) -> Drawn:
    with wired(app, client) as wire:
        wire.run()
        return wire.run(**state)


def test_a_streamlit_session_cannot_be_taken_over(server: RunningApp, arrangement: Arrangement) -> None:
    """By its id: nobody gets a window, another account a session of its own, a forged identity changes nothing."""
    victim = entered(server, PERSON)
    key = ServerKey.load(server.home / "server.key")
    identity = key.digest("identity", str(arrangement.actor(PERSON).account_id))
    with wired(server, victim) as wire:
        session_id = wire.run().session_id
    assert session_id
    with pytest.raises(InvalidStatus) as refused, wired(server, None, session_id):
        pass
    assert refused.value.response.status_code == 403
    with pytest.raises(InvalidStatus), wired(server, None, session_id, [(IDENTITY_HEADER, identity)]):
        pass
    for forged in ((), ((IDENTITY_HEADER, identity),), (("X-OFICIALIA-IDENTITY", identity),)):
        with wired(server, entered(server, COMPANY), session_id, forged) as wire:
            taken = wire.run()
        assert taken.session_id != session_id
        assert "COMPAÑÍA EJEMPLO" in taken.text
        assert "MARÍA DE LOS ÁNGELES" not in taken.text
    with wired(server, victim, session_id) as wire:
        assert wire.run().session_id == session_id


@pytest.mark.parametrize("owner", [CLERK, SUPERVISOR, ADMINISTRATOR])
def test_a_page_called_by_its_hash_stays_closed(server: RunningApp, owner: str) -> None:
    """A filer's client that names a page of the staff is given the filer's own start page."""
    offered = _run(server, entered(server, owner)).pages
    attacker = entered(server, PERSON)
    own = _run(server, attacker)
    alien = {name: page for name, page in offered.items() if name not in own.pages}
    assert alien
    for name, page in alien.items():
        drawn = _run(server, attacker, page=page)
        assert drawn.texts == own.texts, name
    drawn = _run(server, attacker, page="../../core/config.py")
    assert drawn.texts == own.texts


def _review(app: RunningApp, username: str, folio: str) -> tuple[dict[str, str], httpx.Cookies, str]:
    client = entered(app, username)
    page = _run(app, client).pages["Revisión"]
    drawn = _run(app, client, page=page, query=f"folio={folio}")
    return drawn.widgets, client, page


@pytest.mark.parametrize("who", [SUPERVISOR, OTHER_CLERK])
def test_a_forged_decision_decides_nothing(server: RunningApp, arrangement: Arrangement, who: str) -> None:
    """Buttons that are shown disabled, pressed all the same, and the last word of a dialog never opened."""
    folio = arrangement.sent(PERSON, "Denuncia que otra persona revisa")
    holder, _, _ = _review(server, CLERK, folio)
    before = arrangement.actions(folio)
    assert before[-1] == "claim"
    widgets, client, page = _review(server, who, folio)
    address = {"page": page, "query": f"folio={folio}"}
    with wired(server, client) as wire:
        wire.run(**address)
        for button in DECIDING:
            confirm = widgets[button].replace("None", "decision_confirmar")
            drawn = wire.run(pressed(widgets[button]), pressed(holder[button]), pressed(confirm), **address)
            assert "decision_confirmar" not in "".join(drawn.widgets.values())
    assert [a for a in arrangement.actions(folio) if a not in before] == []
    promocion = arrangement.promocion(folio)
    assert (promocion.status, promocion.decision) == ("under_review", None)


def test_state_cannot_be_planted(server: RunningApp, arrangement: Arrangement) -> None:
    """A client that names the server's own keys (verdict, notice, step) as if they were widgets plants nothing."""
    folio = arrangement.sent(PERSON, "Denuncia con veredicto propio")
    promocion = arrangement.promocion(folio)
    page = _run(server, entered(server, CLERK)).pages["Revisión"]
    mark = secrets.token_hex(8)
    planted = [
        WidgetState(id=f"veredicto_{promocion.id}_{status}", json_value=f'{{"outcome": "{mark}"}}')
        for status in ("sent", "under_review")
    ]
    address = {"page": page, "query": f"folio={folio}"}
    with wired(server, entered(server, CLERK)) as wire:
        wire.run()
        for state in (*planted, typed("notice", mark)):
            assert mark not in wire.run(state, **address).text
    with wired(server, entered(server, CLERK)) as wire:
        wire.run()
        honest = wire.run(**address)
    assert folio[-4:] in honest.text  # its dash is escaped
    assert mark not in honest.text
    assert any(name.startswith("Aceptar") for name in honest.widgets), honest.widgets


def test_options_that_were_not_offered_are_not_saved(server: RunningApp) -> None:
    """A kind of procedure, a carácter and a kind that no list holds: nothing is created under any of them."""
    title = f"Denuncia {secrets.token_hex(6)}"
    client = entered(server, PERSON)
    page = _run(server, client).pages["Crear promoción"]
    with wired(server, client) as wire:
        wire.run()
        widgets = wire.run(page=page).widgets
        forged = [
            typed(_named(widgets, "Procedimiento"), title),
            chosen(_named(widgets, "Tipo de promoción"), "Ninguna"),
            typed(_named(widgets, "Tipo de procedimiento"), "EVIL"),
        ]
        drawn = wire.run(*forged, pressed(_named(widgets, "Guardar")), page=page)
    assert "EVIL" not in drawn.text
    connection = sqlite3.connect(server.home / "oficialia.sqlite3", timeout=20)
    found = {row[0] for row in connection.execute("SELECT procedimiento FROM promocion")}
    connection.close()
    assert found
    assert title not in found


def _named(widgets: dict[str, str], beginning: str) -> str:
    return next(widget for label, widget in widgets.items() if label.startswith(beginning))


def test_somebody_elses_folio_is_nobodys(server: RunningApp, arrangement: Arrangement) -> None:
    """A filer's page asked for another's folio draws what it draws for a folio that was never given."""
    folio = arrangement.sent(COMPANY, "Asunto reservado de la compañía")
    client = entered(server, PERSON)
    page = _run(server, client).pages["Promoción"]
    others = _run(server, client, page=page, query=f"folio={folio}")
    nobodys = _run(server, client, page=page, query="folio=PRO-99999-ZZZZ")
    assert others.texts == nobodys.texts
    assert "reservado" not in others.text
    for odd in ("folio=../../x", "folio=%00", "folio=" + "A" * 5000, "folio=1%27%20OR%201=1"):
        assert _run(server, client, page=page, query=odd).texts == nobodys.texts


def test_a_fragment_of_another_persons_screen_does_not_run(
    server: RunningApp, arrangement: Arrangement
) -> None:
    """The ids of a clerk's fragments, asked for in a filer's window, draw nothing of the clerk's."""
    folio = arrangement.sent(PERSON, "Denuncia con lector")
    clerk = entered(server, CLERK)
    page = _run(server, clerk).pages["Revisión"]
    fragments = _run(server, clerk, page=page, query=f"folio={folio}").fragments
    assert fragments
    attacker = entered(server, COMPANY)
    with wired(server, attacker) as wire:
        wire.run()
        for fragment in fragments:
            wire.ask_run(fragment=fragment)
            assert "delta" not in wire.answers_until_heartbeat()
        assert "COMPAÑÍA EJEMPLO" in wire.run().text


DEVELOPERS = {
    "git": BackMsg(load_git_info=True),
    "cache": BackMsg(clear_cache=True),
    "save": BackMsg(set_run_on_save=True),
    "disconnect": BackMsg(debug_disconnect_websocket=True),
    "shutdown": BackMsg(debug_shutdown_runtime=True),
}


def test_developers_messages_are_not_answered(server: RunningApp) -> None:
    """Git's state, everybody's cache, upload addresses, the end of the server: none is reached by a person."""
    upload = BackMsg()
    upload.file_urls_request.request_id = "x"
    upload.file_urls_request.file_names.append("a.pdf")
    with wired(server, entered(server, PERSON)) as wire:
        wire.run()
        wire.answers_until_heartbeat()
        for name, message in {**DEVELOPERS, "upload": upload}.items():
            wire.send(message)
            assert wire.answers_until_heartbeat() == ["heartbeat_ack"], name
    assert httpx.get(f"{server.url}/salud").status_code == 200


@pytest.mark.parametrize("rubbish", [b"\xff\xfe", b"\x00" * 6_000_000], ids=["no message", "too large"])
def test_rubbish_closes_its_own_window_alone(server: RunningApp, rubbish: bytes) -> None:
    """What is no message, or too long a one, ends that window; another one of the same account goes on."""
    client = entered(server, PERSON)
    with wired(server, client) as other:
        other.run()
        with wired(server, client) as wire, pytest.raises(ConnectionClosedError):  # noqa: PT012 - the answer comes as it is read
            wire.send(rubbish)
            for _ in wire.messages():
                pass
        assert other.run().texts
    assert httpx.get(f"{server.url}/salud").status_code == 200


def test_nobody_uploads_anything(server: RunningApp) -> None:
    """Ours without a session, and Streamlit's with one as without: refused, whatever the session's id."""
    cookies = entered(server, PERSON)
    with wired(server, cookies) as wire:
        session_id = wire.run().session_id
    body = {"file": ("a.bin", b"x" * 1_000_000)}
    for path in (f"/_stcore/upload_file/{session_id}/x", "/api/promociones/1/documentos?nombre=a.txt"):
        for method in ("PUT", "POST"):
            assert httpx.request(method, server.url + path, files=body).status_code in {403, 404}, path
    inside = f"{server.url}/_stcore/upload_file/{session_id}/x"
    assert httpx.put(inside, files=body, cookies=cookies).status_code == 404
