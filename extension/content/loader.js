/**
 * Runs first, in every frame of a helpdesk, and does almost nothing: it waits for someone to step into a field that can
 * hold text, and only then loads the rest. Being there before the page's own scripts also lets our surfaces keep the keys
 * that are typed into them, so that "1" in our card is never a shortcut of the helpdesk.
 */
(() => {
  const here = /** @type {{alongside?: {onEvent: ((event: Event) => void) | null, start: () => void}}} */ (globalThis);
  if (here.alongside) return here.alongside.start();

  let started = false;
  /** Load the modules; the page's own content security policy does not apply to us. */
  const start = () => {
    if (started) return;
    started = true;
    removeEventListener("focusin", onFocus, true);
    import(chrome.runtime.getURL("content/main.js")).then(
      (main) => main.start(alongside),
      (error) => console.warn("Alongside could not start here.", error),
    );
  };

  /** @param {Event} event */
  const onFocus = (event) => {
    const field = event.composedPath()[0];
    if (field instanceof HTMLElement && holdsText(field)) start();
  };

  /** @param {HTMLElement} field */
  const holdsText = (field) => field.isContentEditable || document.designMode === "on" || field.matches("textarea, input");

  const alongside = { onEvent: /** @type {((event: Event) => void) | null} */ (null), start };
  here.alongside = alongside;
  for (const type of ["keydown", "keypress", "keyup", "beforeinput", "input", "paste", "click"])
    addEventListener(type, (event) => alongside.onEvent?.(event), true);
  addEventListener("focusin", onFocus, true);
  const { activeElement } = document;
  if (activeElement instanceof HTMLElement && activeElement !== document.body && holdsText(activeElement)) start();
})();
