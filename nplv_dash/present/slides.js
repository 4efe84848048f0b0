"use strict";
(() => {
  const slides = [...document.querySelectorAll(".slide")];
  const [back, forth, full] = ["back", "forth", "full"].map((id) => document.getElementById(id));
  const said = document.getElementById("said");
  // In a frame without an address of its own there is nothing to write a slide to.
  const addressed = ["file:", "http:", "https:"].includes(location.protocol);
  let now = -1;

  function show(wanted, focus = true) {
    const next = Math.max(0, Math.min(slides.length - 1, wanted));
    if (next === now) return;
    now = next;
    slides.forEach((slide, i) => slide.classList.toggle("now", i === now));
    back.disabled = now === 0;
    forth.disabled = now === slides.length - 1;
    said.textContent = slides[now].dataset.said;
    if (focus) slides[now].focus({ preventScroll: true });
    if (addressed) history.replaceState(null, "", `#${slides[now].id}`);
  }

  function screen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen().catch(() => { full.disabled = true; });
  }

  const keys = {
    ArrowRight: () => show(now + 1), ArrowDown: () => show(now + 1), PageDown: () => show(now + 1),
    ArrowLeft: () => show(now - 1), ArrowUp: () => show(now - 1), PageUp: () => show(now - 1),
    " ": () => show(now + 1), Home: () => show(0), End: () => show(slides.length - 1), f: screen, F: screen,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || !(event.key in keys)) return;
    // A space on a button or a link is for that button.
    if (event.key === " " && event.target.closest("button, a")) return;
    event.preventDefault();
    if (event.key === " " && event.shiftKey) show(now - 1);
    else keys[event.key]();
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("a, button") || String(getSelection())) return;
    const part = event.clientX / innerWidth;
    if (part < 0.2) show(now - 1);
    else if (part > 0.8) show(now + 1);
  });
  let start = null;
  document.addEventListener("touchstart", (event) => { start = event.touches.length === 1 ? event.touches[0].clientX : null; });
  document.addEventListener("touchend", (event) => {
    if (start === null) return;
    const moved = event.changedTouches[0].clientX - start;
    if (Math.abs(moved) > 50) show(now + (moved < 0 ? 1 : -1));
    start = null;
  });
  back.addEventListener("click", () => show(now - 1));
  forth.addEventListener("click", () => show(now + 1));
  full.addEventListener("click", screen);
  full.hidden = !document.fullscreenEnabled;
  const named = () => slides.findIndex((slide) => `#${slide.id}` === location.hash);
  window.addEventListener("hashchange", () => { if (named() >= 0) show(named()); });
  document.documentElement.classList.add("js");
  show(Math.max(0, addressed ? named() : 0), false);
})();
