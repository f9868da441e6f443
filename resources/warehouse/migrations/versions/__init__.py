"""Revisions of the warehouse in their order; a released one is never changed."""
