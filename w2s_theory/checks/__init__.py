"""Theorem + evaluations + draws + proof ledger -> Verdict."""
