# %% [markdown]
# # 02 · The kernel's eigenvalues by hand
#
# A network with infinitely many random ReLU features is a kernel, and how fast a student learns what is decided by
# the kernel's eigenvalues. They can all be computed exactly, with nothing but integration by parts.
#
# **One idea.** On the sphere, an activation acts on all polynomials of one degree as a single number, and the kernel
# as the square of that number.
#
# **You need.** Integration by parts; notebook 01 for why anybody wants these numbers.

# %%
import matplotlib.pyplot as plt
import numpy as np
import sympy as sp

import w2s_theory as w
from exercises import check, hint

t, theta, phi, alpha, gamma = sp.symbols("t theta phi alpha gamma", real=True)

# %% [markdown]
# ## 1. The kernel of Cho and Saul
#
# Inputs $x$ and directions $u$ are uniform on the sphere $S^{d-1}$. Two inputs at the angle $\theta$ have the kernel
#
# $$K(x, x') = \mathbb E_u\big[\max(\langle u, x\rangle, 0)\,\max(\langle u, x'\rangle, 0)\big].$$
#
# Only the part of $u$ in the plane of $x$ and $x'$ counts. It has a uniform direction $\varphi$ there and the mean
# square length $2/d$. Both factors are positive for $\theta - \pi/2 < \varphi < \pi/2$:

# %%
dimension = sp.Symbol("d", positive=True)
plane = sp.integrate(sp.cos(phi) * sp.cos(phi - theta), (phi, theta - sp.pi / 2, sp.pi / 2)) / (2 * sp.pi)
kernel = sp.simplify(2 / dimension * plane)
by_the_book = (sp.sin(theta) + (sp.pi - theta) * sp.cos(theta)) / (2 * sp.pi * dimension)
kernel

# %%
assert sp.simplify(kernel - by_the_book) == 0
assert by_the_book.subs(theta, 0) == 1 / (2 * dimension)

# %% [markdown]
# ## 2. Funk and Hecke: one number for each degree
#
# Let $P_k$ be the Legendre polynomial (in dimension 3; Gegenbauer in general), scaled so that $P_k(1) = 1$. For a
# fixed $v$ the function $x \mapsto P_k(\langle v, x\rangle)$ is a spherical harmonic of degree $k$, and every one is
# a combination of these. Averaging it against $\sigma(\langle u, x\rangle)$ gives the *same* function of $u$, times a
# number:
#
# $$\mathbb E_x\big[\sigma(\langle u, x\rangle)\,P_k(\langle v, x\rangle)\big] = a_k\,P_k(\langle u, v\rangle),
# \qquad a_k = \mathbb E\big[\sigma(t)\,P_k(t)\big].$$
#
# In dimension 3 the height $t = \langle u, x\rangle$ is uniform on $[-1, 1]$. Let us see it happen for $k = 2$: with
# $u$ as the pole and $\gamma$ the angle between $u$ and $v$,
# $\langle v, x\rangle = t\cos\gamma + \sqrt{1-t^2}\,\sin\gamma\cos\varphi$.

# %%
height = t * sp.cos(gamma) + sp.sqrt(1 - t**2) * sp.sin(gamma) * sp.cos(phi)
around = sp.integrate(sp.expand(sp.legendre(2, height)), (phi, 0, 2 * sp.pi)) / (2 * sp.pi)
averaged = sp.integrate(sp.expand(t * around), (t, 0, 1)) / 2
a_2 = sp.integrate(t * sp.legendre(2, t), (t, 0, 1)) / 2
print("a_2 =", a_2)
assert sp.simplify(averaged - a_2 * sp.legendre(2, sp.cos(gamma))) == 0

# %% [markdown]
# The kernel applies this average twice, once for each of its two activations. So $K$ maps a harmonic of degree $k$ to
# $a_k^2$ times itself: **$\lambda_k = a_k^2$**.
#
# ## 3. The first eigenvalues, two ways
#
# In dimension 3, from the activation:

# %%
a = [sp.integrate(t * sp.legendre(k, t), (t, 0, 1)) / 2 for k in range(7)]
from_activation = [each**2 for each in a]
print("a_k      =", a)
print("lambda_k =", from_activation)

# %% [markdown]
# From the kernel, which knows nothing of that integral: $\lambda_k = \mathbb E[K(t) P_k(t)]$, with $t = \cos\theta$.


# %%
def from_kernel(k):
    inside = by_the_book.subs(dimension, 3) * sp.legendre(k, sp.cos(theta)) * sp.sin(theta) / 2
    return sp.simplify(sp.integrate(sp.expand(inside), (theta, 0, sp.pi)))


for k in range(5):
    assert from_kernel(k) == from_activation[k]
assert from_activation[:5] == [
    sp.Rational(1, 16),
    sp.Rational(1, 36),
    sp.Rational(1, 256),
    0,
    sp.Rational(1, 9216),
]

# %% [markdown]
# Two routes, the same five numbers. `w.spectrum` has them for every dimension, as exact numbers:

# %%
for d in (2, 3, 5, 32):
    exact = w.spectrum(w.relu_sphere(d), range(5))
    print(f"d = {d:2}:", ", ".join(str(exact.exact(k).to_sympy()) for k in range(5)))

spectrum = w.spectrum(w.relu_sphere(3), range(7))
assert [spectrum.exact(k).to_sympy() for k in range(7)] == from_activation

# %% [markdown]
# ## 4. Rodrigues: any degree, any dimension
#
# In dimension $d$ the height $t$ has the density $c_d\,(1-t^2)^{(d-3)/2}$, and Rodrigues' formula turns weight times
# polynomial into a derivative:
#
# $$(1-t^2)^{(d-3)/2}\,P_k(t) = (-1)^k\,c_{k,d}\;\frac{d^k}{dt^k}\,(1-t^2)^{\beta},
# \qquad \beta = k + \tfrac{d-3}{2}, \quad c_{k,d} = \frac{\Gamma(\frac{d-1}{2})}{2^k\,\Gamma(k + \frac{d-1}{2})}.$$
#
# Now $a_k = c_d \int_0^1 t \cdot (\ldots)\,dt$ can be integrated by parts for $k \ge 2$. The first step takes the $t$
# away, the second integrates a derivative. At $t = 1$ all is zero, and what is left is one derivative *at 0*:
#
# $$\int_0^1 t\,\frac{d^k}{dt^k}(1-t^2)^\beta \,dt
# \;=\; -\int_0^1 \frac{d^{k-1}}{dt^{k-1}}(1-t^2)^\beta\,dt \;=\; \frac{d^{k-2}}{dt^{k-2}}(1-t^2)^\beta\Big|_{t=0}.$$
#
# $(1-t^2)^\beta$ is an even function. For odd $k$ this is an odd derivative at 0, and so it is **zero**:
# $\lambda_3 = \lambda_5 = \dots = 0$. For even $k$ it is read off the binomial series.


# %%
def coefficient(k, d):
    """a_k for k >= 2, from the derivative at 0."""
    half = sp.Rational(d - 1, 2)
    density = sp.gamma(sp.Rational(d, 2)) / (sp.sqrt(sp.pi) * sp.gamma(half))
    scale = sp.gamma(half) / (2**k * sp.gamma(k + half))
    if k % 2:
        return sp.Integer(0)
    j = (k - 2) // 2
    at_zero = sp.factorial(k - 2) * (-1) ** j * sp.ff(k + half - 1, j) / sp.factorial(j)
    return sp.nsimplify(sp.gammasimp((-1) ** k * density * scale * at_zero))


for d in (3, 4, 5, 8):
    known = w.spectrum(w.relu_sphere(d), range(2, 9))
    for k in range(2, 9):
        assert sp.simplify(coefficient(k, d) ** 2 - known.exact(k).to_sympy()) == 0

# %% [markdown]
# All of it in one formula is the theorem `relu_eigenvalue_eq_gamma_ratio`;
# `w2s derive relu_eigenvalue_eq_gamma_ratio` prints its proof, whose steps are the ones above. Its poles of the gamma
# function are the zeros.

# %%
w.theorem("relu_eigenvalue_eq_gamma_ratio").show()

# %% [markdown]
# ## 5. The recursion
#
# Divide the formula at $k + 2$ by the formula at $k$, and the gamma functions go:
#
# $$a_{k+2} = -\,a_k\,\frac{k-1}{k+d+1}.$$
#
# At $k = 1$ the right side is zero, and from there on every odd degree is: the zeros once more, in one line
# (`activation_coefficient_recursion`).

# %%
k, d, p = sp.symbols("k d p", positive=True)
formula = (
    sp.gamma(p + 1) * sp.gamma(d / 2) / (2 ** (p + 1) * sp.gamma((p - k) / 2 + 1) * sp.gamma((k + p + d) / 2))
)
ratio = sp.gammasimp(formula.subs(k, k + 2) / formula)
assert sp.simplify(ratio + (k - p) / (k + d + p)) == 0  # for max(t, 0)^p; the ReLU is p = 1

walked = [sp.Rational(1, 4), sp.Rational(1, 6)]
for step in range(5):
    walked.append(-walked[step] * sp.Rational(step - 1, step + 3 + 1))
assert walked == a

# %% [markdown]
# ## 6. Decay, and how much there is in all
#
# The recursion's factor is about $1 - (d+2)/k$ for each step of 2, so $a_k$ falls like $k^{-(d+2)/2}$ and its square
# $\lambda_k$ like $k^{-(d+2)}$. Precisely, for even $k$,
#
# $$\lambda_k \approx \Big[\frac{\Gamma(d/2)\,2^{d/2-1}}{\pi}\Big]^2 k^{-(d+2)},$$
#
# with two-sided bounds in `eigenvalue_between_of_large_degree`. In dimension 3:

# %%
constant = (sp.gamma(sp.Rational(3, 2)) * sp.sqrt(2) / sp.pi) ** 2
for degree in (10, 100, 1000):
    quotient = float(
        w.spectrum(w.relu_sphere(3), degree).fast.eigenvalue[0] / (constant * sp.Integer(degree) ** -5)
    )
    print(f"lambda_{degree} / its asymptotic value = {quotient:.4f}")
assert 0.997 < quotient < 0.998

# %% [markdown]
# The eigenvalue $\lambda_k$ belongs to a whole space of polynomials, of dimension $N_k$. All together they add up to
# the kernel on the diagonal, $\sum_k N_k \lambda_k = K(x, x) = \frac1{2d}$ (`kernel_trace_eq_diagonal`).

# %%
figure, axes = plt.subplots(figsize=(7.0, 4.2), layout="constrained")
for d, colour in ((3, "C0"), (8, "C1"), (32, "C2")):
    table = w.spectrum(w.relu_sphere(d), range(2, 1001, 2)).fast
    axes.loglog(table.degree, table.eigenvalue, color=colour, label=f"d = {d}")
    last = table.degree[-1]
    line = table.eigenvalue[-1] * (table.degree / last) ** -(d + 2.0)
    axes.loglog(table.degree, line, color=colour, linestyle=":", linewidth=1.0)
axes.set_ylim(1e-40, 1)
axes.set_xlabel("degree k (even)")
axes.set_ylabel("eigenvalue λ_k; dotted: its power law k^-(d+2)")
axes.legend()
plt.show()

table = w.spectrum(w.relu_sphere(3), range(0, 2001)).fast
total = float(np.sum(table.multiplicity * table.eigenvalue))
print(f"sum of the first 2000 degrees: {total:.9f}; 1/(2d) = {1 / 6:.9f}")
assert 0 < 1 / 6 - total < 1e-6

# %% [markdown]
# A degree that comes late has a tiny eigenvalue and a huge space. That is the whole mechanism of weak-to-strong
# generalization: a teacher's mistakes spread over the huge spaces, and the student is slow there.
#
# ## Exercises
#
# **02.1** In dimension 3, what is $\lambda_8$? One step of the recursion from $a_6 = \frac1{256}$.
#
# **02.2** What is $\lambda_1$ in dimension $d$, as a formula of `sp.Symbol("d")`? (Use $P_1(t) = t$ and
# $\mathbb E[t^2] = 1/d$.)
#
# **02.3** The step activation, $\sigma(t) = 1$ for $t > 0$ and 0 otherwise, is $p = 0$ in the recursion. Which of its
# eigenvalues $\lambda_0, \dots, \lambda_8$ are zero? Give the list of degrees.
#
# **02.4** In dimension 3, which share of the sum $\sum_k N_k\lambda_k$ is in degrees 0 and 1? ($N_0 = 1$, $N_1 = 3$.)

# %%
hint("02.2")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 02.1: $a_8 = -a_6\,\frac{5}{10} = -\frac1{512}$. 02.2: by symmetry $a_1 = \frac12\mathbb E[t^2] = \frac1{2d}$. 02.3:
# the factor $k - p$ is zero at $k = 0$, so $a_2 = 0$ and every even degree after it; $a_0 = \frac12$ itself is not.
# 02.4: $(\frac1{16} + \frac3{36}) / \frac16$.
#
# </details>

# %% jupyter={"source_hidden": true}
step = w.spectrum(w.relu_sphere(5, power=0), range(9))
assert check("02.1", (-a[6] * sp.Rational(5, 10)) ** 2)
assert check("02.2", 1 / (4 * sp.Symbol("d") ** 2))
assert check("02.3", [k for k in range(9) if step.exact(k).is_zero()])
assert check("02.4", (from_activation[0] + 3 * from_activation[1]) / sp.Rational(1, 6))
