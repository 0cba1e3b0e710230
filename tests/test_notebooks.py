import ast
import re

import nbformat
import pytest

from analysis.places import ROOT

PATHS = sorted((ROOT / "notebooks").glob("*.ipynb"))
LOGIC = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda | ast.For | ast.While | ast.If | ast.IfExp | ast.comprehension
# Of a rate it says what it is per; any other number with a unit would be a result.
RESULT = re.compile(r"(?<!per )(?<![\w.,])\d[\d,.]*(?: ?%|(?: times)? (?:articles?|words?|uses|times|sentences?|matches|per|of)\b)")
MACHINE = re.compile(r"(?<![\w.])(?:/(?:home|root|Users|tmp|work|usr|var|opt|private)/|[A-Z]:\\)|python3?\.\d|Python 3\.\d")


@pytest.fixture(scope="module", params=PATHS, ids=lambda path: path.stem)
def notebook(request):
    return nbformat.read(request.param, as_version=4)


def sources(notebook, kind):
    return [cell.source for cell in notebook.cells if cell.cell_type == kind]


def test_there_are_notebooks_numbered_in_reading_order():
    assert [path.name[:3] for path in PATHS] == [f"{k + 1:02d}-" for k in range(len(PATHS))]
    assert len(PATHS) >= 3


def test_the_title_is_a_question(notebook):
    assert re.fullmatch(r"# [^\n]+\?", notebook.cells[0].source.split("\n")[0])


def test_there_is_about_one_cell_of_prose_per_cell_of_code(notebook):
    assert len(sources(notebook, "markdown")) >= 0.8 * len(sources(notebook, "code"))


def test_there_are_fewer_than_forty_cells(notebook):
    assert len(notebook.cells) < 40


def test_a_cell_of_code_has_five_lines_or_fewer(notebook):
    assert [source for source in sources(notebook, "code") if not 0 < len(source.splitlines()) <= 5] == []


def test_logic_lives_where_tests_reach_it(notebook):
    trees = [ast.parse(source) for source in sources(notebook, "code")]
    assert [ast.unparse(node) for tree in trees for node in ast.walk(tree) if isinstance(node, LOGIC)] == []


def test_no_cell_holds_a_path_or_writes_a_picture_itself(notebook):
    code = "\n".join(sources(notebook, "code"))
    texts = [node.value for node in ast.walk(ast.parse(code)) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    assert re.findall(r"savefig|\bPath\b|\bopen\(|\bos\.|%\w|^!", code, re.MULTILINE) == []
    assert [text for text in texts if re.search(r"\w/\w|\.\./|\\|\.(?:txt|csv|png)\b", text) and "stopwords.txt" not in text] == []


def test_no_result_is_typed_into_the_prose(notebook):
    assert [found[0] for source in sources(notebook, "markdown") for found in RESULT.finditer(source)] == []


@pytest.mark.parametrize("prose", ["It stands there 19 times.", "Of 1,234 words", "some 42 %", "42% of it", "in 3 articles", "(12.5 %)"])
def test_a_result_in_the_prose_is_seen(prose):
    assert RESULT.search(prose)


@pytest.mark.parametrize("prose", ["Rates are per 10,000 words of the bodies", "*Chang'e-5* of China", "the 10,000, so"])
def test_a_unit_in_the_prose_is_no_result(prose):
    assert RESULT.search(prose) is None


def test_it_is_stored_as_one_clean_run(notebook):
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in code] == list(range(1, len(code) + 1))
    assert {output.output_type for cell in code for output in cell.outputs} <= {"execute_result", "display_data"}


def test_nothing_of_the_machine_is_stored(notebook):
    assert notebook.metadata == {
        "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
        "language_info": {"name": "python"},
    }
    assert [cell.metadata for cell in notebook.cells if cell.metadata] == []
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", [])]
    words = [str(value) for output in outputs for kind, value in output.get("data", {}).items() if not kind.startswith("image/")]
    assert [word for word in words if MACHINE.search(word) or str(ROOT) in word] == []


def test_pictures_are_stored_with_their_alternative_text(notebook):
    pictures = [output for cell in notebook.cells for output in cell.get("outputs", []) if "image/png" in output.get("data", {})]
    assert all(output.metadata["image/png"]["alt"] for output in pictures)


def test_it_ends_with_what_was_found_and_what_it_cannot_tell(notebook):
    headings = [line for source in sources(notebook, "markdown") for line in source.split("\n") if line.startswith("## ")]
    assert headings[-2:] == ["## What we found", "## What this cannot tell us"]
