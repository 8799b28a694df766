"""What every test of the shop begins with."""

import pytest


@pytest.fixture(autouse=True)
def shop(hsfunc):
    hsfunc.secrets.add("HUBSPOT_TOKEN", "pat-eu1-of-the-tests")
    hsfunc.load("shop.functions")
