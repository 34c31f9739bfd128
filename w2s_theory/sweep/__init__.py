"""Sweeps: a plan, a store, a runner. What is done is kept, whatever ends; what is missing is computed again.

``plan`` reads and checks, ``tasks`` expands and computes one task, ``store`` is one SQLite file that the driver
alone writes, ``runner`` drives any pool of workers (``local_workers``, ``cluster``), ``driver`` ties them together.
"""
