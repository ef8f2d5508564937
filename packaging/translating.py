"""Keeps the files of Qt Linguist in step with the code: ``python packaging/translating.py``.

Finds every sentence that reaches people: what `tr` and `translate` are given in the
application, the hints of errors in the rooms without Qt, what the catalogue says of a shop's
tables, the readers of garments of a model and the doctor of a machine, the finishes, and the
titles and colours of the wardrobe.
New ones are added to each file, unfinished; what nobody says any more is dropped; what was
translated stays. Linguist, or any editor, fills in the rest. English has a file of what counts
something only: ``%n shades`` in the code, one shade in the file.
"""

import ast
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache
from itertools import count
from pathlib import Path
from xml.sax.saxutils import escape

from tryon.app.language import LANGUAGES, Words, read_words
from tryon.effects.finish import FINISHES

ROOT = Path(__file__).parent.parent
FILES = [ROOT / "tryon" / "app" / "translations" / f"tryon_{code}.ts" for code in LANGUAGES]

#: How many forms a language has of what counts something: for one, and for more.
_FORMS = {"en": 2, "zh_CN": 1}
#: Whose texts come from elsewhere than the call.
_LOOKED_UP = {"Hints", "Wardrobe", "Finishes", "Messages"}
#: Whose sentences reach people as they are put together, and what in them is none.
_TELLING = (
    *("column", "colours", "collection", "exchange", "look"),
    *("product", "shade", "table"),
)
#: Whose sentences are said of a model that a shop brings in.
_FITTING = (
    *("bring", "files", "gltf", "mhclo", "model"),
    *("notes", "obj", "register", "rest", "surfaces"),
)
#: Whose last argument is what the person in front can do, if it is more than one.
_ERRORS = {
    *("TryOnError", "SourceLost", "BadInput", "BadLook", "BadProduct", "SinkFailed"),
    *("FileFailed", "Missing", "ChartRefused", "SwatchRefused"),
}
_NO_SENTENCE = re.compile(r"[\\\n|]|^lib|^sudo |^[^A-Za-z]*$|^\S*$|^<!|^--|^\{0\}: \w+\[")


def sentences_for(path: Path) -> list[tuple[str, str]]:
    """List (context, English) of all that a file has to translate, sorted."""
    is_english = path.stem == "tryon_en"
    return [key for key in sentences() if "%n" in key[1] or not is_english]


@cache
def sentences() -> list[tuple[str, str]]:
    """List (context, English) of all that has to be said, sorted.

    Raises
    ------
    ValueError
        A call translates what cannot be known before it runs.
    """
    found = {("Finishes", name.replace("-", " ").capitalize()) for name in FINISHES}
    for path in sorted((ROOT / "tryon").rglob("*.py")):
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {("Hints", hint) for hint in _hints(tree)}
        if path.is_relative_to(ROOT / "tryon" / "app"):
            found |= set(_said(tree, "", path.name))
    telling = [ROOT / "tryon" / "catalogue" / f"{name}.py" for name in _TELLING]
    telling += [ROOT / "tryon" / "garments" / f"{name}.py" for name in _FITTING]
    telling += [ROOT / "tryon" / "core" / "words.py", ROOT / "tryon" / "doctor.py"]
    for path in telling:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        found |= {("Messages", text) for text in _messages(tree)}
    for path in (ROOT / "models3d").glob("*/*.toml"):
        card = tomllib.loads(path.read_text(encoding="utf-8"))
        titles = [card.get("title", ""), *(row["name"] for row in card.get("colourway", ()))]
        found |= {("Wardrobe", title) for title in titles if title}
    return sorted(found)


def _said(node: ast.AST, owner: str, where: str) -> Iterator[tuple[str, str]]:
    """Find the calls that translate below `node`, which stands in the class `owner`."""
    for child in ast.iter_child_nodes(node):
        yield from _said(child, child.name if isinstance(child, ast.ClassDef) else owner, where)
        if not isinstance(child, ast.Call) or not child.args:
            continue
        called = child.func
        name = getattr(called, "attr", "") or getattr(called, "id", "")
        if name not in ("tr", "translate"):
            continue
        texts = [a.value if isinstance(a, ast.Constant) else None for a in child.args]
        if isinstance(called, ast.Attribute) and name == "tr":
            texts = [owner, *texts]
        elif isinstance(called, ast.Attribute) and ast.unparse(called.value) not in (
            "QCoreApplication",
            "QApplication",
        ):
            continue  # a painter moves, a string replaces letters
        context, text = texts[:2]
        if isinstance(context, str) and isinstance(text, str):
            yield context, text
        elif context not in _LOOKED_UP:
            raise ValueError(f"{where}:{child.lineno}: {ast.unparse(child)} is not constant")


def _messages(tree: ast.AST) -> Iterator[str]:
    """Find the sentences of a module; what is put into one later is ``{0}``, ``{1}``."""
    inside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef):
            first = node.body[0]
            inside.add(id(first.value) if isinstance(first, ast.Expr) else 0)
        elif isinstance(node, ast.JoinedStr):
            inside |= {id(part) for part in node.values}
            inside |= {
                id(text)
                for part in node.values
                if isinstance(part, ast.FormattedValue) and part.format_spec is not None
                for text in ast.walk(part.format_spec)
            }
    text: str
    for node in ast.walk(tree):
        if id(node) in inside:
            continue
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = node.value
        elif isinstance(node, ast.JoinedStr):
            holes = (f"{{{number}}}" for number in count())
            text = "".join(
                str(part.value) if isinstance(part, ast.Constant) else next(holes)
                for part in node.values
            )
        else:
            continue
        letters = re.sub(r"{\d+}", "", text)
        if not _NO_SENTENCE.search(text) and re.search("[a-z]{2}", letters):
            yield text


def _hints(tree: ast.AST) -> Iterator[str]:
    """Find the hints of errors: the class's own, and those given when one is raised."""
    for node in ast.walk(tree):
        if isinstance(node, ast.ClassDef):
            for line in node.body:
                is_hint = isinstance(line, ast.Assign) and "hint" in map(
                    ast.unparse, line.targets
                )
                if is_hint and isinstance(line.value, ast.Constant):  # type: ignore[attr-defined]
                    yield line.value.value  # type: ignore[attr-defined]
        elif isinstance(node, ast.Call) and ast.unparse(node.func) in _ERRORS:
            given = [a for a in node.args[1:] if isinstance(a, ast.Constant)]
            texts = (a.value for a in given if isinstance(a.value, str))
            yield from (text for text in texts if text.endswith("."))
        elif isinstance(node, ast.Assign | ast.AnnAssign):
            target = node.targets[0] if isinstance(node, ast.Assign) else node.target
            if ast.unparse(target) in ("_HINT", "HINTS", "INSTALL_HINTS") and node.value:
                yield from _texts(node.value)


def _texts(node: ast.AST) -> Iterator[str]:
    """Find the sentences in a constant, or a table of them."""
    for part in ast.walk(node):
        is_text = isinstance(part, ast.Constant) and isinstance(part.value, str)
        if is_text and " " in part.value:  # type: ignore[attr-defined]
            yield part.value  # type: ignore[attr-defined]


def write_ts(path: Path, words: Words) -> int:
    """Write a file of Linguist with all sentences; returns how many are not translated."""
    code = path.stem.removeprefix("tryon_")
    lines = [
        '<?xml version="1.0" encoding="utf-8"?>',
        "<!DOCTYPE TS>",
        f'<TS version="2.1" language="{code}" sourcelanguage="en">',
    ]
    missing, last = 0, None
    for context, text in sentences_for(path):
        if context != last:
            lines += ["</context>"] if last is not None else []
            lines += ["<context>", f"    <name>{escape(context)}</name>"]
            last = context
        counts = "%n" in text
        said = words.get((context, text), ("",) * _FORMS[code] if counts else ("",))
        missing += not all(said)
        state = "" if all(said) else ' type="unfinished"'
        forms = [escape(form) for form in said]
        if counts:
            forms = [f"<numerusform>{form}</numerusform>" for form in forms]
        lines += [
            '    <message numerus="yes">' if counts else "    <message>",
            f"        <source>{escape(text)}</source>",
            f"        <translation{state}>{''.join(forms)}</translation>",
            "    </message>",
        ]
    lines += ["</context>", "</TS>", ""]
    path.parent.mkdir(exist_ok=True)
    path.write_text("\n".join(lines), encoding="utf-8", newline="\n")
    return missing


if __name__ == "__main__":
    for file in FILES:
        known = read_words(file)
        # The same sentence elsewhere is a good first guess.
        elsewhere = {text: said for (_, text), said in known.items()}
        guessed = {key: known.get(key) or elsewhere.get(key[1]) for key in sentences()}
        missing = write_ts(file, {key: said for key, said in guessed.items() if said})
        sys.stdout.write(f"{file.name}: {missing} not translated\n")
