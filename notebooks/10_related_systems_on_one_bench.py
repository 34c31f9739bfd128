# %% [markdown]
# # 10 · Related systems on one bench
#
# Many papers study weak-to-strong learning, each with a model of its own. Some say that a student can improve the
# scaling law of its teacher, others that it cannot. Put them on the same problem and look at what they compare.
#
# **One idea.** The systems differ in what the student is allowed to do with its teacher's labels. On one spectrum,
# with one target and one teacher, the numbers can be laid side by side, and the contradictions go away.
#
# **You need.** Least squares; notebooks 05 and 08.

# %%
from fractions import Fraction

import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

import w2s_theory as w
from exercises import check, hint

# %% [markdown]
# ## 1. One system by hand: discrepancies
#
# Dong et al. take Gaussian inputs in $\mathbb R^D$. The weak learner sees a subspace of dimension $d_w$, the strong
# one another of dimension $d_s$; the target lies in both. The teacher is fitted by least squares to $n$ labels with
# noise of variance $\sigma^2$, the student by least squares to the teacher's answers on $N$ new inputs.
#
# The teacher has no bias, and its error is the variance of least squares, $\sigma^2 \frac{d_w}{n - d_w - 1}$ (the
# mean of an inverse Wishart matrix). The student takes over the part of that error in the directions that it shares
# with its teacher, $d_{sw}$ of them, and sees the other $d_w - d_{sw}$ only as noise on its labels, which $N$ inputs
# average out:
#
# $$R_{w2s} = \frac{\sigma^2}{n - d_w - 1}\Big(d_{sw} + (d_w - d_{sw})\,\frac{d_s}{N - d_s - 1}\Big).$$

# %%
strong, weak, shared, labels, unlabelled = 6, 10, 2, 40, 60
pair = w.SubspacePair(strong, weak, shared)
risks = w.discrepancy_risks(pair, labels, unlabelled)
teacher = Fraction(weak, labels - weak - 1)
student = Fraction(1, labels - weak - 1) * (
    shared + (weak - shared) * Fraction(strong, unlabelled - strong - 1)
)
print(f"teacher {risks.weak} = {float(risks.weak):.4f}; student {risks.student} = {float(risks.student):.4f}")
assert (risks.weak, risks.student) == (teacher, student)

# %% [markdown]
# The other route: draw the whole experiment 1000 times. The coordinates are the weak directions 0 to 9 and the strong
# ones 8 to 13, so that two are shared; the target is in those two.

# %%
rng = np.random.default_rng(0)
target = np.zeros(14)
target[8:10] = 0.6, 0.8
drawn = []
for _ in range(1000):
    X, U = rng.normal(size=(labels, 14)), rng.normal(size=(unlabelled, 14))
    y = X @ target + rng.normal(size=labels)
    w_te = np.zeros(14)
    w_te[:10] = np.linalg.lstsq(X[:, :10], y, rcond=None)[0]
    w_st = np.zeros(14)
    w_st[8:] = np.linalg.lstsq(U[:, 8:], U @ w_te, rcond=None)[0]
    drawn.append([np.sum((v - target) ** 2) for v in (w_te, w_st)])
mean, error = np.mean(drawn, axis=0), 2 * np.std(drawn, axis=0, ddof=1) / np.sqrt(1000)
print(f"drawn: teacher {mean[0]:.4f} +- {error[0]:.4f}, student {mean[1]:.4f} +- {error[1]:.4f}")
assert abs(mean[0] - float(teacher)) < 2 * error[0] and abs(mean[1] - float(student)) < 2 * error[1]

# %% [markdown]
# ## 2. The bench
#
# Now one problem for all: a spectrum $\lambda_j = j^{-2}$ of 100 directions, a smooth target, a teacher with 20
# random features fitted to 60 labels with noise, and 1000 inputs without labels.

# %%
spectrum, smooth = w.power_law(100, 2, 0.75)
bench = w.compare(spectrum, smooth, 20, 60, 1000, noise_variance=0.1)
print(f"{'system':28} {'teacher':>9} {'student':>9} {'PGR':>7}  what the student does")
for row in bench.rows:
    print(f"{row.system:28} {row.teacher:9.5f} {row.student:9.5f} {row.gap_recovered:7.3f}  {row.student_is}")

# %%
figure, axes = plt.subplots(figsize=(7.4, 3.8), layout="constrained")
places = np.arange(len(bench.rows))
axes.hlines(places, [row.student for row in bench.rows], [row.teacher for row in bench.rows], color="0.7")
axes.plot([row.teacher for row in bench.rows], places, "o", color="C1", label="teacher")
axes.plot([row.student for row in bench.rows], places, "s", color="C0", label="student")
axes.set_yticks(places, [row.system for row in bench.rows])
axes.invert_yaxis()
axes.set_xscale("log")
axes.set_xlabel("excess risk")
axes.legend()
plt.show()

by_name = {row.system: row for row in bench.rows}
ridgeless = by_name["Ildiz et al."]
assert all(row.student < row.teacher for row in bench.rows if row is not ridgeless)
assert np.isclose(ridgeless.student, ridgeless.teacher) and ridgeless.misfit < 1e-9

# %% [markdown]
# Read the rows by what the student may do. Stopped gradient flow (Medvedev et al.) leaves out the slow directions.
# Least squares in fewer directions (Dong et al.) leaves out those that it does not have. Mixing in true labels (Lee
# et al.) and averaging several teachers (Du et al.) bring new information. The ridgeless student of all directions
# (Ildiz et al.) may leave out nothing, and so it *is* its teacher: its misfit is zero, and its gain too.
#
# ## 3. Can a student improve the scaling law?
#
# Two claims that sound like opposites:

# %%
for claim in bench.regimes:
    print(f"{claim.claim} ({claim.source}): {claim.compares}")
assert {claim.claim for claim in bench.regimes} == {"can improve", "cannot improve"}

# %% [markdown]
# They compare different things: the first a *tuned* student with *its teacher*, the second a *ridgeless* student,
# trained on the best labels there could be, with one trained on *true labels*. On one bench both hold at once.
#
# All numbers of the bench rest on the equivalent of the teacher's random features (universality, notebook 06); those of
# section 1 are exact.
#
# ## Exercises
#
# **10.1** In section 1, let $N \to \infty$. What is the student's risk then, exactly?
#
# **10.2** And if the student's directions are *all* of the teacher's and some more ($d_{sw} = d_w$), which share of
# the gap does it recover?
#
# **10.3** Find `[d_s, d_w, d_sw, n, N]` for which the student of a weak teacher is better than the strong learner on
# the $n$ labels themselves. (`w.discrepancy_risks` judges.)

# %%
hint("10.3")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 10.1: only the shared directions are left, $d_{sw}/(n - d_w - 1) = \frac2{29}$. 10.2: nothing is averaged out, 0.
# 10.3: few shared directions and many inputs without labels; the example of section 1 will do.
#
# </details>

# %% jupyter={"source_hidden": true}
assert check("10.1", Fraction(shared, labels - weak - 1))
assert check("10.2", sp.Integer(0))
assert check("10.3", [strong, weak, shared, labels, unlabelled])
