// Searches the snippets in a JSON file with fuse.js, for library_search.py: reads {snippets, queries, warm}, prints the times.
import { readFileSync } from "node:fs";
import Fuse from "fuse.js";

const { snippets, queries, warm } = JSON.parse(readFileSync(process.argv[2], "utf8"));
const fuse = new Fuse(snippets, { keys: ["title", "shortcut", "tags", "body"], ignoreLocation: true, threshold: 0.3 });
const times = queries.map((query) => {
  const start = performance.now();
  fuse.search(query, { limit: 20 });
  return performance.now() - start;
});
process.stdout.write(JSON.stringify(times.slice(warm)));
