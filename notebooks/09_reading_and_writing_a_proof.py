# %% [markdown]
# # 09 · Reading and writing a proof
#
# Every theorem here comes with a proof that a small program, the checker, decides step by step. You will read one,
# see a false one refused, and write a theorem of your own.
#
# **One idea.** A proof step is a claim with a certificate: a way to write "left side minus right side" as a sum of
# things that are known not to be negative. Finding a certificate is hard, checking it is high-school algebra.
#
# **You need.** Notebook 04, sections 1 and 2.

# %%
import tempfile
from pathlib import Path

import sympy as sp

import w2s_theory as w
from exercises import check, hint

# %% [markdown]
# ## 1. Reading
#
# No student below the square: if the target is an eigenfunction of the student's kernel, $L_{ST} \ge L_{TE}^2$. Here
# is its proof, as `w2s derive` prints it.

# %%
derived = w.derive_theorem("student_error_ge_sq_of_eigenfunction_target")
print(derived)

# %% [markdown]
# How to read it:
#
# * The lines that start with **fact** are what is given. Each has a name in brackets, which stands for a quantity
#   that is zero. `[P.same(0,0)]` says that $P$ is a projection, $\|Pf^*\|^2 = \langle f^*, Pf^*\rangle$. `[L_TE]` is
#   the definition of the teacher's error. Nothing else is assumed.
# * A step has a name, a sentence, a claim, and after **since** its certificate: the difference of both sides as a
#   combination of facts, earlier steps and squares. Where an inequality is used, its factor must not be negative.
# * **decided by gram** names the rule: expand all norms into inner products, then compare. Whoever found the
#   certificate need not be believed.
#
# Let us check a step by hand. Step 5 says $2L_{TE} - 1 + \|\Pi f_{TE}\|^2 \ge L_{TE}^2$, since the difference is
# $\|f^* - L_{TE} f^* - \Pi f_{TE}\|^2$ and something that is zero. With letters for the inner products,
# $a = \|f^*\|^2$, $o = \langle f^*, \Pi f_{TE}\rangle$, $q = \|\Pi f_{TE}\|^2$:

# %%
L, a, o, q = sp.symbols("L a o q")
difference = 2 * L - 1 + q - L**2
square = (1 - L) ** 2 * a - 2 * (1 - L) * o + q
overlap = o - (1 - L)  # the claim of step 1, which is an equation: zero
unit = a - 1  # the fact target.unit: zero
assert sp.expand(difference - (square - (2 * L - 2) * overlap - (1 - L) ** 2 * unit)) == 0

# %% [markdown]
# That is what the checker does, for every step. `w.prove` asks it and says on what the proof rests: the setting
# alone, no cited theorem.

# %%
proof = w.prove("student_error_ge_sq_of_eigenfunction_target")
for step in proof.steps:
    print(f"{step['decided']:>8}  {step['name']} ({step['rule']})")
print(proof)
assert proof.complete and all(step["decided"] == "decided" for step in proof.steps)

# %% [markdown]
# ## 2. Writing
#
# `w2s new my_bound.py`, or `w.new_theorem_file`, writes a theorem file to start from. It states that a student is no
# further from its teacher than the teacher is from zero, $\|f_{TE} - f_{ST}\|^2 \le 1 - L_{TE}$.

# %%
folder = Path(tempfile.mkdtemp())
path = w.new_theorem_file(folder / "my_bound.py")
text = path.read_text(encoding="utf-8")
print(text)

# %% [markdown]
# The certificate adds two facts with the factor 1: $\langle f_{TE}, Sf_{TE}\rangle \ge 0$, named `S.nonnegative(0)`,
# and $\langle f_{TE}, Sf_{TE}\rangle - \|Sf_{TE}\|^2 \ge 0$, named `S.square(0)`. The checker agrees, and `w.check`
# also draws random operators and finds no exception: *verified*. (`quick` takes fewer draws.)

# %%
assert w.prove(w.load_theorem(path)).complete
found = w.check(file=path, quick=True)
print(found)
assert found.holds

# %% [markdown]
# ## 3. A false proof, and why it is refused
#
# Let us be greedy and claim *half* of that bound, with the same certificate.


# %%
def variant(name, *changes):
    """A file with some words of the first one exchanged."""
    changed = text.replace('"my_bound"', f'"{name}"')
    for old, new in changes:
        assert old in changed, old
        changed = changed.replace(old, new)
    (folder / f"{name}.py").write_text(changed, encoding="utf-8")
    return folder / f"{name}.py"


greedy = variant(
    "greedy", ('"<=", 1 - L_TE)', '"<=", (1 - L_TE) / 2)'), ("bound=1 - L_TE", "bound=(1 - L_TE) / 2")
)
proof = w.prove(w.load_theorem(greedy))
print(proof.steps[0]["reason"])
assert not proof.complete
assert "L_TE/2 - 1/2 is left over" in proof.steps[0]["reason"]

# %% [markdown]
# The checker does not say "false". It says *not decided*: both sides of the certificate were multiplied out, and
# $\frac12 L_{TE} - \frac12$ was left over. That the claim is false is found by the other route, which knows nothing
# of proofs: a random student contradicts it.

# %%
found = w.check(file=greedy, quick=True)
print(found)
assert found.refuted and found.verdicts[0].verdict == "refuted"

# %% [markdown]
# Could a wrong certificate slip through? Three attempts at the *true* claim. A fact is left out; a fact gets a
# negative factor; a fact is used that the setting does not give (a projection has no `S.nonnegative`).

# %%
certificate = '{"S.nonnegative(0)": 1, "S.square(0)": 1}'
attempts = {
    "left_out": (certificate, '{"S.square(0)": 1}'),
    "negative": (certificate, '{"S.nonnegative(0)": -1, "S.square(0)": 3}'),
    "not_given": ('Operator("S", "shrinkage"', 'Operator("S", "projection"'),
}
for name, change in attempts.items():
    answer = w.prove(w.load_theorem(variant(name, change))).steps[0]
    print(f"{name}: {answer['decided']}: {answer['reason'].split('(facts')[0]}")
    assert answer["decided"] == "not decided"

# %% [markdown]
# Words for what comes out, which are never mixed up here: **verified** means every step decided and no draw against
# it. **refuted** means that an instance contradicts the claim. **consistent** means that no instance contradicts it,
# but the proof is not complete. And **undecided** that we do not know.

# %%
verdict = w.check(file=folder / "left_out.py", quick=True).verdicts[0].verdict
print(verdict)
assert verdict == "consistent"

# %% [markdown]
# ## 4. Another theorem, in one file
#
# A student is not larger than its teacher: $\|f_{ST}\|^2 \le 1 - L_{TE}$. Only three things change: the quantity, the
# claim, and the certificate, here
#
# $$(1 - L_{TE}) - \|Sf_{TE}\|^2 = 2\,\big(\langle f_{TE}, Sf_{TE}\rangle - \|Sf_{TE}\|^2\big) + \|f_{TE} - Sf_{TE}\|^2 ,$$
#
# a fact twice, and a square.

# %%
smaller = variant(
    "student_norm_le_teacher_norm",
    ("import L_TE, f_ST, f_star, f_TE, inner, misfit", "import L_TE, f_ST, f_star, f_TE, inner"),
    ("Claim(misfit, ", "Claim(inner(f_ST, f_ST), "),
    ('unfold=("misfit", "L_TE")', 'unfold=("L_TE",)'),
    (
        '{"multipliers": ' + certificate + "}",
        '{"multipliers": {"S.square(0)": 2}, "squares": ((1, f_TE - f_ST),)}',
    ),
    ("quantity=misfit", "quantity=inner(f_ST, f_ST)"),
)
proof = w.prove(w.load_theorem(smaller))
print(proof)
found = w.check(file=smaller, quick=True)
print(found)
assert proof.complete and found.holds

# %% [markdown]
# `w2s prove --file my_bound.py --search` looks for such a certificate by itself, and `w2s check --file my_bound.py`
# does all of the above from the command line.
#
# ## Exercises
#
# **09.1** Prove the last theorem without a square, from the facts `S.below(0)`, which is
# $\|f_{TE}\|^2 \ge \langle f_{TE}, Sf_{TE}\rangle$, and `S.square(0)`. With which two factors, in this order?
#
# **09.2** A claim that no draw contradicts, with a proof that has a gap: what is the verdict, in one word?
#
# **09.3** Which is the least constant $C$ with $\|f_{ST} - \frac12 f_{TE}\|^2 \le C\,(1 - L_{TE})$ for every student
# that shrinks its teacher? (Notebook 04.)
#
# **09.4** Write a theorem file of your own that is verified, and give its path: `check("09.4", "my_theorem.py")`. It
# must not be one of the files above: take the claim of 09.3, say.

# %%
hint("09.4")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 09.1: 1 and 1: add both, and what is between them cancels. 09.2: consistent. 09.3: the ball has the radius
# $\frac12\|f_{TE}\|$, so $C = \frac14$. 09.4: with `quantity = norm_squared(f_ST - f_TE / 2)` and the one fact
# `S.square(0)`, as in step `in_ball` of `student_error_ge_of_shrinkage`; written out below.
#
# </details>

# %% jupyter={"source_hidden": true}
sum_of_two = ('{"S.square(0)": 2}, "squares": ((1, f_TE - f_ST),)}', '{"S.below(0)": 1, "S.square(0)": 1}}')
path = folder / "without_square.py"
path.write_text(
    smaller.read_text().replace(*sum_of_two).replace('"student_norm_le_teacher_norm"', '"without_square"')
)
assert w.prove(w.load_theorem(path)).complete
assert check("09.1", [1, 1])
assert check("09.2", verdict)
assert check("09.3", sp.Rational(1, 4))
ball = variant(
    "in_ball",
    (
        "import L_TE, f_ST, f_star, f_TE, inner, misfit",
        "import L_TE, f_ST, f_star, f_TE, inner, norm_squared",
    ),
    ("Claim(misfit, ", "Claim(norm_squared(f_ST - f_TE / 2), "),
    ('"<=", 1 - L_TE)', '"<=", (1 - L_TE) / 4)'),
    ('unfold=("misfit", "L_TE")', 'unfold=("L_TE",)'),
    (certificate, '{"S.square(0)": 1}'),
    ("quantity=misfit", "quantity=norm_squared(f_ST - f_TE / 2)"),
    ("bound=1 - L_TE", "bound=(1 - L_TE) / 4"),
)
assert check("09.4", str(ball))
