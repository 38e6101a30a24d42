"""Messages are written in full, whoever wrote the facts, and nothing in them leads elsewhere."""

import ast
import re
import string
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default

import pytest

from console import texts
from core.config import PROJECT, Settings
from core.domain.mail import (
    CARRIES_LINK,
    FACTS,
    MailBox,
    MailKind,
    Stationery,
    expired,
    link_path,
    one_line,
    quoted,
    usable_address,
    wait_after,
)
from core.mailing.message import Envelope, compose
from core.mailing.stationery import load_stationery
from core.receipts.institucion import load_institucion
from tests.architecture.source import dotted, sources

AT = datetime(2026, 11, 23, 18, 30, tzinfo=UTC)
SAMPLE: dict[str, object] = {
    "since_on": "2026-11-16",
    "until_on": "2026-11-22",
    "name": "María Núñez Ñandú",
    "username": "maria.nunez",
    "link_path": "/contrasena?enlace=abc-DEF_123%3D",
    "expires_at": AT.isoformat(),
    "at": AT.isoformat(),
    "address": "198.51.100.24",
    "reason": "Falta el poder.\nSupervisión",
    "roles": ["clerk", "supervisor"],
    "folio": "PRO-01228-P7X7",
    "numero": "OP-2026-000123",
    "by_name": "Lucía Ríos Peña",
    "filed_on": "2026-11-24",
    "before_on": "2026-11-23",
    "left": 9,
    "system": "OPE",
    "title": "No carga la página",
}
CONSTANTS = {"unit", "institution", "help", "public_url", "to_address"}


@pytest.fixture(scope="module")
def stationery() -> Stationery:
    """Return the shipped templates, on an institution that has edited its data."""
    settings = Settings(public_url="https://oficialia.example/ope")
    return load_stationery(settings, load_institucion(settings.data / "institucion.toml"))


def facts_of(kind: MailKind) -> dict[str, object]:
    """Return good facts for one kind, no more than it must be given."""
    return {name: SAMPLE[name] for name in FACTS[kind]}


@pytest.mark.parametrize("kind", MailKind)
def test_every_kind_is_written_with_its_own_facts_alone(stationery: Stationery, kind: MailKind) -> None:
    """Subject in one line, nothing left open, its link and its instants whole, and who it is for."""
    letter = stationery.write(kind, facts_of(kind), "maria@correo.example")
    assert "\n" not in letter.subject
    assert 10 < len(letter.subject) < 90
    assert not set("{}") & set(letter.subject + letter.body)
    assert "maria@correo.example" in letter.body
    assert "Nunca le pediremos por correo su contraseña" in letter.body
    if "link_path" in FACTS[kind]:
        lines = letter.body.splitlines()
        assert "https://oficialia.example/ope/contrasena?enlace=abc-DEF_123%3D" in lines
    if "expires_at" in FACTS[kind]:
        assert "hasta el 23/11/2026 12:30 (Tiempo del Centro)" in letter.body
        assert "una sola vez" in letter.body


@pytest.mark.parametrize(
    "kind",
    [
        *sorted(CARRIES_LINK),
        *(k for k in MailKind if k.endswith(("_changed", "_blocked", "_added", "_removed"))),
    ],
)
def test_whoever_did_not_ask_is_told_what_to_do(stationery: Stationery, kind: str) -> None:
    """Links and changes that somebody else may have caused say so, and whom to turn to."""
    body = stationery.write(MailKind(kind), facts_of(MailKind(kind)), "a@b.example").body
    assert re.search(r"Si (usted )?no (fue usted|lo pidió|solicitó|esperaba)|Si el cambio no le corr", body)


@pytest.mark.parametrize("kind", MailKind)
def test_every_fact_of_a_kind_is_told_and_no_other_is_asked_for(
    stationery: Stationery, kind: MailKind
) -> None:
    """Templates name given facts only; what is given is told, but for the name where nobody confirmed it."""
    template = stationery.templates[kind]
    named = {n for _, n, _, _ in string.Formatter().parse(template.subject + template.body) if n is not None}
    assert named <= FACTS[kind] | CONSTANTS
    unconfirmed = {MailKind.CONFIRM_REGISTRATION, MailKind.CONFIRM_EMAIL}
    assert FACTS[kind] - named == ({"name"} if kind in unconfirmed else set())


def test_names_of_roles_and_days_are_told_in_words(stationery: Stationery) -> None:
    """Codes become what people call them, given as a list or as the log writes them; days their usual form."""
    told = [
        stationery.write(MailKind.ROLES_CHANGED, {"name": "X", "roles": roles}, "a@b.example").body
        for roles in (["clerk", "supervisor"], "clerk+supervisor")
    ]
    assert told[0] == told[1]
    assert "Oficialía de Partes, Supervisión" in told[0]
    sent = stationery.write(MailKind.PROMOCION_SENT, facts_of(MailKind.PROMOCION_SENT), "a@b.example")
    assert "24/11/2026 (Tiempo del Centro)" in sent.body
    moved = stationery.write(MailKind.PROMOCION_REFILED, facts_of(MailKind.PROMOCION_REFILED), "a@b.example")
    assert "Antes: 23/11/2026 (Tiempo del Centro)" in moved.body


def test_an_empty_fact_is_said_to_be_missing(stationery: Stationery) -> None:
    """An act at the command line comes from no address."""
    facts = facts_of(MailKind.PASSWORD_CHANGED) | {"address": ""}
    assert (
        "(dirección de red: no registrada)"
        in stationery.write(MailKind.PASSWORD_CHANGED, facts, "a@b.example").body
    )


def test_nobody_writes_headers_lines_or_hidden_marks_with_a_name(stationery: Stationery) -> None:
    """Line breaks, directions, NUL, surrogates, braces and a megabyte end as one short visible line."""
    hostile = "Ana\r\nBcc: todos@malo.example\n\n\u202egpj\u2066\0\ud800\u2028fin {link_path} " + "x" * 2**20
    facts = facts_of(MailKind.PROMOCION_SENT) | {"name": hostile, "folio": hostile}
    letter = stationery.write(MailKind.PROMOCION_SENT, facts, "a@b.example")
    raw = compose(letter, Envelope("ope@inst.example", hostile, "a@b.example", AT, "1")).as_bytes()
    message = message_from_bytes(raw, policy=default)
    assert message["Bcc"] is None
    assert set(message.keys()) == {
        "From", "To", "Subject", "Date", "Message-ID", "Auto-Submitted", "X-Auto-Response-Suppress",
        "Content-Language", "Content-Type", "Content-Transfer-Encoding", "MIME-Version",
    }  # fmt: skip
    greeting = next(line for line in letter.body.splitlines() if line.startswith("A la atención"))
    assert greeting.startswith("A la atención de Ana Bcc: todos@malo.example gpj fin {link_path} xxx")
    assert len(letter.body) < 3000
    assert all(len(line) < 200 for line in raw.splitlines())


def test_a_reason_is_quoted_line_by_line(stationery: Stationery) -> None:
    """What a person wrote passes for nothing of ours."""
    facts = facts_of(MailKind.ACCOUNT_SUSPENDED) | {"reason": "Uno.\r\n\r\n\u202eDos:\nhttps://malo.example"}
    body = stationery.write(MailKind.ACCOUNT_SUSPENDED, facts, "a@b.example").body
    assert "> Uno.\n> Dos:\n> https://malo.example\n" in body
    assert quoted(" \n\u200b\n") == ""


@pytest.mark.parametrize(
    "path",
    ["//malo.example/x", "https://malo.example", "/a b", "/a\r\nb", "/ñ", "", "contrasena", "/\u202ex"],
)
def test_a_link_leads_nowhere_but_to_us(stationery: Stationery, path: str) -> None:
    """Another host, a broken line or a relative path is refused, not mailed."""
    with pytest.raises(ValueError, match="not an address of ours"):
        link_path(path)
    with pytest.raises(ValueError, match="not an address of ours"):
        stationery.write(
            MailKind.UNBLOCK_LINK, facts_of(MailKind.UNBLOCK_LINK) | {"link_path": path}, "a@b.example"
        )


def test_a_message_is_the_same_each_time(stationery: Stationery) -> None:
    """Same identity, same date, same bytes: a mail program recognises a repeat; and no robot answers it."""
    letter = stationery.write(MailKind.TEST, {}, "maria@correo.example")
    envelope = Envelope("ope@inst.example", "Oficialía de Partes", "maria@correo.example", AT, "abc")
    first, second = compose(letter, envelope), compose(letter, envelope)
    assert first.as_bytes() == second.as_bytes()
    assert first["Message-ID"] == "<abc@inst.example>"
    assert first["Auto-Submitted"] == "auto-generated"
    assert first["Date"].datetime == AT
    assert first["From"].addresses[0].display_name == "Oficialía de Partes"
    assert (first.get_content_type(), first.get_content().strip()) == ("text/plain", letter.body.strip())
    assert all(byte < 128 for byte in first.as_bytes())


@pytest.mark.parametrize(
    ("address", "usable"),
    [
        ("maria.nunez+ope@correo.example", True),
        ("o'brien@a.b.example", True),
        ("maria@localhost", False),
        ("maria@correo.example\nBcc: x@y.example", False),
        ("maria@correo.example ", False),
        ("<maria@correo.example>", False),
        ("maria,otra@correo.example", False),
        ("maría@correo.example", False),
        ("@correo.example", False),
        ("a" * 65 + "@correo.example", False),
        ("a@" + "b." * 130 + "example", False),
        ("", False),
    ],
)
def test_only_one_plain_mailbox_is_an_address(address: str, usable: bool) -> None:
    """Nothing that a mail server could read as two recipients, or as a header."""
    assert usable_address(address) is usable


def test_waits_grow_and_end_after_three_days() -> None:
    """One minute at first, six hours at last, never shorter than before; about three days in all."""
    waits: list[timedelta] = []
    while (wait := wait_after(len(waits) + 1)) is not None:
        waits.append(wait)
    assert (waits[0], waits[-1]) == (timedelta(minutes=1), timedelta(hours=6))
    assert waits == sorted(waits)
    assert timedelta(days=3) <= sum(waits, timedelta()) <= timedelta(days=3, hours=8)


def test_a_link_expires_when_it_says() -> None:
    """At that very instant; what names none never does."""
    assert expired({"expires_at": AT.isoformat()}, AT)
    assert not expired({"expires_at": AT.isoformat()}, AT - timedelta(seconds=1))
    assert not expired({}, AT)


def test_long_texts_are_cut_to_what_is_read() -> None:
    """Blanks count once, and invisible letters do not count at all."""
    assert one_line("a\u200b \t\u00a0 b", 10) == "a b"
    assert len(one_line("á" * 1000, 300)) == 300


def _posts() -> list[tuple[str, ast.Call]]:
    """Return every call of ``post_mail`` in core with where it stands."""
    return [
        (source.path, node)
        for source in sources("core")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call) and dotted(node.func) == "post_mail"
    ]


def test_every_post_gives_the_facts_of_its_kind() -> None:
    """A message that lacks a fact would be refused in the midst of an act: found here, not there."""
    lacking = []
    for path, call in _posts():
        match call.args[1]:
            case ast.Constant(value=str(code)):
                kind = MailKind(code)
            case ast.Attribute(attr=name) if name in MailKind.__members__:
                kind = MailKind[name]
            case _:
                continue
        given = {keyword.arg for keyword in call.keywords}
        if None not in given and FACTS[kind] - given:
            lacking.append(f"{path}:{call.lineno} {kind} {sorted(FACTS[kind] - given)}")
    assert _posts()
    assert lacking == []


def test_every_kind_is_posted_by_somebody() -> None:
    """No template is left over: each kind is named where acts are, as a member or by its code."""
    nodes = [n for s in sources("core/services", "core/storage") for n in ast.walk(s.tree)]
    codes = {n.value for n in nodes if isinstance(n, ast.Constant) and isinstance(n.value, str)}
    members = {n.attr for n in nodes if isinstance(n, ast.Attribute) and dotted(n.value) == "MailKind"}
    assert [kind for kind in MailKind if kind.value not in codes and kind.name not in members] == []


def test_kinds_boxes_and_problems_have_names() -> None:
    """The administrator's page shows no bare code; links and notices together are «En espera»."""
    assert [k for k in MailKind if texts.label("mail_kind", k) == k] == []
    assert [b for b in MailBox if texts.label("mail_box", b) == b] == []
    problems = {
        node.args[0].value
        for source in sources("core/mailing", "core/services")
        for node in ast.walk(source.tree)
        if isinstance(node, ast.Call)
        and dotted(node.func) == "MailNotTaken"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(problems) > 5
    assert [p for p in problems if texts.label("mail_problem", str(p)) == p] == []
    assert set(texts.labels("mail_kind")) == set(MailKind)


def test_links_are_told_apart_from_notices() -> None:
    """Only what opens something for whoever holds it is handed over and forgotten."""
    assert sorted(CARRIES_LINK) == [
        "confirm_email",
        "confirm_registration",
        "invitation",
        "registration_approved",
        "reset_password",
        "unblock_link",
    ]


def test_the_shipped_data_say_that_they_are_a_demonstration(stationery: Stationery) -> None:
    """No message of an unedited installation can pass for an authority's."""
    assert load_institucion(PROJECT / "data" / "institucion.toml").demonstration
    letter = stationery.write(MailKind.TEST, {}, "a@b.example")
    assert letter.subject.startswith("[Demostración] ")
    assert "no tiene validez" in letter.body
