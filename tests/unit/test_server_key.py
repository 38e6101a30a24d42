"""The server's key: made once, kept for its owner alone, another for each use."""

import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.fernet import InvalidToken

from core.server_key import ServerKey, ServerKeyIsSpoilt


def test_the_key_is_made_once(tmp_path: Path) -> None:
    """Whoever loads it later opens what was closed before; only its owner can read the file."""
    path = tmp_path / "new" / "server.key"
    closed = ServerKey.load(path).box("x").encrypt(b"secret")
    assert ServerKey.load(path).box("x").decrypt(closed) == b"secret"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [p.name for p in path.parent.iterdir()] == ["server.key"]


def test_two_servers_starting_together_have_one_key(tmp_path: Path) -> None:
    """Replicas that share the folder agree, whoever writes first."""
    path = tmp_path / "server.key"
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: ServerKey.load(path).digest("x", "y"), range(8)))
    assert len(set(keys)) == 1


def test_each_purpose_has_a_key_of_its_own(tmp_path: Path) -> None:
    """What was made for one purpose is worth nothing for another, nor under another server's key."""
    key, other = ServerKey.load(tmp_path / "a"), ServerKey.load(tmp_path / "b")
    closed = key.box("link").encrypt(b"x")
    for box in (key.box("totp"), other.box("link")):
        with pytest.raises(InvalidToken):
            box.decrypt(closed)
    assert len({k.digest(p, "ana") for k in (key, other) for p in ("tally", "form")}) == 4
    assert "ana" not in key.digest("tally", "ana")


def test_a_spoilt_file_is_not_replaced(tmp_path: Path) -> None:
    """A new key in its place would silently void every second factor."""
    path = tmp_path / "server.key"
    path.write_bytes(b"short")
    with pytest.raises(ServerKeyIsSpoilt):
        ServerKey.load(path)
    assert path.read_bytes() == b"short"
