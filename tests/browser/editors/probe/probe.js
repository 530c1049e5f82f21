// Runs the editor layer in the extension's own world, as the real extension does, and lets a test in the page's world call it.
(async () => {
  const api = globalThis.browser ?? chrome;
  const { watchEditors } = await import(api.runtime.getURL("editors/index.js"));
  const editors = [];
  const log = [];
  watchEditors({
    onFound(editor) {
      editors.push(editor);
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
    // What is painted, by name of the look: the text under each registered range.
    painted: () => Object.fromEntries([...CSS.highlights].filter(([, set]) => set.size).map(([name, set]) => [name, [...set].map(String).sort()])),
    // Select, act and answer in one task, as a click on a card does.
    replaceSoon: (editor, ...args) => void editor.replace(...args),
  };
  window.addEventListener("message", async ({ data }) => {
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
  });
  document.documentElement.dataset.probe = "ready";
})();
