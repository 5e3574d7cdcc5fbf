"""Formulas: the TeX that school books use, as Typst's mathematics.

What is not in the tables is refused by name, so that nothing is set wrong or left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

TOKEN = re.compile(r"\\(?:[A-Za-z]+|.)|[{}^_&]|\d+(?:\.\d+)?|\s+|[^\s]", re.DOTALL)
# Commands of two groups and of one, and what they are called here.
TWO = {"frac": "frac", "dfrac": "frac", "tfrac": "frac", "binom": "binom"}
ONE = {"sqrt": "sqrt", "overline": "overline", "hat": "hat", "bar": "macron", "vec": "arrow", "mathrm": "upright",
       "mathbf": "bold"}  # fmt: skip
WORDS = ("text", "textrm", "operatorname", "mbox")
SYMBOLS = {
    "times": "times", "cdot": "dot.op", "div": "div", "pm": "plus.minus", "le": "<=", "leq": "<=", "ge": ">=",
    "geq": ">=", "ne": "!=", "neq": "!=", "approx": "approx", "equiv": "equiv", "sum": "sum", "prod": "product",
    "infty": "infinity", "to": "->", "rightarrow": "->", "Rightarrow": "=>", "in": "in", "ldots": "dots.h",
    "cdots": "dots.h.c", "dots": "dots.h", "quad": "quad", "qquad": "wide", "max": "max", "min": "min", "ln": "ln",
    "log": "log", "left": "", "right": "", ",": "thin", ";": "med", "!": "", " ": "space", "%": "\\%", "$": "\\$",
    "{": "{", "}": "}", "&": "\\&", "_": "\\_", "#": "\\#", "\\": "\\\n",
}  # fmt: skip
GREEK = ("alpha", "beta", "gamma", "delta", "epsilon", "theta", "lambda", "mu", "pi", "rho", "sigma", "tau", "phi",
         "omega", "Gamma", "Delta", "Theta", "Lambda", "Pi", "Sigma", "Phi", "Omega")  # fmt: skip
QUOTED = set('"#$@`~/')  # what has a meaning of its own in Typst's formulas


class FormulaError(ValueError):
    """A formula that cannot be set; the message says why, in Chinese."""


def to_typst(tex: str) -> str:
    """Return a formula in TeX as the inside of Typst's ``$ … $``.

    Raises:
        FormulaError: for a command that is not in the tables, or a group without its end.
    """
    tokens = [match[0] for match in TOKEN.finditer(tex)]
    code = " ".join(_terms(iter(tokens), until=None))
    return re.sub(r" +", " ", code).strip()


def _terms(tokens: Iterator[str], until: str | None) -> Iterator[str]:
    """Translate tokens up to the one that ends the group."""
    for token in tokens:
        if token == until:
            return
        yield _term(token, tokens)
    if until is not None:
        raise FormulaError(f"少了与 {{ 配对的 {until}")


def _term(token: str, tokens: Iterator[str]) -> str:
    if token == "{":
        return "".join(("", " ".join(_terms(tokens, "}")), ""))
    if token == "}":
        raise FormulaError("多了一个 }")
    if token in "^_":
        return f"{token}({_group(tokens)})"
    if token.startswith("\\") and len(token) > 1:
        return _command(token[1:], tokens)
    if token in QUOTED or ord(token[0]) > 0x2E7F:  # signs, and words in Chinese
        return f'"{token}"' if token != '"' else '"\\""'
    return token


def _command(name: str, tokens: Iterator[str]) -> str:
    if name in TWO:
        return f"{TWO[name]}({_group(tokens)}, {_group(tokens)})"
    if name in ONE:
        return f"{ONE[name]}({_group(tokens)})"
    if name in WORDS:
        return f'upright("{_words(tokens)}")'
    if name in GREEK:
        return name
    if name in SYMBOLS:
        return SYMBOLS[name]
    raise FormulaError(f"不认得公式里的 \\{name}")


def _group(tokens: Iterator[str]) -> str:
    """Translate the next group, or the single token that stands for one."""
    token = next((each for each in tokens if not each.isspace()), None)
    if token is None:
        raise FormulaError("公式没有写完")
    # A comma or semicolon of a group's own would part the arguments of Typst's call.
    return re.sub(r"(?<!\\)([,;])", r"\\\1", _term(token, tokens))


def _words(tokens: Iterator[str]) -> str:
    """Return the words of a text command as they stand."""
    if next(tokens, None) != "{":
        raise FormulaError(r"\text 后面要有 { }")
    words = ""
    for token in tokens:
        if token == "}":
            return words.replace("\\", "\\\\").replace('"', '\\"')
        words += token
    raise FormulaError("少了与 { 配对的 }")
