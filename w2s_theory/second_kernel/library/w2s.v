(* What every proof file of the second kernel rests on: real arithmetic, whole numbers among the reals, finite sums,
   an abstract inner-product space, an abstract mean over a draw, and two facts of calculus. All of it is proved here,
   from Coq's real numbers and Coquelicot; the records [space] and [chance] say what a space and a draw are. *)
From Coq Require Import Reals Lra Psatz ZArith List FunctionalExtensionality.
From Coquelicot Require Import Coquelicot.
Local Open Scope R_scope.

(* ---- combinations of equalities and inequalities ---- *)

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
Lemma exp_opposite (n : nat) (u v : R) : v = - (INR n * u) -> exp v = / (exp u ^ n).
Proof. intros ->. rewrite exp_Ropp, (exp_multiple n u (INR n * u)); reflexivity. Qed.
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
    | |- 0 < PI => apply PI_RGT_0
    | |- 0 <= PI => apply Rlt_le, PI_RGT_0
    | |- 0 <= sqrt _ => apply sqrt_pos
    | |- 0 < exp _ => apply exp_pos
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
(* ---- whole numbers ---- *)

Definition whole (x : R) : Prop := exists z : Z, x = IZR z.

Lemma whole_IZR (z : Z) : whole (IZR z).
Proof. exists z. reflexivity. Qed.
Lemma whole_INR (n : nat) : whole (INR n).
Proof. exists (Z.of_nat n). apply INR_IZR_INZ. Qed.
Lemma whole_plus (x y : R) : whole x -> whole y -> whole (x + y).
Proof. intros [a ->] [b ->]. exists (a + b)%Z. symmetry. apply plus_IZR. Qed.
Lemma whole_minus (x y : R) : whole x -> whole y -> whole (x - y).
Proof. intros [a ->] [b ->]. exists (a - b)%Z. symmetry. apply minus_IZR. Qed.
Lemma whole_opp (x : R) : whole x -> whole (- x).
Proof. intros [a ->]. exists (- a)%Z. symmetry. apply opp_IZR. Qed.
Lemma whole_mult (x y : R) : whole x -> whole y -> whole (x * y).
Proof. intros [a ->] [b ->]. exists (a * b)%Z. symmetry. apply mult_IZR. Qed.
Lemma whole_min (x y : R) : whole x -> whole y -> whole (Rmin x y).
Proof. unfold Rmin. destruct (Rle_dec x y); auto. Qed.

Ltac whole :=
  first [ assumption | apply whole_IZR | apply whole_INR
        | match goal with
          | |- whole (_ + _) => apply whole_plus; whole
          | |- whole (_ - _) => apply whole_minus; whole
          | |- whole (_ * _) => apply whole_mult; whole
          | |- whole (- _) => apply whole_opp; whole
          | |- whole (Rmin _ _) => apply whole_min; whole
          | H : forall k : R, _ |- whole _ => apply H; whole
          end ].

Lemma natural (x : R) : whole x -> 0 <= x -> exists n : nat, x = INR n.
Proof.
  intros [z ->] H. exists (Z.to_nat z).
  rewrite INR_IZR_INZ, Z2Nat.id; [reflexivity|]. apply le_IZR, H.
Qed.
Lemma whole_induction (P : R -> Prop) :
  P 0 -> (forall i, whole i -> 0 <= i -> P i -> P (1 + i)) -> forall i, whole i -> 0 <= i -> P i.
Proof.
  intros base next i W H. destruct (natural i W H) as [n ->]. clear W H.
  induction n as [|n IH]; [exact base|].
  rewrite S_INR, Rplus_comm. apply next; [apply whole_INR|apply pos_INR|exact IH].
Qed.
(* of two whole numbers the larger is larger by 1 at least *)
Lemma whole_lt (x y : R) : whole x -> whole y -> x < y -> x + 1 <= y.
Proof.
  intros [a ->] [b ->] H. apply lt_IZR in H.
  rewrite <- plus_IZR. apply IZR_le. apply Zlt_le_succ, H.
Qed.
Lemma half (x : R) : whole x -> 0 <= x ->
  (exists i, whole i /\ 0 <= i /\ x = 2 * i) \/ (exists i, whole i /\ 0 <= i /\ x = 1 + 2 * i).
Proof.
  intros W H. destruct (natural x W H) as [n ->].
  destruct (Nat.Even_or_Odd n) as [[m ->]|[m ->]]; [left|right]; exists (INR m);
    (split; [apply whole_INR|split; [apply pos_INR|]]).
  - rewrite mult_INR. reflexivity.
  - rewrite plus_INR, mult_INR. simpl. ring.
Qed.

(* a power with a letter in its exponent: the whole power where that is whole *)
Definition power (a x : R) : R :=
  if Req_EM_T x (IZR (Int_part x)) then powerRZ a (Int_part x) else Rpower a x.
Lemma power_pos (a x : R) : 0 < a -> 0 < power a x.
Proof.
  intro H. unfold power. destruct (Req_EM_T x (IZR (Int_part x))).
  - apply powerRZ_lt, H.
  - apply exp_pos.
Qed.
Lemma Int_part_IZR (z : Z) : Int_part (IZR z) = z.
Proof.
  unfold Int_part. symmetry. rewrite <- (tech_up (IZR z) (z + 1)%Z); [ring| |].
  - rewrite plus_IZR. lra.
  - rewrite plus_IZR. lra.
Qed.
Lemma power_INR (a : R) (n : nat) : power a (INR n) = a ^ n.
Proof.
  unfold power. rewrite INR_IZR_INZ, Int_part_IZR.
  destruct (Req_EM_T (IZR (Z.of_nat n)) (IZR (Z.of_nat n))) as [_|F]; [|elim F; reflexivity].
  symmetry. apply pow_powerRZ.
Qed.
Lemma power_0 (a : R) : power a 0 = 1.
Proof. apply (power_INR a 0). Qed.
Lemma power_1 (a : R) : power a 1 = a.
Proof. change 1 with (INR 1). rewrite power_INR. simpl. ring. Qed.
Lemma power_next (a i : R) : whole i -> 0 <= i -> power a (i + 1) = a * power a i.
Proof.
  intros W H. destruct (natural i W H) as [n ->].
  rewrite <- S_INR, !power_INR. reflexivity.
Qed.
Lemma power_sign (a i : R) : whole i -> 0 <= i -> 0 <= a -> 0 <= power a i.
Proof. intros W H A. destruct (natural i W H) as [n ->]. rewrite power_INR. apply pow_le, A. Qed.

(* signs by shape alone *)
Ltac shape :=
  first
  [ assumption
  | match goal with
    | |- _ /\ _ => split; shape
    | |- 0 <= ?a * ?a => apply Rle_0_sqr
    | |- 0 <= _ ^ 2 => apply pow2_ge_0
    | |- 0 <= _ ^ _ => apply pow_le; shape
    | |- 0 < _ ^ _ => apply pow_lt; shape
    | |- 0 <= _ * _ => apply Rmult_le_pos; shape
    | |- 0 < _ * _ => apply Rmult_lt_0_compat; shape
    | |- 0 <= _ / _ => unfold Rdiv; apply Rmult_le_pos; shape
    | |- 0 < _ / _ => unfold Rdiv; apply Rmult_lt_0_compat; shape
    | |- 0 <= / _ => apply Rlt_le, Rinv_0_lt_compat; shape
    | |- 0 < / _ => apply Rinv_0_lt_compat; shape
    | |- 0 < PI => apply PI_RGT_0
    | |- 0 <= PI => apply Rlt_le, PI_RGT_0
    | |- 0 <= sqrt _ => apply sqrt_pos
    | |- 0 < exp _ => apply exp_pos
    | |- 0 <= exp _ => apply Rlt_le, exp_pos
    | |- 0 < power _ _ => apply power_pos; shape
    | |- 0 <= power _ _ => apply Rlt_le, power_pos; shape
    | |- ?a ^ _ <> 0 => apply pow_nonzero; shape
    | |- ?a * ?b <> 0 => apply Rmult_integral_contrapositive_currified; shape
    | |- _ <> 0 => apply Rgt_not_eq, Rlt_gt; shape
    | H : forall _ : R, 0 <= _ |- 0 <= _ => apply H
    | H : forall _ : R, 0 < _ |- 0 < _ => apply H
    | H : forall _ _ : R, 0 < _ |- 0 < _ => apply H
    | H : forall _ : R, 0 < _ |- 0 <= _ => apply Rlt_le, H
    | H : forall _ _ : R, 0 < _ |- 0 <= _ => apply Rlt_le, H
    | |- 0 < _ + _ => apply Rplus_lt_le_0_compat; shape
    | |- 0 < _ + _ => apply Rplus_le_lt_0_compat; shape
    | |- 0 <= _ + _ => apply Rplus_le_le_0_compat; shape
    end
  | lra ].
(* two ways of writing one number: as polynomials or quotients, else part by part *)
Ltac same_once := first [reflexivity | ring | solve [field; shape]].
Ltac same_within n :=
  match n with
  | O => same_once
  | S ?m =>
    first [ same_once
          | match goal with
            | |- (fun _ => _) = (fun _ => _) => apply functional_extensionality; intro; same_within m
            | |- _ = _ => progress f_equal; same_within m
            end ]
  end.
Ltac same := match goal with |- _ = _ => same_within 4%nat end.

(* ---- finite sums over whole numbers a, a + 1, ..., b ---- *)

Definition fsum (F : R -> R) (a b : R) : R :=
  match Z.to_nat (Int_part (b - a) + 1) with
  | O => 0
  | S k => sum_f_R0 (fun i => F (a + INR i)) k
  end.

Lemma fsum_cases (a b : R) :
  (forall F, fsum F a b = 0) \/ exists k : nat, INR k <= b - a /\ forall F, fsum F a b = sum_f_R0 (fun i => F (a + INR i)) k.
Proof.
  unfold fsum. destruct (Z.to_nat (Int_part (b - a) + 1)) as [|k] eqn:K.
  - left. reflexivity.
  - right. exists k. split; [|reflexivity].
    assert (Z : (Z.of_nat k = Int_part (b - a))%Z) by lia.
    rewrite INR_IZR_INZ, Z. apply base_Int_part.
Qed.
Lemma fsum_plus (F G : R -> R) (a b : R) : fsum (fun j => F j + G j) a b = fsum F a b + fsum G a b.
Proof.
  destruct (fsum_cases a b) as [Z|[k [_ K]]].
  - rewrite !Z. ring.
  - rewrite !K. apply sum_plus.
Qed.
Lemma fsum_scal (c : R) (F : R -> R) (a b : R) : fsum (fun j => c * F j) a b = c * fsum F a b.
Proof.
  destruct (fsum_cases a b) as [Z|[k [_ K]]].
  - rewrite !Z. ring.
  - rewrite !K, scal_sum. apply sum_eq. intros. ring.
Qed.
Lemma fsum_le (F G : R -> R) (a b : R) : whole a ->
  (forall j, whole j -> a <= j -> j <= b -> F j <= G j) -> fsum F a b <= fsum G a b.
Proof.
  intros W H. destruct (fsum_cases a b) as [Z|[k [L K]]].
  - rewrite !Z. lra.
  - rewrite !K. apply sum_Rle. intros n N. apply H.
    + apply whole_plus; [exact W|apply whole_INR].
    + generalize (pos_INR n). lra.
    + generalize (le_INR n k N). lra.
Qed.
Lemma fsum_ext (F G : R -> R) (a b : R) : whole a ->
  (forall j, whole j -> a <= j -> j <= b -> F j = G j) -> fsum F a b = fsum G a b.
Proof.
  intros W H. apply Rle_antisym; apply fsum_le; try exact W; intros; rewrite H; trivial; apply Rle_refl.
Qed.
Lemma fsum_nonneg (F : R -> R) (a b : R) : whole a ->
  (forall j, whole j -> a <= j -> j <= b -> 0 <= F j) -> 0 <= fsum F a b.
Proof.
  intros W H. replace 0 with (fsum (fun j => 0 * 0) a b).
  - apply fsum_le; [exact W|]. intros. rewrite Rmult_0_l. auto.
  - rewrite fsum_scal. ring.
Qed.
Lemma fsum_const (c a b : R) : whole a -> whole b -> a <= b + 1 -> fsum (fun _ => c) a b = (b - a + 1) * c.
Proof.
  intros [x ->] [y ->] H. unfold fsum. rewrite <- minus_IZR, Int_part_IZR.
  rewrite <- plus_IZR in H. apply le_IZR in H. rewrite <- plus_IZR.
  destruct (Z.to_nat (y - x + 1)) as [|k] eqn:K.
  - replace (y - x + 1)%Z with 0%Z by lia. ring.
  - rewrite sum_cte, INR_IZR_INZ. replace (Z.of_nat (S k)) with (y - x + 1)%Z by lia. ring.
Qed.

(* ---- an abstract inner-product space ---- *)

Record space := {
  vector :> Type;
  vplus : vector -> vector -> vector;
  vscal : R -> vector -> vector;
  inner : vector -> vector -> R;
  inner_sym : forall x y, inner x y = inner y x;
  inner_plus_l : forall x y z, inner (vplus x y) z = inner x z + inner y z;
  inner_scal_l : forall c x z, inner (vscal c x) z = c * inner x z;
  inner_pos : forall x, 0 <= inner x x }.
Arguments vplus {_}. Arguments vscal {_}. Arguments inner {_}.
Arguments inner_sym {_}. Arguments inner_plus_l {_}. Arguments inner_scal_l {_}. Arguments inner_pos {_}.

Section Space.
  Context {V : space}.
  Lemma inner_plus_r (x y z : V) : inner z (vplus x y) = inner z x + inner z y.
  Proof. rewrite inner_sym, inner_plus_l, (inner_sym x), (inner_sym y). reflexivity. Qed.
  Lemma inner_scal_r (c : R) (x z : V) : inner z (vscal c x) = c * inner z x.
  Proof. rewrite inner_sym, inner_scal_l, (inner_sym x). reflexivity. Qed.

  Definition self_adjoint (S : V -> V) : Prop := forall x y, inner (S x) y = inner x (S y).
  (* 0 <= S <= I *)
  Definition shrinkage (S : V -> V) : Prop :=
    (forall x y, S (vplus x y) = vplus (S x) (S y)) /\ (forall c x, S (vscal c x) = vscal c (S x)) /\
    self_adjoint S /\ (forall x, 0 <= inner x (S x)) /\ (forall x, inner x (S x) <= inner x x).
  Definition projection (P : V -> V) : Prop := self_adjoint P /\ (forall x, P (P x) = P x).

  Lemma projection_same (P : V -> V) (x y : V) : projection P -> inner (P x) (P y) = inner x (P y).
  Proof. intros [A B]. rewrite A, B. reflexivity. Qed.
  Lemma projection_symmetric (P : V -> V) (x y : V) : projection P -> inner (P x) y = inner x (P y).
  Proof. intros [A _]. apply A. Qed.
  Lemma self_adjoint_symmetric (P : V -> V) (x y : V) : self_adjoint P -> inner (P x) y = inner x (P y).
  Proof. intro A. apply A. Qed.
  Lemma shrinkage_symmetric (S : V -> V) (x y : V) : shrinkage S -> inner (S x) y = inner x (S y).
  Proof. intros (_ & _ & A & _). apply A. Qed.
  Lemma shrinkage_nonnegative (S : V -> V) (x : V) : shrinkage S -> 0 <= inner x (S x).
  Proof. intros (_ & _ & _ & A & _). apply A. Qed.
  Lemma shrinkage_below (S : V -> V) (x : V) : shrinkage S -> inner x (S x) <= inner x x.
  Proof. intros (_ & _ & _ & _ & A). apply A. Qed.
  (* Cauchy and Schwarz for the form <x, S y> *)
  Lemma shrinkage_square (S : V -> V) (x : V) : shrinkage S -> inner (S x) (S x) <= inner x (S x).
  Proof.
    intros (P & C & A & N & B).
    assert (Q : 0 <= inner x (S x) - 2 * inner (S x) (S x) + inner (S x) (S (S x))).
    { generalize (N (vplus x (vscal (-1) (S x)))).
      rewrite P, C, inner_plus_l, !inner_plus_r, !inner_scal_l, !inner_scal_r, <- (A x (S x)). lra. }
    generalize (B (S x)). lra.
  Qed.
End Space.

Ltac expand_in H :=
  repeat first [rewrite inner_plus_l in H | rewrite inner_plus_r in H | rewrite inner_scal_l in H | rewrite inner_scal_r in H].

(* ---- chance: a mean over the draw ---- *)

Definition exceeds (x y : R) : R := if Rlt_dec y x then 1 else 0.

Lemma exceeds_nonneg (x y : R) : 0 <= exceeds x y.
Proof. unfold exceeds. destruct (Rlt_dec y x); lra. Qed.

(* which random numbers are bounded, square integrable and integrable is said by the setting; what is taken from it is here *)
Record chance := {
  outcomes :> Type;
  some_outcome : outcomes;
  E : (outcomes -> R) -> R;
  bounded : (outcomes -> R) -> Prop;
  square_integrable : (outcomes -> R) -> Prop;
  integrable : (outcomes -> R) -> Prop;
  bounded_const : forall c, bounded (fun _ => c);
  bounded_plus : forall f g, bounded f -> bounded g -> bounded (fun w => f w + g w);
  bounded_mult : forall f g, bounded f -> bounded g -> bounded (fun w => f w * g w);
  square_of_bounded : forall f, bounded f -> square_integrable f;
  square_mult : forall f g, bounded f -> square_integrable g -> square_integrable (fun w => f w * g w);
  integrable_of_square : forall f, square_integrable f -> integrable f;
  integrable_plus : forall f g, integrable f -> integrable g -> integrable (fun w => f w + g w);
  integrable_mult : forall f g, bounded f -> integrable g -> integrable (fun w => f w * g w);
  integrable_squares : forall f g, square_integrable f -> square_integrable g -> integrable (fun w => f w * g w);
  E_const : forall c, E (fun _ => c) = c;
  E_plus : forall f g, integrable f -> integrable g -> E (fun w => f w + g w) = E f + E g;
  E_scal : forall c f, integrable f -> E (fun w => c * f w) = c * E f;
  E_le : forall f g, integrable f -> integrable g -> (forall w, f w <= g w) -> E f <= E g }.
Arguments some_outcome {_}. Arguments E {_}. Arguments bounded {_}. Arguments square_integrable {_}. Arguments integrable {_}.
Arguments bounded_const {_}. Arguments bounded_plus {_}. Arguments bounded_mult {_}. Arguments square_of_bounded {_}.
Arguments square_mult {_}. Arguments integrable_of_square {_}. Arguments integrable_plus {_}. Arguments integrable_mult {_}.
Arguments integrable_squares {_}. Arguments E_const {_}. Arguments E_plus {_}. Arguments E_scal {_}. Arguments E_le {_}.

Section Chance.
  Context {Omega : chance}.
  Implicit Types f g : Omega -> R.
  Lemma integrable_of_bounded f : bounded f -> integrable f.
  Proof. intro H. apply integrable_of_square, square_of_bounded, H. Qed.
  Lemma integrable_scal (c : R) f : integrable f -> integrable (fun w => c * f w).
  Proof. apply integrable_mult, bounded_const. Qed.
  Lemma square_mult_r f g : square_integrable f -> bounded g -> square_integrable (fun w => f w * g w).
  Proof.
    intros F G. replace (fun w => f w * g w) with (fun w => g w * f w); [apply square_mult; assumption|].
    apply functional_extensionality. intro. ring.
  Qed.
  Lemma integrable_mult_r f g : integrable f -> bounded g -> integrable (fun w => f w * g w).
  Proof.
    intros F G. replace (fun w => f w * g w) with (fun w => g w * f w); [apply integrable_mult; assumption|].
    apply functional_extensionality. intro. ring.
  Qed.
  Lemma bounded_pow f (n : nat) : bounded f -> bounded (fun w => f w ^ n).
  Proof. intro F. induction n as [|n IH]; simpl; [apply bounded_const|apply bounded_mult; assumption]. Qed.
  Lemma integrable_pow2 f : square_integrable f -> integrable (fun w => f w ^ 2).
  Proof.
    intro F. replace (fun w => f w ^ 2) with (fun w => f w * f w); [apply integrable_squares; assumption|].
    apply functional_extensionality. intro. ring.
  Qed.
  Lemma integrable_partial (F : nat -> Omega -> R) (k : nat) :
    (forall i, integrable (F i)) -> integrable (fun w => sum_f_R0 (fun i => F i w) k).
  Proof. intro H. induction k as [|k IH]; simpl; [apply H|apply integrable_plus; [exact IH|apply H]]. Qed.
  Lemma integrable_fsum (F : R -> Omega -> R) (a b : R) :
    whole a -> (forall j, whole j -> a <= j -> integrable (F j)) -> integrable (fun w => fsum (fun j => F j w) a b).
  Proof.
    intros W H. destruct (fsum_cases a b) as [Z|[k [_ K]]].
    - replace (fun w => fsum (fun j => F j w) a b) with (fun _ : Omega => 0).
      + apply integrable_of_bounded, bounded_const.
      + apply functional_extensionality. intro. symmetry. apply Z.
    - replace (fun w => fsum (fun j => F j w) a b) with (fun w => sum_f_R0 (fun i => F (a + INR i) w) k).
      + apply (integrable_partial (fun i => F (a + INR i))). intro i. apply H.
        * apply whole_plus; [exact W|apply whole_INR].
        * generalize (pos_INR i). lra.
      + apply functional_extensionality. intro. symmetry. apply (K (fun j => F j _)).
  Qed.
  Lemma E_fsum (F : R -> Omega -> R) (a b : R) : whole a ->
    (forall j, whole j -> a <= j -> integrable (F j)) ->
    E (fun w => fsum (fun j => F j w) a b) = fsum (fun j => E (F j)) a b.
  Proof.
    intros W H. destruct (fsum_cases a b) as [Z|[k [_ K]]].
    - rewrite Z. rewrite <- (@E_const Omega 0). f_equal. apply functional_extensionality. intro. apply Z.
    - rewrite K. transitivity (E (fun w => sum_f_R0 (fun i => F (a + INR i) w) k)).
      + f_equal. apply functional_extensionality. intro. apply (K (fun j => F j _)).
      + assert (I : forall i, integrable (F (a + INR i))).
        { intro i. apply H; [apply whole_plus; [exact W|apply whole_INR]|generalize (pos_INR i); lra]. }
        clear - I. induction k as [|k IH]; simpl; [reflexivity|].
        rewrite E_plus, IH; [reflexivity|apply (integrable_partial (fun i => F (a + INR i))), I|apply (I (S k))].
  Qed.
  Lemma E_eq f g : (forall w, f w = g w) -> E f = E g.
  Proof. intro H. f_equal. apply functional_extensionality, H. Qed.
  (* the mean of a combination of integrable random numbers *)
  Fixpoint combination (l : list (R * (Omega -> R))) (w : Omega) : R :=
    match l with nil => 0 | (c, f) :: rest => c * f w + combination rest w end.
  Fixpoint combination_of_means (l : list (R * (Omega -> R))) : R :=
    match l with nil => 0 | (c, f) :: rest => c * E f + combination_of_means rest end.
  Lemma mean_of_combination f (l : list (R * (Omega -> R))) :
    List.Forall (fun each => integrable (snd each)) l -> (forall w, f w = combination l w) ->
    integrable f /\ E f = combination_of_means l.
  Proof.
    intros I H. replace f with (combination l).
    - clear H. induction I as [|[c g] rest G _ [J IH]]; simpl.
      + split; [apply integrable_of_bounded, bounded_const|apply E_const].
      + split.
        * apply integrable_plus; [apply integrable_scal, G|exact J].
        * rewrite E_plus, E_scal, IH; [reflexivity|exact G|apply integrable_scal, G|exact J].
    - apply functional_extensionality. intro. symmetry. apply H.
  Qed.
End Chance.

(* a product of random numbers is integrable: the setting says of each how far *)
Ltac is_bounded :=
  first [ assumption | apply bounded_const
        | match goal with H : forall j : R, bounded _ |- bounded _ => apply H end
        | match goal with
          | |- bounded (fun w => @?f w ^ _) => apply bounded_pow; is_bounded
          | |- bounded (fun w => @?f w * @?g w) => apply bounded_mult; is_bounded
          | |- bounded (fun w => @?f w + @?g w) => apply bounded_plus; is_bounded
          end ].
Ltac is_square :=
  first [ assumption
        | match goal with H : forall j : R, square_integrable _ |- square_integrable _ => apply H end
        | match goal with |- square_integrable (fun w => @?f w * @?g w) => first
          [ apply square_mult; [is_bounded|is_square] | apply square_mult_r; [is_square|is_bounded] ] end
        | apply square_of_bounded; is_bounded ].
Ltac is_integrable :=
  first [ assumption
        | match goal with H : forall j : R, integrable _ |- integrable _ => apply H end
        | apply integrable_of_square; is_square
        | match goal with
          | |- integrable (fun w => @?f w ^ 2) => apply integrable_pow2; is_square
          | |- integrable (fun w => @?f w * @?g w) => first
            [ apply integrable_mult; [is_bounded|is_integrable] | apply integrable_mult_r; [is_integrable|is_bounded]
            | apply integrable_squares; is_square ]
          end ].

(* ---- how a step is put together from what it uses ---- *)

Ltac side := first [assumption | whole | lra | solve [shape] | sign].
Ltac domain := first [assumption | match goal with H : forall _ : outcomes _, _ |- _ => apply H end | apply exceeds_nonneg | apply power_pos; side | apply exp_pos | whole | sign].
(* an earlier step at values that satisfy what it asks for *)
Ltac discharge G :=
  repeat match type of G with
  | ?A -> _ => let X := fresh in assert (X : A) by side; specialize (G X); clear X
  end.
(* the claim from the same claim, perhaps written in another way *)
Ltac close G :=
  first [ exact G
        | apply (le_same _ _ _ _ G); same
        | apply (lt_same _ _ _ _ G); same
        | apply (eq_same _ _ _ _ G); same
        | apply Rlt_le, (lt_same _ _ _ _ G); same ].

(* ---- calculus ---- *)

(* f(a) >= 0 and f' >= 0 from a on *)
Lemma increasing_nonneg (f df : R -> R) (a x : R) :
  (forall t, a <= t -> is_derive f t (df t)) -> (forall t, a <= t -> 0 <= df t) -> 0 <= f a -> a <= x -> 0 <= f x.
Proof.
  intros D P S H.
  destruct (MVT_gen f a x df) as [c [C Q]].
  - rewrite Rmin_left, Rmax_right by exact H. intros t T. apply D. lra.
  - rewrite Rmin_left, Rmax_right by exact H. intros t T.
    apply continuity_pt_filterlim, (ex_derive_continuous f). exists (df t). apply D. lra.
  - rewrite Rmin_left, Rmax_right in C by exact H.
    assert (0 <= df c * (x - a)) by (apply Rmult_le_pos; [apply P; lra|lra]). lra.
Qed.
(* dy/dt = g t - l y for t > 0, y continuous from the right at 0, has one solution from y(0) on *)
Definition right_continuous (y : R -> R) : Prop := filterlim y (at_right 0) (locally (y 0)).
Lemma constant_from_0 (y : R -> R) :
  (forall t, 0 < t -> is_derive y t 0) -> right_continuous y -> forall t, 0 <= t -> y t = y 0.
Proof.
  intros D C t [T|<-]; [|reflexivity].
  assert (K : forall s, 0 < s -> y s = y t).
  { intros s S. destruct (MVT_gen y s t (fun _ => 0)) as [c [_ Q]].
    - intros u U. apply D. apply Rlt_le_trans with (Rmin s t); [apply Rmin_glb_lt; assumption|lra].
    - intros u U. apply continuity_pt_filterlim, (ex_derive_continuous y). exists 0. apply D.
      apply Rlt_le_trans with (Rmin s t); [apply Rmin_glb_lt; assumption|lra].
    - lra. }
  symmetry. apply (filterlim_locally_unique (F := at_right 0) y); [exact C|].
  apply (filterlim_ext_loc (fun _ => y t)).
  - exists (mkposreal 1 Rlt_0_1). intros s _ S. symmetry. apply K, S.
  - apply filterlim_const.
Qed.
Lemma linear_ode (y : R -> R) (l b : R) :
  (forall t, 0 < t -> is_derive y t (l * (b - y t))) -> right_continuous y ->
  forall t, 0 <= t -> y t = b + (y 0 - b) * exp (- (l * t)).
Proof.
  intros D C t T.
  assert (E : (y t - b) * exp (l * t) = (y 0 - b) * exp (l * 0)).
  { apply (constant_from_0 (fun s => (y s - b) * exp (l * s))); [| |exact T].
    - intros s S. generalize (D s S). intro Y.
      evar_last.
      + apply (is_derive_mult (fun s => y s - b) (fun s => exp (l * s)) s).
        * apply (is_derive_minus y (fun _ => b)); [exact Y|apply is_derive_const].
        * auto_derive; [exact I|reflexivity].
        * intros; apply Rmult_comm.
      + unfold minus, plus, opp, mult, zero; simpl. ring.
    - unfold right_continuous.
      apply (filterlim_comp_2 (F := at_right 0) (G := locally (y 0 - b)) (H := locally (exp (l * 0)))
        (fun s => y s - b) (fun s => exp (l * s)) Rmult).
      + apply (filterlim_comp_2 (F := at_right 0) (G := locally (y 0)) (H := locally (- b)) y (fun _ => - b) Rplus); [exact C|apply filterlim_const|].
        apply (filterlim_plus (y 0) (- b)).
      + apply (filterlim_filter_le_1 (F := locally 0) (fun s => exp (l * s))).
        * intros P H. apply filter_le_within, H.
        * apply (ex_derive_continuous (fun s => exp (l * s))). auto_derive. exact I.
      + apply (filterlim_mult (K := R_AbsRing) (y 0 - b) (exp (l * 0))). }
  rewrite Rmult_0_r, exp_0, Rmult_1_r in E.
  rewrite exp_Ropp. rewrite <- E. field. apply Rgt_not_eq, exp_pos.
Qed.
(* the value at a lower end, where exponentials of 0 are 1 *)
Ltac at_start := rewrite ?Rmult_0_r, ?Rmult_0_l, ?Ropp_0, ?exp_0; first [lra | side].
Ltac at_zero := rewrite ?power_0, ?Rmult_0_r, ?Rmult_0_l, ?Rplus_0_l, ?Rplus_0_r in *.
Ltac sum_is_linear :=
  rewrite <- ?fsum_scal, <- ?fsum_plus; first [reflexivity | apply fsum_ext; [whole|intros; same]].
