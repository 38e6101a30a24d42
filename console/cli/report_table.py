"""The figures of a range as lines that a person reads in a terminal."""

from collections.abc import Iterator

from console import texts
from console.cli.signature_texts import printable
from core.domain.board import Flow, RangeFigures, Share, Step, Times

_MINUTES = 60


def report_lines(figures: RangeFigures, zone: str) -> Iterator[str]:
    """Yield the lines of a report.

    Args:
        figures: of the range.
        zone: IANA name; whose days and hours they are.
    """
    of = f", tipo {printable(figures.tipo)}" if figures.tipo else ""
    yield f"Del {figures.since:%d/%m/%Y} al {figures.until:%d/%m/%Y}{of} ({zone}), según la bitácora"
    yield ""
    yield from _flow(figures.flow)
    yield _share("Aceptadas de las resueltas", figures.flow.acceptance)
    yield _share("Enviadas en día u hora inhábil", figures.out_of_hours)
    yield _share("Resueltas con todo leído", figures.read_in_full)
    yield _times("Tiempo hasta la decisión", figures.times)
    yield ""
    yield from _months(figures)
    yield from _grounds(figures)
    yield from _steps(figures)
    yield from _hours(figures)


def _flow(flow: Flow) -> Iterator[str]:
    told = (
        ("Sin resolver al empezar", flow.before),
        ("Enviadas", flow.sent),
        ("Reabiertas", flow.reopened),
        ("Aceptadas", flow.accepted),
        ("Rechazadas", flow.rejected),
        ("Sin resolver al terminar", flow.after),
        ("Fechas calculadas de nuevo", flow.refiled),
    )
    for name, count in told:
        yield f"{name:<34}{count:>9}"


def _share(name: str, share: Share) -> str:
    rate = "–" if share.rate is None else f"{share.rate:.1%}".replace("%", " %")
    unknown = f"; de otras {share.unknown} no se sabe" if share.unknown else ""
    return f"{name:<34}{rate:>9}  ({share.part} de {share.of}{unknown})"


def _times(name: str, times: Times) -> str:
    unknown = f"; de otras {times.unknown} no se sabe" if times.unknown else ""
    return (
        f"{name:<34}{_hours_of(times.p50):>9}  (la mitad en menos; nueve de cada diez en "
        f"{_hours_of(times.p90)}; {times.decided} decisiones{unknown})"
    )


def _hours_of(minutes: int | None) -> str:
    """Return minutes of business as hours, ``16:05 h``."""
    return "–" if minutes is None else f"{minutes // _MINUTES}:{minutes % _MINUTES:02} h"


def _months(figures: RangeFigures) -> Iterator[str]:
    if figures.months:
        yield f"{'Mes':<12}{'decisiones':>12}{'mediana':>12}{'p90':>12}{'sin dato':>12}"
    for month in figures.months:
        t = month.times
        yield (
            f"{month.month:%m/%Y}".ljust(12)
            + f"{t.decided:>12}{_hours_of(t.p50):>12}{_hours_of(t.p90):>12}{t.unknown:>12}"
        )
    if figures.months:
        yield ""


def _grounds(figures: RangeFigures) -> Iterator[str]:
    if figures.grounds:
        yield f"{'Tipo':<12}{'Causa de rechazo':<44}{'veces':>8}"
    for each in figures.grounds:
        yield f"{each.tipo:<12}{printable(each.ground) or '–':<44}{each.count:>8}"
    if figures.grounds:
        yield ""


def _steps(figures: RangeFigures) -> Iterator[str]:
    form = "%d/%m/%Y" if figures.step is Step.DAY else "%m/%Y"
    name = texts.label("report_step", figures.step)
    yield f"{name:<12}{'enviadas':>12}{'aceptadas':>12}{'rechazadas':>12}{'reabiertas':>12}"
    for step in figures.steps:
        if step.sent or step.decided or step.reopened:
            yield (
                format(step.starts_on, form).ljust(12)
                + f"{step.sent:>12}{step.accepted:>12}{step.rejected:>12}{step.reopened:>12}"
            )
    yield ""


def _hours(figures: RangeFigures) -> Iterator[str]:
    yield f"{'Hora':<12}{'enviadas':>12}{'resueltas':>12}"
    for hour in figures.hours:
        if hour.sent or hour.decided:
            yield f"{hour.hour:02}:00".ljust(12) + f"{hour.sent:>12}{hour.decided:>12}"
