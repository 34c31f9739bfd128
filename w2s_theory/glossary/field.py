"""Words of the field, for a reader who knows linear algebra and not this subject."""

from __future__ import annotations

# word = other name, other name | meaning; a line that begins with spaces goes on with the one before
FIELD = """
weak-to-strong generalization = w2s, weak-to-strong | A large student is trained on the labels of a small teacher
    only, and ends nearer to the truth than the teacher is.
teacher = weak model | The small network, trained on the target itself. Here f_TE = P f*: the best function in the
    span of its features.
student = strong model | The large network, trained on the teacher's labels and never on the target. Here f_ST = S
    f_TE with an operator S that only its kernel and its training decide.
target = ground truth | The function f* that both should learn, of norm 1. The student never sees it.
label | The value that a network is trained to reproduce; the student's labels are the teacher's outputs.
unit = neuron, hidden unit | One random feature x -> sigma(<u, x>), with its bottom weight u drawn once and never
    trained.
random features | A network with one hidden layer of which only the top layer is trained: linear regression on random
    functions.
bottom weights | The vectors u of the units, uniform on the unit sphere and fixed.
activation | The function sigma of one number that a unit applies; max(z, 0) is the ReLU.
population error = test error | The mean squared distance to the target over all inputs, not over a sample; L_TE and
    L_ST are relative to ||f*||^2.
performance gap recovered = PGR | PGR = (L_TE - L_ST)/(L_TE - L_ceiling): 0 if the student is as bad as its teacher, 1
    if it is as good as the best student could be.
kernel | K(x, x') = E_u sigma(<u, x>) sigma(<u, x'>): what two inputs have in common for random units. It decides how
    fast each function is learnt.
eigenfunction | A function that the kernel only multiplies by a number, its eigenvalue. On the sphere: the harmonics.
spherical harmonics = harmonics | The polynomials of degree k on the sphere that are orthogonal to all of lower
    degree; degree 1: linear functions. They are the eigenfunctions of every kernel of <x, x'>.
degree | Which harmonics: V_k is the space of those of degree k, N_k its dimension, lambda_k its eigenvalue.
kernel eigenvalue = eigenvalue, lambda_k, lambda_j | The number by which the kernel multiplies an eigenfunction;
    lambda_k on degree k, lambda_j on mode j. The larger, the faster it is learnt.
spectrum | The kernel's eigenvalues with their multiplicities.
Funk-Hecke formula | Averaging sigma(<u, x>) against a harmonic of degree k gives that harmonic times a number a_k;
    lambda_k = a_k^2.
gradient flow | Gradient descent with infinitely small steps: d c/dt = lambda (b - c) for the coefficient c of an
    eigenfunction of eigenvalue lambda with label b.
early stopping | To end the training at a time t before it has converged. Modes with a small eigenvalue are then
    hardly learnt; that is why the student leaves out most of its teacher's noise.
scaled time = stopping time | tau = lambda_k t, the time in units of the target's own speed.
shrinkage | A student that only shrinks: S is self-adjoint with 0 <= S <= I. Gradient flow stopped at any time, ridge
    and averaging do it, with s_j = 1 - exp(-lambda_j t) and the like on each mode.
overshoot | A student that multiplies a mode by more than 1, as momentum or large steps do. It is not bound by the
    limit for shrinkage.
student operator = S | S with f_ST = S f_TE: what the student keeps of its labels. For gradient flow stopped at t its
    eigenvalues are 1 - exp(-lambda_j t).
spectral filter | How much of the label a mode with eigenvalue lambda keeps; gradient flow: 1 - exp(-lambda t), ridge:
    lambda/(lambda + rho).
limit | A lower bound on the student's error that no student of a kind can beat, such as L_ST >= (3/4) L_TE^2.
bias plus noise | The student's error is what it has not yet learnt of the target (bias) plus what it has already
    learnt of the teacher's mistakes (noise).
noise profile | How the teacher's mistakes are spread over degrees. What lies at small eigenvalues is learnt late.
misfit = disagreement | ||f_TE - f_ST||^2: how far the student is from its own labels. It can be measured without the
    target.
alignment | How much of a set of degrees a teacher misses at worst: the norm of Pi_B (I - P) Pi_B.
effective dimension | sum_j lambda_j/(lambda_j + rho): how many modes a regression with penalty rho really uses.
deterministic equivalent | A formula without chance that a random quantity follows when sizes grow together.
universality = ansatz, Gaussian universality | The assumption that random features behave like Gaussian vectors of the
    same covariance. It is measured here, never called proved.
exponent | The alpha in L_ST ~ L_TE^alpha as teachers get better; 2 is the best that shrinkage allows.
proximal student = proximal | A student that minimises its distance to the teacher plus a convex price.
witness | An instance at which a bound is attained: both sides are equal.
counter-example | An instance in which every hypothesis holds and the claim does not.
attack | An optimiser that moves teacher and student to where the bound is nearest to being broken.
ball = arb ball | A number with a radius, computed so that the true value certainly lies inside.
certificate | What a proof step hands to the checker: multipliers and squares whose sum is the claim. It is expanded
    again, so it need not be believed.
proof step | A claim, the rule that decides it, the earlier steps it uses, and one sentence for people.
step function | The activation max(z, 0)^0: 1 for z > 0, else 0.
sweep | A grid of simulations with a store; it goes on wherever it was ended.
orthogonal projection = projection, P | An operator P with P = P* = P^2. A teacher's least-squares fit is the
    projection of the target on the span of its features.
self-adjoint | An operator that may change sides in an inner product: <S x, y> = <x, S y>. In matrices: symmetric.
Hilbert space | A vector space with an inner product, here that of functions of the input. All that a proof uses of it
    are inner products.
"""
