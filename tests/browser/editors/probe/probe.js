// Runs the editor layer in the extension's own world, as the real extension does, and lets a test in the page's world call it.
(async () => {
  const api = globalThis.browser ?? chrome;
  const { watchEditors } = await import(api.runtime.getURL("editors/index.js"));
  const editors = [];
  const log = [];
  /** @type {Promise<unknown>|undefined} a call that was begun and not waited for */
  let begun;
  // The layer's own time: its frame callback and its reading, between two looks.
  let spent = 0;
  const clocked = (object, name) => {
    const plain = object[name];
    object[name] = function (...args) {
      const start = performance.now();
      try {
        return plain.apply(this, args);
      } finally {
        spent += performance.now() - start;
      }
    };
  };
  watchEditors({
    onFound(editor) {
      editors.push(editor);
      clocked(editor, "sync");
      editor.onChange((text) => log.push(text));
    },
    onGone(editor) {
      editors.splice(editors.indexOf(editor), 1);
    },
  });
  const rect = ({ left, top, width, height }) => ({ left, top, width, height });
  const calls = {
    kinds: () => editors.map((editor) => editor.kind),
    log: () => log.splice(0),
    get: (_editor, name) => _editor[name],
    rects: (editor, start, end) => editor.rects(start, end).map(rect),
    caretRect: (editor) => editor.caretRect() && rect(editor.caretRect()),
    spent: () => {
      const soFar = spent;
      spent = 0;
      return soFar;
    },
    characterRects: (editor) => Array.from(editor.text(), (_, i) => editor.rects(i, i + 1).map(rect)[0] ?? null),
    begin: (editor, name, ...args) => {
      begun = editor[name](...args);
    },
    outcome: () => begun,
    // All at once, as a card's button does it.
    insertAtStart: (editor, text) => {
      editor.focus();
      editor.select(0, 0);
      return editor.insert(text);
    },
    // Select every offset in turn and read the caret back.
    roundTrip: (editor) =>
      Array.from({ length: editor.text().length + 1 }, (_, offset) => {
        editor.select(offset, offset);
        return editor.caret()?.start ?? null;
      }),
  };
  const hear = async ({ data }) => {
    if (!data?.probe || data.answer) return;
    const { name, args } = data.probe;
    const editor = editors.at(-1);
    let answer;
    try {
      answer = { value: await (calls[name] ? calls[name](editor, ...args) : editor[name](...args)) };
    } catch (error) {
      answer = { error: `${error}\n${error.stack}` };
    }
    window.postMessage({ probe: data.probe, answer }, "*");
  };
  // Editors that write their frame with document.open() take the listener and the mark away.
  const begin = () => {
    window.addEventListener("message", hear);
    if (document.documentElement) document.documentElement.dataset.probe = "ready";
  };
  begin();
  new MutationObserver(begin).observe(document, { childList: true });
})();
