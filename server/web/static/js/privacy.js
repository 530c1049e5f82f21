/** The privacy page: what may be counted, for how long, and erasing it all. */

import { call } from "./api.js";
import { must } from "./dom.js";
import { say, sayError } from "./toast.js";

const form = /** @type {HTMLFormElement} */ (must("[data-settings]"));
const confirmation = /** @type {HTMLDialogElement} */ (must("[data-confirm]"));

/** @param {string} name @returns {HTMLInputElement} */
const field = (name) => /** @type {any} */ (form.elements.namedItem(name));

form.addEventListener("submit", async (event) => {
  event.preventDefault();
  try {
    await call("PUT", "/v1/settings", {
      "insights.enabled": field("insights.enabled").checked,
      "insights.ticket-ids": field("insights.ticket-ids").checked,
      "insights.keep-days": field("insights.keep-days").valueAsNumber,
    });
    say("Saved.");
  } catch (error) {
    sayError(error);
  }
});

must("[data-erase]").addEventListener("click", () => confirmation.showModal());
confirmation.addEventListener("close", async () => {
  if (confirmation.returnValue !== "erase") return;
  confirmation.returnValue = "";
  try {
    await call("DELETE", "/v1/insights");
    location.assign("/privacy");
  } catch (error) {
    sayError(error);
  }
});
