"""Where rules are worked out changes nothing about what is told, and a rule that takes too long is told by name."""

import json

import pytest

CHAPTER = '[chapter]\nid = "mine"\ntitle = "Mine"\n\n'
PRODUCT = '[[rule]]\nid = "product"\ntitle = "Product"\nexpr = "w * x"\nwrt = ["w", "x"]\n'
LAYERS = "C @ tanh(B @ tanh(A @ x))"
SLOW = (
    f'[[rule]]\nid = "slow"\ntitle = "Slow"\nexpr = "sum(exp({LAYERS}) / sum(exp({LAYERS})))"\nwrt = ["x"]\norder = 2\n'
)
SQUARE = '[[rule]]\nid = "square"\ntitle = "Square"\nexpr = "x @ x"\nwrt = ["x"]\n'


@pytest.fixture(autouse=True)
def rules(tmp_path):
    (tmp_path / "mine.toml").write_text(CHAPTER + PRODUCT + SQUARE, "utf-8")


def test_verdicts_do_not_depend_on_the_number_of_workers(jacobook):
    one, three = (jacobook("check", "mine.toml", "--json", "-", "--jobs", jobs) for jobs in (1, 3))
    assert json.loads(one.out)["proved"] == 3
    assert one == three


def test_a_rule_that_takes_too_long_is_told_by_name_and_the_others_are_proved(jacobook, tmp_path):
    (tmp_path / "mine.toml").write_text(CHAPTER + SLOW + SQUARE, "utf-8")
    run = jacobook("check", "mine.toml", "--limit", "0.1", "--json", "verdicts.json")
    assert run.status == 1
    assert "mine.toml:5: rule slow: w.r.t. x: took longer than 0.1 seconds and was stopped" in run.out
    assert "1 of 2 rules failed" in run.out
    verdicts = json.loads((tmp_path / "verdicts.json").read_text("utf-8"))["verdicts"]
    assert [(verdict["rule"], verdict["proved"]) for verdict in verdicts] == [("slow", False), ("square", True)]


def test_the_limit_of_the_project_holds(jacobook, tmp_path):
    (tmp_path / "mkdocs.yml").write_text("site_name: Test\n", "utf-8")
    (tmp_path / "mine.toml").write_text(CHAPTER + SLOW + SQUARE, "utf-8")
    (tmp_path / "jacobook.toml").write_text('catalogue = ["mine.toml"]\nlimit = 0.1\n', "utf-8")
    run = jacobook("check")
    assert run.status == 1
    assert "rule slow: w.r.t. x: took longer than 0.1 seconds" in run.out


@pytest.mark.parametrize("options", [["--backend", "dask"], ["--scheduler", "tcp://127.0.0.1:1"]])
def test_a_cluster_and_its_address_belong_together(jacobook, options):
    run = jacobook("check", "mine.toml", *options)
    assert run.status == 2
    assert "use --backend dask and --scheduler ADDRESS together" in run.err


def test_rules_are_checked_on_a_cluster(jacobook):
    distributed = pytest.importorskip("distributed")
    with distributed.LocalCluster(
        n_workers=1, threads_per_worker=2, processes=False, dashboard_address=None
    ) as cluster:
        address = cluster.scheduler_address
        run = jacobook("check", "mine.toml", "--backend", "dask", "--scheduler", address, "--json", "-")
    assert json.loads(run.out) == json.loads(jacobook("check", "mine.toml", "--json", "-").out)
