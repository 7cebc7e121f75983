"""Who works here, what happened, what went wrong: pure values and functions."""
