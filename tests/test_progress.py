"""The bar: shown to who watches, never in what is kept."""

import io
import sys

import pytest

from analysis import progress
from analysis.progress import Progress, is_watched
from analysis.reading import File


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


FILES = [File(f"/{k}", f"{k}.txt", 100) for k in range(3)]


def test_the_total_is_known_with_the_last_file_and_not_before():
    bar = Progress()
    known = [(bar.total, bar.is_total_known) for _ in bar.watch(iter(FILES))]
    assert known == [(200, False), (300, False), (300, True)]


def test_of_no_files_the_total_is_known_at_once():
    bar = Progress()
    assert list(bar.watch([])) == []
    assert (bar.total, bar.is_total_known) == (0, True)


def test_at_a_terminal_it_shows_how_much_is_done_the_rate_and_the_time_left(monkeypatch):
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    bar = Progress()
    list(bar.watch(FILES))
    with bar:
        bar.bar.mininterval = 0
        bar.add(100)
        bar.add(100)
    said = terminal.getvalue()
    assert "Reading:  67%" in said
    assert "200/300" in said
    assert "B/s" in said
    assert said.endswith("\r")  # taken away in the end


def test_where_nobody_watches_nothing_is_said(monkeypatch):
    quiet = io.StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    bar = Progress()
    with bar:
        bar.add(100)
    assert quiet.getvalue() == ""


@pytest.mark.parametrize(("metadata", "watched"), [({"cellId": "a1"}, True), ({}, False)])
def test_a_notebook_is_watched_if_a_front_end_runs_its_cell_and_not_if_nbconvert_does(monkeypatch, metadata, watched):
    class Kernel:
        def get_parent(self, channel):
            return {"metadata": metadata}

    class IPython:
        @staticmethod
        def get_ipython():
            return type("Shell", (), {"kernel": Kernel()})

    monkeypatch.setitem(progress.sys.modules, "IPython", IPython)
    assert is_watched() == watched
