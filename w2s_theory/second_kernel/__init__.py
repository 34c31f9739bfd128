"""The second kernel: the real-arithmetic steps of a proof as Coq lemmas, decided by ``coqc``.

It shares nothing with ``proofs_check``: it reads statement and steps and prints them anew. What is believed here
is the printing (:mod:`expressions`, :mod:`premises`) and Coq; certificates and tactics can only fail.
"""
