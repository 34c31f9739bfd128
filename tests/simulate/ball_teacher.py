"""A teacher in 260-bit ball arithmetic: the referee of the float64 one, by the textbook formulas."""

import math

from flint import arb, arb_mat, ctx

FORMS = {
    0: lambda angle, c, s: arb.pi() - angle,
    1: lambda angle, c, s: s + (arb.pi() - angle) * c,
    2: lambda angle, c, s: 3 * s * c + (arb.pi() - angle) * (1 + 2 * c * c),
    3: lambda angle, c, s: (arb.pi() - angle) * (6 * c**3 + 9 * c) + s * (11 * c * c + 4),
}


def coefficient(power, dimension, k):
    """a_k of sigma_p as a ball."""
    half = arb(dimension) / 2
    value = arb(math.factorial(power)) * half.gamma() / 2 ** (power + 1)
    return value * (arb(power - k) / 2 + 1).rgamma() * (arb(k + power + dimension) / 2).rgamma()


def multiplicity(dimension, k):
    """N(d, k)."""
    if k == 0:
        return 1
    return 2 if dimension == 2 else (2 * k + dimension - 2) * math.comb(k + dimension - 3, k - 1) // k


def polynomials(z, dimension, largest):
    """P_0(z), ..., P_largest(z)."""
    values = [arb(1), z]
    for n in range(1, largest):
        values.append(((2 * n + dimension - 2) * z * values[-1] - n * values[-2]) / (n + dimension - 2))
    return values[: largest + 1]


def enclose_teacher(units, power, k, largest, time):
    """(L_TE, [mass of degree 0..largest], L_ST(time) over these degrees) as balls of the given precision."""
    precision = ctx.prec
    ctx.prec = 260
    try:
        count, dimension = units.shape
        rows = [[arb(float(x)) for x in row] for row in units]
        rows = [[x / sum((y * y for y in row), arb(0)).sqrt() for x in row] for row in rows]
        scale = 2 * arb.pi()
        for i in range(power):
            scale *= dimension + 2 * i
        gram, cosines = arb_mat(count, count), {}
        for i in range(count):
            for j in range(i, count):
                c = arb(1) if i == j else sum((a * b for a, b in zip(rows[i], rows[j], strict=True)), arb(0))
                angle, s = (arb(0), arb(0)) if i == j else (c.acos(), (1 - c * c).sqrt())
                gram[i, j] = gram[j, i] = FORMS[power](angle, c, s) / scale
                cosines[i, j] = c
        norm = arb(multiplicity(dimension, k)).sqrt() * coefficient(power, dimension, k)
        products = arb_mat(count, 1, [norm * polynomials(row[0], dimension, max(k, 1))[k] for row in rows])
        weights = gram.solve(products)
        teacher_error = 1 - (products.transpose() * weights)[0, 0]
        if largest is None:
            return teacher_error
        masses = [arb(0)] * (largest + 1)
        for (i, j), c in cosines.items():
            pair = weights[i, 0] * weights[j, 0] * (1 if i == j else 2)
            masses = [m + pair * p for m, p in zip(masses, polynomials(c, dimension, largest), strict=True)]
        eigenvalues = [coefficient(power, dimension, j) ** 2 for j in range(largest + 1)]
        masses = [
            m * x * multiplicity(dimension, j)
            for j, (m, x) in enumerate(zip(masses, eigenvalues, strict=True))
        ]
        shrinkage = [1 - (-time * x).exp() for x in eigenvalues]
        student = 1 - 2 * shrinkage[k] * (1 - teacher_error)
        student += sum((s * s * m for s, m in zip(shrinkage, masses, strict=True)), arb(0))
        return teacher_error, masses, student
    finally:
        ctx.prec = precision


def distance(ball, number):
    """|ball - number| as a float, taken at high precision."""
    precision = ctx.prec
    ctx.prec = 260
    try:
        return abs(float(ball - arb(float(number))))
    finally:
        ctx.prec = precision
