// What every helpdesk page here can do: send the reply, and go over to an internal note.
window.sent = null;
/**
 * @param {Element} button
 * @param {() => HTMLElement} editor
 */
window.sends = (button, editor) => button.addEventListener("click", () => (window.sent = editor().innerText));
