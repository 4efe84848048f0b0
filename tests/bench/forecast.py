"""One person at the page about the end of the funding: moves a lever, and tells when the fan was painted."""

from __future__ import annotations

import asyncio

from playwright.async_api import Browser

from tests.bench.browser import Person
from tests.bench.setting import summary
from tests.servers import Server

PAGE = "/na_de_financiering?v=f1&seed={seed}&"
#: The levers, what stands in the address to begin at a low value and to show the future that they are about: one that
#: moves a single future, and one that moves all that go on after 2028.
CASES = {
    "na de financiering: end year to chart": ("Uw toekomst: geld tot en met", "end_year=2025&naast=own"),
    "na de financiering: money to chart": ("Geld per jaar na 2028", "level_after=0.0&naast=to_2042"),
}
STEPS = 20

_CHART = ".st-key-waaier_toekomst .js-plotly-plot"
_MARK = f"""() => {{ window.benchChart = document.querySelector("{_CHART}"); }}"""
#: Waits for another chart in the place of the one that was marked: Streamlit makes a new one of new figures.
_DRAWN = f"""() => benchWhen(() => {{
  const chart = document.querySelector("{_CHART}");
  return chart && chart !== benchChart && chart.querySelector(".scatterlayer .trace");
}}).then(benchPainted)"""
_SETTLED = """() => document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning" """


class Forecaster(Person):
    """A person who moves a lever of the futures: the fan is drawn anew, and the rest follows."""

    async def _first(self) -> None:
        await self.page.wait_for_selector(_CHART)
        await self.settle()

    async def settle(self) -> None:
        """Wait until everything is quiet."""
        await self.page.wait_for_timeout(150)
        await self.page.wait_for_function(_SETTLED)

    async def forecast(self) -> float:
        """Move the lever once; milliseconds until the fan is painted."""
        await self.page.evaluate(_MARK)
        drawn, _ = await asyncio.gather(self.page.evaluate(_DRAWN), self._operate())
        return float(drawn) - float(await self.page.evaluate("window.benchChanged"))


async def slider_to_chart(browser: Browser, server: Server, case: str, changes: int) -> dict[str, float]:
    """Every change is a scenario that nobody has asked for: in each address stands another seed of the draws."""
    widget, address = CASES[case]
    times: list[float] = []
    for first in range(0, changes, STEPS):
        async with await browser.new_context(viewport={"width": 1440, "height": 900}, locale="nl-NL") as context:
            url = server.url + PAGE.format(seed=1 + first) + address
            person = await Forecaster.arrive(context, url, "empty", widget)
            for _ in range(min(STEPS, changes - first)):
                times.append(await person.forecast())
                await person.settle()
    return summary(times)
