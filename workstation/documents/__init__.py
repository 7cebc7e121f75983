"""The PDF, its signature, its verification."""
