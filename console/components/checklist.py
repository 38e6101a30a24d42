"""The rule book's results: for the filer before signing, for the clerk when deciding. Never colour alone."""

from collections.abc import Callable, Mapping

import streamlit as st

from console import formats, texts
from console.formats import escape
from core.domain.checklist import Checklist, RuleItem, RuleOutcome, RuleResult

_LOOK = {
    RuleOutcome.PROBLEM: ("✖", "red"),
    RuleOutcome.WARNING: ("⚠", "orange"),
    RuleOutcome.NOT_EXAMINED: ("○", "gray"),
    RuleOutcome.PASSED: ("✔", "green"),
}
_COUNTED = (RuleOutcome.PASSED, RuleOutcome.WARNING, RuleOutcome.PROBLEM, RuleOutcome.NOT_EXAMINED)
_MANY = {
    RuleOutcome.WARNING: "avisos",
    RuleOutcome.PROBLEM: "problemas",
    RuleOutcome.NOT_EXAMINED: "sin examinar",
}
_SHOWN = 12
"""Documents of one rule named at once; more are counted."""


def summary(checklist: Checklist) -> str:
    """Return «24 comprobaciones: 22 bien, 1 aviso, 1 sin examinar»."""
    counts = {outcome: len(checklist.of(outcome)) for outcome in _COUNTED}
    parts = [f"{n} {_counted(outcome, n)}" for outcome, n in counts.items() if n]
    return f"{len(checklist.results)} comprobaciones: {', '.join(parts)}"


def _counted(outcome: RuleOutcome, number: int) -> str:
    one = "sin examinar" if outcome is RuleOutcome.NOT_EXAMINED else texts.label("rule_outcome", outcome)
    return one if number == 1 else _MANY.get(outcome, one)


def worst_first(checklist: Checklist) -> tuple[RuleResult, ...]:
    """Return what asks for somebody's attention: problems, then warnings."""
    return (*checklist.of(RuleOutcome.PROBLEM), *checklist.of(RuleOutcome.WARNING))


def rule_card(result: RuleResult, where_to_go: Callable[[RuleResult], None]) -> None:
    """Draw for the filer a rule that is not met: what was found and where, what it means, what to do."""
    words = texts.rule(result.rule, "filer")
    with st.container(border=True):
        _heading(result, words.what)
        _found(result, "filer")
        st.markdown(f"{escape(words.means)}  \n**Qué hacer:** {escape(words.do)}")
        where_to_go(result)


def rule_lines(results: tuple[RuleResult, ...], reader: str) -> None:
    """Draw rules in a list, each with what it says of which document, if anything."""
    for result in results:
        _heading(result)
        _found(result, reader)


def rule_notes(results: tuple[RuleResult, ...], reader: str) -> None:
    """Draw rules that are met and still have something to tell."""
    for result in results:
        _titled(":material/info:", "blue", "se informa", texts.rule(result.rule, reader).what, result)
        _found(result, reader)


def clerk_checklist(now: Checklist, at_sending: Checklist | None, grounds: Mapping[str, str]) -> None:
    """Draw the clerk's checklist: as of now, and as of the sending where that differs.

    Args:
        now: the results of today's rules.
        at_sending: what was frozen; None for a filing older than the rule book.
        grounds: rule → title of the ground of rejection that it suggests.
    """
    for result in worst_first(now):
        words = texts.rule(result.rule, "clerk")
        _heading(result, words.what)
        _found(result, "clerk")
        st.markdown(f"{escape(words.means)} **Qué hacer:** {escape(words.do)}")
        if ground := grounds.get(result.rule):
            st.markdown(f":gray[Causa de rechazo que puede corresponder:] {escape(ground)}")
        _then(result, at_sending)
    noted = tuple(r for r in now.of(RuleOutcome.PASSED) if r.items)
    rule_notes(noted, "clerk")
    _the_rest(now, at_sending, noted)


def problems_notice(now: Checklist) -> None:
    """Draw what whoever accepts a filing must know of the checklist: its problems, by their rules."""
    problems = now.of(RuleOutcome.PROBLEM)
    if problems:
        found = " ".join(texts.rule(problem.rule, "clerk").what for problem in problems)
        st.warning(
            f"{escape(found)} La lista de verificación lo marca como problema; puede aceptarla si así lo valora.",
            icon=":material/rule:",
        )


def _the_rest(now: Checklist, at_sending: Checklist | None, noted: tuple[RuleResult, ...]) -> None:
    open_rules = now.of(RuleOutcome.NOT_EXAMINED)
    well = tuple(r for r in now.of(RuleOutcome.PASSED) if r not in noted)
    with st.container(horizontal=True):
        if open_rules:
            with st.popover(f"Sin examinar ({len(open_rules):d})", icon=":material/help:"):
                rule_lines(open_rules, "clerk")
        with st.popover(f"Bien ({len(well):d})", icon=":material/check:"):
            rule_lines(well, "clerk")
    st.caption(escape(versions(now, at_sending)))


def versions(now: Checklist, at_sending: Checklist | None) -> str:
    """Return with which versions of the rules the filing was examined."""
    if at_sending is None:
        return f"Reglas versión {now.version}, ahora. Se envió antes de que hubiera libro de reglas."
    if at_sending.version == now.version:
        return f"Reglas versión {now.version}, al enviarse y ahora."
    both = f"{at_sending.version} al enviarse y {now.version} ahora"
    return f"Reglas versión {both}: los documentos se examinaron de nuevo."


def _then(result: RuleResult, at_sending: Checklist | None) -> None:
    before = next((r for r in at_sending.results if r.rule == result.rule), None) if at_sending else None
    if before and before.outcome is not result.outcome:
        st.caption(f"Al enviarse: {escape(texts.label('rule_outcome', before.outcome))}.")


def _heading(result: RuleResult, said: str = "") -> None:
    mark, colour = _LOOK[result.outcome]
    _titled(
        mark,
        colour,
        texts.label("rule_outcome", result.outcome),
        said or texts.rule_title(result.rule),
        result,
    )


def _titled(mark: str, colour: str, word: str, said: str, result: RuleResult) -> None:
    text = f":{colour}[{mark} {escape(word)}] · **{escape(said)}** :gray[{escape(result.rule)}]"
    st.markdown(text)  # markdown-safe: mark and colour are ours, the rest is escaped above


def _found(result: RuleResult, reader: str) -> None:
    """List what made the rule's outcome; where else it was not examined is counted."""
    lines = _lines([item for item in result.items if item.outcome is result.outcome], reader)
    others = sum(item.outcome is not result.outcome for item in result.items)
    if others:
        lines.append(f"{formats.documents(others)} más sin examinar para esto, o solo con una nota")
    if lines:
        st.markdown("\n".join(f"- {line}" for line in lines))  # markdown-safe: each line is escaped below


def _lines(items: list[RuleItem], reader: str) -> list[str]:
    """Return a line for each thing to say, with the places that it is said of."""
    said: dict[str, list[str]] = {}
    for item in items:
        place = item.document or (texts.label("field", item.form_field) if item.form_field else "")
        told = bool(item.facts) or not place  # without facts the heading has said it all
        said.setdefault(texts.finding(item.code, item.facts, reader) if told else "", []).append(place)
    return [_line(places, sentence) for sentence, places in said.items()]


def _line(places: list[str], sentence: str) -> str:
    named = [f"**{escape(place)}**" for place in places[:_SHOWN] if place]
    if len(places) > _SHOWN:
        named.append(f"{formats.documents(len(places) - _SHOWN)} más")
    return ": ".join(part for part in (", ".join(named), escape(sentence)) if part)
