"""Settings of whoever runs the tests reach none of them."""

import os

from resources import key
from resources.source import source
from resources.warehouse import store
from tests.lib.keys import KEY, VARIABLES


def test_no_setting_of_an_operator_is_left_in_the_environment_of_the_tests():
    assert {name: value for name, value in os.environ.items() if name.startswith("REVIEW_")} == {"REVIEW_KEY": KEY}


def test_every_setting_of_the_stores_is_one_that_a_home_in_a_test_clears():
    named = {value for module in (key, source, store) for name, value in vars(module).items() if "VARIABLE" in name}
    assert named == set(VARIABLES)
