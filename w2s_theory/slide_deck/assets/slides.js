"use strict";
(() => {
  const slides = [...document.querySelectorAll(".slide")], place = document.getElementById("place");
  slides.forEach((each, number) => { each.id = String(number + 1); });
  let at = 0;
  const show = (number, move = true) => {
    at = Math.min(Math.max(number, 0), slides.length - 1);
    slides.forEach((each, i) => each.classList.toggle("current", i === at));
    place.textContent = `${at + 1} of ${slides.length}`;
    if (move) try { history.replaceState(null, "", `#${at + 1}`); } catch { /* some viewers have no address */ }
    if (document.body.classList.contains("one")) scrollTo(0, 0); else slides[at].scrollIntoView();
  };
  const fromAddress = () => { const number = Number(location.hash.slice(1)); return Number.isInteger(number) && number > 0 ? number - 1 : 0; };
  const keys = {ArrowRight: 1, PageDown: 1, " ": 1, ArrowLeft: -1, PageUp: -1};
  addEventListener("keydown", event => {
    if (event.ctrlKey || event.altKey || event.metaKey || event.target.closest("button, summary, a, .scroll")) return;
    if (event.key === "o") { document.body.classList.toggle("one"); show(at); }
    else if (event.key === "Home") show(0);
    else if (event.key === "End") show(slides.length - 1);
    else if (keys[event.key]) show(at + (event.key === " " && event.shiftKey ? -1 : keys[event.key]));
    else return;
    event.preventDefault();
  });
  document.getElementById("on").addEventListener("click", () => show(at + 1));
  document.getElementById("back").addEventListener("click", () => show(at - 1));
  addEventListener("hashchange", () => show(fromAddress(), false));
  document.body.classList.add("one");
  show(fromAddress());
})();
