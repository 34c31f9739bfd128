# %% [markdown]
# # 04 · Two by two, and a ball: how good a student can be at best
#
# No student that only *shrinks* its teacher beats $\frac34 L_{TE}^2$, whatever its size, its features and its
# training. The proof fits into a plane.
#
# **One idea.** A student that shrinks its teacher lies in the ball that has the teacher as its diameter. The target
# lies outside that ball, and the distance is elementary geometry.
#
# **You need.** Vectors in the plane, symmetric matrices.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

import w2s_theory as w
from exercises import check, hint
from w2s_theory.records.spectral_filter import heavy_ball

# %% [markdown]
# ## 1. The picture
#
# The target $f^*$ has norm 1. The teacher is a projection, $f_{TE} = P f^*$, so the residual $f^* - f_{TE}$ is
# orthogonal to it: $\|f_{TE}\|^2 = \langle f^*, f_{TE}\rangle = 1 - L$, where $L = L_{TE}$. In the plane of the two,
#
# $$f_{TE} = (\sqrt{1-L},\, 0), \qquad f^* = (\sqrt{1-L},\, \sqrt L).$$
#
# A student is $f_{ST} = S f_{TE}$ with a symmetric matrix $0 \le S \le I$. Gradient flow stopped at any time is of
# this kind ($S$ has the eigenvalues $1 - e^{-\lambda t}$), ridge regression too, with every kernel. Draw some
# thousand such matrices and look where $S f_{TE}$ is. (In a space of functions the student may leave this plane; the
# proof below never uses that it does not, and the ball is then a ball in all dimensions.)

# %%
L = 0.3
teacher, target = np.array([np.sqrt(1 - L), 0.0]), np.array([np.sqrt(1 - L), np.sqrt(L)])
rng = np.random.default_rng(0)
angle = rng.uniform(0, np.pi, 4000)
first, second = rng.beta(0.4, 0.4, (2, 4000))
axis = np.stack([np.cos(angle), np.sin(angle)])
other = np.stack([-np.sin(angle), np.cos(angle)])
students = first * (axis.T @ teacher) * axis + second * (other.T @ teacher) * other

radius, centre = np.sqrt(1 - L) / 2, teacher / 2
bound = w.evaluate_bound("student_error_ge_of_shrinkage", L_TE="3/10").value
nearest = centre + radius * (target - centre) / np.linalg.norm(target - centre)

figure, axes = plt.subplots(figsize=(6.4, 4.6), layout="constrained")
axes.plot(*students, ".", color="C0", markersize=2, alpha=0.5, label="students S f_TE, 4000 matrices S")
axes.add_patch(plt.Circle(centre, radius, fill=False, color="black", label="the ball of diameter [0, f_TE]"))
axes.add_patch(
    plt.Circle(target, np.sqrt(bound), fill=True, color="C3", alpha=0.2, label="no student gets in here")
)
axes.plot([0, teacher[0]], [0, 0], color="C1", linewidth=1)
for point, name, colour, offset in (
    (np.zeros(2), "0", "black", (-12, -4)),
    (teacher, "f_TE", "C1", (6, -4)),
    (target, "f*", "C2", (6, 2)),
    (nearest, "best student", "C3", (9, -13)),
):
    axes.plot(*point, "o", color=colour)
    behind = {"fc": "white", "ec": "none", "pad": 1, "alpha": 0.8}
    axes.annotate(name, point, xytext=offset, textcoords="offset points", bbox=behind)
axes.set_aspect("equal")
axes.set_xlim(-0.15, 1.35)
axes.set_ylim(-0.5, 0.95)
axes.legend(fontsize=8, loc="upper left")
plt.show()

# %% [markdown]
# ## 2. The proof
#
# *Why a ball.* The number $s(1-s)$ is not negative for $s \in [0, 1]$, so the matrix $S - S^2$ has no negative
# eigenvalue. Therefore $\langle f_{ST}, f_{TE} - f_{ST}\rangle = \langle f_{TE}, (S - S^2) f_{TE}\rangle \ge 0$. And
# that says that $f_{ST}$ lies in the ball:

# %%
v1, v2, x1, x2 = sp.symbols("v1 v2 x1 x2", real=True)
v, x = sp.Matrix([v1, v2]), sp.Matrix([x1, x2])
from_centre = (x - v / 2).dot(x - v / 2)
assert sp.expand(from_centre - (v.dot(v) / 4 - x.dot(v - x))) == 0

# %% [markdown]
# *How far the target is.* From the centre $f_{TE}/2$, by Pythagoras, the target has the distance
# $\frac12\sqrt{1 + 3L}$, and the radius is $\frac12\sqrt{1-L}$. So
#
# $$L_{ST} \;\ge\; \Big(\frac{\sqrt{1 + 3 L_{TE}} - \sqrt{1 - L_{TE}}}{2}\Big)^2 .$$

# %%
l = sp.Symbol("L", positive=True)
vt, ft = sp.Matrix([sp.sqrt(1 - l), 0]), sp.Matrix([sp.sqrt(1 - l), sp.sqrt(l)])
assert sp.expand((ft - vt / 2).dot(ft - vt / 2) - (1 + 3 * l) / 4) == 0

errors = np.sum((students - target[:, None]) ** 2, axis=0)
print(f"best of 4000 students {errors.min():.6f}, bound {bound:.6f}")
assert errors.min() >= bound

# %% [markdown]
# *One constant.* With $y = 1 + 2L - 3L^2$, the bound minus $\frac34 L^2$ is $\frac14(\sqrt y - 1)^2$. That is a
# square, so the bound is at least $\frac34 L^2$, with equality where $y = 1$.

# %%
limit = (sp.sqrt(1 + 3 * l) - sp.sqrt(1 - l)) ** 2 / 4
y = sp.Symbol("y", positive=True)
product = sp.expand((1 + 3 * l) * (1 - l))
assert product == sp.expand(1 + 2 * l - 3 * l**2)
expanded = (1 + l) / 2 - sp.sqrt(product) / 2
assert sp.simplify(sp.expand(limit) - (1 + l) / 2 + sp.sqrt(1 + 3 * l) * sp.sqrt(1 - l) / 2) == 0
claimed = (sp.sqrt(product) - 1) ** 2 / 4
assert sp.simplify(sp.expand(expanded - sp.Rational(3, 4) * l**2 - claimed)) == 0
print("y = 1 at L =", sp.solve(product - 1, l))

# %% [markdown]
# `w.prove` has these steps decided one by one by the checker (notebook 09 reads such a proof).

# %%
assert w.prove("student_error_ge_of_shrinkage").complete
assert w.prove("student_error_ge_three_quarters_sq_of_shrinkage").complete

# %% [markdown]
# ## 3. A witness: the bound is attained
#
# Is the ball too generous? No. The nearest point $w$ of the ball is $S f_{TE}$ for
# $S = w w^T / \langle w, f_{TE}\rangle$. Since $w$ lies on the sphere, $\|w\|^2 = \langle w, f_{TE}\rangle$, and so
# $S$ is the *projection* onto $w$: allowed, with nothing to spare.

# %%
S = np.outer(nearest, nearest) / (nearest @ teacher)
assert np.allclose(S @ teacher, nearest)
assert np.allclose(S @ S, S)
assert np.isclose(np.sum((S @ teacher - target) ** 2), bound)

# %% [markdown]
# ## 4. Try to break it
#
# A constant above $\frac34$? `w.try_bound` decides it, and shows a student that breaks it.

# %%
tried = w.try_bound("L_ST >= 4/5*L_TE^2")
print(
    tried.verdict, "at L_TE =", tried.counter_example.teacher_error, "; largest constant:", tried.best.exact
)
assert tried.verdict == "refuted" and tried.best.exact == sp.Rational(3, 4)
assert w.try_bound("L_ST >= 3/4*L_TE^2").verdict == "verified"

# %% [markdown]
# ## 5. Three limits, by what the student is allowed
#
# | the student | its error is at least | theorem |
# |---|---|---|
# | has $\lVert f_{ST}\rVert \le \lVert f_{TE}\rVert$ | $(1 - \sqrt{1 - L})^2 \ge \frac14 L^2$ | `student_error_ge_of_norm_nonincreasing` |
# | shrinks its teacher, $0 \le S \le I$ | the ball's bound $\ge \frac34 L^2$ | `student_error_ge_of_shrinkage` |
# | shrinks it, and $f^*$ is an eigenfunction of its kernel | $L^2$ | `student_error_ge_sq_of_eigenfunction_target` |
#
# The more is asked of the student, the more it is limited. All three are attained.

# %%
grid = np.linspace(0.001, 1, 400)
norm_limit = (1 - np.sqrt(1 - grid)) ** 2
ball_limit = (np.sqrt(1 + 3 * grid) - np.sqrt(1 - grid)) ** 2 / 4
assert np.all(norm_limit <= ball_limit) and np.all(ball_limit <= grid**2 + 1e-15)

figure, axes = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
axes.plot(grid, grid**2 / grid**2, color="C2", label="eigenfunction: L²")
axes.plot(grid, ball_limit / grid**2, color="C3", label="shrinkage: the ball")
axes.plot(grid, norm_limit / grid**2, color="C0", label="no larger than its teacher")
axes.axhline(0.75, color="C3", linestyle=":", linewidth=1)
axes.axhline(0.25, color="C0", linestyle=":", linewidth=1)
axes.set_xlabel("teacher's error L")
axes.set_ylabel("least error of a student, over L²")
axes.set_ylim(0, 1.1)
axes.legend(fontsize=8)
plt.show()

# %% [markdown]
# ## 6. The way round: overshoot
#
# The ball needs $s \le 1$. Training with momentum swings beyond the teacher: the theorem
# `student_error_lt_sq_of_overshoot` says that a student with $s = 1/(1 - L_{TE} + L_{TE}\,\omega_k)$ on the target's
# degree has $L_{ST} < L_{TE}^2$ if the share $\omega_k$ of its teacher's mistakes in that degree is small. In the
# plane: the teacher is too *short* along $f^*$, by the factor $1 - L$; a student that may lengthen puts that right.
#
# With real ReLU networks and a heavy ball, $s(t) = 1 - \cos(\sqrt\lambda\,t)$ without damping:

# %%
model = w.relu_sphere(32)
eigenvalue = float(w.spectrum(model, 1).fast.eigenvalue[0])
flow = w.simulate_networks(model, 256, taus=np.geomspace(2, 20, 30), trials=10, seed=0)
swing = w.simulate_networks(
    model,
    256,
    times=np.linspace(1.0, 3.0, 60) / np.sqrt(eigenvalue),
    trials=10,
    seed=0,
    spectral_filter=heavy_ball(0),
)
square = np.mean(flow.teacher_error) ** 2
flow_best, swing_best = (each.student_error.mean(axis=0).min() for each in (flow, swing))
print(f"L_TE^2 {square:.2e}; best gradient flow {flow_best:.2e}; best momentum {swing_best:.2e}")
assert swing_best < square < flow_best

# %% [markdown]
# ## Exercises
#
# **04.1** What is the ball's bound at $L_{TE} = \frac12$, exactly?
#
# **04.2** At which $L_{TE}$ in $(0, 1)$ is $\frac34 L_{TE}^2$ attained?
#
# **04.3** For that $L_{TE}$, give a symmetric matrix $S$ with $0 \le S \le I$, as a list of two rows, whose student
# has exactly the error $\frac34 L_{TE}^2$. (Coordinates of section 1.)
#
# **04.4** Now $S$ may have eigenvalues up to $\frac32$. Give one whose student beats $L_{TE}^2$ at
# $L_{TE} = \frac13$.
#
# **04.5** A student of which nothing is known but $\|f_{ST}\| \le \|f_{TE}\|$: which theorem limits it?

# %%
hint("04.3")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 04.1: $\big(\frac{\sqrt{5/2} - \sqrt{1/2}}{2}\big)^2 = \frac{3 - \sqrt5}{4}$. 04.2: $y = 1$ means $2L = 3L^2$. 04.3:
# the projection onto the nearest point of the ball, $w = (\frac1{2\sqrt3} + \frac16, \ldots)$; computed below. 04.4:
# $S = \frac32 f^* f^{*T}$ maps $f_{TE}$ to $\frac32 \cdot \frac23 f^* = f^*$. 04.5: see the table.
#
# </details>

# %% jupyter={"source_hidden": true}
assert check("04.1", limit.subs(l, sp.Rational(1, 2)))
assert check("04.2", sp.Rational(2, 3))
v, f = np.array([np.sqrt(1 / 3), 0.0]), np.array([np.sqrt(1 / 3), np.sqrt(2 / 3)])
w_best = v / 2 + np.linalg.norm(v / 2) * (f - v / 2) / np.linalg.norm(f - v / 2)
assert check("04.3", np.outer(w_best, w_best) / (w_best @ v))
f = np.array([np.sqrt(2 / 3), np.sqrt(1 / 3)])
assert check("04.4", 1.5 * np.outer(f, f))
assert check("04.5", "student_error_ge_of_norm_nonincreasing")
