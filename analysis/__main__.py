"""``python -m analysis``: execute every notebook, side by side, and put notebooks and figures in place only when all went well."""

import asyncio
import os
import re
import shutil
import signal
import sys
import tempfile
from pathlib import Path
from typing import IO, Any

from . import places
from .building import is_large
from .cluster import ClusterError
from .corpus import read_corpus
from .gallery import HEAD, read_pictures, save_gallery
from .lexicon import LexiconError, read_lexicon
from .reading import ReadingError, find_files
from .store import StoreError

KINDS, SUFFIXES = ("figures", "notebooks"), ("png", "svg", "csv")


_FIGURE = re.compile(r'save_figure\(.+?, \\"([\w-]+)\\"')


class RunError(RuntimeError):
    """The run cannot go on; the message is one sentence."""


def check_places(articles: Path | str, out: Path) -> None:
    """Complain, before anything is started, about what would fail later, or would overwrite what is not ours."""
    if isinstance(articles, Path) and not articles.exists():
        raise ReadingError(f"{articles} is not there; name a folder of articles, or a file, that exists (ARTICLES=…).")
    for place in (out, *(out / kind for kind in KINDS)):
        if place.exists() and not place.is_dir():
            raise RunError(f"{place} is a file, but results go into folders of that name; name another folder (OUT=…).")
        if (
            isinstance(articles, Path)
            and articles.is_dir()
            and (place.is_relative_to(articles) or (place != out and articles.is_relative_to(place)))
        ):
            raise RunError(
                f"OUT ({place}) lies inside the articles ({articles}); name another folder, or the next run would read its own results."
            )
    page = out / "figures" / "README.md"
    if page.exists() and not (page.is_file() and page.read_text(encoding="utf-8", errors="replace").startswith(HEAD[:40])):
        raise RunError(f"{page} was not written by this program; name another folder (OUT=…), so that it is not overwritten.")
    read_lexicon()


async def execute(path: Path, log: IO[str]) -> Any:
    """Execute one notebook from top to bottom, as nbconvert does; return it without what differs from run to run.

    What its kernel says besides goes to `log`: one that is stopped complains at length.
    """
    import nbformat
    from nbclient import NotebookClient

    notebook = nbformat.read(path, as_version=4)
    where = {"metadata": {"path": str(path.parent)}}
    client = NotebookClient(notebook, timeout=None, record_timing=False, resources=where, extra_arguments=["--log-level=ERROR"])
    await client.async_execute(stderr=log)
    # The interpreter's version and the machine's are no result.
    notebook.metadata = {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    for cell in notebook.cells:
        cell.metadata = {}
    return notebook


async def execute_all(paths: list[Path], log: IO[str]) -> list[Any]:
    """Execute notebooks side by side, as many at a time as there are cores."""
    cores = asyncio.Semaphore(max(1, os.cpu_count() or 1))
    # Each client would put its own handler in the place of the others', and Ctrl-C would stop one notebook of three.
    loop = asyncio.get_running_loop()
    loop.add_signal_handler = lambda *_: None  # type: ignore[method-assign]
    # A client that is stopped leaves a task behind that fails; what matters is raised below.
    loop.set_exception_handler(lambda *_: None)

    async def one(path: Path) -> Any:
        async with cores:
            return await execute(path, log)

    # All come to their end, so that no kernel is left behind; then the first failure is told.
    finished = await asyncio.gather(*(one(path) for path in paths), return_exceptions=True)
    for notebook in finished:
        if isinstance(notebook, BaseException):
            raise notebook
    return finished


def put_in_place(aside: Path, out: Path) -> None:
    """Move finished notebooks and figures to `out`; take away figures of the same notebooks that this run no longer draws."""
    for kind in KINDS:
        (out / kind).mkdir(parents=True, exist_ok=True)
    new = {file.name for file in (aside / "figures").iterdir()}
    ours = {name for notebook in (aside / "notebooks").iterdir() for name in _FIGURE.findall(notebook.read_text(encoding="utf-8"))}
    for name, _ in read_pictures(out / "figures"):
        for suffix in SUFFIXES:
            if name in ours and f"{name}.{suffix}" not in new:
                (out / "figures" / f"{name}.{suffix}").unlink(missing_ok=True)
    for kind in KINDS:
        for file in sorted((aside / kind).iterdir()):
            file.replace(out / kind / file.name)


def clear_away(out: Path) -> None:
    """Take away what runs that were killed have left: folders named after a process that is no more."""
    for left in out.glob(".run-*.tmp"):
        process = left.name.split("-")[1]
        if process.isdigit() and not Path(f"/proc/{process}").exists() and Path("/proc/self").exists():
            shutil.rmtree(left, ignore_errors=True)


def run() -> Path:
    """Execute the notebooks on the articles that the environment names; return the folder with the results."""
    import nbformat
    from nbclient.exceptions import DeadKernelError

    articles, out = places.articles_place(), places.out_folder().resolve()
    articles = articles.resolve() if isinstance(articles, Path) else articles
    check_places(articles, out)
    if is_large(find_files(articles)):
        read_corpus(articles)  # once, and with a bar for who watches; the notebooks find it in the store
    notebooks = sorted((places.ROOT / "notebooks").glob("[0-9]*.ipynb"))
    out.mkdir(parents=True, exist_ok=True)
    # Beside the results, so that moving them into place is a rename: a run that fails or is killed leaves the last good one as it was.
    clear_away(out)
    aside = Path(tempfile.mkdtemp(prefix=f".run-{os.getpid()}-", suffix=".tmp", dir=out))
    try:
        for kind in KINDS:
            (aside / kind).mkdir()
        os.environ |= {
            "ANALYSIS_ARTICLES": str(articles),
            "ANALYSIS_THEMES": str(places.lexicon_file().resolve()),
            "ANALYSIS_OUT": str(aside),
            "PYTHONPATH": os.pathsep.join([str(places.ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]),
        }
        with (aside / "kernels.log").open("w+") as log:
            try:
                executed = asyncio.run(execute_all(notebooks, log))
            except DeadKernelError:
                log.seek(0)
                raise RunError(f"A notebook's kernel died, most often for want of memory; try fewer articles.\n{log.read()}") from None
        for path, notebook in zip(notebooks, executed, strict=True):
            nbformat.write(notebook, aside / "notebooks" / path.name)
        save_gallery(aside / "figures")
        put_in_place(aside, out)
    finally:
        shutil.rmtree(aside, ignore_errors=True)
    return out


def main() -> int:
    """Run; say in one sentence where the results are, or what went wrong."""
    from nbclient.exceptions import CellExecutionError

    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        out = run()
    except (ReadingError, LexiconError, ClusterError, StoreError, RunError) as error:
        print(error, file=sys.stderr)
        return 1
    except CellExecutionError as error:
        known = error.ename in {kind.__name__ for kind in (ReadingError, LexiconError, ClusterError, StoreError)}
        print(error.evalue if known else f"A notebook stopped with {error.ename}: {error.evalue}\n\n{error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the results of the last run are as they were.", file=sys.stderr, flush=True)
        os._exit(130)  # at a regular exit, nbclient would clean up after kernels that have not started, and fail aloud
    except (OSError, RuntimeError) as error:  # a place that cannot be: a loop of links, a name too long, a folder that is not ours
        print(f"The run cannot go on: {error}; name other places for ARTICLES, OUT or THEMES.", file=sys.stderr)
        return 1
    if not read_pictures(out / "figures"):
        print(f"There are no figures: no article with text was found in {places.articles_place()}; notebook 01 says what was.")
    print(f"Figures: {out / 'figures' / 'README.md'}\nNotebooks: {out / 'notebooks'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
