"""Damaging submissions at random: whatever arrives is read or refused, soon, and says nothing of its content."""
