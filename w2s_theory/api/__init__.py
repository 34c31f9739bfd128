"""What Python offers beside the records: for every command of ``w2s`` a function that returns what it prints, as a value."""
