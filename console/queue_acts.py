"""What is done to the marked promociones: who is passed over is told first, each one's result after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import streamlit as st

from console import links, texts
from console.components.anchors import anchors, download
from console.feedback import refusals_shown
from console.formats import escape
from console.guards import require
from console.office import office
from core.domain.bulk import PERMISSIONS, BulkAction, BulkItem, BulkOrder, planned
from core.domain.people import Actor
from core.domain.promocion import Rejection
from core.domain.queue import QueueQuery, QueueRow

_WANTED = "bandeja_acto"
_DONE = "bandeja_resultado"
_CONFIRM = "ctrl+shift+enter"


@dataclass(frozen=True, slots=True)
class _Look:
    """How an act is offered: on the bar, on the dialog's button."""

    label: str
    confirm: str
    icon: str


_LOOKS: Mapping[BulkAction, _Look] = {
    BulkAction.TAKE: _Look("Tomar", "Tomar", ":material/front_hand:"),
    BulkAction.RELEASE: _Look("Devolver", "Devolver", ":material/undo:"),
    BulkAction.LABEL: _Look("Etiquetar…", "Poner la etiqueta", ":material/label:"),
    BulkAction.UNLABEL: _Look("Quitar etiqueta…", "Quitar la etiqueta", ":material/label_off:"),
    BulkAction.REJECT: _Look("Rechazar…", "Rechazar", ":material/block:"),
    BulkAction.ASSIGN: _Look("Asignar…", "Asignar", ":material/person_add:"),
    BulkAction.UNASSIGN: _Look("Quitar asignación…", "Quitar la asignación", ":material/person_remove:"),
}


def bar(actor: Actor, rows: Sequence[QueueRow], query: QueueQuery, *, gone: int) -> None:
    """Draw how many are marked and what can be done to them.

    Args:
        actor: who marked them.
        rows: the marked ones that still stand on the page.
        query: of the list.
        gone: how many marked ones have left it.
    """
    with st.container(key="bandeja_marcadas", horizontal=True, vertical_alignment="center"):
        st.text(marked_words(len(rows), gone), width="content")
        ids = [row.id for row in rows]
        for action, look in _LOOKS.items():
            if actor.may(PERMISSIONS[action]) and rows:
                _offer(actor, action, look, rows, query)
        if rows:
            exports = [
                download(n, links.exported_marked(k, ids, ())) for n, k in (("Excel", "xlsx"), ("CSV", "csv"))
            ]
            anchors(exports, key="bandeja_exportar")


def marked_words(here: int, gone: int) -> str:
    """Return how many are marked, and how many of the marked have left the list."""
    left = f" · {gone:d} ya no {'está' if gone == 1 else 'están'} en esta lista" if gone else ""
    return f"{here:d} marcada{'' if here == 1 else 's'}{left}"


def _offer(
    actor: Actor, action: BulkAction, look: _Look, rows: Sequence[QueueRow], query: QueueQuery
) -> None:
    able = sum(planned(BulkOrder(action), row, actor, query.now).done for row in rows)
    counted = action in {BulkAction.TAKE, BulkAction.RELEASE, BulkAction.REJECT}
    pressed = st.button(  # markdown-safe: labels are our own
        f"{look.label} ({able:d})" if counted and able < len(rows) else look.label,
        icon=look.icon,
        key=f"bandeja_{action}",
        disabled=counted and not able,
        help="Ninguna de las marcadas se puede." if counted and not able else None,
    )
    if pressed:
        st.session_state[_WANTED] = {"action": action.value, "ids": [row.id for row in rows]}
        st.session_state.pop(_DONE, None)
        st.rerun()  # of the whole page: a dialog that the list drew would go with its next refresh


def wanted_dialog() -> None:
    """Open the dialog of the act that was asked for, once."""
    wanted = st.session_state.pop(_WANTED, None)
    if wanted:
        _dialog(str(wanted["action"]), list(wanted["ids"]))


@st.dialog("Varias promociones", width="large")
def _dialog(code: str, ids: list[int]) -> None:
    actor = require(PERMISSIONS[BulkAction(code)])
    results = st.session_state.get(_DONE)
    if results is not None:
        _results(results)
        return
    action = BulkAction(code)
    st.markdown(f"**{_LOOKS[action].confirm}**")  # markdown-safe: labels are our own
    order = _order(actor, action)
    proposes = action is BulkAction.REJECT and office().deciding.four_eyes
    if proposes:
        st.caption("Cada rechazo queda propuesto; otra persona lo confirma.")
    with refusals_shown():
        plan = office().bulk.plan(actor, order, ids)
        _plan(len(plan.included), plan.excluded)
        look = _LOOKS[action]
        ready = bool(plan.included) and _complete(order)
        with st.container(horizontal=True):
            confirmed = st.button(  # markdown-safe: labels are our own
                f"{'Proponer el rechazo' if proposes else look.confirm} ({len(plan.included):d})",
                type="primary",
                key="bandeja_confirmar",
                shortcut=_CONFIRM,
                disabled=not ready,
            )
            if st.button("Cancelar", key="bandeja_cancelar"):
                st.rerun()
        if confirmed:
            _run(actor, order, [item.id for item in plan.included])


def _order(actor: Actor, action: BulkAction) -> BulkOrder:
    if action in {BulkAction.LABEL, BulkAction.UNLABEL}:
        return BulkOrder(action, label=_chosen_label(action))
    if action is BulkAction.ASSIGN:
        return _assignment(actor)
    if action is BulkAction.REJECT:
        return _rejection()
    if action is BulkAction.RELEASE:
        return BulkOrder(action, text=_note("Nota para quien las tome después (no la ve quien presentó)"))
    if action is BulkAction.UNASSIGN:
        return BulkOrder(action, text=_note("Motivo (se avisa a quien la tenía asignada)"))
    return BulkOrder(action)


def _chosen_label(action: BulkAction) -> str:
    current = office()
    offered = current.labels.offered() if action is BulkAction.LABEL else current.catalogs.now().labels
    names = {entry.code: entry.name for entry in offered}
    chosen = st.selectbox(
        "Etiqueta",
        list(names),
        format_func=names.__getitem__,
        index=None,
        placeholder="Elija una",
        key="bandeja_etiqueta",
    )
    return chosen or ""


def _assignment(actor: Actor) -> BulkOrder:
    clerks = {clerk.account_id: clerk for clerk in office().assigning.clerks(actor)}
    chosen = st.selectbox(
        "Asignar a",
        list(clerks),
        format_func=lambda i: f"{clerks[i].name} · {clerks[i].in_review + clerks[i].assigned:d} en curso",
        index=None,
        placeholder="Elija",
        key="bandeja_a_quien",
    )
    return BulkOrder(
        BulkAction.ASSIGN, account_id=chosen or 0, text=_note("Motivo (obligatorio si la tiene otra persona)")
    )


def _rejection() -> BulkOrder:
    grounds = {g.code: g for g in office().deciding.grounds() if not g.needs_document}
    chosen = st.selectbox(
        "Causa (la misma para todas)",
        list(grounds),
        format_func=lambda code: grounds[code].title,
        index=None,
        placeholder="Elija",
        key="bandeja_causa",
    )
    if chosen:
        st.caption(escape(grounds[chosen].legal_basis))
    written = st.text_area(
        "Texto que recibirá cada promovente", key="bandeja_texto", help="Diga qué falta y qué debe hacer."
    )
    rejection = Rejection(chosen or "", str(written or ""))
    return BulkOrder(BulkAction.REJECT, rejection=rejection)


def _note(label: str) -> str:
    return str(st.text_input(label, key="bandeja_nota", max_chars=500) or "")  # markdown-safe: our own label


def _complete(order: BulkOrder) -> bool:
    needed: dict[BulkAction, bool] = {
        BulkAction.LABEL: bool(order.label),
        BulkAction.UNLABEL: bool(order.label),
        BulkAction.ASSIGN: bool(order.account_id),
        BulkAction.REJECT: bool(order.rejection and order.rejection.ground and order.rejection.text.strip()),
    }
    return needed.get(order.action, True)


def _plan(included: int, excluded: Sequence[BulkItem]) -> None:
    if not excluded:
        st.text(f"Se hará en las {included:d} marcadas." if included > 1 else "Se hará en la marcada.")
        return
    st.text(f"Se hará en {included:d}. Quedan fuera {len(excluded):d}:")
    with st.container(key="bandeja_excluidas", height=160 if len(excluded) > 5 else "content"):  # noqa: PLR2004 - lines
        for item in excluded:
            st.text(f"{item.folio or item.id}: {texts.sentence('exclusions', item.code, item.facts)}")


def _run(actor: Actor, order: BulkOrder, ids: Sequence[int]) -> None:
    progress = st.progress(0.0, text="Un momento…")
    done: list[dict[str, object]] = []
    for number, item in enumerate(office().bulk.run(actor, order, ids), start=1):
        progress.progress(number / len(ids), text=f"{number:d} de {len(ids):d}")
        why = "" if item.done else texts.explain(item.code, item.facts).what
        if item.proposed:
            why = "Propuesto: otra persona lo confirma."
        done.append({"folio": item.folio, "done": item.done, "why": why, "proposed": item.proposed})
    st.session_state[_DONE] = done
    st.rerun(scope="fragment")


def _results(results: Sequence[Mapping[str, object]]) -> None:
    good = sum(bool(item["done"]) for item in results)
    proposed = sum(bool(item["proposed"]) for item in results)
    decided = (
        f"Se hizo en {good - proposed:d} de {len(results):d}." if good > proposed or not proposed else ""
    )
    waits = f"Se propuso el rechazo de {proposed:d}: falta que otra persona lo confirme." if proposed else ""
    (st.success if good == len(results) else st.warning)(
        f"{decided} {waits}".strip(), icon=":material/checklist:"
    )
    with st.container(key="bandeja_resultados", height=240 if len(results) > 8 else "content"):  # noqa: PLR2004 - lines
        for item in results:
            st.text(f"{'✔' if item['done'] else '✖'} {item['folio']}  {item['why']}")
    if st.button("Cerrar", key="bandeja_cerrar", type="primary", shortcut=_CONFIRM):
        st.session_state.pop(_DONE, None)
        st.rerun()
