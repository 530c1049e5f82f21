/** The rules page filters while you type: it asks for the same page with the new words and takes over its list. */

import { must, settle, typing } from "./dom.js";

const form = /** @type {HTMLFormElement} */ (must("[data-filter]"));
const search = /** @type {HTMLInputElement} */ (must("#q"));
let running = new AbortController();

document.documentElement.classList.add("scripted");

async function refresh() {
  running.abort();
  running = new AbortController();
  const words = new URLSearchParams(/** @type {any} */ (new FormData(form)));
  for (const [name, value] of [...words]) if (!value) words.delete(name);
  const address = words.size ? `/rules?${words}` : "/rules";
  try {
    const response = await fetch(address, { signal: running.signal });
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const found = page.querySelector("#found");
    if (!found) return location.assign(address);
    must("#found").replaceChildren(...found.childNodes);
    history.replaceState(null, "", address);
    waitForStart();
  } catch (error) {
    if (!(error instanceof DOMException)) location.assign(address);
  }
}

function waitForStart() {
  if (document.querySelector("[data-starting]")) window.setTimeout(refresh, 1000);
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  refresh();
});
form.addEventListener("input", settle(refresh, 80));
document.addEventListener("keydown", (event) => {
  if (event.key === "/" && !typing(event)) {
    event.preventDefault();
    search.select();
  }
});
waitForStart();
