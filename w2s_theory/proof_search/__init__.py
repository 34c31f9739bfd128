"""Certificates of combination steps, searched for and handed to the checker, which alone decides."""
