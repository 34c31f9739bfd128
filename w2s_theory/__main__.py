"""``python -m w2s_theory`` is the command ``w2s``."""

from w2s_theory.cli.entry import main

if __name__ == "__main__":
    main()
