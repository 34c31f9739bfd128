# %% [markdown]
# # 06 · Deterministic equivalents: where they hold, and where they fail
#
# The dashed line of notebook 01 came from a formula that contains no network. Such a formula is called a
# deterministic equivalent. It is wonderfully accurate, it is not a theorem about networks, and at some places it is
# wrong by any factor you like.
#
# **One idea.** Replace a random projection by its average, and the average by the solution of one equation. Two gaps
# stay open: the features are finite in number, and they are not Gaussian.
#
# **You need.** Notebooks 02 and 05.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from scipy.optimize import brentq

import w2s_theory as w
from exercises import check, hint

# %% [markdown]
# ## 1. The formula
#
# The teacher is $P f^*$ with $P$ the projection onto $M$ random features. Averaged over the features, $P$ is (nearly)
# diagonal in the kernel's eigenbasis, with entries between 0 and 1:
#
# $$\mathbb E P \approx \mathrm{diag}(h_j), \qquad h_j = \frac{\lambda_j}{\lambda_j + \kappa}, \qquad \sum_j N_j h_j = M .$$
#
# The last equation says that the trace of $P$ is the number of features. It fixes $\kappa$. For a target of degree
# $k$ then $L_{TE} \approx 1 - h_k = \kappa/(\lambda_k + \kappa)$. Twenty lines do it for ReLU features:


# %%
def teacher_error(dimension, units, degree=1, last=400):
    table = w.spectrum(w.relu_sphere(dimension), range(last + 1)).fast
    eigenvalue, multiplicity = table.eigenvalue, table.multiplicity
    kept = eigenvalue > 0
    # what the degrees above `last` hold of the trace 1/(2d): their h_j is lambda_j/kappa, as kappa is much larger
    rest = max(1 / (2 * dimension) - float(np.sum(multiplicity[kept] * eigenvalue[kept])), 0.0)

    def surplus(log_kappa):
        kappa = np.exp(log_kappa)
        return (
            float(np.sum(multiplicity[kept] * eigenvalue[kept] / (eigenvalue[kept] + kappa)))
            + rest / kappa
            - units
        )

    kappa = np.exp(brentq(surplus, -60.0, 20.0))
    return kappa / (eigenvalue[degree] + kappa)


for dimension, units in ((16, 64), (32, 512)):
    by_hand, library = (
        teacher_error(dimension, units),
        w.equivalent(w.relu_sphere(dimension), units, 1).teacher_error,
    )
    print(f"d = {dimension}, M = {units}: by hand {by_hand:.8f}, library {library:.8f}")
    assert abs(by_hand / library - 1) < 1e-4

# %% [markdown]
# ## 2. Where it holds
#
# In dimension 16, networks and formula agree within the scatter of the networks.


# %%
def ratio(dimension, units, trials):
    """Mean L_TE of networks over the formula's, and its standard error."""
    model = w.relu_sphere(dimension)
    drawn = w.simulate_networks(model, units, trials=trials, seed=0, accuracy=1e-3).teacher_error
    predicted = w.equivalent(model, units, 1).teacher_error
    return drawn.mean() / predicted, drawn.std(ddof=1) / np.sqrt(trials) / predicted


for units in (32, 64, 128, 256):
    value, error = ratio(16, units, 40)
    print(f"d = 16, M = {units:3}: networks / formula = {value:.3f} +- {2 * error:.3f}")
    assert abs(value - 1) < 0.15

# %% [markdown]
# ## 3. The first gap: finitely many features
#
# Take *Gaussian* features in three directions with the eigenvalues $1, \frac1{10}, \frac1{10}$, and a single one of
# them: $M = 1$. The formula's equation is $\frac1{1+\kappa} + \frac{2/10}{1/10+\kappa} = 1$, so $\kappa = \frac12$
# and $h_0 = \frac23$. The truth can be integrated: the feature's direction is $z/\|z\|$ with $z$ Gaussian, and the
# first coordinate of that is uniform on $[-1, 1]$.

# %%
kappa = sp.Symbol("kappa", positive=True)
root = sp.solve(1 / (1 + kappa) + sp.Rational(2, 10) / (sp.Rational(1, 10) + kappa) - 1, kappa)
t = sp.Symbol("t", positive=True)
truth = sp.integrate(t**2 / (t**2 + sp.Rational(1, 10) * (1 - t**2)), (t, 0, 1))
print("kappa =", root, "; formula h_0 = 2/3 =", float(1 / (1 + root[0])), "; truth", sp.N(truth, 6))
assert root == [sp.Rational(1, 2)] and abs(truth - 0.648502) < 1e-6

# %% [markdown]
# The formula is off by 3 percent. With $n$ copies of each eigenvalue and $M = n$ it says the same, $L = \frac13$.
# Draw such projections and average over the $n$ strong directions:


# %%
def finite_gap(copies, trials, rng):
    """Mean of L_TE - 1/3 over draws and strong directions, and twice its standard error."""
    scale = np.sqrt(np.r_[np.ones(copies), np.full(2 * copies, 0.1)])[:, None]
    found = []
    for _ in range(trials):
        Q, _ = np.linalg.qr(rng.normal(size=(3 * copies, copies)) * scale)
        found.append(1 - np.sum(Q[:copies] ** 2) / copies - 1 / 3)
    return np.mean(found), 2 * np.std(found, ddof=1) / np.sqrt(trials)


rng = np.random.default_rng(0)
gaps = {
    copies: finite_gap(copies, trials, rng)
    for copies, trials in ((1, 10000), (4, 6000), (16, 2000), (64, 400))
}
for copies, (gap, error) in gaps.items():
    print(f"n = {copies:2}: mean L_TE - 1/3 = {gap:.5f} +- {error:.5f}, times n: {copies * gap:.3f}")
assert abs(gaps[1][0] - (float(sp.Rational(2, 3) - truth))) < 2 * gaps[1][1]
assert gaps[4][0] > gaps[16][0] > gaps[64][0] > 0
assert abs(16 * gaps[16][0] - 64 * gaps[64][0]) < 0.06

# %% [markdown]
# From some size on the gap closes like $1/n$: it is a matter of *finitely many* features.
#
# ## 4. The second gap: ReLU features are not Gaussian
#
# For a linear target in dimension 3 or 4 the formula is wrong, and with more units it gets *worse*:

# %%
figure, axes = plt.subplots(figsize=(7.0, 4.0), layout="constrained")
measured = {}
for dimension, smallest in ((3, 16), (4, 16), (8, 16), (16, 32)):
    sizes = (smallest, 64, 128, 256, *[400] * (dimension == 3))
    measured[dimension] = [ratio(dimension, units, 30) for units in sizes]
    values, errors = np.array(measured[dimension]).T
    axes.errorbar(sizes, values, 2 * errors, marker="o", capsize=3, label=f"d = {dimension}")
axes.axhline(1, color="black", linewidth=0.8)
axes.set_xscale("log")
axes.set_xticks([16, 32, 64, 128, 256, 400], ["16", "32", "64", "128", "256", "400"])
axes.minorticks_off()
axes.set_xlabel("units of the teacher")
axes.set_ylabel("networks / formula, of L_TE")
axes.legend()
plt.show()

assert measured[3][-1][0] < 0.45 and measured[3][-1][0] < measured[3][1][0]
assert measured[4][-1][0] < 0.8
assert abs(measured[16][-1][0] - 1) < 0.15

# %% [markdown]
# *Why.* $\max(t, 0) - \max(-t, 0) = t$. Two units in exactly opposite directions make a *linear* function, without
# any error. Random units are never exactly opposite, but in three dimensions some pairs nearly are, and those pairs
# fit a linear target far better than any Gaussian features of the same covariance could. A covariance does not see
# pairs. In 16 dimensions nearly opposite pairs are too rare to matter.

# %%
assert sp.simplify(sp.Max(t, 0) - sp.Max(-t, 0) - t) == 0
off = {}
for d in (3, 16):
    U = rng.normal(size=(200, d))
    U /= np.linalg.norm(U, axis=1, keepdims=True)
    off[d] = 180 - np.degrees(np.arccos(np.min(U @ U.T)))
    print(f"d = {d:2}, 200 units: the most opposite pair misses opposite directions by {off[d]:.2f} degrees")
assert off[3] < 3 and off[16] > 15

# %% [markdown]
# The whole map, with up to 200 draws for each point, is a figure that comes with the library. Its Gaussian features
# sit on the line; the ReLU features leave it at the small dimensions.

# %%
w.figure("map_of_failure")

# %% [markdown]
# ## 5. What to call it
#
# In this library such a statement has the status *universality*, never *proved*; a check of it measures both gaps.
# What can be proved of networks without the formula is the subject of notebook 07.

# %%
statement = w.theorem("teacher_error_eq_of_universality")
print(statement.name, "has the status", statement.status)
assert statement.status == "universality"

# %% [markdown]
# ## Exercises
#
# **06.1** One eigenvalue 1 with multiplicity $N$, and $M < N$ units: which $L_{TE}$ does the formula give, in terms
# of `sp.symbols("M N")`?
#
# **06.2** Eigenvalues $1, \frac14, \frac14$ and $M = 1$ Gaussian feature. Give the *exact* mean of $\|P f^*\|^2$ for
# the target in the first direction, by the integral of section 3.
#
# **06.3** What does the formula give there for the same quantity?
#
# **06.4** Find a dimension and a number of units, at most 300, for which networks and formula differ by more than a
# third: `[d, M]`. It is simulated.

# %%
hint("06.3")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 06.1: $N/(1 + \kappa) = M$, so $\kappa = N/M - 1$ and $\kappa/(1+\kappa) = 1 - M/N$. 06.2:
# $\int_0^1 \frac{t^2}{t^2 + (1 - t^2)/4}\,dt = \frac43 - \frac{4\pi}{9\sqrt3}$. 06.3:
# $\frac1{1+\kappa} + \frac{1/2}{1/4+\kappa} = 1$ gives $\kappa^2 - \frac14\kappa - \frac12 = 0$. 06.4: dimension 3.
#
# </details>

# %% jupyter={"source_hidden": true}
M, N = sp.symbols("M N")
assert check("06.1", 1 - M / N)
assert check("06.2", sp.integrate(t**2 / (t**2 + (1 - t**2) / 4), (t, 0, 1)))
quarter = sp.solve(1 / (1 + kappa) + sp.Rational(1, 2) / (sp.Rational(1, 4) + kappa) - 1, kappa)
assert check("06.3", 1 / (1 + quarter[0]))
assert check("06.4", [3, 200])
