"""Work beside the requests goes on after a failure, and ends when it is told to."""

import threading

from structlog.testing import capture_logs

from console.recurring import Recurring


def test_it_goes_on_after_a_failure_and_stops_when_told() -> None:
    """The first call fails and is logged by the thread's name; the third ends the waiting; no fourth comes."""
    third, calls = threading.Event(), [0]

    def act() -> None:
        calls[0] += 1
        if calls[0] == 1:
            raise ValueError
        if calls[0] == 3:
            third.set()

    with capture_logs() as logged:
        work = Recurring("send-mail", act, pause_seconds=0.001)
        work.start()
        assert third.wait(10)
        assert work.stop()
    done = calls[0]
    assert [(line["log_level"], line["work"]) for line in logged] == [("error", "send-mail")]
    assert calls[0] == done >= 3


def test_a_call_that_hangs_does_not_hold_up_the_end() -> None:
    """A mail server that says nothing: stopping gives up waiting and says so."""
    release, begun = threading.Event(), threading.Event()

    def act() -> None:
        begun.set()
        release.wait(10)

    work = Recurring("send-mail", act, pause_seconds=60)
    work.start()
    assert begun.wait(10)
    assert not work.stop(patience_seconds=0.01)
    release.set()
    assert work.stop()


def test_stopping_does_not_wait_for_the_pause() -> None:
    """A pause of an hour ends at once."""
    begun = threading.Event()
    work = Recurring("send-mail", begun.set, pause_seconds=3600)
    work.start()
    assert begun.wait(10)
    assert work.stop()
