"""What ``oficialia doctor`` says of the antivirus, real ones and one that is old."""

import socket
from datetime import UTC, datetime, timedelta

import pytest

from console.cli.antivirus_check import antivirus
from core.config import Settings
from tests.clamd import pretending, running_clamd, take_all
from tests.offices import opened

MIB = 1 << 20


@pytest.mark.parametrize(
    ("options", "level", "words"),
    [
        ({}, "bien", "Antivirus: ClamAV 1."),
        ({"StreamMaxLength": "2M"}, "aviso", "no revisa documentos de 3 MiB"),
        ({"MaxFileSize": "2M"}, "aviso", "no revisa documentos de 3 MiB"),
        ({"MaxFileSize": "2M", "AlertExceedsMax": "no"}, "aviso", "ponga «AlertExceedsMax yes»"),
    ],
)
def test_a_real_one_is_tried(options: dict[str, str], level: str, words: str) -> None:
    """With documents as large as are admitted, and with what lies deeper than it looks."""
    with running_clamd(**options) as address:
        found = antivirus(Settings(clamd=address, max_document_bytes=3 * MIB))
    assert found[0] == level
    assert words in found[1]


def test_none_and_a_silent_one_are_told(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Without one it is a warning; one that does not answer is a fault, with how many documents wait."""
    home = tmp_path_factory.mktemp("home")
    level, words = antivirus(Settings())
    assert (level, "OFICIALIA_CLAMD" in words) == ("aviso", True)
    with opened(home, clamd=f"unix:{home / 'nobody'}") as house:
        house.attach(house.draft())
        level, words = antivirus(house.oficialia.settings)
    assert level == "falla"
    assert "no está en servicio" in words
    assert "esperan revisión 1 documento de" in words


@pytest.mark.parametrize(
    ("day", "level", "words"),
    [
        (datetime.now(UTC) - timedelta(days=6), "bien", "Antivirus: ClamAV 1.4.6."),
        (datetime.now(UTC) - timedelta(days=8), "aviso", "revise que freshclam las actualice"),
    ],
)
def test_old_signatures_are_told(day: datetime, level: str, words: str) -> None:
    """Those of the week before last know nothing of last week's threats."""

    def behave(line: socket.socket) -> None:
        taken = take_all(line)
        if taken == b"zVERSION\0":
            line.sendall(f"ClamAV 1.4.6/27123/{day:%a %b %d %H:%M:%S %Y}\0".encode())
        else:
            packed = taken.startswith(b"\x1f\x8b")
            line.sendall(b"stream: Heuristics.Limits.Exceeded FOUND\0" if packed else b"stream: OK\0")

    with pretending(behave) as address:
        found = antivirus(Settings(clamd=address, max_document_bytes=MIB))
    assert found[0] == level
    assert words in found[1]
