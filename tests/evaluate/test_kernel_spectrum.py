"""The public record of a spectrum: four views, validation, text forms."""

import json
from fractions import Fraction

import numpy as np
import pytest
import sympy
from flint import arb, ctx, fmpq

from w2s_theory.activations.user import activation_from_callable
from w2s_theory.evaluate.eigenvalues.kernel_spectrum import spectrum
from w2s_theory.models.activation_sphere import activation_sphere
from w2s_theory.models.linear_network import linear_network
from w2s_theory.models.relu_sphere import relu_sphere
from w2s_theory.models.zonal_kernel import zonal_kernel
from w2s_theory.records.errors import InputError


def test_views_of_the_relu() -> None:
    record = spectrum(relu_sphere(3), range(7))
    assert [record.exact(k).to_sympy() for k in (0, 1, 2, 3, 4)] == [
        sympy.Rational(1, n) if n else 0 for n in (16, 36, 256, 0, 9216)
    ]
    with ctx.workprec(200):
        assert abs(record.enclose(4, 30) - arb(fmpq(1, 9216))) < arb(10) ** -30 / 9216
    assert float(record.evaluate(6, 30)) == 1 / 65536
    assert record.fast.eigenvalue.tolist() == [1 / 16, 1 / 36, 1 / 256, 0, 1 / 9216, 0, 1 / 65536]
    assert record.fast.multiplicity.tolist() == [1, 3, 5, 7, 9, 11, 13]
    assert len(record) == 7 and record.how == "exact"
    assert repr(record) == "KernelSpectrum(relu_sphere, relu, d=3, degrees 0..6, 7 rows, exact)"


def test_rows_are_json_with_one_type_per_field() -> None:
    record = spectrum(relu_sphere(1000), [0, 2, 3, 400, 10**6])
    rows = json.loads(json.dumps(record.to_dict(), allow_nan=False))["rows"]
    assert [row["degree"] for row in rows] == [0, 2, 3, 400, 10**6]
    assert rows[2]["eigenvalue"] == 0.0 and rows[2]["log_eigenvalue"] is None
    # underflow and overflow are null, and the logarithm holds the value
    assert rows[4]["eigenvalue"] is None and rows[4]["log_eigenvalue"] < -2000
    assert rows[3]["multiplicity"] is None or rows[3]["multiplicity"] > 1e300
    assert rows[1]["multiplicity"] == 1000 * 1001 // 2 - 1
    for view in ("digits", "enclose", "exact"):
        for row in record.rows(view, 20)[:3]:
            filled = row["exact"] if view == "exact" else row["eigenvalue"]
            assert isinstance(filled, str) and isinstance(row["multiplicity"], str)
    # an exact number of more than 4300 digits has a text form too
    numerator, denominator = spectrum(relu_sphere(3), 20_000).rows("exact")[0]["exact"].split("/")
    assert len(denominator) - len(numerator) == 22 and len(denominator) > 4300
    with pytest.raises(InputError, match="view"):
        record.rows("other")


def test_printed_enclosure_holds_the_exact_value() -> None:
    for row, expected in zip(
        spectrum(relu_sphere(3), [1, 3, 4]).rows("enclose", 25),
        (Fraction(1, 36), 0, Fraction(1, 9216)),
        strict=True,
    ):
        assert abs(Fraction(row["eigenvalue"]) - expected) <= Fraction(row["radius"])
        assert Fraction(row["radius"]) <= abs(expected) / 10**24


def test_other_models() -> None:
    gelu = spectrum(activation_sphere("gelu", 8), range(4))
    assert gelu.how == "certified" and gelu.exact(1).to_sympy() == sympy.Rational(1, 32)
    assert gelu.fast.eigenvalue[3] == 0.0
    assert abs(gelu.fast.eigenvalue[2] - float(gelu.evaluate(2, 20))) <= gelu.fast.error[2]
    with pytest.raises(InputError, match="closed form"):
        gelu.exact(0)
    zonal = spectrum(zonal_kernel(lambda rho: (1 + rho) ** 2, 3), range(4))
    assert [zonal.exact(k).to_sympy() for k in range(4)] == [
        sympy.Rational(*q) for q in ((4, 3), (2, 3), (2, 15), (0, 1))
    ]
    # trace identity: sum N_k lambda_k = K(1)
    assert sum(zonal.multiplicity(k) * zonal.exact(k).to_sympy() for k in range(4)) == 4
    linear = spectrum(linear_network([1.0, 0.25, 0.0]), range(3))
    assert linear.fast.eigenvalue.tolist() == [1.0, 0.25, 0.0] and linear.exact(
        1
    ).to_sympy() == sympy.Rational(1, 4)
    assert linear.rows()[2]["log_eigenvalue"] is None
    with pytest.raises(InputError, match="beyond"):
        linear.enclose(3)


def test_python_callable_is_only_estimated() -> None:
    model = activation_sphere(activation_from_callable(lambda z: np.maximum(z, 0.0)), 8)
    record = spectrum(model, range(5))
    truth = spectrum(relu_sphere(8), range(5)).fast
    assert record.how == record.fast.how == "estimated"
    assert np.all(np.abs(record.fast.eigenvalue - truth.eigenvalue) <= record.fast.error)
    for call in (record.exact, record.evaluate, record.enclose):
        with pytest.raises(InputError):
            call(2)


@pytest.mark.parametrize(
    "degrees",
    [
        range(3, 1), -1, [1, -2], range(-3, 4), range(10**8), [], "ab", 1.5, [1.5], True, range(10**30),
        range(10**13, 10**13 + 2), None,
    ],
)  # fmt: skip
def test_bad_degrees_are_refused_in_one_line(degrees: object) -> None:
    with pytest.raises(InputError) as caught:
        spectrum(relu_sphere(3), degrees)
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 200


def test_bad_requests_are_refused() -> None:
    record = spectrum(relu_sphere(3), 4)
    for k in (-1, 1.0, True, 10**13):
        with pytest.raises(InputError, match="degree"):
            record.enclose(k)
    with pytest.raises(InputError, match="digits"):
        record.enclose(2, 0)
    with pytest.raises(InputError, match="Model"):
        spectrum("relu", 3)
    with pytest.raises(InputError, match="at most 2000"):
        spectrum(activation_sphere("erf", 8), range(3000))


def test_text_forms() -> None:
    record = spectrum(relu_sphere(4), range(100))
    assert r"\frac{4}{9 \pi^{2}}" in record.to_latex() and record.to_latex().count(r"\\") == 13
    html = record._repr_html_()
    assert html.count("<tr>") == 13 and "88 more rows" in html
    estimated = spectrum(activation_sphere(activation_from_callable(np.tanh), 8), [1])
    assert "0." in estimated.to_latex()
