"""The second kernel: a whole proof as one Coq file, decided by ``coqc``.

It shares nothing with ``proofs_check``: it reads statement and steps and prints them anew. What is believed here
is the printing (:mod:`expressions`, :mod:`meaning`, :mod:`section`, :mod:`link`) and Coq; certificates and tactics can only
fail. ``library/w2s.v`` is proved in Coq.
"""
