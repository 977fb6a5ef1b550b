// Every piece of text on the page that a person reads or hears, with the language it is marked as. What a version
// of a plan changed is quoted, in whatever language it was written.
() => {
  const found = [];
  const add = (element, text) => {
    const words = (text ?? "").replace(/\s+/g, " ").trim();
    if (!words || element.closest("script, style, template, noscript, textarea, ins, del")) return;
    found.push([words, element.closest("[lang]")?.lang ?? "", Boolean(element.closest(".code, code"))]);
  };
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) add(walker.currentNode.parentElement, walker.currentNode.data);
  for (const name of ["aria-label", "aria-description", "title", "placeholder", "alt", "data-label"])
    for (const element of document.querySelectorAll(`[${name}]`)) add(element, element.getAttribute(name));
  add(document.body, document.title);
  return { lang: document.documentElement.lang, texts: found };
}
