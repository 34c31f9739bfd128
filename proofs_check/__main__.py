"""``python -m proofs_check [NAME ...]``: check proofs and nothing else.

Exit status 0 if the proof of every theorem of status *proved* is complete, else 3.
"""

from __future__ import annotations

import sys

# the outer edge, where theorems are handed to the checker; kernel and rules never import them
from w2s_theory.checks.proofs import prove
from w2s_theory.theorems.listing import Catalog


def main(names: list[str]) -> int:
    """Print each theorem's ledger in one line, and each step that is not decided."""
    catalog = Catalog()
    status = 0
    for name in names or list(catalog):
        try:
            proof = prove(catalog[name], catalog)
        except ValueError as error:
            print(error, file=sys.stderr)
            return 2
        rests = ", ".join(proof.rests_on) or "nothing but its own steps"
        print(f"{name}: {len(proof.ledger.lines)} steps, {proof.problem or 'complete'}; rests on {rests}")
        is_open = catalog[name].status == "proved" and not proof.complete
        status = max(status, 3 if is_open or proof.ledger.refuted else 0)
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
