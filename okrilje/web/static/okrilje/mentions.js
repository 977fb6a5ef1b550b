// "@" in a comment offers the people who may be named (textarea data-people names their <datalist>). Without this the
// name is typed out: the server knows it, too.
"use strict";

const MOST = 6;
const plain = (text) => text.toLowerCase().replaceAll("đ", "d").normalize("NFD").replace(/\p{M}/gu, "");
let offer = null; // { area, start, list }

function closeOffer() {
  if (!offer) return;
  offer.list.remove();
  for (const name of ["aria-controls", "aria-activedescendant"]) offer.area.removeAttribute(name);
  offer = null;
}

function activate(option) {
  for (const one of offer.list.children) one.ariaSelected = String(one === option);
  offer.area.setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}

function openOffer(area, start, found) {
  closeOffer();
  const list = document.createElement("ul");
  list.className = "people";
  list.id = `${area.id}-people`;
  list.role = "listbox";
  list.ariaLabel = area.labels[0]?.textContent ?? "@";
  found.forEach((person, number) => {
    const option = document.createElement("li");
    option.id = `${list.id}-${number}`;
    option.role = "option";
    option.dataset.name = person.value;
    option.append(person.value, " ", Object.assign(document.createElement("span"), { className: "soft", textContent: person.text }));
    list.append(option);
  });
  area.after(list);
  area.setAttribute("aria-controls", list.id);
  area.setAttribute("aria-autocomplete", "list");
  offer = { area, start, list };
  activate(list.firstChild);
}

function choose(option) {
  const { area, start } = offer;
  area.setRangeText(`@${option.dataset.name} `, start, area.selectionStart, "end");
  closeOffer();
  area.focus();
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

document.addEventListener("input", ({ target }) => {
  if (!target.dataset?.people) return;
  const typed = target.value.slice(0, target.selectionStart).match(/(?:^|[\s(])@([^@\n]{0,40})$/);
  const people = document.getElementById(target.dataset.people)?.options ?? [];
  const begins = (name) => plain(` ${name}`).includes(plain(` ${typed[1]}`));
  const found = typed ? [...people].filter(({ value }) => begins(value)).slice(0, MOST) : [];
  if (found.length) openOffer(target, target.selectionStart - typed[1].length - 1, found);
  else closeOffer();
});
document.addEventListener("keydown", (event) => {
  if (!offer || event.target !== offer.area) return;
  const options = [...offer.list.children];
  const now = options.findIndex((one) => one.ariaSelected === "true");
  if (event.key === "ArrowDown" || event.key === "ArrowUp")
    activate(options[(now + (event.key === "ArrowDown" ? 1 : -1) + options.length) % options.length]);
  else if (event.key === "Enter" || event.key === "Tab") choose(options[now]);
  else if (event.key === "Escape") closeOffer();
  else return;
  event.preventDefault();
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest?.(".people > [role=option]");
  if (!option) return closeOffer();
  event.preventDefault(); // the text keeps the focus
  choose(option);
});
document.addEventListener("focusout", ({ target }) => offer && target === offer.area && closeOffer());
