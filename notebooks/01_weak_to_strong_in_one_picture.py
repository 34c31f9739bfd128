# %% [markdown]
# # 01 · Weak-to-strong generalization in one picture
#
# A *teacher* with few random ReLU features learns a target as well as it can. A *student* with infinitely many
# features never sees the target: it is trained on its teacher's predictions alone, by gradient flow, and stopped at a
# time $t$. Can it be better than its teacher?
#
# **One idea.** The student learns what its teacher says in the order of the kernel's eigenvalues. What comes early is
# mostly right, what comes late is mostly mistakes: who stops in between is better than its teacher.
#
# **You need.** What a least-squares fit is, and what an eigenvalue is.

# %%
import matplotlib.pyplot as plt
import numpy as np

import w2s_theory as w
from exercises import check, hint

dimension, teacher_units, degree = 32, 512, 1
model = w.relu_sphere(dimension)

# %% [markdown]
# ## The experiment
#
# Inputs $x$ are uniform on the sphere $S^{d-1}$. A network is $f(x) = \sum_i w_i \max(\langle u_i, x\rangle, 0)$ with
# random directions $u_i$ that stay as they are; only the $w_i$ are trained. The target $f^*$ has norm 1 and is a
# harmonic polynomial of one degree: for `degree = 1` it is $f^*(x) = \sqrt d\, x_1$. All of this notebook holds for
# `degree` 0, 2 and 4 too. (It would not for 3: such a network without biases cannot express odd degrees above 1 at
# all, as $\max(z, 0) = \frac12 z + \frac12|z|$; see notebook 02.)
#
# The teacher's error is $L_{TE} = \|f^* - f_{TE}\|^2$, the student's $L_{ST}(t) = \|f^* - f_t\|^2$. Both are
# integrated exactly over the whole population of inputs. Only the features are drawn, so the averages below are over
# 20 teachers and over nothing else.
#
# Time is measured in units of the target's own eigenvalue: $\tau = \lambda_k t$ with $k$ the degree of the target. We
# follow the student for ten powers of ten, and then to the end.

# %%
taus = np.geomspace(0.1, 1e9, 61)
found = w.simulate_networks(model, teacher_units, target=degree, taus=(*taus, np.inf), trials=20, seed=0)

teacher = found.teacher_error.mean()
student = found.student_error[:, :-1].mean(axis=0)
endless = found.student_error[:, -1].mean()
best = int(np.argmin(student))
print(f"teacher's error            {teacher:.4g}")
print(f"best student's error       {student[best]:.4g}  at tau = {taus[best]:.1f}")
print(f"student that never stops   {endless:.4g}")

# %% [markdown]
# ## Who learns what when
#
# The student's kernel has one eigenvalue $\lambda_j$ for all polynomials of degree $j$ (spherical harmonics). At time
# $t$ the student has taken over the share $1 - e^{-\lambda_j t}$ of what its teacher says in degree $j$: the theorem
# `student_error_eq_mode_sum`, notebook 03. So degree $j$ is learnt at about $t = 1/\lambda_j$, which is
# $\tau = \lambda_k / \lambda_j$.

# %%
eigenvalues = w.spectrum(model, range(11)).fast.eigenvalue
learnt_at = {j: eigenvalues[degree] / eigenvalues[j] for j in range(11) if eigenvalues[j] > 0}
for j, tau in learnt_at.items():
    print(f"degree {j:2}: tau = {tau:.3g}")

# %% [markdown]
# Everything the teacher says in a degree *other than the target's* is a mistake, and in the target's own degree it is
# nearly right. What theory predicts for the average network is the dashed line in the picture: `w.equivalent`, a
# formula without any network in it (notebook 06).

# %%
predicted = w.equivalent(model, teacher_units, degree)
times = taus / eigenvalues[degree]
curve = np.array([predicted.student_error(t) for t in times])

figure, axes = plt.subplots(figsize=(8.0, 4.6), layout="constrained")
axes.loglog(taus, student, color="C0", linewidth=2.2, label="student, stopped at τ (20 networks)")
axes.loglog(taus, curve, color="black", linestyle="--", linewidth=1.0, label="predicted without a network")
axes.axhline(teacher, color="C1", label="its teacher")
axes.axhline(teacher**2, color="C2", linestyle=":", label="the teacher's error, squared")
for j, tau in learnt_at.items():
    if taus[0] < tau < taus[-1]:
        right = j == degree
        axes.axvline(tau, color="C2" if right else "C3", linewidth=0.8, alpha=0.6)
        words = f"degree {j} learnt: the target" if right else f"degree {j} learnt: mistakes"
        place = {"xy": (tau, 0.12), "va": "bottom"} if right else {"xy": (tau, 0.97), "va": "top"}
        axes.annotate(words, xycoords=("data", "axes fraction"), rotation=90, ha="right", fontsize=8, **place)
axes.set_xlabel("τ = time × the target's eigenvalue")
axes.set_ylabel("population error")
axes.set_ylim(0.5 * min(teacher**2, student.min()), 3)
axes.legend(loc="lower right", fontsize=8)
plt.show()

# %% [markdown]
# Read it from left to right. First the error falls: the student learns the target's degree, from a teacher that is
# right there up to a factor. Then comes the staircase: one step up for every further degree, each time with the
# mistakes that the teacher makes in that degree. Between two steps the student rests, sometimes for a factor of a
# thousand in time. At the end it is its teacher.
#
# The prediction and the networks agree along the whole staircase, closely for every degree that you can put in:

# %%
off = float(np.max(np.abs(student / curve - 1)))
print(f"largest difference along the staircase: {off:.1%}")
assert off < 0.25

# %% [markdown]
# ## What the theorems say about it
#
# **Gain.** The student that stops in time is better than its teacher. How much better depends on the degree; in the
# picture above it is a factor of almost 50.

# %%
gain = teacher / student[best]
print(f"gain: a factor of {gain:.3g}")
assert gain > 1
assert degree != 1 or 45 < gain < 50

# %% [markdown]
# **Limit.** The target is an eigenfunction of the student's kernel, so no stopping time beats the square of the
# teacher's error: $L_{ST} \ge L_{TE}^2$, the theorem `student_error_ge_sq_of_eigenfunction_target`. It holds in every
# single draw, not only on average.

# %%
assert np.all(found.student_error >= found.teacher_error[:, None] ** 2)

# %% [markdown]
# **Early stopping.** After its best time the student only gets worse, and a student that never stops has learnt its
# teacher, mistakes included: `student_error_tendsto_teacher_error`. At $\tau = 10^9$ it is not yet there: the highest
# degrees are still to come.

# %%
assert np.all(np.diff(student[best:]) > 0)
assert np.allclose(found.student_error[:, -1], found.teacher_error, rtol=1e-5)
assert student[-1] < teacher

# %% [markdown]
# ## Exercises
#
# `check("01.1", answer)` says whether an answer is right, `hint("01.1")` gives the next step.
#
# **01.1** For `degree = 1`: which degrees has a student learnt that stops at $\tau = 1000$? (Say that a degree is
# learnt when more than half of it is.) Give a list.
#
# **01.2** At which $\tau$ exactly does degree 2 begin, that is, what is $\lambda_1/\lambda_2$ in dimension 32?
# `w.spectrum(model, 2).exact(2).to_sympy()` is $\lambda_2$ as an exact number.
#
# **01.3** Take `degree = 2` at the top and run everything again: every assertion still holds, but the picture looks
# different. Which degrees are learnt *before* the target, and so bring mistakes however early the student stops? Give
# a list.
#
# **01.4** Find a target degree and a number of teacher units, in dimension 32, for which the best student is less
# than 5 percent better than its teacher. Give the pair `[degree, units]`; it is simulated.
#
# **01.5** Which theorem says how much of the gap a student can recover at best? Give its name (`w2s list limits` or
# `w.list_theorems("limits")` has it).

# %%
hint("01.1")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 01.1: the share learnt is $1 - e^{-1000\,\lambda_j/\lambda_1}$, more than one half where
# $\lambda_1/\lambda_j < 1000/\log 2$: degrees 0, 1 and 2. 01.2: a rational number over $\pi^2$ has turned up in
# $\lambda_2$ (02 says why), so there is a $\pi^2$ in the ratio; it is about 52.6. 01.3: degrees 0 and 1 have larger
# eigenvalues. 01.4: high degrees need many units; with few the teacher knows nearly nothing, and no student that
# shrinks can boost it. 01.5: PGR is at most $1 - \frac34 L_{TE}$.
#
# </details>

# %% jupyter={"source_hidden": true}
first, second = (w.spectrum(model, j).exact(j).to_sympy() for j in (1, 2))
assert check("01.1", [0, 1, 2])
assert check("01.2", first / second)
assert check("01.3", [0, 1])
assert check("01.4", [4, 512])
assert check("01.5", "performance_gap_recovered_le_of_shrinkage")
