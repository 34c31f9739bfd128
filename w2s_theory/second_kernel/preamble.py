"""The beginning of every Coq file: libraries, a few lemmas, and the tactic ``sign``."""

from __future__ import annotations

PREAMBLE = r"""From Coq Require Import Reals Lra Psatz.
{libraries}Local Open Scope R_scope.
Set Default Timeout {seconds}.

Lemma excess_of_le (a b e : R) : a <= b -> e = b - a -> 0 <= e.
Proof. lra. Qed.
Lemma excess_of_lt (a b e : R) : a < b -> e = b - a -> 0 < e.
Proof. lra. Qed.
Lemma le_of_excess (a b e : R) : b - a = e -> 0 <= e -> a <= b.
Proof. lra. Qed.
Lemma lt_of_excess (a b e : R) : b - a = e -> 0 < e -> a < b.
Proof. lra. Qed.
Lemma eq_of_excess (a b e : R) : b - a = e -> e = 0 -> a = b.
Proof. lra. Qed.
(* an equality a = b, times any number, may be added *)
Lemma add_equality (e t m a b : R) : a = b -> e = t + m * (a - b) -> e = t.
Proof. intros -> ->. ring. Qed.
(* a letter x from an equality a = b that is linear in it *)
Lemma solve_equality (x v c a b : R) : a = b -> x - v = c * (a - b) -> x = v.
Proof. intros -> H. replace x with ((x - v) + v) by ring. rewrite H. ring. Qed.
Lemma le_same (a b c d : R) : a <= b -> d - c = b - a -> c <= d.
Proof. lra. Qed.
Lemma lt_same (a b c d : R) : a < b -> d - c = b - a -> c < d.
Proof. lra. Qed.
Lemma eq_same (a b c d : R) : a = b -> d - c = b - a -> c = d.
Proof. lra. Qed.
Lemma root_squared (a : R) : 0 <= a -> sqrt a ^ 2 = a.
Proof. intro H. simpl. rewrite Rmult_1_r. apply sqrt_sqrt, H. Qed.
Lemma root_of_square (a q : R) : 0 <= q -> a = q * q -> sqrt a = q.
Proof. intros H ->. apply sqrt_square, H. Qed.
Lemma exp_multiple (n : nat) (u v : R) : v = INR n * u -> exp v = exp u ^ n.
Proof.
  intros ->. induction n as [|n IH].
  - simpl. rewrite Rmult_0_l. apply exp_0.
  - rewrite S_INR, Rmult_plus_distr_r, Rmult_1_l, exp_plus, IH. simpl. ring.
Qed.
(* the only use of Cauchy and Schwarz: what has norm 0 is orthogonal to everything *)
Lemma null_orthogonal (a b d : R) :
  (forall x y : R, 0 <= x ^ 2 * a + 2 * (x * y * b) + y ^ 2 * d) -> a <= 0 -> b = 0.
Proof.
  intros H Ha.
  assert (A : a = 0) by (generalize (H 1 0); lra).
  destruct (Req_dec b 0) as [B|B]; [exact B|exfalso].
  generalize (H (- (d + 1) / (2 * b)) 1).
  replace ((- (d + 1) / (2 * b)) ^ 2 * a + 2 * (- (d + 1) / (2 * b) * 1 * b) + 1 ^ 2 * d) with (-1)
    by (rewrite A; field; exact B).
  lra.
Qed.

Ltac sign :=
  first
  [ assumption
  | lra
  | match goal with
    | |- _ /\ _ => split; sign
    | |- 0 <= ?a * ?a => apply Rle_0_sqr
    | |- 0 <= _ ^ 2 => apply pow2_ge_0
    | |- 0 <= _ ^ 4 => replace 4%nat with (2 * 2)%nat by reflexivity; rewrite pow_mult; apply pow2_ge_0
    | |- 0 <= _ ^ _ => apply pow_le; sign
    | |- 0 < _ ^ _ => apply pow_lt; sign
    | |- 0 <= _ * _ => apply Rmult_le_pos; sign
    | |- 0 < _ * _ => apply Rmult_lt_0_compat; sign
    | |- 0 <= _ / _ => unfold Rdiv; apply Rmult_le_pos; sign
    | |- 0 < _ / _ => unfold Rdiv; apply Rmult_lt_0_compat; sign
    | |- 0 <= / _ => apply Rlt_le, Rinv_0_lt_compat; sign
    | |- 0 < / _ => apply Rinv_0_lt_compat; sign
    | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; sign
    | |- 0 < _ + _ => apply Rplus_lt_le_0_compat; sign
    | |- 0 < _ + _ => apply Rplus_le_lt_0_compat; sign
    | |- ?a ^ _ <> 0 => apply pow_nonzero; sign
    | |- ?a * ?b <> 0 => apply Rmult_integral_contrapositive_currified; sign
    | |- _ <> 0 => apply Rgt_not_eq, Rlt_gt; sign
    end
  | match goal with
    | |- _ <= _ => nra
    | |- _ < _ => nra
    | |- _ <> 0 => apply Rlt_not_eq; nra
    end ].
(* signs of what depends on an index, from what is known for every index *)
Ltac facts j :=
  repeat match goal with
  | H : forall k : nat, _ |- _ => pose proof (H j); clear H
  end; sign.
(* a sum of terms each of which has its sign *)
Ltac total :=
  first
  [ assumption
  | apply Rlt_le; assumption
  | match goal with
    | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; total
    | |- 0 < _ + _ => apply Rplus_lt_le_0_compat; total
    | |- 0 < _ + _ => apply Rplus_le_lt_0_compat; total
    | |- 0 <= 0 => apply Rle_refl
    end ].
"""
