// Pages of a report of an institution; after okrilje.js, whose list of unsaved forms it keeps.
"use strict";

// A form that saves as one types (data-not-saved) says so when it could not; what was typed stays in it.
function notSaved(form, why) {
  unsaved.add(form);
  form.querySelector("[role=status]").textContent = why;
}
document.addEventListener("htmx:beforeRequest", ({ detail }) => unsaved.delete(detail.elt));
document.addEventListener("htmx:beforeSwap", ({ detail }) => {
  const form = detail.requestConfig.elt;
  if (form.dataset.notSaved && detail.xhr.status === 409) {
    detail.shouldSwap = true; // a refusal with its reason
    unsaved.add(form);
  } else if (new URL(detail.xhr.responseURL).pathname !== new URL(detail.requestConfig.path, location).pathname) {
    detail.shouldSwap = false; // the page for signing in came instead
    if (form.dataset.notSaved) notSaved(form, form.dataset.signedOut);
    else location.assign(detail.requestConfig.path);
  }
});
for (const failure of ["htmx:sendError", "htmx:timeout", "htmx:responseError"])
  document.addEventListener(failure, ({ detail }) => {
    const form = detail.requestConfig.elt;
    const { status } = detail.xhr;
    if (form.dataset.notSaved && status !== 409) notSaved(form, form.dataset[status === 403 ? "signedOut" : "notSaved"]);
  });

// A review: how many boxes (data-tick) are ticked, all with one press; who comments on an activity means it.
const boxes = () => all("[data-tick]");
function ticked() {
  for (const output of all("[data-ticked]"))
    output.value = `${output.dataset.ticked} ${boxes().filter((box) => box.checked).length} / ${boxes().length}`;
}
document.addEventListener("change", ({ target }) => target.matches("[data-tick]") && ticked());
document.addEventListener("input", ({ target }) => {
  const box = /^comment-\d+$/.test(target.name) && document.querySelector(`[name="tick"][value="${target.name.slice(8)}"]`);
  if (!box || !target.value.trim()) return;
  box.checked = true;
  ticked();
});
document.addEventListener("click", (event) => {
  if (!event.target.closest("[data-tick-all]")) return;
  event.preventDefault();
  const on = !boxes().every((box) => box.checked);
  boxes().forEach((box) => (box.checked = on));
  ticked();
});
for (const event of ["DOMContentLoaded", "htmx:afterSettle"]) document.addEventListener(event, ticked);
