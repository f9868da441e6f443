"""Marks that tests of several folders carry."""

import pytest

IMPORTING_GREAT_EXPECTATIONS = pytest.mark.filterwarnings(
    "default:module 'sre_(constants|parse)' is deprecated:DeprecationWarning"
)
"""Great Expectations imports deprecated modules of the standard library; pytest shows it and does not fail."""
