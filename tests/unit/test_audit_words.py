"""Every act and every reading that can be written has words that a supervisor reads."""

import ast
from collections.abc import Iterator
from datetime import UTC, date, datetime

import pytest

from console import texts
from console.components.account_table import role_words, state_words
from console.components.act_words import facts_in_words, roles
from console.components.audit_tables import _bounds
from console.components.sessions_list import browser_name
from core.domain.accounts import AccountState
from core.domain.administration import AccountEntry
from core.domain.fault_reports import FaultAct
from core.domain.people import Role
from core.domain.reading import Thing
from core.domain.workflow import Action
from core.storage.profiles import CHANGE
from tests.architecture.source import sources

_APPENDING = {"append_event": 3, "append_account_event": 3}
_EARLY = datetime(2026, 1, 2, tzinfo=UTC)


def _written_actions() -> set[str]:
    """Return the actions that stand as literals where an act is written."""
    calls = (n for s in sources("core") for n in ast.walk(s.tree) if isinstance(n, ast.Call))
    found = set()
    for call in calls:
        place = _APPENDING.get(ast.unparse(call.func).rpartition(".")[2])
        if place is not None and len(call.args) > place:
            found |= {n.value for n in _whole(call.args[place]) if isinstance(n, ast.Constant)}
    of_faults = {f"{act}_fault" for act in FaultAct if "outage" not in act}  # those have acts of their own
    return {str(action) for action in found} | of_faults


def _whole(node: ast.AST) -> Iterator[ast.AST]:
    """Walk an expression, but for the pieces of a text that is put together."""
    yield node
    if not isinstance(node, ast.JoinedStr):
        for child in ast.iter_child_nodes(node):
            yield from _whole(child)


def test_every_act_has_words() -> None:
    """None is shown to a supervisor by its code."""
    written = _written_actions()
    assert {"sign_in", "suspend_account", "accept_privacy"} <= written
    assert sorted((written | set(Action) | {CHANGE}) - set(texts.labels("action"))) == []


def test_every_reading_state_and_role_has_words() -> None:
    """Likewise what was read, how an account stands, and what a role may."""
    assert set(texts.labels("reading")) == set(Thing)
    assert set(texts.labels("account_state")) == set(AccountState)
    assert set(texts.labels("role_help")) == {Role.CLERK, Role.SUPERVISOR, Role.ADMINISTRATOR}


def test_facts_are_named_and_told_in_words() -> None:
    """Roles and fields in words, digests cut short, unknown names as they are."""
    facts: dict[str, str | int] = {
        "field": "phone",
        "old": "clerk",
        "new": "clerk+supervisor",
        "manifest_sha256": "a" * 64,
        "x": 3,
    }
    assert facts_in_words(facts) == (
        "dato: Teléfono del trabajo · antes: Oficialía de Partes · "
        "después: Oficialía de Partes y Supervisión · manifiesto: aaaaaaaaaaaaaaaa… · x: 3"
    )
    assert facts_in_words({"old": "Ana Ruiz", "reason": "Oficio"}) == "antes: Ana Ruiz · motivo: Oficio"
    assert roles("system") == "Sistema"


def test_an_account_is_told_by_mark_and_word() -> None:
    """Never by a mark alone; whoever has no role is said to have none."""
    states = (AccountState.SUSPENDED, AccountState.EMAIL_UNCONFIRMED)
    entry = AccountEntry(
        1, "u", "N", "", "", "", frozenset(), states, _EARLY, None, False, False, "", None, False
    )
    assert state_words(entry) == "✖ Suspendida · ◌ Correo sin confirmar"
    assert role_words(entry) == "Ninguna"


def test_a_day_of_the_record_is_the_institutions() -> None:
    """From midnight to midnight in its zone, not in UTC."""
    since, until = _bounds(date(2026, 11, 22), "America/Mexico_City")
    assert (since.isoformat(), until.isoformat()) == (
        "2026-11-22T06:00:00+00:00",
        "2026-11-23T06:00:00+00:00",
    )


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox en Linux"),
        (
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0"
            ),
            "Edge en Windows",
        ),
        (
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) "
                "CriOS/140.0 Mobile/15E148 Safari/604.1"
            ),
            "Chrome en iPhone",
        ),
        (
            (
                "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) "
                "Chrome/140.0.0.0 Mobile Safari/537.36"
            ),
            "Chrome en Android",
        ),
        ("", "Navegador desconocido"),
        ("<script>:red[✔]", "Navegador desconocido"),
    ],
)
def test_a_browser_is_told_in_plain_words(sent: str, shown: str) -> None:
    """What it sent is never shown itself."""
    assert browser_name(sent) == shown
