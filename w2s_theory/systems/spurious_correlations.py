"""Weak-to-strong training under spurious correlations: a core feature z, groups, and two learners that mix them up.

y = <z, beta> + eps, z ~ N(0, I_{d_z}), Var eps = sigma_y^2; a group feature xi in R^p, independent of z, tells of a
minority whose share is eta_l among the n labelled, eta_u among the N unlabelled and eta_t among the test samples. The
teacher regresses on z (x) w, w = (1, T^T xi), the student on z (x) psi, psi = (1, S^T xi); both can be right, and what they
get wrong is noise that the groups spread differently. After Liu, Dong and Lei (ICLR 2026), whose formulas we know from
notes only. With mu_T = T^T mu, mu_S = S^T mu, Xi = T^T S, p_both = 1 + ||Xi||_F^2 their theorems say, gamma = d_z/n and
nu = d_z/N,

    R_T = sigma_y^2 gamma (p_T + (eta_t - eta_l)^2 ||mu_T||^2/sigma^2),
    R_S = sigma_y^2 gamma (p_both + ||(eta_u - eta_l) mu_T + (eta_t - eta_u) Xi mu_S||^2/sigma^2
                           + nu (p_T - p_both) (p_S + (eta_t - eta_u)^2 ||mu_S||^2/sigma^2)),

which is the first order in gamma of the law ``shift`` of the groups, and not of the literal ``mixture``
(``w2s_theory.systems.group_laws``), where for Xi = 0 the mismatch costs at most (eta_u - eta_l)^2/(eta_l (1 - eta_l)) of
sigma_y^2 gamma.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar, Literal

import numpy as np

from w2s_theory.given import require_choice
from w2s_theory.records.errors import InputError
from w2s_theory.systems.arrays import require_basis, require_vector
from w2s_theory.systems.group_laws import GroupLaw, GroupMoments, group_components, require_share
from w2s_theory.systems.risk_records import Kind, NamedNumbers, require_amount
from w2s_theory.systems.spurious_equivalent import solve_response

SpuriousKind = Literal["equivalent", "leading order", "printed in the paper"]
KINDS: tuple[SpuriousKind, ...] = ("equivalent", "leading order", "printed in the paper")


@dataclass(frozen=True, eq=False)
class GroupFeatures:
    """What teacher and student see of the group feature; made by :func:`group_features`.

    Parameters
    ----------
    T, S : arrays, shapes (p, p_T - 1) and (p, p_S - 1)
        Orthonormal columns; an array without columns for a learner that sees nothing of the groups.
    mu : array, shape (p,)
        Where the minority lies.
    sigma : float
        Standard deviation within a group, > 0.
    """

    T: np.ndarray
    S: np.ndarray
    mu: np.ndarray
    sigma: float

    @property
    def teacher_size(self) -> int:
        """p_T, features per core direction."""
        return self.T.shape[1] + 1

    @property
    def student_size(self) -> int:
        """p_S."""
        return self.S.shape[1] + 1

    @property
    def shared_size(self) -> float:
        """p_both = 1 + ||T^T S||_F^2."""
        return 1.0 + float(np.sum((self.T.T @ self.S) ** 2))

    @property
    def seen_by_teacher(self) -> np.ndarray:
        """mu_T, shape (p_T - 1,)."""
        return self.T.T @ self.mu

    @property
    def passed_to_teacher(self) -> np.ndarray:
        """Xi mu_S = T^T S S^T mu, shape (p_T - 1,)."""
        return self.T.T @ (self.S @ (self.S.T @ self.mu))

    def moments(self, law: str | GroupLaw, share: float) -> GroupMoments:
        """The law of u = (1, T^T xi, S^T xi) at a share of the minority."""
        weights, places = group_components(law, share)
        columns = np.column_stack((np.zeros(len(self.mu)), self.T, self.S))
        means = places[:, None] * (self.mu @ columns)
        means[:, 0] = 1.0
        return GroupMoments(weights, means, self.sigma**2 * columns.T @ columns)

    def picks(self) -> tuple[np.ndarray, np.ndarray]:
        """The rows of u that are w, and those that are psi, as matrices."""
        unit = np.eye(self.teacher_size + self.student_size - 1)
        return unit[: self.teacher_size], unit[[0, *range(self.teacher_size, len(unit))]]


def group_features(*, mu: Any, sigma: Any = 1, T: Any = None, S: Any = None) -> GroupFeatures:
    """Check and hold what the learners see of the groups.

    Parameters
    ----------
    mu : array, shape (p,)
    sigma : number
        > 0.
    T, S : arrays, shapes (p, k), optional
        Orthonormal columns; none for a learner that sees no group feature.

    Raises
    ------
    InputError
        For bases that are not orthonormal, shapes that disagree, and numbers that are not finite.
    """
    place = require_vector(mu, "minority's mean mu")
    spread = float(require_amount(sigma, "the groups' standard deviation sigma"))
    if not spread > 0:
        raise InputError("the groups' standard deviation sigma must be positive")
    bases = [
        np.zeros((len(place), 0)) if each is None else require_basis(each, f"{whose} basis", len(place))
        for whose, each in (("teacher's", T), ("student's", S))
    ]
    return GroupFeatures(bases[0], bases[1], place, spread)


@dataclass(frozen=True, slots=True)
class SpuriousRisks(NamedNumbers):
    """Excess risks on the test mixture of groups.

    Parameters
    ----------
    teacher, student
        R_T and R_S.
    transferred, fresh
        The student's two parts: the teacher's error as the student's features pass it on, and what the student's own
        samples add (0 for nu = 0).
    law
        Of the groups.
    kind
        ``equivalent``, ``leading order`` in gamma (and nu), or ``printed in the paper``.
    """

    teacher: float
    transferred: float
    fresh: float
    law: str
    kind: Kind
    shown: ClassVar[tuple[str, ...]] = ("teacher", "student", "transferred", "fresh", "gain")

    @property
    def student(self) -> float:
        """R_S."""
        return self.transferred + self.fresh

    @property
    def gain(self) -> float:
        """R_T - R_S: negative where weak-to-strong training fails."""
        return self.teacher - self.student


def spurious_risks(
    features: GroupFeatures,
    *,
    eta_l: Any,
    eta_u: Any,
    eta_t: Any,
    gamma: Any,
    nu: Any = 0,
    noise_variance: Any = 1,
    law: str | GroupLaw = "mixture",
    kind: SpuriousKind = "equivalent",
) -> SpuriousRisks:
    """R_T and R_S of least squares twice under groups whose shares change.

    Parameters
    ----------
    features : GroupFeatures
        Of :func:`group_features`.
    eta_l, eta_u, eta_t : number
        Shares of the minority among labelled, unlabelled and test samples, from 0 to 1.
    gamma, nu : number
        d_z/n > 0 and d_z/N >= 0, with gamma p_T < 1 and nu p_S < 1.
    noise_variance : number
        sigma_y^2 of the true labels.
    law : str or function
        ``mixture``, ``shift``, or a function eta -> rows (probability, place) (see ``group_laws``).
    kind : str
        ``equivalent``: d_z -> inf at these ratios. ``leading order``: its first order in gamma and nu, for the law.
        ``printed in the paper``: the module's formula, whatever the law.

    Returns
    -------
    SpuriousRisks
        Float64; an equivalent is off by O(1/d_z) at finite sizes (a few percent at d_z = 50).

    Raises
    ------
    InputError
        For shares outside [0, 1], ratios at which least squares has an infinite expected risk, and what is no law.
    AccuracyError
        For ratios within about 1e-4 of that.

    Examples
    --------
    >>> features = group_features(mu=[0, 40**0.5], T=[[1], [0]], S=[[0.5**0.5], [0.5**0.5]])
    >>> given = dict(eta_l=0.1, eta_u=0.1, eta_t=0.5, gamma=0.02, nu=0.005)
    >>> for law in ("shift", "mixture"):
    ...     print(law, spurious_risks(features, law=law, **given).gain > 0)
    shift False
    mixture True
    """
    if not isinstance(features, GroupFeatures):
        raise InputError(
            f"the features must come from group_features(...), not be of type {type(features).__name__}"
        )
    require_choice(kind, "the kind of risk", KINDS)
    shares = _shares(eta_l, eta_u, eta_t)
    ratios = (
        require_ratio(gamma, features.teacher_size, "gamma = d_z/n", "the teacher"),
        require_ratio(nu, features.student_size, "nu = d_z/N", "the student"),
    )
    if not ratios[0] > 0:
        raise InputError("gamma = d_z/n must be positive: without it the teacher has no error to pass on")
    level = float(require_amount(noise_variance, "the variance of the noise")) * ratios[0]
    if kind == "printed in the paper":
        teacher, transferred, fresh = printed_shapes(features, shares, ratios[1])
    else:
        teacher, transferred, fresh = _solved(features, shares, ratios, law, kind == "equivalent")
    name = law if isinstance(law, str) else getattr(law, "__name__", "a law of your own")
    return SpuriousRisks(level * teacher, level * transferred, level * fresh, name, kind)


def require_ratio(value: Any, features: int, what: str, who: str) -> float:
    """Return d_z/samples as a float.

    Raises
    ------
    InputError
        Unless 0 <= ratio p < 1.
    """
    ratio = float(require_amount(value, what))
    if ratio * features >= 1:
        raise InputError(
            f"with {what} = {ratio:g} and {features} features a direction the expected risk of {who} is infinite: "
            f"it must be below {1 / features:g}"
        )
    return ratio


def _shares(eta_l: Any, eta_u: Any, eta_t: Any) -> tuple[float, float, float]:
    labelled = require_share(eta_l, "eta_l")
    return labelled, require_share(eta_u, "eta_u"), require_share(eta_t, "eta_t")


def printed_shapes(
    features: GroupFeatures, shares: tuple[float, float, float], nu: float
) -> tuple[float, float, float]:
    """The module's formula: R_T and the two parts of R_S, in units of sigma_y^2 gamma."""
    labelled, unlabelled, test = shares
    variance = features.sigma**2
    moved = (unlabelled - labelled) * features.seen_by_teacher + (
        test - unlabelled
    ) * features.passed_to_teacher
    seen = features.S.T @ features.mu
    teacher = (
        features.teacher_size + (test - labelled) ** 2 * float(np.sum(features.seen_by_teacher**2)) / variance
    )
    own = features.student_size + (test - unlabelled) ** 2 * float(seen @ seen) / variance
    transferred = features.shared_size + float(moved @ moved) / variance
    return teacher, transferred, nu * (features.teacher_size - features.shared_size) * own


def _solved(
    features: GroupFeatures,
    shares: tuple[float, float, float],
    ratios: tuple[float, float],
    law: str | GroupLaw,
    equivalent: bool,
) -> tuple[float, float, float]:
    """The same from the moments of any law, at finite ratios or to first order."""
    labelled, unlabelled, test = (features.moments(law, each) for each in shares)
    w, psi = features.picks()
    gamma, nu = ratios
    test_second = test.second()
    if equivalent:
        # the teacher's equation in its own coordinates alone
        mine = GroupMoments(labelled.weights, labelled.means @ w.T, w @ labelled.covariance @ w.T)
        spread = solve_response(mine, np.eye(len(w)), gamma).matrix
    else:
        spread = np.linalg.inv(w @ labelled.second() @ w.T)
    student = solve_response(unlabelled, psi, nu if equivalent else 0.0)
    kept = w @ student.moments.second() @ psi.T @ student.matrix
    rest = w - kept @ psi
    noise = psi @ student.moments.fourth(rest.T @ spread @ rest) @ psi.T
    of_test = psi @ test_second @ psi.T
    transferred = float(np.trace(of_test @ kept.T @ spread @ kept))
    fresh = nu * float(np.trace(of_test @ student.amplified(noise)))
    return float(np.trace(w @ test_second @ w.T @ spread)), transferred, fresh
