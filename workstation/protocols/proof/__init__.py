"""The proofs that a pack must pass before anybody is graded by it."""
