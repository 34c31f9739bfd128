# %% [markdown]
# # 03 · Gradient flow, mode by mode
#
# The student of notebook 01 is trained by gradient flow on its teacher. This notebook solves that training
# completely: by a formula with one number for each eigenvalue.
#
# **One idea.** In the eigenbasis of the student's kernel every coefficient is trained alone. A method of training is
# nothing but the share of the teacher's coefficient that it takes over, as a function of the eigenvalue.
#
# **You need.** Linear differential equations with constant coefficients; eigenvectors.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from scipy.optimize import brentq

import w2s_theory as w
from exercises import check, hint
from w2s_theory.simulate.teacher import simulate_teacher

t, lam, b = sp.symbols("t lambda b", positive=True)

# %% [markdown]
# ## 1. One mode
#
# The student $f$ starts at 0 and follows the gradient of $\frac12\|f - f_{TE}\|^2$ in its top weights. With the
# kernel operator $K$ this is $\dot f = K(f_{TE} - f)$. Write $f = \sum_j c_j e_j$ in eigenfunctions of $K$, and $b_j$
# for the teacher's coefficients:
#
# $$\dot c_j = \lambda_j\,(b_j - c_j), \qquad c_j(0) = 0.$$

# %%
c = sp.Function("c")
solution = sp.dsolve(sp.Eq(c(t).diff(t), lam * (b - c(t))), c(t), ics={c(0): 0}).rhs
print("c(t) =", sp.factor(solution))
assert sp.simplify(solution - b * (1 - sp.exp(-lam * t))) == 0

# %% [markdown]
# So for a target with coefficients $f_j$,
#
# $$L_{ST}(t) = \sum_j \big(f_j - s_j b_j\big)^2, \qquad s_j = 1 - e^{-\lambda_j t}.$$
#
# That is the theorem `student_error_eq_mode_sum`. Here is the other route, with no eigenvectors in it: a kernel
# operator as a matrix, and forty thousand tiny gradient steps.

# %%
rng = np.random.default_rng(1)
basis, _ = np.linalg.qr(rng.normal(size=(6, 6)))
eigenvalues = np.array([1.0, 0.5, 0.2, 0.05, 0.01, 0.001])
K = basis @ np.diag(eigenvalues) @ basis.T
target = basis[:, 0]
features = rng.normal(size=(6, 3))
teacher = features @ np.linalg.lstsq(features, target, rcond=None)[0]

f, step = np.zeros(6), 1e-3
for _ in range(40_000):
    f = f + step * K @ (teacher - f)
trained = float(np.sum((target - f) ** 2))

shares = 1 - np.exp(-eigenvalues * 40.0)
by_formula = float(np.sum((basis.T @ target - shares * (basis.T @ teacher)) ** 2))
print(f"trained step by step: {trained:.6f}; by the formula: {by_formula:.6f}")
assert abs(trained - by_formula) < 1e-3 * by_formula

# %% [markdown]
# ## 2. Other ways to train
#
# *Ridge regression* on the teacher minimises $\frac12(c - b)^2 + \frac{\rho}{2\lambda} c^2$ in each mode. *Explicit
# steps* of size $\eta$ multiply $b - c$ by $1 - \eta\lambda$ each. *Averaged flow* takes the mean of gradient flow
# over $[0, t]$. A *heavy ball* solves $\ddot c + \gamma\dot c = \lambda(b - c)$. Each is its own function $s$:

# %%
rho, gamma, n, eta = sp.symbols("rho gamma n eta", positive=True)
x = sp.Symbol("x", real=True)
ridge = sp.solve(sp.diff((x - b) ** 2 / 2 + rho / (2 * lam) * x**2, x), x)[0] / b
averaged = sp.simplify(sp.integrate(1 - sp.exp(-lam * t), t) / t)
averaged = sp.simplify(averaged - sp.limit(averaged * t, t, 0) / t)
steps = 1 - (1 - eta * lam) ** n
undamped = 1 - sp.cos(sp.sqrt(lam) * t)
assert sp.simplify(ridge - lam / (lam + rho)) == 0
assert sp.simplify(averaged - (1 - (1 - sp.exp(-lam * t)) / (lam * t))) == 0
# explicit steps: the recursion c_{n+1} = c_n + eta lambda (b - c_n), from 0
assert sp.simplify((steps.subs(n, n + 1) - steps) - eta * lam * (1 - steps)) == 0 and steps.subs(n, 0) == 0
# heavy ball without damping: from rest at 0
assert sp.simplify(undamped.diff(t, 2) - lam * (1 - undamped)) == 0
assert undamped.subs(t, 0) == 0 and undamped.diff(t).subs(t, 0) == 0

# %% [markdown]
# The theorems `shrinkage_eq_of_ridge`, `shrinkage_eq_of_explicit_steps`, `shrinkage_eq_of_averaged_flow` and
# `shrinkage_eq_of_heavy_ball` say the same, with proofs that are checked.

# %%
for name in ("ridge", "explicit_steps", "averaged_flow", "heavy_ball"):
    assert w.prove(f"shrinkage_eq_of_{name}").complete

products = np.geomspace(1e-2, 1e3, 400)
figure, axes = plt.subplots(figsize=(7.0, 4.0), layout="constrained")
for label, values in (
    ("gradient flow", 1 - np.exp(-products)),
    ("ridge, ρ = 1/t", products / (products + 1)),
    ("averaged flow", 1 - (1 - np.exp(-products)) / products),
    (
        "heavy ball without damping (λt² on the axis)",
        np.where(products < 60, 1 - np.cos(np.sqrt(products)), np.nan),
    ),
):
    axes.semilogx(products, values, label=label)
axes.axhspan(0, 1, color="C2", alpha=0.08)
axes.set_xlabel("λ t")
axes.set_ylabel("share s of the teacher's coefficient")
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# In the shaded band the student shrinks its teacher, $0 \le s \le 1$, and the limits of notebook 04 hold. The heavy
# ball leaves it.
#
# ## 3. When to stop
#
# The slope of the error is
#
# $$\frac{dL_{ST}}{dt} = 2\sum_j \lambda_j e^{-\lambda_j t}\, b_j\,(s_j b_j - f_j).$$
#
# Where $b_j$ is too small ($0 < b_j < f_j$) the mode pulls the error down all the time; where the target has nothing,
# $f_j = 0$, it pushes up all the time. The best time is where the two balance. *One* best time? Not always: here a
# fast mistake comes first, and a slow one last.

# %%
L = 0.4
rates = np.array([1.0, 200.0, 0.01])
coefficients = np.array([1 - L, np.sqrt(L * (1 - L) / 2), np.sqrt(L * (1 - L) / 2)])
wanted = np.array([1.0, 0.0, 0.0])


def error(time):
    return float(np.sum((wanted - (1 - np.exp(-rates * time)) * coefficients) ** 2))


def slope(time):
    decay = np.exp(-rates * time)
    return float(2 * np.sum(rates * decay * coefficients * ((1 - decay) * coefficients - wanted)))


grid = np.geomspace(1e-6, 1e4, 2000)
signs = np.sign([slope(time) for time in grid])
stationary = [brentq(slope, *grid[i : i + 2]) for i in np.flatnonzero(signs[:-1] != signs[1:])]
print("stationary points:", [f"{time:.3g}" for time in stationary])
assert len(stationary) == 3
assert error(stationary[0]) < error(stationary[1]) > error(stationary[2])
assert np.isclose(slope(1.0), (error(1 + 1e-6) - error(1 - 1e-6)) / 2e-6, rtol=1e-4)

figure, axes = plt.subplots(figsize=(7.0, 3.6), layout="constrained")
axes.semilogx(grid, [error(time) for time in grid])
for time in stationary:
    axes.plot(time, error(time), "o", color="C3")
axes.axhline(L, linestyle="--", color="C1", label="its teacher")
axes.set_xlabel("time t")
axes.set_ylabel("student's error")
axes.legend()
plt.show()

# %% [markdown]
# This is why `best_stopping_time()` isolates *all* stationary points before it says which is best. For ReLU networks:

# %%
predicted = w.equivalent(w.relu_sphere(32), 512, 1)
best = predicted.best_stopping_time()
print(f"best time: tau = {best.tau:.3f}, error {best.error:.3g}; teacher {predicted.teacher_error:.3g}")
around = [float(predicted.student_error(best.time * factor)) for factor in (0.9, 1.1)]
assert best.error < min(around)

# %% [markdown]
# ## 4. The best filter of all
#
# If one could choose every $s_j$ in $[0, 1]$ freely, knowing the target, one would take the $s_j$ that minimises
# $(f_j - s_j b_j)^2$: it is $f_j / b_j$, cut off at 0 and at 1. No student that shrinks its teacher in this basis
# does better. For a target in one eigenspace it is 1 there and 0 elsewhere, the *projection student*, and its error
# is $L_{TE}^2$ at best.

# %%
ratio = np.divide(wanted, coefficients)
oracle = np.clip(ratio, 0, 1)
least = float(np.sum((wanted - oracle * coefficients) ** 2))
print(
    f"oracle filter {oracle}: error {least:.4f} = L_TE^2 = {L**2:.4f}; best stopped flow {error(stationary[2]):.4f}"
)
assert np.isclose(least, L**2) and least < error(stationary[2])

# %% [markdown]
# ## 5. Trained as people train
#
# Nobody has the gradient of the population. People draw a few fresh inputs, ask the teacher for its labels, take a step
# of a fixed size, and draw again: *one-pass SGD*. Here is such a loop, with real ReLU units and nothing of this library
# in it but the teacher.

# %%
model, rng = w.relu_sphere(8), np.random.default_rng(5)


def unit_rows(count):
    rows = rng.normal(size=(count, 8))
    return rows / np.linalg.norm(rows, axis=1, keepdims=True)


def layer(x, units):
    return np.maximum(x @ units.T, 0)


drawn = simulate_teacher(model, unit_rows(40), 1)
marks, batch, width = (20, 100, 400), 2, 4000
speed = 16  # eta K(x, x) = 1, since K(x, x) = 1/(2 d)
runs = []
for _ in range(24):
    units, top, errors = unit_rows(width), np.zeros(width), []
    for number in range(1, marks[-1] + 1):
        x = unit_rows(batch)
        phi = layer(x, units)
        top -= speed / (width * batch) * phi.T @ (phi @ top - layer(x, drawn.units) @ drawn.top_weights)
        if number in marks:
            x = unit_rows(2000)
            errors.append(np.mean((np.sqrt(8) * x[:, 0] - layer(x, units) @ top) ** 2))
    runs.append(errors)
measured, doubt = np.mean(runs, axis=0), np.std(runs, axis=0, ddof=1) / np.sqrt(len(runs))

# %% [markdown]
# On every degree $j$ two things happen. In the mean over the inputs the step is that of the population, so the mean of
# $f_t$ is what explicit steps give. And every step adds a variance, in proportion to the whole error
# $\mathbb{E}\|f_t - f_{TE}\|^2$ of that moment: an input tells of all degrees at once. That gives one linear recursion,
# with a number for each degree, for any fixed teacher on the sphere
# (`expected_student_error_eq_of_one_pass_sgd`: proved, no Gaussian features in it). It speaks of a student of infinite
# width; 4000 units are near enough here, with 1000 the error after 100 steps is a tenth larger. The library solves it:

# %%
trained = w.one_pass_sgd(model, teacher=drawn, steps=marks, step=1, batch=batch)
print(f"L_TE = {trained.teacher_error:.4f}; the largest step eta K(x, x) is {trained.largest_step:.3f}")
for place, number in enumerate(marks):
    print(
        f"{number:3} steps: SGD {measured[place]:.4f} +- {doubt[place]:.4f}, recursion {trained.student_error[place]:.4f}, "
        f"without sampling {trained.exact_steps_error[place]:.4f}"
    )
assert np.all(np.abs(measured - trained.student_error) < 4 * doubt)
assert np.all(np.abs(measured - trained.exact_steps_error) > 5 * doubt)
# the student is better than its teacher, and best at the second mark: stopping early pays here too
assert np.all(trained.student_error[1:] < trained.teacher_error) and trained.student_error.argmin() == 1

# %% [markdown]
# What sampling costs is $V_1/n_S$ to first order in the step, $n_S = Bt$ the number of inputs; the batch alone does not
# matter (`sampling_error_between_of_first_order` bounds the rest). Ten times the batch at ten times the step is the
# same training:

# %%
small = w.one_pass_sgd(model, teacher=drawn, taus=[6], step="0.01", batch=1)
large = w.one_pass_sgd(model, teacher=drawn, taus=[6], step="0.1", batch=10)
for each in (small, large):
    cost, count = float(each.sampling_error[0]), int(each.samples[0])
    print(
        f"B = {each.batch:2}: {count} inputs cost {cost:.3g}; V_1/n_S = {float(each.first_order[0]) / count:.3g}"
    )
    assert abs(cost * count / float(each.first_order[0]) - 1) < 0.05
assert small.samples[0] == large.samples[0]
print(f"to beat the teacher at this time: {float(small.samples_to_gain[0]):.0f} inputs")
assert small.student_error[0] < small.teacher_error and small.samples_to_gain[0] < 100

# %% [markdown]
# ## Exercises
#
# **03.1** At which $\tau = \lambda t$ has a mode been learnt to 90 percent, exactly?
#
# **03.2** Ridge regression with $\rho$: which share is taken over of a mode with $\lambda = 3\rho$?
#
# **03.3** The largest eigenvalue is $\lambda_0 = \frac1{36}$. Up to which step size $\eta$ do explicit steps never
# overshoot ($s \in [0, 1]$), and above which $\eta$ do they diverge? Give the list of both.
#
# **03.4** The target is $f = (1, 0)$, the teacher $b = (\frac45, \frac25)$. Give the best $s_1$, the best $s_2$ in
# $[0, 1]$, and the error that they leave, as a list.

# %%
hint("03.3")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 03.1: $1 - e^{-\tau} = \frac9{10}$. 03.2: $\lambda/(\lambda + \rho) = \frac34$. 03.3: $s = 1 - (1 - \eta\lambda)^n$
# stays in $[0, 1]$ for every $n$ as long as $\eta\lambda \le 1$, and diverges when $|1 - \eta\lambda| > 1$. 03.4:
# $f_1/b_1 = \frac54$ is cut off at 1.
#
# </details>

# %% jupyter={"source_hidden": true}
assert check("03.1", sp.log(10))
assert check("03.2", ridge.subs(lam, 3 * rho).simplify())
assert check("03.3", [36, 72])
assert check("03.4", [1, 0, (1 - sp.Rational(4, 5)) ** 2])
