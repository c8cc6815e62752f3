"""Work on rules keeps its limits, and its outcome does not depend on where it is done."""

import os
import signal
import time

import pytest

from jacobook.answers.answers import answer_item
from jacobook.answers.records import attempted_records, records
from jacobook.catalogue.loader import load
from jacobook.catalogue.model import Catalogue, Chapter, Rule
from jacobook.errors import LanguageError, ToolError
from jacobook.proof.verdict.certificate import Disproved
from jacobook.work import timings
from jacobook.work.limits import attempt_within, ended_seconds, stop_processes
from jacobook.work.spread import Workers, in_turn

SMALL = Catalogue(load().chapters[:2])


def nap(seconds):
    time.sleep(seconds)
    return seconds


def spin(_):
    # One step of the interpreter that no signal interrupts.
    return len(str(7 ** (7**11))) if _ == "power" else sum(1 for _ in iter(int, 1))


def hoard(_):
    return len(bytearray(1 << 40))


def vanish(_):
    os.kill(os.getpid(), signal.SIGKILL)


def touch(path):
    path.touch()
    return path.name


def burn(steps):
    return sum(number * number for number in range(steps))


def stumble(_):
    raise ZeroDivisionError("by zero")


def refuse(item):
    raise LanguageError(f"cannot read {item}", hint="write it otherwise", context=("here",))


def disprove(item):
    return answer_item(Rule("wrong", "Wrong", "x @ x", ("x",), textbook={"x": "x"}), item)


@pytest.mark.parametrize("item", ["loop", "power"])
def test_what_takes_too_long_is_stopped(item):
    outcome = attempt_within(spin, item, limit=0.5)
    assert outcome.value is None
    assert "took longer than 0.5 seconds" in str(outcome.problem)


@pytest.mark.parametrize(
    ("work", "told"),
    [
        (hoard, "more than 4 GB of memory"),
        (vanish, "crashed"),
        (stumble, "internal error: a bug in Jacobook (ZeroDivisionError: by zero)"),
    ],
)
def test_whatever_goes_wrong_is_told_and_the_next_one_is_answered(work, told):
    first, second = attempt_within(work, 0), attempt_within(nap, 0)
    assert told in str(first.problem)
    assert second.value == 0


def test_what_is_no_more_than_the_jobs_is_begun_before_any_outcome_is_asked_for(tmp_path):
    outcomes = Workers(2)(touch, [tmp_path / "one", tmp_path / "two"])
    until = time.monotonic() + 30
    while len(list(tmp_path.iterdir())) < 2 and time.monotonic() < until:
        time.sleep(0.05)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["one", "two"]
    assert [outcome.value for outcome in outcomes] == ["one", "two"]


@pytest.mark.slow
def test_the_processor_time_of_processes_that_end_is_not_counted_again():
    stop_processes()
    told = attempt_within(burn, 3_000_000).elsewhere
    before, ended = timings._processor(), ended_seconds()
    stop_processes()
    assert ended_seconds() - ended >= told > timings._processor() - before


def test_errors_for_people_come_back_whole():
    (here,) = in_turn(refuse, ["x"])
    there = attempt_within(refuse, "x")
    assert type(there.problem) is type(here.problem)
    assert str(there.problem) == str(here.problem) == "here: cannot read x\n  write it otherwise"
    wrong = attempt_within(disprove, "x").problem
    assert isinstance(wrong, Disproved)
    assert "the derivative is [2], and yours [1]" in str(wrong)


def test_outcomes_come_in_the_order_of_the_items():
    naps = [0.3, 0.0, 0.1, 0.0]
    assert [outcome.value for outcome in Workers(2)(nap, naps)] == naps


def test_nothing_to_do_is_done_at_once():
    assert list(Workers(2)(nap, [])) == []


@pytest.mark.slow
@pytest.mark.parametrize("jobs", [1, 2, 5])
def test_records_do_not_depend_on_the_number_of_workers(jobs):
    found = attempted_records(SMALL, spread=Workers(jobs))
    assert found.problems == ()
    assert found.answered == records(SMALL)


def spin_on_demand(item):
    return spin("loop") if item == "loop" else item


def test_an_item_that_hangs_keeps_none_of_the_others_back():
    outcomes = list(Workers(2, limit=3)(spin_on_demand, ["a", "loop", "b", "c"]))
    assert [outcome.value for outcome in outcomes] == ["a", None, "b", "c"]
    assert "took longer than 3 seconds" in str(outcomes[1].problem)


def test_a_rule_that_fails_keeps_none_of_the_others_back():
    right = Rule("right", "Right", "w * x", ("w",), {"w": "n", "x": "n"}, file="mine.toml", line=9)
    wrong = Rule("wrong", "Wrong", "x @ x", ("x",), {"x": "n"}, textbook={"x": "x"}, file="mine.toml", line=3)
    found = attempted_records(Catalogue((Chapter("all", "All", 1, "", (wrong, right)),)), spread=Workers(2))
    assert list(found.answered) == ["right"]
    (problem,) = found.problems
    assert str(problem).startswith("mine.toml:3: rule wrong: textbook.x: ")


def test_a_cluster_answers_as_this_machine_does():
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        found = attempted_records(SMALL, spread=Workers(backend="dask", scheduler=cluster.scheduler_address))
    assert found.problems == ()
    assert found.answered == records(SMALL)


def test_a_cluster_that_is_not_there_is_told():
    pytest.importorskip("distributed")
    with pytest.raises(ToolError, match=r"no Dask scheduler answers at tcp://127\.0\.0\.1:9"):
        list(Workers(backend="dask", scheduler="tcp://127.0.0.1:9")(nap, [0.0]))
