"""`w2s needs --facts`: what proofs rest on, in every form."""

import json

NAME = "kernel_trace_eq_diagonal"


def test_the_command_prints_them_in_every_form(w2s):
    said = w2s("needs", NAME, "--facts")
    fact = "gegenbauer_parseval"
    for line in (
        f"{fact}: Parseval",
        "stands in",
        "Atkinson and Han 2012",
        "read by us",
        "nobody",
        "not known to us",
    ):
        assert line in said.out, said.out
    rows = json.loads(w2s("needs", NAME, "--facts", "--json").out)["facts"]
    assert {row["fact"]: row["falls"] for row in rows}[fact] == [NAME]
    assert w2s("needs", NAME, "--facts", "--csv").out.startswith(
        "fact,kind,statement,reference,read,formal,gap,"
    )
    refused = w2s("needs", NAME, "--facts", "--proof-only")
    assert (refused.status, refused.out) == (2, "") and "leave out --proof-only" in refused.err
