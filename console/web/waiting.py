"""How a page tells how long to wait, in words and to machines."""

from console import texts
from console.texts import Explanation
from core.errors import Refusal
from core.services.accounts.tries import SignInMustWait

_MINUTE = 60


def explained(refusal: Refusal) -> Explanation:
    """Return a refusal's sentences; a wait is told in words."""
    seconds = refusal.facts.get("seconds")
    facts = {**refusal.facts, **({"wait": span(int(seconds))} if seconds is not None else {})}
    return texts.explain(refusal.code, facts)


def retry_after(refusal: Refusal) -> dict[str, str]:
    """Return the header that tells machines how long to wait (RFC 9110 §10.2.3)."""
    return {"Retry-After": str(refusal.facts["seconds"])} if isinstance(refusal, SignInMustWait) else {}


def span(seconds: int) -> str:
    """Return a span in words: seconds up to a minute, then whole minutes, rounded up."""
    if seconds <= _MINUTE:
        return "1 segundo" if seconds == 1 else f"{seconds} segundos"
    minutes = -(-seconds // _MINUTE)
    return f"{minutes} minutos"
