"""The cache remembers, forgets what is unused, and takes damage for absence."""

from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import pytest

from jacobook.work.cache import Cache, key_of


@pytest.fixture
def cache(tmp_path):
    return Cache(tmp_path / "cache")


def test_what_was_put_is_found(cache):
    assert cache.get("rules", "k") is None
    cache.put("rules", "k", b"data")
    assert cache.get("rules", "k") == b"data"
    assert cache.get("pdf", "k") is None


@pytest.mark.parametrize("damage", [b"", b"short", lambda content: content[:-1], lambda content: content + b"x"])
def test_a_damaged_entry_is_a_miss(cache, damage):
    cache.put("rules", "k", b"data")
    path = cache.folder / "rules" / "k"
    path.write_bytes(damage(path.read_bytes()) if callable(damage) else damage)
    assert cache.get("rules", "k") is None


def test_an_entry_under_another_name_or_of_another_kind_is_damaged(cache):
    cache.put("rules", "k", b"data")
    content = (cache.folder / "rules" / "k").read_bytes()
    for kind, key in (("rules", "other"), ("pdf", "k")):
        (cache.folder / kind).mkdir(exist_ok=True)
        (cache.folder / kind / key).write_bytes(content)
        assert cache.has(kind, key)
        assert cache.get(kind, key) is None
    assert cache.get("rules", "k") == b"data"


def test_its_folders_are_known(cache):
    assert cache.folders() == []
    cache.put("rules", "k", b"data")
    cache.put("pdf", "k", b"data")
    assert {path.name for path in cache.folders()} == {"cache", "rules", "pdf"}


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path):
    (tmp_path / "cache").touch()
    cache = Cache(tmp_path / "cache")
    cache.put("rules", "k", b"data")
    assert cache.get("rules", "k") is None
    cache.forget_unused("rules")


def test_what_nobody_asks_for_is_forgotten(cache):
    cache.put("rules", "old", b"1")
    cache.put("rules", "new", b"2")
    later = Cache(cache.folder)
    later.get("rules", "new")
    later.forget_unused("rules")
    assert later.get("rules", "old") is None
    assert later.get("rules", "new") == b"2"


def test_a_key_depends_on_every_part_and_on_nothing_else():
    assert key_of("a", {"x": 1, "y": 2}) == key_of("a", {"y": 2, "x": 1})
    assert len({key_of("a"), key_of("b"), key_of("a", "b"), key_of(["a"]), key_of()}) == 5


def write_and_read(folder, number):
    cache = Cache(folder)
    for round_ in range(200):
        found = cache.get("rules", "shared")
        assert found in (None, *(bytes([n]) * 5000 for n in range(4)))
        cache.put("rules", "shared", bytes([number]) * 5000)
        if round_ % 20 == 0:
            Cache(folder).forget_unused("rules")


def test_many_may_use_it_at_a_time(tmp_path):
    with ProcessPoolExecutor(4, get_context("spawn")) as processes:
        for future in [processes.submit(write_and_read, tmp_path, number) for number in range(4)]:
            future.result()
