"""How the model of funding works, in words and in formulas."""

from __future__ import annotations

import streamlit as st

from nplv_dash.model.programme import ELASTICITY, MONEY
from nplv_dash.present.figures import Figures
from nplv_dash.present.html import Cell, Group, table
from nplv_dash.services.futures import FULL
from nplv_dash.services.futures_belief import POOL
from nplv_dash.ui import funding
from nplv_dash.ui.blocks.model_method import aligned

#: The formulas in their order, line by line: short enough for a phone.
_FORMULAS = {
    "intensity": (r"x &= (s\,g)^{\varepsilon}",),
    "rise": (r"y' &= y+(1-e^{-\Delta/u})\,(x-y)", r"&\quad x>y"),
    "fall": (r"y' &= y+(1-2^{-\Delta/h})\,(x-y)", r"&\quad x<y"),
    "effect": (r"E &= B\,\big((1-\varphi)\,y_1+\varphi\,y_2\big)",),
    "after": (
        r"E_t/E_0 &= (1-c)\,2^{-t/h_1}+c\,2^{-t/h_2}",
        r"c &= \frac{\varphi\,y_2}{(1-\varphi)\,y_1+\varphi\,y_2}",
    ),
    "weights": (
        r"p_j &= \textstyle\sum_d \beta_d\,(E_{d,j}-E_{d,2008})",
        r"w &\propto e^{-\frac12 (p-z)^{\top} C^{-1} (p-z)}",
    ),
}
#: The letters of the formulas, and the keys of their texts.
_LETTERS = {
    "x": "intensity", "s": "share", "g": "level", "ε": "elasticity", "y₁": "services", "y₂": "durable", "Δ": "step",
    "u": "rise", "h₁": "fast", "h₂": "slow", "E": "effect", "B": "full", "φ": "part", "c": "lasting", "β": "score",
    "p": "said", "z": "measured", "C": "errors", "w": "weight",
}  # fmt: skip


def words(figures: Figures) -> None:
    """The model in words and in formulas."""
    t, n, known = figures.t, figures.n, funding.parameters()
    elasticity, money = (n.decimal(float(known[name].default or 0), 2) for name in (ELASTICITY, MONEY))
    st.markdown(
        t(
            "verantwoording.funding.words", elasticity=elasticity, money=money,
            weighed=n.integer(POOL * FULL), draws=n.integer(FULL),
        )
    )  # fmt: skip
    st.markdown(t("verantwoording.funding.limits"))
    with st.expander(t("verantwoording.funding.formulas")):
        st.markdown(t("verantwoording.funding.formulas_lead"))
        for step, lines in _FORMULAS.items():
            st.markdown(f"**{t(f'verantwoording.funding.step.{step}')}**")
            st.latex(aligned(lines))
        rows = [[Cell(sign), Cell(t(f"verantwoording.funding.symbols.{key}"))] for sign, key in _LETTERS.items()]
        head = [t(f"verantwoording.model.symbols.{key}") for key in ("symbol", "meaning")]
        st.html(table(t("verantwoording.model.symbols.title"), head, [Group(rows)], numbers=()))
