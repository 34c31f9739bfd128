# %% [markdown]
# # 11 · Features of two models
#
# You have two models and wonder whether the larger one can learn from the smaller one's labels. Their features on a
# few thousand inputs say something about it before anything is trained on them.
#
# **One idea.** What the student can repair of its teacher's mistakes depends on how the two feature spaces lie to
# each other. That can be measured, and a prediction can be held against an experiment.
#
# **You need.** Notebook 10, section 1; notebook 06 for what a prediction is worth.

# %%
import matplotlib.pyplot as plt
import numpy as np

import w2s_theory as w
from exercises import check, hint

# %% [markdown]
# ## 1. Two networks with features of their own
#
# We train two small networks on a dozen tasks, with full-batch Adam, and keep their hidden layers as features. The
# strong one sees 1500 inputs. The weak ones see 300, and are of several sizes; one of them has learnt four of the
# tasks only.


# %%
def hidden_layer(rng, inputs, outputs, units, steps=400, rate=0.02):
    """Train one hidden layer of ReLU units; return the features, a function of inputs."""
    parts = [
        rng.normal(size=(inputs.shape[1], units)) / np.sqrt(inputs.shape[1]),
        0.3 * rng.normal(size=units),
        rng.normal(size=(units, outputs.shape[1])) / np.sqrt(units),
    ]
    means, squares = [np.zeros_like(p) for p in parts], [np.zeros_like(p) for p in parts]
    for step in range(1, steps + 1):
        hidden = np.maximum(inputs @ parts[0] + parts[1], 0)
        wrong = (hidden @ parts[2] - outputs) / len(inputs)
        back = (wrong @ parts[2].T) * (hidden > 0)
        for part, mean, square, slope in zip(
            parts, means, squares, (inputs.T @ back, back.sum(axis=0), hidden.T @ wrong)
        ):
            mean += 0.1 * (slope - mean)
            square += 0.001 * (slope**2 - square)
            part -= rate * mean / (1 - 0.9**step) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    return lambda new: np.maximum(new @ parts[0] + parts[1], 0)


rng = np.random.default_rng(0)
directions = rng.normal(size=(10, 12)) / np.sqrt(10)


def tasks(inputs):
    return np.maximum(inputs @ directions, 0)


training = rng.normal(size=(1500, 10))
strong_network = hidden_layer(rng, training, tasks(training), 24)
weak_networks = {
    "20 units": hidden_layer(rng, training[:300], tasks(training[:300]), 20),
    "40 units": hidden_layer(rng, training[:300], tasks(training[:300]), 40),
    "16 units, 4 tasks": hidden_layer(rng, training[:300], tasks(training[:300])[:, :4], 16),
}

# %% [markdown]
# ## 2. The files
#
# Now a new target, and 2000 inputs of it. `w2s diagnose weak.npy strong.npy labels.npy` reads such features from
# files (`.npy`, `.npz`, `.safetensors`) as they come out of any model, rows being the same inputs; in Python it is
# one call.

# %%
inputs = rng.normal(size=(2000, 10))
truth = tasks(inputs) @ rng.normal(size=12)
truth = (truth - truth.mean()) / truth.std()
labels = truth + 0.5 * rng.normal(size=2000)
strong = strong_network(inputs)
labelled, unlabelled, cut = 60, 1500, 0.01
found = {
    name: w.diagnose(
        network(inputs), strong, labels, cut=cut, labelled=labelled, unlabelled=unlabelled, taus=[1.0, 10.0]
    )
    for name, network in weak_networks.items()
}
for name, each in found.items():
    print(f"{name:18} {each!r}")

# %% [markdown]
# How to read a line: $d_w$ and $d_s$ directions of the two feature sets have more than a hundredth of the largest
# variance (the *cut*). $d_{sw}$ is the sum of the squared cosines of the angles between the two spaces: how many
# directions they share. PGR is predicted from these as in notebook 10, as if the features were Gaussian; the interval
# in brackets is about the rows of the table, not about that assumption.
#
# ## 3. The experiment
#
# Do what was predicted: fit a teacher to 60 labels on its features, a student to the teacher's answers on 1500 other
# inputs on the strong features, and the ceiling on true labels. Sixty times, with other rows each time.


# %%
def leading(features):
    """The directions above the cut, with a constant."""
    centred = features - features.mean(axis=0)
    _, sizes, axes_of = np.linalg.svd(centred, full_matrices=False)
    kept = int(np.sum(sizes**2 >= cut * sizes[0] ** 2))
    return np.c_[centred @ axes_of[:kept].T, np.ones(len(features))]


def measured_gap(weak_features, strong_features, rng):
    weak_part, strong_part = leading(weak_features), leading(strong_features)
    errors = []
    for _ in range(60):
        rows = rng.permutation(2000)
        first, others, both = (
            rows[:labelled],
            rows[labelled : labelled + unlabelled],
            rows[: labelled + unlabelled],
        )
        teacher = np.linalg.lstsq(weak_part[first], labels[first], rcond=None)[0]
        student = np.linalg.lstsq(strong_part[others], weak_part[others] @ teacher, rcond=None)[0]
        best = np.linalg.lstsq(strong_part[both], labels[both], rcond=None)[0]
        answers = weak_part @ teacher, strong_part @ student, strong_part @ best
        errors.append([np.mean((each - truth) ** 2) for each in answers])
    teacher, student, ceiling = np.mean(errors, axis=0)
    return w.performance_gap_recovered(teacher, student, ceiling)


measured = {
    name: float(measured_gap(network(inputs), strong, rng)) for name, network in weak_networks.items()
}
predicted = {name: each.performance_gap_recovered for name, each in found.items()}
for name, gap in measured.items():
    said = predicted[name]
    print(f"{name:18} predicted {said.value:.3f} [{said.low:.3f}, {said.high:.3f}], measured {gap:.3f}")

figure, axes = plt.subplots(figsize=(5.0, 4.6), layout="constrained")
for name, gap in measured.items():
    said = predicted[name]
    axes.errorbar(
        said.value,
        gap,
        xerr=[[said.value - said.low], [said.high - said.value]],
        marker="o",
        capsize=3,
        label=name,
    )
axes.plot([0, 0.5], [0, 0.5], color="black", linewidth=0.8)
axes.set_xlabel("PGR predicted from the features")
axes.set_ylabel("PGR measured")
axes.legend()
plt.show()

assert all(abs(predicted[name].value - gap) < 0.1 for name, gap in measured.items())
assert sorted(measured, key=measured.get) == sorted(measured, key=lambda name: predicted[name].value)

# %% [markdown]
# The order is right, and the size is roughly right. It is not always within the intervals: ReLU features are not
# Gaussian, and the target is not quite linear in them. The diagnosis says so itself:

# %%
print(next(iter(found.values())).unknown)

# %% [markdown]
# ## Exercises
#
# **11.1** The weak features span 6 directions, all of which lie inside the 10 that the strong features span. What is
# $d_{sw}$, and what does the theory of notebook 10 say of the gap recovered? Give `[d_sw, PGR]`.
#
# **11.2** Two feature sets span 3 and 5 directions that are orthogonal to each other. What is $d_{sw}$? (Such a
# student learns nothing: a target that both can express is zero.)
#
# **11.3** Give two feature matrices `[weak, strong]`, of at least 200 rows, with at least 3 directions each, and
# $d_{sw}$ below 1. (`w.diagnose` judges.)

# %%
hint("11.3")

# %% [markdown]
# <details><summary><b>Solutions</b></summary>
#
# 11.1: all cosines are 1, so 6; the student can repeat everything its teacher says, mistakes included: 0. 11.2: all
# cosines are 0. 11.3: independent Gaussian columns nearly do, as their angles are nearly right ones.
#
# </details>

# %% jupyter={"source_hidden": true}
assert check("11.1", [6, 0])
assert check("11.2", 0)
assert check("11.3", [rng.normal(size=(400, 3)), rng.normal(size=(400, 4))])
