# %% [markdown]
# # 08 · The linear network
#
# Take away the ReLU. What is left is a random projection in $\mathbb R^d$, small enough to compute everything, and
# rich enough to show both ends: no gain at all, and the square.
#
# **One idea.** With features that are alike in all directions a student gains nothing. With a few strong directions
# and many weak ones it reaches the square of its teacher's error.
#
# **You need.** Projections and traces; notebook 05.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from scipy.stats import beta

import w2s_theory as w
from exercises import check, hint

# %% [markdown]
# ## 1. The model
#
# Inputs are $x \sim \mathcal N(0, I_d)$, a feature is $\langle u, x\rangle$ with $u \sim \mathcal N(0, \Lambda)$. A
# function $f_v(x) = \langle v, x\rangle$ is its vector $v$, and $\|f_v\| = \|v\|$. So the teacher with $M$ features
# is the orthogonal projection of a unit vector $f^*$ onto the span of $M$ random vectors. A few lines of NumPy:


# %%
def teacher_errors(eigenvalues, units, trials, seed=0):
    """L_TE of a target in the first direction, draw by draw."""
    rng = np.random.default_rng(seed)
    errors = []
    for _ in range(trials):
        U = rng.normal(size=(len(eigenvalues), units)) * np.sqrt(eigenvalues)[:, None]
        Q, _ = np.linalg.qr(U)
        errors.append(1 - np.sum(Q[0] ** 2))
    return np.array(errors)


d, M = 20, 5
errors = teacher_errors(np.ones(d), M, 4000)
library = w.simulate_linear_networks([(1, d)], M, target=0, trials=1000, seed=0)
print(
    f"mean L_TE: by hand {errors.mean():.4f}, library {library.teacher_error.mean():.4f}, 1 - M/d = {1 - M / d}"
)
assert abs(errors.mean() - (1 - M / d)) < 0.01 and abs(library.teacher_error.mean() - (1 - M / d)) < 0.015

# %% [markdown]
# ## 2. All directions alike
#
# $\Lambda = I$. *Why $1 - M/d$?* The trace of $P$ is $M$. By rotation, $\langle v, Pv\rangle$ has the same mean for
# all $d$ unit vectors $v$ of a basis, and these means add up to $M$. So $\mathbb E\,\|Pf^*\|^2 = M/d$: the theorem
# `teacher_error_eq_beta_of_isotropic_spectrum`. Even the whole law is known: $\|Pf^*\|^2$ is the first $M$ squares of
# a uniform unit vector, $\mathrm{Beta}(\frac M2, \frac{d-M}2)$.

# %%
a, b = sp.Rational(M, 2), sp.Rational(d - M, 2)
second = a * (a + 1) / ((a + b) * (a + b + 1))
assert second == sp.Rational(M * (M + 2), d * (d + 2))
print(f"E ||P f*||^4: drawn {np.mean((1 - errors) ** 2):.4f}, exact {second} = {float(second):.4f}")
assert abs(np.mean((1 - errors) ** 2) - float(second)) < 0.005
assert w.prove("teacher_error_eq_beta_of_isotropic_spectrum").complete

grid = np.linspace(0.001, 0.999, 400)
figure, axes = plt.subplots(figsize=(6.4, 3.8), layout="constrained")
axes.hist(errors, bins=40, density=True, color="C0", alpha=0.5, label="4000 teachers")
axes.plot(grid, beta.pdf(1 - grid, M / 2, (d - M) / 2), color="black", label="the Beta law")
axes.set_xlabel("teacher's error")
axes.set_ylabel("density")
axes.legend()
plt.show()

# %% [markdown]
# *The student.* Its kernel is $\Lambda = I$ too, so it takes over the same share $s$ of everything, and notebook 05
# says $L_{ST} = L + (1-s)^2(1-L) \ge L$. **No gain, at any time, for any teacher**, however wide the student is. Size
# alone does nothing.

# %%
times = np.geomspace(0.1, 30, 40)
isotropic = w.simulate_linear_networks([(1, d)], M, target=0, times=times, trials=200, seed=0)
assert np.all(isotropic.student_error >= isotropic.teacher_error[:, None] - 1e-12)
share = 1 - np.exp(-times)
identity = isotropic.teacher_error[:, None] + (1 - share) ** 2 * (1 - isotropic.teacher_error[:, None])
assert np.allclose(isotropic.student_error, identity, rtol=1e-9)

# %% [markdown]
# ## 3. A few strong directions
#
# Now let $K$ eigenvalues be 1, the target among them, and the other $d - K$ a small $\varepsilon$. The equation of
# notebook 06 is
#
# $$\frac{K}{1 + \kappa} + \frac{(d-K)\,\varepsilon}{\varepsilon + \kappa} = M,$$
#
# a quadratic equation for $\kappa$. With $K \ll M \ll d$ the second term is about $d\varepsilon/\kappa$, so
# $\kappa \approx \varepsilon d / M$, and $L_{TE} \approx \kappa$ as long as that is small.

# %%
kappa, K, eps, D, m = sp.symbols("kappa K epsilon d M", positive=True)
equation = sp.expand(sp.numer(sp.together(K / (1 + kappa) + (D - K) * eps / (eps + kappa) - m)))
assert sp.degree(equation, kappa) == 2
at = {K: 4, eps: sp.Rational(1, 256), D: 4096, m: 256}
root = max(sp.Poly(equation.subs(at), kappa).nroots())
error = float(root / (1 + root))
known = w.equivalent([(1, 4), (1 / 256, 4092)], 256, 0).teacher_error
print(
    f"L_TE: quadratic equation {error:.6f}, library {known:.6f}, rough value {float(at[eps] * at[D] / at[m]):.4f}"
)
assert abs(error / known - 1) < 1e-9

# %% [markdown]
# The teacher's noise is spread over the $d$ weak directions, which the student learns $1/\varepsilon$ times more
# slowly than the target. So it can stop before it has learnt any of it. With $d = M^{3/2}$, $\varepsilon = 1/M$ and
# $K = 4$:

# %%
rows = []
for units in (64, 128, 256, 512):
    dimension = round(units**1.5)
    spectrum = [(1, 4), (1 / units, dimension - 4)]
    predicted = w.equivalent(spectrum, units, 0)
    stop = predicted.best_stopping_time()
    drawn = w.simulate_linear_networks(spectrum, units, target=0, times=[stop.time], trials=20, seed=0)
    exponent = np.log(drawn.student_error[:, 0]) / np.log(drawn.teacher_error)
    rows.append((units, drawn.teacher_error.mean(), drawn.student_error[:, 0].mean(), exponent.mean()))
    print(
        f"M = {units:3}, d = {dimension:5}: L_TE {rows[-1][1]:.4f}, L_ST {rows[-1][2]:.5f}, exponent {rows[-1][3]:.3f}"
    )
    assert np.all(drawn.student_error[:, 0] >= drawn.teacher_error**2)
assert rows[0][3] < rows[-1][3] < 2 and rows[-1][3] > 1.98

# %% [markdown]
# The exponent tends to 2, and it cannot be more: the target is an eigenfunction of the student's kernel (notebook
# 04). `student_error_between_of_spiked_equivalent` proves both sides of the formula.
#
# *Few* strong directions are needed. If $K$ grows with $M$, as $K = M/2$, then a good part of the teacher's noise
# lies in directions that are learnt as fast as the target, and the student stays away from the square. The figure
# that comes with the library shows both, up to $M = 1024$:

# %%
w.figure("linear_network_exponent")

# %%
stored = w.figure("linear_network_exponent").table
last = {row["kind"]: row["exponent"] for row in stored if row["teacher_units"] == 1024}
print(last)
assert last["few"] > 1.99 and last["many"] < last["few"] - 0.1

# %% [markdown]
# ## Exercises
#
# **08.1** $d = 20$, $M = 5$, all directions alike: what is $\mathbb E\,L_{TE}$?
#
# **08.2** For the same, what is the *variance* of $L_{TE}$, exactly? (Section 2 has the second moment.)
#
# **08.3** With $K$ fixed, $d = M^{3/2}$ and $\varepsilon = 1/M$, the teacher's error falls like a power
# $M^{-\alpha}$. What is $\alpha$?
#
# **08.4** And what is it for $d = M^{2 - \beta}$ with $0 < \beta < 1$, as a formula of `sp.Symbol("beta")`?
#
# **08.5** Which theorem of the library says that a student without a spectrum gains nothing?

# %%
hint("08.3")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 08.1: $\frac34$. 08.2: $\frac{M(M+2)}{d(d+2)} - \frac{M^2}{d^2}$. 08.3:
# $L \approx \varepsilon d/M = M^{-1 + 3/2 - 1}$. 08.4: $M^{-1 + 2 - \beta - 1} = M^{-\beta}$.
#
# </details>

# %% jupyter={"source_hidden": true}
assert check("08.1", sp.Rational(3, 4))
assert check("08.2", sp.Rational(35, 440) - sp.Rational(25, 400))
assert check("08.3", sp.Rational(1, 2))
assert check("08.4", sp.Symbol("beta"))
assert check("08.5", "student_error_ge_teacher_error_of_isotropic_student")
