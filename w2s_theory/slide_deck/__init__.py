"""Slides made from the records: statement, idea and picture of each headline theorem."""
