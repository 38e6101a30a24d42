"""People's text is never drawn as Markdown, and filed bytes never pass through Streamlit's media store.

Streamlit renders Markdown in labels, captions and messages: a filer could draw «✔ FIRMA VÁLIDA» or load
a remote picture in a clerk's screen. Anything put together with a value goes through ``console.formats``
(which escapes) or ``console.texts`` (whose catalogue escapes its facts), or through ``st.text``,
``st.code`` and dataframe cells. A line that is safe for another reason says so: ``# markdown-safe: why``.
"""

import ast
import re
from collections.abc import Iterator

import pytest

from core.config import PROJECT
from tests.architecture.source import Source, dotted, parse, sources

FORBIDDEN = {
    "st.html": "draws raw HTML",
    "st.download_button": "puts bytes into the media store, which may serve another person's",
    "st.image": "the same, and a relative address opens a file on the server",
    "st.audio": "the same",
    "st.video": "the same",
    "st.pdf": "the same",
    "st.file_uploader": "keeps uploads in memory until the session ends",
    "st.components.v1": "frames without the gate's rules",
}
DRAWS_MARKDOWN = {
    "write", "markdown", "caption", "title", "header", "subheader", "badge", "toast", "success", "warning",
    "error", "info", "expander", "popover", "status", "spinner", "tabs", "metric", "dialog", "button",
    "link_button", "form_submit_button", "checkbox", "toggle", "radio", "selectbox", "multiselect",
    "segmented_control", "pills", "text_input", "text_area", "number_input", "date_input", "page_link",
    "progress", "exception", "write_stream",
}  # fmt: skip
ESCAPING = ("console.formats", "console.texts")
SYSTEM_MADE = {"folio", "numero_oficialia"}
"""Fields that only the product itself writes, in letters, digits and dashes."""
NEUTRAL_CALLS = {"len", "int", "round", "sum"}
REASON = re.compile(r"# markdown-safe: \w+")


def _screens() -> list[Source]:
    return list(sources("console", "pages"))


def forbidden_uses(source: Source) -> list[str]:
    """Return the forbidden calls and arguments of a file."""
    found = []
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Attribute) and _is_forbidden(node):
            found.append(f"{source.at(node)} {dotted(node)}")
        elif isinstance(node, ast.keyword) and node.arg == "unsafe_allow_html":
            found.append(f"{source.at(node.value)} {node.arg}")
    return found


def _is_forbidden(node: ast.Attribute) -> bool:
    name = dotted(node).replace("streamlit.", "st.", 1)
    column = node.attr in {bad.rpartition(".")[2] for bad in FORBIDDEN} - {"html", "v1"}
    return name in FORBIDDEN or (column and isinstance(node.ctx, ast.Load) and not name.startswith("?"))


def raw_text(source: Source) -> list[str]:
    """Return the places where something put together, or a field of a record, is drawn as Markdown."""
    safe = _escaping_names(source)
    return [
        f"{source.at(argument)} {ast.unparse(argument)[:60]}"
        for call in _markdown_calls(source)
        for argument in _texts(call)
        if not _is_safe(argument, safe) and not _explained(source, call)
    ]


def _explained(source: Source, call: ast.Call) -> bool:
    return any(map(REASON.search, source.lines[call.lineno - 1 : call.end_lineno]))


def _markdown_calls(source: Source) -> Iterator[ast.Call]:
    for node in ast.walk(source.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            known = node.func.attr in DRAWS_MARKDOWN
            if known and not dotted(node.func).startswith(
                ("log.", "logger.", "structlog.", "sys.", "typer.")
            ):
                yield node


def _texts(call: ast.Call) -> Iterator[ast.expr]:
    yield from call.args[:1]
    yield from (keyword.value for keyword in call.keywords if keyword.arg in {"label", "body", "help"})


def _escaping_names(source: Source) -> set[str]:
    names = set()
    for node in ast.walk(source.tree):
        if isinstance(node, ast.ImportFrom) and node.module in ESCAPING:
            names |= {alias.asname or alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module == "console":
            full = {alias.asname or alias.name: f"console.{alias.name}" for alias in node.names}
            names |= {name for name, module in full.items() if module in ESCAPING}
    return names


def _is_safe(node: ast.expr, safe: set[str]) -> bool:
    """Whether an expression that is drawn holds nothing that a person wrote, as far as its form tells."""
    match node:
        case ast.JoinedStr(values=values):
            return all(isinstance(v, ast.Constant) or _is_safe_field(v, safe) for v in values)
        case ast.BinOp(left=left, right=right) | ast.IfExp(body=left, orelse=right):
            return _is_safe(left, safe) and _is_safe(right, safe)
        case ast.Call():
            return _is_safe_call(node, safe) or not _is_formatting(node.func)
        case ast.Attribute() | ast.Subscript():
            return _is_safe_value(node, safe)
        case _:
            return True


def _is_safe_field(value: ast.expr, safe: set[str]) -> bool:
    match value:
        case ast.FormattedValue(format_spec=ast.JoinedStr(values=[ast.Constant(value=str(spec))])):
            return spec.endswith(("d", ",", "%", "f"))  # only a number can be written so
        case ast.FormattedValue(value=inner):
            return _is_safe_value(inner, safe)
        case _:
            return False


def _is_safe_value(value: ast.expr, safe: set[str]) -> bool:
    match value:
        case ast.Call():
            return _is_safe_call(value, safe)
        case ast.Subscript(value=table):
            return _is_safe_value(table, safe)
        case _:
            path = dotted(value).split(".")
            return path[0] in safe or path[-1].isupper() or path[-1] in SYSTEM_MADE


def _is_safe_call(call: ast.Call, safe: set[str]) -> bool:
    match call:
        case ast.Call(
            func=ast.Attribute(value=ast.Constant(), attr="join"),
            args=[ast.GeneratorExp(elt=ast.Call() as joined) | ast.ListComp(elt=ast.Call() as joined)],
        ):
            return _is_safe_call(joined, safe)
        case _:
            return dotted(call.func).partition(".")[0] in safe | NEUTRAL_CALLS


def _is_formatting(function: ast.expr) -> bool:
    return isinstance(function, ast.Attribute) and function.attr in {"format", "join", "replace", "strip"}


def test_no_filed_byte_and_no_html_goes_through_streamlit() -> None:
    """None of the calls that design.md measured as unsafe is used, in console or pages."""
    assert [use for source in _screens() for use in forbidden_uses(source)] == []


def test_no_composed_text_is_drawn_as_markdown_unescaped() -> None:
    """Whatever is put together with a value passes through the escaping functions."""
    assert [use for source in _screens() for use in raw_text(source)] == []


def test_the_front_end_never_makes_html_from_text() -> None:
    """The components build their elements; none parses a string as HTML or runs one as code."""
    risky = re.compile(r"\.(?:inner|outer)HTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(")
    folder = PROJECT / "console" / "components" / "frontend" / "src"
    files = [path for path in folder.rglob("*") if path.suffix in {".js", ".ts", ".mjs"}]
    assert files
    assert [str(path.name) for path in files if risky.search(path.read_text(encoding="utf-8"))] == []


@pytest.mark.parametrize(
    "line",
    [
        'st.html("<b>x</b>")',
        'st.markdown("x", unsafe_allow_html=True)',
        "column.download_button(data)",
        "streamlit.image(path)",
        "st.components.v1.iframe(u)",
    ],
)
def test_the_check_notices_forbidden_calls(line: str) -> None:
    """Each forbidden call is found under any of its names."""
    assert len(forbidden_uses(parse(line))) == 1


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ('st.caption(f"De {promocion.promovente}")', 1),
        ("st.write(promocion.descripcion)", 1),
        ('column.success("De {}".format(name))', 1),
        ('st.button("Ver " + row["name"])', 1),
        ('st.text_input("Nombre", help=f"{name}")', 1),
        ('st.caption(f"De {escape(promocion.promovente)}")', 0),
        ("st.write(formats.escape(promocion.descripcion))", 0),
        ('st.caption(f"{len(rows)} de {total:,d}")', 0),
        ('st.caption(" · ".join(row.name for row in rows))', 1),
        ('st.caption(" · ".join(escape(row.name) for row in rows))', 0),
        ("st.title(institucion.unit)", 1),
        ("st.title(escape(office.institucion.unit))", 0),
        ('st.markdown(f"{MARK[outcome]} {row.folio}")', 0),
        ('st.title("Bandeja")', 0),
        ("st.text(promocion.descripcion)", 0),
        ('st.caption(f"{name}")  # markdown-safe: a catalogue title', 0),
        ('logger.warning(f"{name}")', 0),
    ],
)
def test_the_check_tells_raw_text_apart(line: str, found: int) -> None:
    """Composed text is found; escaped, numeric, constant and explained text is not."""
    imports = "from console import formats\nfrom console.formats import escape\n"
    assert len(raw_text(parse(imports + line))) == found
