/** One switch for each helpdesk that is known by its address: pressed is let in. The browser asks before it grants one. */

import { h, icon } from "../shared/dom.js";
import { HELPDESKS, grantedSites } from "../shared/sites.js";

/** @returns {HTMLElement} */
export function helpdeskSwitches() {
  const row = h("div", { class: "row", role: "group", "aria-label": "Helpdesks" });
  const switches = HELPDESKS.map((helpdesk) => {
    const button = h("button", { class: "switch" }, icon("add"), icon("tick"), helpdesk.name);
    button.addEventListener("click", () => {
      const { origins } = helpdesk;
      void (button.getAttribute("aria-pressed") === "true" ? chrome.permissions.remove({ origins }) : chrome.permissions.request({ origins }));
    });
    row.append(button);
    return { ...helpdesk, button };
  });
  const show = async () => {
    const granted = new Set(await grantedSites());
    for (const { button, origins } of switches) button.setAttribute("aria-pressed", String(origins.every((origin) => granted.has(origin))));
  };
  chrome.permissions.onAdded.addListener(() => void show());
  chrome.permissions.onRemoved.addListener(() => void show());
  void show();
  return row;
}
