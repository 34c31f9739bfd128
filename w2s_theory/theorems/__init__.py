"""One file per theorem, in folders by subject, found by listing them; nothing is registered."""
