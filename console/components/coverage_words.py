"""How much of the documents was read, in one phrase for histories and tables."""

from collections.abc import Mapping, Sequence

from console import texts
from core.domain.coverage import DocumentCoverage, Progress, ReadShare, from_facts

_NAMED = 5
"""Most documents that the phrase names: those that were not read to the end."""
_NAME_CHARACTERS = 60


def read_in_words(facts: Mapping[str, str | int]) -> str:
    """Return what an act's facts say was read: «completos 2 de 3 documentos; «Poder.pdf» 1 de 4 páginas».

    Empty where they say nothing.
    """
    shares = from_facts(facts)
    return _phrase(shares) if shares else ""


def seen_in_words(coverage: Sequence[DocumentCoverage]) -> str:
    """Return how much was seen in all: «Visto 9 de 11 páginas; sin abrir: «Poder.pdf»»."""
    seen = sum(len(each.pages) for each in coverage)
    total = sum(each.total for each in coverage if each.total) if all(c.total for c in coverage) else 0
    pages = "página" if (total or seen) == 1 else "páginas"
    words = [f"Visto {seen:d} de {total:d} {pages}" if total else f"Visto {seen:d} {pages}"]
    unopened = [f"«{_short(each.name)}»" for each in coverage if each.progress is Progress.UNOPENED]
    if unopened:
        more = f" y {len(unopened) - _NAMED:d} más" if len(unopened) > _NAMED else ""
        words.append("sin abrir: " + ", ".join(unopened[:_NAMED]) + more)
    return "; ".join(words)


def _phrase(shares: Sequence[ReadShare]) -> str:
    unfinished = [share for share in shares if share.progress is not Progress.FULL]
    if len(shares) == 1:
        return _one(shares[0])
    named = [_one(share) for share in unfinished[:_NAMED]]
    if len(unfinished) > _NAMED:
        named.append(_filled("read_all", "more", count=len(unfinished) - _NAMED))
    return "; ".join([_all(len(shares), len(unfinished)), *named])


def _all(count: int, unfinished: int) -> str:
    code = "all" if unfinished == 0 else "none" if unfinished == count else "some"
    return _filled("read_all", code, count=count, full=count - unfinished)


def _one(share: ReadShare) -> str:
    partly = share.unit.value if share.total is not None else "uncounted"
    code = partly if share.progress is Progress.PARTLY else share.progress.value
    return _filled("read", code, name=_short(share.name), seen=share.seen, total=share.total or 0)


def _short(name: str) -> str:
    """A path may have a thousand characters; its end says which it is."""
    return name if len(name) <= _NAME_CHARACTERS else f"…{name[-_NAME_CHARACTERS:]}"


def _filled(kind: str, code: str, **facts: str | int) -> str:
    return texts.label(kind, code).format(**facts)
