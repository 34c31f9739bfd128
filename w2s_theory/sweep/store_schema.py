"""The tables of a store, made by migrations: a new store runs all of them, an old one those it lacks."""

from __future__ import annotations

# what marks a file as a store of ours: "w2ss"
APPLICATION = 0x77327373

MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID",
        "CREATE TABLE cells (cell INTEGER PRIMARY KEY, dimension INTEGER NOT NULL, teacher_units INTEGER NOT NULL, "
        "student_units NOT NULL, target TEXT NOT NULL)",
        "CREATE TABLE quantities (number INTEGER PRIMARY KEY, quantity TEXT NOT NULL, tau)",
        "CREATE TABLE environments (environment INTEGER PRIMARY KEY, versions TEXT NOT NULL, host TEXT NOT NULL, "
        "processor TEXT NOT NULL, blas TEXT NOT NULL, UNIQUE (versions, host, processor, blas))",
        # problem: why the task failed; NULL when it did not
        "CREATE TABLE tasks (cell INTEGER NOT NULL REFERENCES cells, trial INTEGER NOT NULL, seed TEXT NOT NULL, "
        "problem TEXT, environment INTEGER NOT NULL REFERENCES environments, finished TEXT NOT NULL, "
        "seconds REAL NOT NULL, PRIMARY KEY (cell, trial)) WITHOUT ROWID",
        "CREATE INDEX failed ON tasks (cell, trial) WHERE problem IS NOT NULL",
        "CREATE TABLE results (cell INTEGER NOT NULL, trial INTEGER NOT NULL, number INTEGER NOT NULL, "
        "value REAL NOT NULL, error REAL NOT NULL, PRIMARY KEY (cell, trial, number)) WITHOUT ROWID",
    ),
    (
        # for people who open the file with SQLite itself
        "CREATE VIEW sweep_results AS SELECT printf('%06d/%06d', r.cell, r.trial) AS key, c.dimension, "
        "c.teacher_units, c.student_units, c.target, q.quantity, q.tau, r.trial, t.seed, r.value, r.error, "
        "t.finished, t.seconds, e.host, e.versions, e.processor, e.blas FROM results r JOIN cells c USING (cell) "
        "JOIN quantities q USING (number) JOIN tasks t USING (cell, trial) JOIN environments e USING (environment)",
    ),
)
VERSION = len(MIGRATIONS)

# the result columns, in the order of the exports; the rest of a row is where and when it was computed
COLUMNS = (
    "key", "dimension", "teacher_units", "student_units", "target", "quantity", "tau", "trial", "seed", "value",
    "error",
)  # fmt: skip
RESULTS = (
    "SELECT printf('%06d/%06d', r.cell, r.trial), c.dimension, c.teacher_units, c.student_units, c.target, "
    "q.quantity, q.tau, r.trial, t.seed, r.value, r.error FROM results r JOIN cells c USING (cell) "
    "JOIN quantities q USING (number) JOIN tasks t USING (cell, trial) ORDER BY r.cell, r.trial, r.number"
)
