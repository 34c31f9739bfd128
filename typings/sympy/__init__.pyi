# SymPy is only partly annotated, and what pyright infers of the rest is wrong as often as not
# (Expr without .p, Basic without .exp). To our code every SymPy object is Any.
from typing import Any

def __getattr__(name: str) -> Any: ...
