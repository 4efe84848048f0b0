"""One person at one page: changes a widget, and tells when the last polygon of the answer was painted.

All moments are milliseconds since the epoch on the browser's own clock, which a page shares with the iframes in it: the
change is the key press or click that the browser saw, the end is the frame that holds the last polygon.
"""

from __future__ import annotations

import asyncio
from typing import Any, Literal, Self

from playwright.async_api import BrowserContext, Frame, Locator, Page
from playwright.async_api import TimeoutError as PlaywrightTimeout

Kind = Literal["ours", "plain", "empty"]

TIMEOUT_MS = 120_000

#: How often a map is asked whether it has painted, in ms: it remembers itself when it did. A question at every frame
#: would keep the processor busy with frames, and ten people wait for one.
_OFTEN = 15

#: In the page: when the last input was seen; `benchWhen` waits until a condition holds, without asking at every frame,
#: and `benchPainted` for the frame that shows it.
WATCH = """
for (const type of ["keydown", "click"]) {
  addEventListener(type, () => { window.benchChanged = performance.timeOrigin + performance.now(); }, true);
}
window.benchWhen = (holds) => new Promise((resolve) => {
  if (holds()) return resolve();
  const watch = new MutationObserver(() => {
    if (!holds()) return;
    watch.disconnect();
    resolve();
  });
  watch.observe(document, {
    subtree: true, childList: true, characterData: true, attributeFilter: ["data-test-script-state"],
  });
});
window.benchPainted = () => new Promise((resolve) => requestAnimationFrame(() => {
  const channel = new MessageChannel();
  channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
  channel.port2.postMessage(null);
}));
"""

#: In the plain map's iframe, asked at every frame until true: whether so many polygons are painted, and when.
_POLYGONS_PAINTED = """(count) => {
  if (window.benchPainted) return true;
  if (window.benchSeen || document.querySelectorAll("path.leaflet-interactive").length < count) return false;
  window.benchSeen = true;
  requestAnimationFrame(() => {
    const channel = new MessageChannel();
    channel.port1.onmessage = () => { window.benchPainted = performance.timeOrigin + performance.now(); };
    channel.port2.postMessage(null);
  });
  return false;
}"""

_STEP_SHOWN = """(text) => benchWhen(
  () => [...document.querySelectorAll("[data-testid=stMarkdown] p")].some((p) => p.textContent === text),
).then(benchPainted)"""

_IDLE = """() => benchWhen(
  () => document.querySelector("[data-testid=stApp]")?.dataset.testScriptState === "notRunning",
).then(() => performance.timeOrigin + performance.now())"""


class Person:
    """A page in a context of its own.

    Args:
        page: an open page.
        kind: how the page shows that it is done: our map, a plain map, or a line of text.
        label: label of the slider or the select to change.
        polygons: how many a plain map has.
    """

    def __init__(self, page: Page, kind: Kind, label: str, polygons: int) -> None:
        self._page, self._kind, self._label, self._polygons = page, kind, label, polygons
        self._steps = 0
        self._turn = 1
        self._map: Frame | None = None

    @classmethod
    async def arrive(cls, context: BrowserContext, url: str, kind: Kind, label: str, polygons: int = 0) -> Self:
        """Opens `url` and waits until the page is drawn and still."""
        await context.add_init_script(WATCH + _SAID)
        page = await context.new_page()
        page.set_default_timeout(TIMEOUT_MS)
        await page.goto(url)
        person = cls(page, kind, label, polygons)
        await person._first()
        return person

    @property
    def page(self) -> Page:
        """The browser's page."""
        return self._page

    async def change(self) -> tuple[float, float]:
        """Changes the widget once; milliseconds until the last polygon was painted, and until the page was idle too."""
        count = await self._frame().evaluate("nplvMap.paintCount") if self._kind == "ours" else 0
        old = None if self._kind == "empty" else self._frame()
        await self._operate()
        painted = await self._painted(count, old)
        idle = max(painted, await self._page.evaluate(_IDLE))
        changed = await self._page.evaluate("window.benchChanged")
        return painted - changed, idle - changed

    async def _first(self) -> None:
        if self._kind != "empty":
            await self._page.wait_for_selector("iframe")
            await self._painted(0, None)
        else:
            await self._page.evaluate(_STEP_SHOWN, "step 0")
        await self._page.evaluate(_IDLE)

    async def _painted(self, count: int, old: Frame | None) -> float:
        """When the answer was painted."""
        if self._kind == "empty":
            return float(await self._page.evaluate(_STEP_SHOWN, f"step {self._steps}"))
        if self._kind == "ours":
            frame = self._map = await self._new_frame(None) if self._map is None else self._map
            await frame.wait_for_function(
                f"() => window.nplvMap && nplvMap.paintCount > {count}", timeout=TIMEOUT_MS, polling=_OFTEN
            )
            return float(await frame.evaluate("nplvMap.lastPaintedAt"))
        frame = self._map = await self._new_frame(old)
        await frame.wait_for_function(_POLYGONS_PAINTED, arg=self._polygons, timeout=TIMEOUT_MS)
        return float(await frame.evaluate("window.benchPainted"))

    def _frame(self) -> Frame:
        assert self._map is not None, "no map yet"
        return self._map

    async def _new_frame(self, old: Frame | None) -> Frame:
        """The iframe of streamlit-folium that is not `old`."""
        for _ in range(TIMEOUT_MS // 5):
            for frame in self._page.frames:
                if "streamlit_folium" in frame.url and frame is not old and not frame.is_detached():
                    return frame
            await self._page.wait_for_timeout(5)
        raise PlaywrightTimeout("no new iframe")

    async def _operate(self) -> None:
        """One step of the slider, there and back again at its ends, or the next option of the select."""
        slider = self._page.get_by_role("slider", name=self._label)
        select = self._page.get_by_role("combobox", name=self._label)
        await slider.or_(select).first.wait_for(state="attached")
        if await slider.count():
            await self._slide(slider.first)
            return
        await select.first.click()
        options = self._page.get_by_role("option")
        await options.first.wait_for()
        # Which one is chosen is marked a moment later than the list is there; another must be chosen than that.
        await self._page.locator("[role=option][aria-selected=true]").wait_for()
        chosen = await options.evaluate_all("(all) => all.findIndex((one) => one.ariaSelected === 'true')")
        await options.nth((chosen + 1) % await options.count()).click()

    async def _slide(self, slider: Locator) -> None:
        now, low, high = await slider.evaluate("(range) => [range.value, range.min, range.max].map(Number)")
        if not low <= now + self._turn <= high:
            self._turn = -self._turn
        self._steps += self._turn
        await slider.press("ArrowRight" if self._turn > 0 else "ArrowLeft")


#: On the page of redistribution: what is said beside the map, and whether that is the answer that stands (or a first
#: one; null when neither is there). The page says so in words, of which these are the beginnings.
_SAID = """
window.benchSaid = () => {
  const captions = [...document.querySelectorAll("[data-testid=stCaptionContainer]")];
  const caption = captions.find((one) => /^(Dit is een eerste antwoord|Uit [0-9])/.test(one.textContent));
  const text = caption?.closest("[data-testid=stVerticalBlock]").textContent.replace(caption.textContent, "");
  return {text: text ?? "", settled: caption ? caption.textContent.startsWith("Uit") : null};
};
"""

#: Waits for the first answer of another scenario than `old` is of; says whether the sharp answer to that came before.
_ANSWERED = """async (old) => {
  let mixed = false;
  await benchWhen(() => {
    const said = benchSaid();
    mixed ||= said.settled === true && old.settled === false;
    return said.settled === false && said.text !== old.text;
  });
  return {at: await benchPainted(), mixed};
}"""

_SETTLED = """() => benchSaid().settled &&
  document.querySelector("[data-testid=stApp]").dataset.testScriptState === "notRunning"
"""


class Decider(Person):
    """A person who moves a lever of redistribution, where a first answer is followed by a sharper one.

    A change is timed until the map and the figures of the first answer are painted. What shows that they are: a new
    paint of the map, and other figures beside it that are said to be a first answer. Should the sharp answer to the
    change before arrive in between, then that is seen there, and the change counts as `mixed` instead of as a time.

    Attributes:
        sharpening: how many changes were made while the answer before was being sharpened.
        mixed: see above.
    """

    sharpening = 0
    mixed = 0

    async def settle(self) -> None:
        """Wait for the answer that stands, and until everything is quiet."""
        await self.page.wait_for_function(_SETTLED, polling=5 * _OFTEN)
        await self.page.wait_for_timeout(150)

    async def decide(self) -> tuple[float, float] | None:
        """Move the lever once; milliseconds until map, and until map and figures of the first answer are painted."""
        count = await self._frame().evaluate("nplvMap.paintCount")
        said = await self.page.evaluate("benchSaid()")
        self.sharpening += said["settled"] is False
        await self._operate()
        painted, answered = await asyncio.gather(self._painted(count, None), self.page.evaluate(_ANSWERED, said))
        if answered["mixed"]:
            self.mixed += 1
            return None
        changed = await self.page.evaluate("window.benchChanged")
        return painted - changed, max(painted, answered["at"]) - changed


#: What shows that a page has come so far; each is a function for the browser that is asked until it is true.
FRAME = "() => document.querySelector('[data-testid=stTopNavLink], .st-key-lang button')"
BARE = "() => document.querySelector('[data-testid=stSlider]')"
CONTENT = """() => document.querySelector('h1') &&
  document.querySelector('.nplv-dot, [data-testid=stSelectbox]')"""


async def first_look(page: Page, url: str, marks: dict[str, str], *, map_too: bool) -> dict[str, Any]:
    """Opens an address cold, in an empty page of an open browser.

    Returns:
        Milliseconds since the epoch of each of `marks`, and of the map's first paint; the number of requests, and those
        to another host.
    """
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))
    page.set_default_timeout(TIMEOUT_MS)
    await page.goto(url)

    async def moment(condition: str) -> float:
        await page.wait_for_function(condition)
        return float(await page.evaluate("performance.timeOrigin + performance.now()"))

    async def painted() -> float:
        frame = await (await page.wait_for_selector("iframe")).content_frame()
        assert frame is not None
        await frame.wait_for_function("() => window.nplvMap && nplvMap.paintCount > 0")
        return float(await frame.evaluate("nplvMap.lastPaintedAt"))

    names = [*marks, *(["map drawn"] if map_too else [])]
    waiting = [*map(moment, marks.values()), *([painted()] if map_too else [])]
    moments = dict(zip(names, await asyncio.gather(*waiting), strict=True))
    origin = "/".join(url.split("/")[:3])
    foreign = sorted({r for r in requests if r.startswith("http") and not r.startswith(origin)})
    return {"moments": moments, "requests": len(requests), "foreign": foreign}
