"""What is known and what it means: pure values and functions, standard library only."""
