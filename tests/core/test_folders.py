"""The folders are those of platformdirs, which knows every platform and takes long to load."""

from __future__ import annotations

import platformdirs
import pytest

from qestimate.core.folders import user_folder

ENVIRONMENTS = (
    {},
    {"XDG_DATA_HOME": "/data/of/mine", "XDG_CACHE_HOME": "/cache/of/mine"},
    {"XDG_DATA_HOME": "", "XDG_CACHE_HOME": ""},
    {"XDG_DATA_HOME": "not/absolute", "XDG_CACHE_HOME": "not/absolute"},
    {"XDG_DATA_HOME": "/data", "HOME": "not/absolute"},
    {"HOME": "/home/of/mine"},
    {"HOME": ""},
)


@pytest.mark.parametrize("environment", ENVIRONMENTS)
def test_folders_are_those_of_the_platform(environment, monkeypatch):
    for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert user_folder("data") == platformdirs.user_data_path("qestimate", appauthor=False)
    assert user_folder("cache") == platformdirs.user_cache_path("qestimate", appauthor=False)
