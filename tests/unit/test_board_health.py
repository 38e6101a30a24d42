"""What trying again came to, as the supervisor reads it."""

import pytest

from console.board_health import retried_words
from core.services.retrying import Retried, Waiting


@pytest.mark.parametrize("waiting", list(Waiting))
def test_nothing_is_called_settled_that_was_not(waiting: Waiting) -> None:
    """Each outcome has its own sentence, with its numbers; nothing tried is told from nothing settled."""
    nothing, none, all_of_them = (
        retried_words(waiting, found) for found in (Retried(0, 0), Retried(3, 0), Retried(3, 3))
    )
    assert nothing == "Ya no había nada que reintentar."
    assert "3" in none
    assert none != all_of_them


def test_a_message_is_not_sent_by_the_press() -> None:
    """It waits to be sent; one whose link expired can be sent no more, and says why."""
    said = retried_words(Waiting.MAILS, Retried(3, 2))
    assert said.startswith(
        "Correos que se enviarán de nuevo en los próximos minutos: 2. Ya no pueden enviarse: 1"
    )
    assert "resuelto" not in retried_words(Waiting.MAILS, Retried(2, 2))
