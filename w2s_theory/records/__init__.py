"""What things are: frozen records, with no SymPy, no arrays and no computation behind them.

Everything above (theorems, checker, simulation, command line) talks in these records.
"""
