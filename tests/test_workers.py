"""Work on all cores gives what work on one gives."""

import os
import subprocess
import sys

import pytest

from analysis.places import ROOT
from analysis.workers import FEWEST, here, map_in_order, processes, threads

POOLS = pytest.mark.parametrize("open_pool", [here, threads, processes])


@POOLS
def test_results_come_in_the_order_of_the_items(open_pool):
    assert list(map_in_order(abs, [-3, 1, -2, 5, -4, 0, 7], open_pool)) == [3, 1, 2, 5, 4, 0, 7]


def test_items_are_taken_a_few_ahead_and_no_more():
    taken = []

    def items():
        for number in range(100):
            taken.append(number)
            yield number

    for done, number in enumerate(map_in_order(abs, items(), threads)):
        assert len(taken) <= max(FEWEST, done + 2 * max(1, len(os.sched_getaffinity(0))))
        assert number == done


@POOLS
def test_who_has_seen_enough_may_stop(open_pool):
    assert next(map_in_order(abs, iter(range(-5, 10**9)), open_pool)) == 5


def test_few_items_stay_in_this_process_and_many_do_not():
    assert list(map_in_order(_process, [0] * (FEWEST - 1), processes)) == [os.getpid()] * (FEWEST - 1)
    if len(os.sched_getaffinity(0)) > 1:
        assert os.getpid() not in list(map_in_order(_process, [0] * FEWEST, processes))


@POOLS
def test_an_error_of_one_item_is_raised_here(open_pool):
    with pytest.raises(ValueError, match="invalid literal for int"):
        list(map_in_order(int, ["1", "2", "three", "4"], open_pool))


def test_a_script_without_a_main_guard_can_use_them(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from analysis.workers import *\nprint(*map_in_order(abs, [-1, -2, -3, -4], processes))\n")
    done = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (done.stdout, done.stderr) == ("1 2 3 4\n", "")


def test_workers_end_when_the_process_that_they_work_for_is_killed(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys, time\nfrom analysis.workers import *\n"
        "for process in map_in_order(os.getpgid, [0] * 8, processes):\n    print('working', flush=True)\n    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen([sys.executable, script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert started.stdout.readline() == "working\n"
    started.kill()
    started.communicate(timeout=20)  # returns when nobody holds the other end any more


def _process(_):
    return os.getpid()
