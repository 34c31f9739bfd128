"""Verdicts and theorems as text, LaTeX, figures, pages and the README's table."""
