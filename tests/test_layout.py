import ast
import subprocess
import sys
from collections.abc import Iterator

import pytest

import analysis
from analysis.places import ROOT

PACKAGE = ROOT / "analysis"
# In reading order: a module imports only from those before it. Inside a folder there is an order of its own.
ORDER = (
    "places writing pages workers reading dates lines stretches markup repairs boilerplate datelines bylines saved heads spacing "
    "cleaning languages words vocabulary index shingles edges segments store progress building cluster parts copies furniture "
    "corpus groups matching evidence statistics subsets grams units tallies terms positions phrases collocates keyness robustness "
    "lexicon theme_matches theme_tallies themes theme_sentences wildcards meetings company shifts examples items entry_matches near_words "
    "entry_company entry_counts lexicon_faults lexicon_check untouched near_themes suggestions passages topic_model topics "
    "inventory courses account tables findings gallery figures __main__"
).split()
INSIDE = {
    "figures": "style bars cloud strips courses matrix shifts keyness saving".split(),
    "findings": "sentences inventory terms keyness robustness themes company lexicon_check topics".split(),
    "statistics": "association agreement clusters dispersion factors intervals keyness".split(),
    "reading": (
        "raw limits guessing encodings columns fields rows files objects records dialects delimited workbooks parquet tables "
        "parsing blocks pages markdown paragraphs pdf word documents members gzips archives"
    ).split(),
}
HEAVY = set("pandas matplotlib wordcloud nltk scipy sklearn simplemma nbclient distributed fsspec tqdm loky".split())
FILES = sorted(PACKAGE.rglob("*.py"))


def name_of(file) -> str:
    """The module's name below the package, such as ``figures.bars``; a folder's is that of its ``__init__``."""
    return ".".join(file.relative_to(PACKAGE).with_suffix("").parts).removesuffix(".__init__")


def imports_of(tree: ast.AST, file) -> Iterator[str]:
    """Give the full name of every module that is imported anywhere in a file, from ``analysis`` with what is taken from it."""
    here = ["analysis", *file.relative_to(PACKAGE).parent.parts]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) - node.level + 1] if node.level else []
            module = ".".join([*above, *filter(None, [node.module])])
            yield from (f"{module}.{alias.name}" for alias in node.names)


def faults_of_order(source: str, file) -> list[str]:
    first, _, inner = name_of(file).partition(".")
    faults = []
    for name in imports_of(ast.parse(source), file):
        package, _, rest = name.partition(".")
        imported = rest.split(".")
        if package != "analysis":
            continue
        if imported[0] == first and inner:
            known, mine, other = INSIDE[first], inner, imported[1]
        else:
            known, mine, other = ORDER, first, imported[0]
        # A name that is no module comes from the package's face, which imports everything.
        if other not in known or mine not in known or known.index(other) >= known.index(mine):
            faults.append(name)
    return faults


def run_at_import(tree: ast.AST) -> Iterator[ast.AST]:
    """Give what runs when a module is imported: nothing inside functions, nothing for type checkers only."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            continue
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            yield from run_at_import(ast.Module(node.orelse, []))
        else:
            yield node
            yield from run_at_import(node)


def heavy_imports(source: str, file) -> set[str]:
    nodes = [node for node in run_at_import(ast.parse(source)) if isinstance(node, ast.Import | ast.ImportFrom)]
    names = imports_of(ast.Module(nodes, []), file)
    return {name.partition(".")[0] for name in names} & HEAVY


def test_the_order_names_every_module_and_no_other():
    assert sorted(ORDER) == sorted({name_of(file).partition(".")[0] for file in FILES} - {"__init__"})
    for folder, modules in INSIDE.items():
        assert sorted(modules) == sorted(name_of(file).partition(".")[2] for file in FILES if name_of(file).startswith(f"{folder}."))


@pytest.mark.parametrize("file", [file for file in FILES if file.name != "__init__.py"], ids=name_of)
def test_a_module_imports_only_from_modules_before_it(file):
    assert faults_of_order(file.read_text(encoding="utf-8"), file) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("words", "from .index import WordIndex"),
        ("words", "from . import corpus"),
        ("words", "def count():\n    from .terms import count_terms"),
        ("words", "import analysis.terms"),
        ("words", "from analysis import count_terms"),
        ("findings", "from .figures.bars import FEW_USES"),
        ("gallery", "from .figures.saving import save_figure"),
        ("figures/bars", "from .saving import save_figure"),
        ("figures/bars", "from .. import __main__"),
    ],
)
def test_an_import_from_a_later_module_is_seen(module, source):
    assert len(faults_of_order(source, PACKAGE / f"{module}.py")) == 1


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_heavy_packages_are_imported_inside_the_functions_that_need_them(file):
    assert heavy_imports(file.read_text(encoding="utf-8"), file) == set()


@pytest.mark.parametrize(
    ("source", "seen"),
    [
        ("import pandas as pd", {"pandas"}),
        ("from matplotlib.axes import Axes", {"matplotlib"}),
        ("try:\n    import scipy\nexcept ImportError:\n    pass", {"scipy"}),
        ("class Table:\n    import pandas", {"pandas"}),
        ("if TYPE_CHECKING:\n    import pandas", set()),
        ("if TYPE_CHECKING:\n    pass\nelse:\n    import pandas", {"pandas"}),
        ("def show():\n    import pandas", set()),
        ("class Table:\n    def show(self):\n        import pandas", set()),
        ("import polars", set()),
    ],
)
def test_a_heavy_import_is_seen_where_it_runs_with_the_module(source, seen):
    assert heavy_imports(source, PACKAGE / "words.py") == seen


def test_importing_the_package_loads_no_heavy_package():
    program = "import sys, analysis; print(*sorted({name.partition('.')[0] for name in sys.modules}))"
    loaded = subprocess.run([sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    assert "analysis" in loaded
    assert HEAVY.isdisjoint(loaded)


def test_every_name_that_the_package_promises_is_there():
    assert sorted(set(analysis.__all__)) == sorted(analysis.__all__)
    assert [name for name in analysis.__all__ if not hasattr(analysis, name)] == []


def test_every_public_verb_of_the_agreement_can_be_imported_from_the_package():
    verbs = "read_corpus count_terms count_phrases find read_lexicon find_themes count_themes show save_figure".split()
    assert set(verbs) <= set(analysis.__all__)


def test_every_public_function_says_what_it_promises():
    silent = [
        f"{name_of(file)}.{node.name}"
        for file in FILES
        for node in ast.parse(file.read_text(encoding="utf-8")).body
        for node in [node, *(node.body if isinstance(node, ast.ClassDef) and not node.name.startswith("_") else [])]
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert silent == []


@pytest.mark.parametrize("file", FILES, ids=name_of)
def test_every_module_says_what_it_is_for(file):
    assert ast.get_docstring(ast.parse(file.read_text(encoding="utf-8")))
