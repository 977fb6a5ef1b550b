// Comforts on top of pages that work without it. No state, no dependencies.
"use strict";

const all = (selector, root = document) => [...root.querySelectorAll(selector)];

// Menus (<details class="menu">): close on Escape, on a click elsewhere, and when another one opens.
const closeMenus = (except) => all("details.menu[open]").filter((m) => m !== except).forEach((m) => (m.open = false));
document.addEventListener("click", (event) => closeMenus(event.target.closest("details.menu")));
document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  const menu = event.target.closest("details.menu[open]");
  closeMenus();
  menu?.querySelector("summary").focus();
});

// A table region needs a place in the tab order only while it scrolls.
function tableRegions() {
  for (const region of all(".table-region, .chart")) {
    const scrolls = region.scrollWidth > region.clientWidth + 1 || region.scrollHeight > region.clientHeight + 1;
    if (scrolls) region.tabIndex = 0;
    else region.removeAttribute("tabindex");
  }
}

// On a narrow screen the strip of tabs scrolls: show the current one.
function currentTab() {
  for (const tab of all(".tabs [aria-current]")) {
    const strip = tab.closest("ul");
    strip.scrollLeft = tab.offsetLeft - (strip.clientWidth - tab.offsetWidth) / 2;
  }
}

// Warn before leaving a form marked data-warn-unsaved with changes in it.
const unsaved = new Set();
document.addEventListener("input", ({ target }) => target.form?.matches("[data-warn-unsaved]") && unsaved.add(target.form));
document.addEventListener("submit", (event) => unsaved.delete(event.target));
window.addEventListener("beforeunload", (event) => unsaved.size && event.preventDefault());

// <button type="button" data-print hidden> appears and prints; closed details are opened on paper.
document.addEventListener("click", (event) => event.target.closest("[data-print]") && window.print());
let opened = [];
window.addEventListener("beforeprint", () => {
  opened = all("main details:not([open], .no-print)");
  opened.forEach((d) => (d.open = true));
});
window.addEventListener("afterprint", () => opened.forEach((d) => (d.open = false)));

function ready() {
  all("[data-print]").forEach((button) => (button.hidden = false));
  document.querySelector(".error-summary")?.focus();
  tableRegions();
  currentTab();
}
document.addEventListener("DOMContentLoaded", ready);
document.addEventListener("htmx:afterSettle", tableRegions);
window.addEventListener("resize", tableRegions);
