# %% [markdown]
# # 07 · Theorem or ansatz: the exponents 1.49 and 2
#
# How fast does the student's error fall when its teacher gets better? The paper's abstract says
# $L_{ST} = \tilde O(L_{TE}^{1.49})$ for ReLU features and $\tilde O(L_{TE}^2)$ for linear ones. What exactly is
# proved, of what, and with which constants?
#
# **One idea.** A number can be simulated, predicted by a formula, or proved. These are three different things, and
# the same exponent can be all three, with different constants.
#
# **You need.** Notebooks 01, 04 and 06.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

import w2s_theory as w
from exercises import check, hint

model = w.relu_sphere(32)

# %% [markdown]
# ## 1. Simulated
#
# The library keeps the errors of 20 teachers for each of nine sizes, each with its best-stopped student
# (`w2s figure student_error_against_teacher_error` draws them, and with `--recompute` draws them anew). On double
# logarithmic axes an exponent is a slope.

# %%
stored = w.figure("student_error_against_teacher_error").table
sizes = sorted({row["teacher_units"] for row in stored})
teacher = np.array([np.mean([r["teacher_error"] for r in stored if r["teacher_units"] == m]) for m in sizes])
student = np.array([np.mean([r["student_error"] for r in stored if r["teacher_units"] == m]) for m in sizes])
slopes = np.diff(np.log(student)) / np.diff(np.log(teacher))
for m, l, s, slope in zip(sizes[1:], teacher[1:], student[1:], slopes):
    print(f"M = {m:4}: L_TE {l:.2e}, L_ST {s:.2e}, slope {slope:.3f}, L_ST/L_TE^2 = {s / l**2:.2f}")
assert np.all(student >= teacher**2)
overall = np.log(student[-1] / student[2]) / np.log(teacher[-1] / teacher[2])
print(f"slope from M = {sizes[2]} to {sizes[-1]}: {overall:.3f}")
assert 1.9 < overall < 2.1 and np.all(student < 2.5 * teacher**2)

# %% [markdown]
# Over all of these sizes the slope is close to 2. From one size to the next it may be above 2 for a while: that is
# where the ratio $L_{ST}/L_{TE}^2$ comes down again. It is never below 1. These are facts about these sizes; they say
# nothing of larger ones.
#
# ## 2. Predicted: the ansatz
#
# Under the ansatz of Gaussian universality (notebook 06) the errors are formulas, and formulas can be evaluated where
# nobody can simulate:

# %%
exponents = w.student_exponents(model, [100, 1000, 10**4, 10**6, 10**8])
for row in exponents.rows:
    print(
        f"M = {row.teacher_units:>9}: exponent {row.exponent:.5f}, of which guaranteed {row.guaranteed:.5f}"
    )
assert exponents.rows[-1].guaranteed > 1.999

# %% [markdown]
# "Guaranteed" is a theorem *about the formula*: `student_error_le_sq_of_universality` bounds the formula's student by
# $L^2$ times a constant that tends to 1. It improves the exponent 1.49 to 2, under the same ansatz as the paper's.
# Look at how the library keeps the two apart:

# %%
for name in (
    "student_error_eq_of_universality",
    "student_error_le_sq_of_universality",
    "student_error_le_sq_of_relu",
    "student_error_ge_sq_of_eigenfunction_target",
):
    theorem = w.theorem(name)
    print(f"{theorem.status:>12} of {'networks' if theorem.about == 'network' else 'the formula'}: {name}")
assert w.theorem("student_error_eq_of_universality").status == "universality"
assert w.theorem("student_error_le_sq_of_universality").about == "equivalent"
relu = w.theorem("student_error_le_sq_of_relu")
assert (relu.status, relu.about) == ("proved", "network")

# %% [markdown]
# ## 3. Proved, of real networks
#
# Without the ansatz two things are known about ReLU networks and a target of one degree.
#
# * *From below*: $L_{ST} \ge L_{TE}^2$, for every network and every stopping time (notebook 04). So no exponent above
#   2.
# * *From above*: `student_error_le_sq_of_relu`. With probability $1 - \delta$, stopped in time, the student's error
#   is at most $L_{TE}^2$ times a factor that grows like a power of the logarithm of the number of units. So, up to
#   logarithms, the exponent *is* 2 for real ReLU features, without the ansatz.
#
# But a factor is a factor. At 100,000 units:

# %%
bounds = w.rigorous_bounds(model, 10**5)
print(f"formula:  L_TE = {bounds.equivalent_teacher_error:.2e}, L_ST = {bounds.equivalent_student_error:.2e}")
print(f"proved:   L_ST <= {bounds.quadratic_factor:.0f} L_TE^2")
print(
    f"proved:   E L_TE is between {bounds.mean_teacher_floor:.1e} and {bounds.teacher_error_from_log_det:.1e}"
)
assert bounds.quadratic_factor > 10_000
assert bounds.equivalent_student_error < 1.1 * bounds.equivalent_teacher_error**2
assert bounds.mean_teacher_floor < bounds.equivalent_teacher_error < bounds.teacher_error_from_log_det

# %% [markdown]
# A factor of more than ten thousand in front of $L_{TE}^2$, where the formula says about 1. The *rate* is a theorem;
# the constant is not a good one. What is good is the share of the gap that is certain, the performance gap recovered,
# $\mathrm{PGR} = (L_{TE} - L_{ST})/L_{TE}$:

# %%
units = [1000, 2105, 4000, 10**4, 10**5, 10**6]
certain = [w.certified_gap(model, each) for each in units]
promised = [float(each.recovered) if each is not None else 0.0 for each in certain]
predicted = []
for each in units:
    equivalent = w.equivalent(model, each, 1)
    predicted.append(1 - equivalent.best_stopping_time().error / equivalent.teacher_error)
for m, low, formula in zip(units, promised, predicted):
    print(f"M = {m:>7}: certain with probability 9/10: PGR >= {low:.4f};   the formula: {formula:.5f}")
assert all(low < formula for low, formula in zip(promised, predicted))
assert promised[1] > 0.9 and promised[-1] > 0.9999

figure, axes = plt.subplots(figsize=(7.0, 4.0), layout="constrained")
axes.loglog(units, [1 - each for each in promised], "o-", label="proved of networks (probability 9/10)")
axes.loglog(units, [1 - each for each in predicted], "s--", label="the formula (ansatz)")
axes.set_xlabel("units of the teacher")
axes.set_ylabel("share of the gap not recovered, 1 - PGR")
axes.legend()
plt.show()

# %% [markdown]
# `w.units_needed(model, "0.9")` searches for the number in the second line: 2105 units make it certain, with
# probability 9/10, that a student recovers 90 percent of the gap; certified with ball arithmetic.

# %%
needed = w.units_needed(model, "0.9")
print(needed)
assert needed.teacher_units == 2105

# %% [markdown]
# ## 4. Three words
#
# | word | means | example |
# |---|---|---|
# | *proved* | every step is decided, or cited by name | `student_error_le_sq_of_relu` |
# | *universality* | true of a formula that replaces the networks | `student_error_eq_of_universality` |
# | *empirical* | seen in simulations | the slopes of section 1 |
#
# And a statement can be *proved* and still be *about the formula*. `w.paper()` lists the paper's statements with what
# stands beside each here, in these words.

# %%
for row in w.paper().rows:
    if "tilde" in row.headline.words or "O~" in row.headline.words:
        print(row.headline.words, "|", row.headline.assumption)

# %% [markdown]
# ## Exercises
#
# **07.1** Which word is the status of `recipe_error_eq_of_universality`?
#
# **07.2** A constant spoils an exponent. If $L_{ST} = 4\,L_{TE}^2$ exactly and $L_{TE} = \frac1{100}$, what is
# $\log L_{ST} / \log L_{TE}$, exactly?
#
# **07.3** At $L_{TE} = 10^{-4}$, by which factor is $L_{TE}^{1.49}$ larger than $L_{TE}^2$, exactly?
#
# **07.4** Find a number of units in dimension 32 for which 99 percent of the gap are certain with probability 9/10,
# and not more than twice the least such number. (`w.certified_gap` judges.)

# %%
hint("07.4")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 07.1: universality. 07.2: $\log(1/2500)/\log(1/100) = 1.699\ldots$, far from 2. Slopes between two sizes, as in
# section 1, do not have this fault. 07.3: $10^{4 \cdot 0.51} = 10^{51/25} \approx 110$. 07.4: double the number until
# it holds.
#
# </details>

# %% jupyter={"source_hidden": true}
assert check("07.1", "universality")
assert check("07.2", sp.log(2500) / sp.log(100))
assert check("07.3", sp.Integer(10) ** sp.Rational(51, 25))
tried = 2105
while w.certified_gap(model, tried).recovered < 0.99:
    tried = tried * 3 // 2
assert check("07.4", tried)
