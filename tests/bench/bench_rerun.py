"""One rerun of the Bandeja in the real server, over its websocket, with ten thousand promociones.

The clock runs from the request to the server's word that the script has ended, so it holds session check,
navigation, queries, table and the messages on the loopback; not what a browser then takes to draw them.
"""

from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from time import perf_counter

from core.services.accounts.sessions import SessionOrigin
from tests.acceptance.running_app import serve
from tests.bench.conftest import Crowded
from tests.bench.screen import Screen, open_screen
from tests.bench.timing import Sample, sample, say, show
from tests.bench.workplace import PASSWORD

_CHOICES = {
    "por tomar": {},
    "todas": {"lista_elegida": "Todas"},
    "todas, search": {"lista_elegida": "Todas", "buscar": "medicamentos"},
    "todas, filter tipo": {"lista_elegida": "Todas", "tipo": "Denuncia"},
}
_CROWD = 8
_EACH = 10


def _measure(address: str, token: str) -> dict[str, Sample]:
    taken = {}
    for name, choices in _CHOICES.items():
        with open_screen(address, token, choices) as screen:
            taken[name] = sample(screen.rerun, times=30)
            drawn = screen.rerun()
            assert "\ndataframe\n" in drawn
            assert ("10,000 promociones" in drawn) == (name == "todas")
            say(f"{name}: {screen.received_bytes / 1024:.0f} KiB a rerun")
    return taken


def _crowd(address: str, token: str) -> None:
    with ExitStack() as opened, ThreadPoolExecutor(_CROWD) as threads:
        screens = [opened.enter_context(open_screen(address, token)) for _ in range(_CROWD)]
        begin = perf_counter()
        list(threads.map(_look, screens))
        say(
            f"{_CROWD} clerks at once: {_CROWD * _EACH / (perf_counter() - begin):.1f} reruns a second in all"
        )


def _look(screen: Screen) -> None:
    for _ in range(_EACH):
        screen.rerun()


def test_one_rerun_of_the_bandeja(crowded: Crowded) -> None:
    """The whole page in a server process of its own, each list with and without search and filter."""
    oficialia = crowded.oficialia
    token = oficialia.sign_in.with_password("clerk", PASSWORD, SessionOrigin("127.0.0.1", "bench")).token
    with serve(oficialia.settings.home, OFICIALIA_DATABASE_URL=oficialia.settings.database_url) as app:
        taken = _measure(app.url, token)
        show(f"One rerun of the Bandeja in the real server, {crowded.engine}", taken)
        _crowd(app.url, token)
    assert set(taken) == set(_CHOICES)
