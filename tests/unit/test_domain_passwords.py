"""Which passwords may be chosen, and why the others may not."""

import pytest

from core.domain.passwords import (
    LEAST_ALONE,
    LEAST_BESIDE_ANOTHER,
    MOST,
    OwnData,
    PasswordNamesItsOwner,
    PasswordNotAdmitted,
    PasswordRepeatsItself,
    PasswordTooCommon,
    PasswordTooLong,
    PasswordTooShort,
    check_password,
    fold,
    least_length,
    left_without,
    repeated_part,
)

MARIA = OwnData(
    username="maria.nunez",
    name="MARÍA DE LOS ÁNGELES NÚÑEZ PEÑA",
    rfc="NUPA850614QX0",
    email="maria.nunez@despacho-ejemplo.example",
    phone="5550000101",
)
COMMON = frozenset({"password", "123456", "qwertyuiop12345"})
SERVICE = ("oficialia", "promocion")


def check(password: str, least: int = LEAST_ALONE, own: OwnData = MARIA) -> None:
    """Check a password against the data above."""
    check_password(password, least=least, own=own, service_words=SERVICE, common=COMMON)


@pytest.mark.parametrize(
    "password",
    [
        "quince letras..",
        "solo minusculas sin numeros",
        "correcto caballo batería grapa",
        "🔑🦊🌵🐢🎈🍉🚲🧭🪁🥁🎲🧩🪴🛶🎺",
        "#$%&/()=?¡'.-_:",
        "漢字仮名交じり文の合言葉です。長い",
        " espacios al borde ",
        "x7" + "Kq" * 3 + "una frase que sigue y sigue" * 30,
    ],
)
def test_any_characters_will_do(password: str) -> None:
    """No rule asks for digits, capitals or signs; blanks and any script count as they were typed."""
    check(password)


def test_length_counts_code_points_and_nothing_is_cut_off() -> None:
    """Fifteen alone, eight beside a second factor; 64 and up to 1,024 are admitted, one more is refused."""
    assert (least_length(has_second_factor=False), least_length(has_second_factor=True)) == (15, 8)
    with pytest.raises(PasswordTooShort) as short:
        check("ñandú veloz 14")
    assert short.value.facts == {"least": 15}
    check("ñandú veloz 14", least=LEAST_BESIDE_ANOTHER)
    with pytest.raises(PasswordTooShort):
        check("siete77", least=LEAST_BESIDE_ANOTHER)
    long = "".join(chr(0x4E00 + n) for n in range(MOST))
    check(long[:64])
    check(long)
    with pytest.raises(PasswordTooLong) as refused:
        check(long + "x")
    assert refused.value.facts == {"most": 1024}


@pytest.mark.parametrize(
    "password", ["qwertyuiop12345", "QwertyUIOP12345", "password" * 3, "123456123456123"]
)
def test_the_commonest_are_refused_also_repeated(password: str) -> None:
    """In any case of letters, and said over and over."""
    with pytest.raises(PasswordTooCommon):
        check(password)


@pytest.mark.parametrize("password", ["a" * 15, "ab" * 20, "1234567" * 3, "ja" * 7 + "j"])
def test_a_few_characters_over_and_over_are_refused(password: str) -> None:
    """Repeating does not lengthen what must be guessed."""
    with pytest.raises(PasswordRepeatsItself):
        check(password)


@pytest.mark.parametrize(
    "password",
    [
        "maria.nunez2026",
        "María Núñez Peña 1",
        "NUPA850614QX0-00",
        "nupa850614 nupa850614",
        "5550000101-55500",
        "Despacho-Ejemplo-1!",
        "oficialia promocion 1",
        "PROMOCIÓN ángeles 26",
    ],
)
def test_what_is_known_of_the_person_or_the_service_does_not_count(password: str) -> None:
    """User name, name, RFC, e-mail, phone and the service's words, in any case and without accents."""
    with pytest.raises(PasswordNamesItsOwner) as refused:
        check(password)
    assert refused.value.facts == {"least": 8}


def test_own_words_may_stand_beside_others() -> None:
    """What is left after taking them out must have eight characters, no more is asked."""
    check("maria y el tranvía azul")
    assert left_without("María y el tranvía", {"maria"}) == "yeltranvia"
    assert left_without("sin nada", ()) == "sinnada"
    check("una frase sin nadie dentro", own=OwnData("x"))


def test_short_words_of_a_name_are_left_alone() -> None:
    """Two letters stand in every text: they say nothing about anybody."""
    assert OwnData("de", name="Li Bo", email="a@b.mx").words() == {"libo", "a@b.mx"}
    assert {"los", "angeles", "nupa850614", "despacho", "maria.nunez"} <= MARIA.words()


@pytest.mark.parametrize(
    ("password", "part"),
    [("", ""), ("a", "a"), ("aaaa", "a"), ("abcabcab", "abc"), ("abcd", "abcd"), ("aab", "aab")],
)
def test_the_repeated_part_is_found(password: str, part: str) -> None:
    """The shortest one, also where the last repetition is cut off."""
    assert repeated_part(password) == part


def test_folding_forgets_case_accents_and_blanks() -> None:
    """Composed and decomposed letters, wide and narrow ones are the same."""
    assert fold("ÑANDÚ  Ａ") == fold("n\u0303andu\u0301a") == "nandua"


@pytest.mark.parametrize("hostile", ["\x00" * 20, "\ud800" * 20, "\u202e" * 20, "x" * 1_000_000, "(.*)+" * 8])
def test_hostile_input_is_answered(hostile: str) -> None:
    """Controls, lone surrogates, marks of direction, a megabyte, a pattern: refused in words, never a fault."""
    with pytest.raises(PasswordNotAdmitted) as refused:
        check(hostile)
    assert refused.value.code.startswith("password_")
