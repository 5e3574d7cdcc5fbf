"""TeX to Typst: what is known is set, what is not is refused by name."""

from __future__ import annotations

import pytest
import typst

from casebook.typst.formulas import FormulaError, to_typst
from casebook.typst.typeset import fonts

GOOD = [
    r"\frac{a}{b}", r"x^2 + y_{12}", r"\frac{570\text{万元}}{1300\text{亩}} \approx 4384.6",
    r"a \times b \div c \cdot d",
    r"\left( \frac{1}{2} \right)^n", r"\sqrt{x^2+1}", r"\sum_{i=1}^{n} x_i \le \infty",
    r"50\% \ge 0",
    r"\alpha\ \beta",
    r"\text{每亩}\,x", "中文 = 1", r"\frac{f(a, b)}{c; d}",
    r"\overline{x} \ne \hat{y}", r"a \rightarrow b \Rightarrow c",
    r'\text{他说“好”}', r"a/b \# \_ \&", r"\binom{n}{k}", r"{a+b}^{c}", r"\mathrm{kg}",
]  # fmt: skip
BAD = [r"\nonsense", r"\frac{a}", r"{a", "a}", r"\text a", r"\text{a", r"x^"]


@pytest.mark.parametrize("tex", GOOD)
def test_a_formula_can_be_set(tex: str) -> None:
    code = f'#set text(font: ("New Computer Modern", "Noto Serif SC"))\n$ {to_typst(tex)} $'
    assert typst.Compiler(code.encode(), font_paths=fonts(), ignore_system_fonts=True).compile(format="pdf")


@pytest.mark.parametrize("tex", BAD)
def test_what_is_not_known_is_refused(tex: str) -> None:
    with pytest.raises(FormulaError):
        to_typst(tex)


def test_a_fraction_is_a_fraction() -> None:
    assert to_typst(r"\frac{a}{b^2}") == "frac(a, b ^(2))"
