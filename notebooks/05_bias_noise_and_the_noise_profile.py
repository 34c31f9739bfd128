# %% [markdown]
# # 05 · Bias, noise, and where the noise sits
#
# Why is a student of an infinitely wide network so much better than its teacher, and when is it not? One identity
# answers, for every single network, with no approximation.
#
# **One idea.** A teacher is a shortened copy of the target, plus noise that is orthogonal to it. How much noise there
# is, is decided by the teacher's error alone. Where it is, the noise profile, decides what the student gains.
#
# **You need.** Pythagoras; notebook 03 for the shares $s_j$.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp
from scipy.special import eval_gegenbauer

import w2s_theory as w
from exercises import check, hint

# %% [markdown]
# ## 1. The identity
#
# The teacher is an orthogonal projection of the target, so $\langle f^*, f_{TE}\rangle = \|f_{TE}\|^2 = 1 - L$ with
# $L = L_{TE}$. Split it:
#
# $$f_{TE} = (1 - L)\,f^* + n, \qquad \langle n, f^*\rangle = 0, \qquad \|n\|^2 = L\,(1 - L).$$
#
# The last equation is worth a moment: the *energy of the noise* is known as soon as $L$ is
# (`noise_energy_eq_of_projection`).

# %%
L = sp.Symbol("L", positive=True)
teacher_norm, overlap, target_norm = 1 - L, 1 - L, 1
noise_energy = teacher_norm - 2 * (1 - L) * overlap + (1 - L) ** 2 * target_norm
noise_overlap = overlap - (1 - L) * target_norm
assert sp.factor(noise_energy - L * (1 - L)) == 0 and noise_overlap == 0

# %% [markdown]
# Let $\omega_j$ be the share of the noise in degree $j$: $\|\Pi_j n\|^2 = L(1-L)\,\omega_j$ and
# $\sum_j \omega_j = 1$. A student that has taken over the share $s_j$ of degree $j$ is
# $s_k(1-L) f^* + \sum_j s_j \Pi_j n$ for a target of degree $k$, and Pythagoras says
#
# $$L_{ST} \;=\; \underbrace{\big(1 - s_k(1 - L)\big)^2}_{\text{bias}}
# \;+\; \underbrace{L(1-L)\sum_j \omega_j\, s_j^2}_{\text{noise that was learnt}}.$$
#
# This is `student_error_eq_bias_plus_noise`.
#
# ## 2. One real network, from scratch
#
# A teacher with 48 ReLU units in dimension 6, and the target $f^*(x) = \sqrt d\,x_1$. Its features' inner products
# are known in closed form (notebook 02), so the best weights are a linear system:

# %%
d, units, k = 6, 48, 1
model = w.relu_sphere(d)
table = w.spectrum(model, range(41)).fast
a_1 = 1 / (2 * d)

rng = np.random.default_rng(3)
U = rng.normal(size=(units, d))
U /= np.linalg.norm(U, axis=1, keepdims=True)
cosines = np.clip(U @ U.T, -1, 1)
gram = (np.sqrt(1 - cosines**2) + cosines * (np.pi - np.arccos(cosines))) / (2 * np.pi * d)
right = a_1 * np.sqrt(d) * U[:, 0]
weights = np.linalg.solve(gram, right)
L_TE = 1 - right @ weights
print(f"L_TE = {L_TE:.6f}")

# %% [markdown]
# The energy of the teacher in degree $j$ is $w^T\big[\lambda_j N_j P_j(UU^T)\big] w$. From it comes the noise profile
# of this very network:


# %%
def gegenbauer(j, z):
    half = d / 2 - 1
    return eval_gegenbauer(j, half, z) / eval_gegenbauer(j, half, 1.0)


energy = np.array(
    [
        weights @ (table.eigenvalue[j] * table.multiplicity[j] * gegenbauer(j, cosines)) @ weights
        for j in range(41)
    ]
)
profile = energy / (L_TE * (1 - L_TE))
profile[k] = (energy[k] - (1 - L_TE) ** 2) / (L_TE * (1 - L_TE))
for j in (0, 1, 2, 4, 6, 8):
    print(f"degree {j}: {profile[j]:7.2%} of the noise")
assert np.all(profile > -1e-9) and 0.99 < profile.sum() < 1

# %% [markdown]
# Now the student. On one side the identity; on the other the student itself, evaluated at 200,000 random inputs and
# compared with the target there. They share no formula for the error.

# %%
time = 5 / table.eigenvalue[k]
shares = 1 - np.exp(-table.eigenvalue * time)
by_identity = (1 - shares[k] * (1 - L_TE)) ** 2 + L_TE * (1 - L_TE) * float(np.sum(profile * shares**2))

coefficients = [w.spectrum(model, j).exact(j).to_sympy() for j in range(9)]
signs = [1, 1, 1, 0, -1, 0, 1, 0, -1]  # of a_j, by the recursion of notebook 02
squares = []
for _ in range(20):
    X = rng.normal(size=(10_000, d))
    X /= np.linalg.norm(X, axis=1, keepdims=True)
    heights = X @ U.T
    student = sum(
        shares[j]
        * signs[j]
        * float(sp.sqrt(coefficients[j]))
        * table.multiplicity[j]
        * gegenbauer(j, heights)
        @ weights
        for j in range(9)
        if signs[j]
    )
    squares.append(np.mean((np.sqrt(d) * X[:, 0] - student) ** 2))
measured, spread = np.mean(squares), np.std(squares, ddof=1) / np.sqrt(len(squares))
print(
    f"by the identity {by_identity:.6f}; at 200,000 inputs {measured:.6f} +- {2 * spread:.6f}; teacher {L_TE:.6f}"
)
assert abs(measured - by_identity) < 5 * spread
assert by_identity < L_TE

# %% [markdown]
# ## 3. What follows at once
#
# * $s_k \le 1$ makes the bias at least $L^2$, and the rest is not negative: **no student beats $L_{TE}^2$** when the
#   target is an eigenfunction.
# * All $s_j$ equal to one number $s$: the error is $(1 - s(1-L))^2 + L(1-L)s^2$, never below $L$: **no gain without a
#   spectrum** (`student_error_ge_teacher_error_of_isotropic_student`).
# * All $s_j = 1$: the error is $L^2 + L(1-L) = L$: **no gain without stopping**.
# * $s_k = 1$ and all other $s_j = 0$, the best of all: $L^2 + L(1-L)\,\omega_k$.

# %%
s, omega = sp.symbols("s omega_k", nonnegative=True)
isotropic = (1 - s * (1 - L)) ** 2 + L * (1 - L) * s**2
assert sp.factor(isotropic - L) == sp.factor((1 - s) ** 2 * (1 - L))
assert sp.simplify(isotropic.subs(s, 1) - L) == 0

# %% [markdown]
# ## 4. Where random features put their noise
#
# Averaged over networks, the profile is predicted by a formula,
# $\omega_j \propto N_j\lambda_j/(\lambda_j + \kappa)^2$ (notebook 06). Ten networks against it:

# %%
profiles = []
for seed in range(10):
    V = np.random.default_rng(seed).normal(size=(units, d))
    V /= np.linalg.norm(V, axis=1, keepdims=True)
    inner = np.clip(V @ V.T, -1, 1)
    matrix = (np.sqrt(1 - inner**2) + inner * (np.pi - np.arccos(inner))) / (2 * np.pi * d)
    best = np.linalg.solve(matrix, a_1 * np.sqrt(d) * V[:, 0])
    loss = 1 - a_1 * np.sqrt(d) * V[:, 0] @ best
    parts = np.array(
        [
            best @ (table.eigenvalue[j] * table.multiplicity[j] * gegenbauer(j, inner)) @ best
            for j in range(13)
        ]
    )
    parts[k] -= (1 - loss) ** 2
    profiles.append(parts / (loss * (1 - loss)))
mean, error = np.mean(profiles, axis=0), 2 * np.std(profiles, axis=0, ddof=1) / np.sqrt(10)

predicted = w.equivalent(model, units, k).noise_profile
degrees = [j for j in range(13) if table.eigenvalue[j] > 0]
figure, axes = plt.subplots(figsize=(7.0, 3.8), layout="constrained")
axes.bar(
    np.arange(len(degrees)) - 0.2, mean[degrees], 0.4, yerr=error[degrees], label="10 networks", color="C0"
)
axes.bar(np.arange(len(degrees)) + 0.2, [predicted[j] for j in degrees], 0.4, label="predicted", color="C1")
axes.set_xticks(range(len(degrees)), [str(j) for j in degrees])
axes.set_xlabel("degree (the target is of degree 1)")
axes.set_ylabel("share of the noise")
axes.legend()
plt.show()

assert max(abs(mean[j] - predicted[j]) for j in degrees) < 0.05
assert mean[0] + mean[1] < 0.03

# %% [markdown]
# Hardly any noise in degrees 0 and 1, which are learnt first; most of it in degree 4 and above, which are learnt much
# later, or never if the student stops. **That is the gain.**
#
# ## 5. One number that decides
#
# One does not need the whole profile. Let $e = f^* - f_{TE}$ be the residual and
# $\mu = \langle e, K e\rangle / (\lambda_k \|e\|^2)$ its energy in the student's kernel, as a multiple of the
# target's eigenvalue. The theorem `student_error_le_of_residual_energy` bounds the student by $\mu$:
#
# $$L_{ST}(\tau/\lambda_k) \;\le\; \big(L + (1-L)e^{-\tau}\big)^2 + c_0\,\tau\,L\,(\mu - L),
# \qquad c_0 = \max_x \tfrac{(1 - e^{-x})^2}{x} = 0.407\ldots$$

# %%
residual = energy.copy()
residual[k] = energy[k] - 2 * (1 - L_TE) + 1
mu = float(np.sum(table.eigenvalue * residual)) / (table.eigenvalue[k] * L_TE)
grid = np.linspace(0.01, 5, 5000)
c_0 = float(np.max((1 - np.exp(-grid)) ** 2 / grid)) + 1e-6
bound = (L_TE + (1 - L_TE) * np.exp(-5.0)) ** 2 + c_0 * 5 * L_TE * (mu - L_TE)
print(f"mu = {mu:.4f}; student {by_identity:.5f} <= bound {bound:.5f} < teacher {L_TE:.5f}")
assert L_TE <= mu and by_identity <= bound

# %% [markdown]
# ## Exercises
#
# **05.1** $L_{TE} = \frac1{10}$, $s_k = 1$, nothing else learnt, no noise in degree $k$: what is $L_{ST}$?
#
# **05.2** The same, but half of the noise is in a degree that is completely learnt. What is $L_{ST}$ now?
#
# **05.3** How large may $\omega_k$ be so that the projection student ($s_k = 1$, all others 0) still has less than
# $\frac12 L_{TE}$? Give the largest value as a formula of `sp.Symbol("L")`.
#
# **05.4** A student may choose one $s$ for *all* degrees, any real number. Which is best, and what is its error? Give
# `[s, error]`, the error in terms of `sp.Symbol("L")`.

# %%
hint("05.3")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 05.1: $L^2$. 05.2: $L^2 + \frac12 L(1-L)$. 05.3: $L^2 + L(1-L)\omega < \frac L2$ means
# $\omega < (\frac12 - L)/(1 - L)$. 05.4: from section 3, the error is $L + (1-s)^2(1-L)$: least at $s = 1$, where it
# is $L$.
#
# </details>

# %% jupyter={"source_hidden": true}
letter = sp.Symbol("L")
assert check("05.1", sp.Rational(1, 100))
assert check("05.2", sp.Rational(1, 100) + sp.Rational(1, 2) * sp.Rational(9, 100))
assert check("05.3", (sp.Rational(1, 2) - letter) / (1 - letter))
assert check("05.4", [1, letter])
