"""The command ``w2s``: one file per command in ``commands``, found by listing that folder."""
