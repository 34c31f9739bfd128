"""The notation table: one meaning per symbol, SymPy objects built on first use, definitions that hold."""

from __future__ import annotations

import re

import mpmath
import pytest
import sympy

from w2s_theory import notation

every_row = pytest.mark.parametrize("entry", notation.TABLE, ids=lambda entry: entry.name)


def test_names_and_meanings_are_not_used_twice() -> None:
    names = [entry.name for entry in notation.TABLE]
    assert len(set(names)) == len(names) and tuple(names) == notation.NAMES
    # letters of lemmas mean nothing in particular
    meanings = [(entry.kind, entry.meaning) for entry in notation.TABLE if entry.word != "variable"]
    assert len(set(meanings)) == len(meanings)


@every_row
def test_row_is_complete(entry) -> None:
    assert entry.name.isidentifier() and re.fullmatch(r"[a-z_]+", entry.word)
    assert len(entry.meaning) > 5 and (entry.latex or entry.kind == "inner")
    assert (entry.kind in ("function", "functional")) == (entry.arguments > 0) or entry.kind == "inner"
    known = {"real", "integer", "nonnegative", "positive", "commutative"}
    assert set(entry.assumptions) <= known


@every_row
def test_object_has_the_name_and_the_assumptions_of_its_row(entry) -> None:
    built = getattr(notation, entry.name)
    assert built is getattr(notation, entry.name), "built once"
    if entry.kind in ("scalar", "vector"):
        assert isinstance(built, sympy.Symbol) and built.name == entry.name and built.is_real
        for assumption in entry.assumptions:
            assert getattr(built, f"is_{assumption}") is True
    elif entry.kind == "sequence":
        assert isinstance(built, sympy.IndexedBase) and built.label.name == entry.name
    elif entry.kind == "function":
        assert issubclass(built, sympy.Function) and entry.arguments in built.nargs
        assert built(*sympy.symbols(f"q:{entry.arguments}")).func is built


@every_row
def test_latex_prints_and_balances(entry) -> None:
    if entry.kind == "function":
        text = sympy.latex(
            getattr(notation, entry.name)(*[notation.k, notation.d, notation.p][: entry.arguments])
        )
    else:
        text = entry.latex
    assert text.count("{") == text.count("}")


def test_unknown_names_are_refused() -> None:
    with pytest.raises(AttributeError, match="no symbol 'nonsense'"):
        _ = notation.nonsense
    with pytest.raises(KeyError):
        notation.row("nonsense")
    with pytest.raises(KeyError, match="no definition"):
        notation.definition("d")


def test_inner_product_is_bilinear_and_symmetric() -> None:
    u, v, w, s = notation.f_star, notation.f_TE, notation.f_ST, notation.s
    inner = notation.inner
    assert inner(u, v) == inner(v, u)
    assert sympy.expand(inner(u + s * v, w) - inner(u, w) - s * inner(v, w)) == 0
    assert sympy.expand(notation.norm_squared(u - v) - inner(u, u) + 2 * inner(u, v) - inner(v, v)) == 0
    assert notation.norm_squared(0 * u) == 0


@pytest.mark.parametrize("wrong", ["product", "square", "constant"])
def test_inner_product_refuses_what_is_no_vector(wrong: str) -> None:
    u, v = notation.f_star, notation.f_TE
    with pytest.raises(ValueError, match="not a linear combination"):
        notation.inner({"product": u * v, "square": u**2, "constant": u + 1}[wrong], v)


def test_errors_are_distances() -> None:
    """With vectors in the plane the definitions give the squared distances."""
    places = {
        "f_star": (1, 0),
        "f_TE": (sympy.Rational(1, 2), sympy.Rational(1, 3)),
        "f_ST": (0, 1),
        "f_ceiling": (2, 5),
    }

    def dot(first, second):
        return sum(a * b for a, b in zip(places[first.name], places[second.name], strict=True))

    def value(name: str):
        return notation.definition(name).replace(notation.inner_type(), dot)

    assert value("L_TE") == sympy.Rational(1, 4) + sympy.Rational(1, 9)
    assert value("L_ST") == 2 and value("L_ceiling") == 26 and value("R_TE") == 20
    assert notation.definition("PGR") == 1 - notation.L_ST / notation.L_TE


@pytest.mark.parametrize("dimension", [2, 3, 4, 7])
def test_density_is_a_probability(dimension: int) -> None:
    density = sympy.lambdify(
        [notation.z], notation.definition("density", sympy.Integer(dimension), notation.z), "mpmath"
    )
    with mpmath.workdps(20):
        # in the angle, where the ends are no singularity
        total = mpmath.quad(
            lambda angle: density(mpmath.cos(angle)) * mpmath.sin(angle),
            [0, mpmath.pi / 2, mpmath.pi],
            method="gauss-legendre",
        )
    assert abs(total - 1) < 1e-12


@pytest.mark.parametrize(
    ("degree", "dimension", "count"),
    [(1, 3, 3), (2, 3, 5), (5, 3, 11), (1, 2, 2), (4, 2, 2), (2, 4, 9), (3, 5, 30), (0, 5, 1)],
)
def test_multiplicity_is_the_number_of_harmonics(degree: int, dimension: int, count: int) -> None:
    """Harmonic polynomials: all homogeneous ones, less those with a factor |x|^2."""
    from math import comb

    homogeneous = comb(degree + dimension - 1, degree) - (
        comb(degree + dimension - 3, degree - 2) if degree >= 2 else 0
    )
    assert notation.definition("N", sympy.Integer(degree), sympy.Integer(dimension)) == count == homogeneous


def test_activation_is_the_power_of_the_positive_part() -> None:
    for power, point, value in ((0, 2, 1), (1, 3, 3), (2, -1, 0), (3, 2, 8), (1, 0, 0)):
        definition = notation.definition("sigma", sympy.Integer(power), notation.z)
        assert definition.subs(notation.z, point) == value


def test_eigenvalue_is_the_square_of_the_coefficient() -> None:
    k, d, p = notation.k, notation.d, notation.p
    assert notation.definition("eigenvalue", k, d, p) == notation.a(k, d, p) ** 2
