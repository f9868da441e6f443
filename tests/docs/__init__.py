"""Tests that the pages of the documentation agree with the repository."""
