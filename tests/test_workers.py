"""Work on all cores gives what work on one gives."""

import os
import subprocess
import sys

import pytest

from analysis.places import ROOT
from analysis.workers import FEWEST, map_in_order


def test_results_come_in_the_order_of_the_items():
    assert list(map_in_order(abs, [-3, 1, -2, 5, -4, 0, 7])) == [3, 1, 2, 5, 4, 0, 7]


def test_few_items_stay_in_this_process_and_many_do_not():
    assert list(map_in_order(_process, [0] * (FEWEST - 1))) == [os.getpid()] * (FEWEST - 1)
    if len(os.sched_getaffinity(0)) > 1:
        assert os.getpid() not in list(map_in_order(_process, [0] * FEWEST))


def test_an_error_of_one_item_is_raised_here():
    with pytest.raises(ValueError, match="invalid literal for int"):
        list(map_in_order(int, ["1", "2", "three", "4"]))


def test_a_script_without_a_main_guard_can_use_them(tmp_path):
    script = tmp_path / "script.py"
    script.write_text("from analysis.workers import map_in_order\nprint(*map_in_order(abs, [-1, -2, -3, -4]))\n")
    done = subprocess.run([sys.executable, script], cwd=ROOT, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert (done.stdout, done.stderr) == ("1 2 3 4\n", "")


def test_workers_end_when_the_process_that_they_work_for_is_killed(tmp_path):
    script = tmp_path / "script.py"
    script.write_text(
        "import os, sys, time\nfrom analysis.workers import map_in_order\n"
        "for process in map_in_order(os.getpgid, [0] * 8):\n    print('working', flush=True)\n    time.sleep(60)\n"
    )
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen([sys.executable, script], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    assert started.stdout.readline() == "working\n"
    started.kill()
    started.communicate(timeout=20)  # returns when nobody holds the other end any more


def _process(_):
    return os.getpid()
