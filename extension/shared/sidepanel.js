/** Opens the side panel (in Firefox the sidebar). Browsers do that only straight from a person's press. */

/** @typedef {{sidebarAction?: {open: () => Promise<void>}}} Firefox */

/** @param {number | undefined} windowId */
export async function openSidePanel(windowId) {
  const { browser } = /** @type {{browser?: Firefox}} */ (globalThis);
  if (browser?.sidebarAction) return browser.sidebarAction.open();
  const { sidePanel } = chrome;
  if (windowId !== undefined) await sidePanel.open({ windowId });
}
