# %% [markdown]
# # Weak-to-strong generalization in one picture
#
# A *teacher* with few random ReLU features learns a target on the whole population. A *student* with
# infinitely many features never sees the target: it is trained on the teacher's predictions alone, by
# gradient flow, and stopped at time t. Can it be better than its teacher?
#
# You need: what a least-squares fit is. You will see: it can, if it stops early; it cannot beat the
# square of the teacher's error; and if it never stops it becomes its teacher.

# %%
import matplotlib.pyplot as plt
import numpy as np

import w2s_theory as w

dimension, teacher_units = 32, 512
model = w.relu_sphere(dimension)

# %% [markdown]
# ## The experiment
#
# The target is linear, f*(x) = sqrt(d) x_1. Time is measured in units of the target's own eigenvalue:
# tau = lambda_1 t. The population is integrated exactly, so the only randomness is in the features.

# %%
taus = np.geomspace(0.3, 3000.0, 40)
eigenvalue = float(w.spectrum(model, range(2)).fast.eigenvalue[1])
times = (*(float(tau) / eigenvalue for tau in taus), np.inf)
found = w.simulate_networks(model, teacher_units, target=1, times=times, trials=10, seed=0)

teacher = found.teacher_error.mean()
student = found.student_error.mean(axis=0)
best = int(np.argmin(student))
print(f"teacher's error            {teacher:.5f}")
print(f"best student's error       {student[best]:.6f}  at tau = {taus[best]:.1f}")
print(f"student that never stops   {student[-1]:.5f}")

# %% [markdown]
# ## The picture

# %%
figure, axes = plt.subplots(figsize=(6.4, 4.0), layout="constrained")
axes.loglog(taus, student[:-1], label="student, stopped at tau")
axes.axhline(teacher, linestyle="--", color="C1", label="its teacher")
axes.axhline(teacher**2, linestyle=":", color="C2", label="the teacher's error squared")
axes.set_xlabel("tau")
axes.set_ylabel("population error")
axes.legend()
plt.show()

# %% [markdown]
# ## What the theorems say about it
#
# *Gain.* The student's best error is far below its teacher's.

# %%
assert student[best] < teacher / 20

# %% [markdown]
# *Limit.* The target is an eigenfunction of the student's kernel, so no stopping time beats the square
# of the teacher's error: `student_error_ge_sq_of_eigenfunction_target`, in every single draw.

# %%
assert np.all(found.student_error >= found.teacher_error[:, None] ** 2)

# %% [markdown]
# *Early stopping.* A student that never stops has learnt its teacher, mistakes included.

# %%
assert np.allclose(found.student_error[:, -1], found.teacher_error, rtol=1e-5)

# %% [markdown]
# ## Exercises
#
# 1. Double `teacher_units`. By which factor does the teacher's error fall, and by which the student's?
# 2. Take the target of degree 2. Is the gain larger or smaller, and why? (Look at the eigenvalues.)
# 3. Which theorem says how large a gain is possible at all? `w2s show performance_gap_recovered_le_of_shrinkage`
