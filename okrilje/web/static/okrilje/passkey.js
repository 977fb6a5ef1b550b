// The library's own scripts talk to the passkey; this one tells the person when that fails.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const note = document.getElementById("passkey-error");
  if (note) {
    note.hidden = false;
  }
});
