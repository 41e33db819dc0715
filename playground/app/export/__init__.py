"""Runs taken away: programs, codes, moving pictures, reports, and what comes back in."""
