/** What there is to begin with, the first as the default; each is a folder of the package's `dist/templates`. */
export const TEMPLATES = {
  minimal: 'a board of messages: one contract, one server, one page',
  ticker: 'a live market: prices, trades, candles and orders, and what becomes of them on a bad connection',
  editor: 'documents that several people write at once: Yjs, CodeMirror and SQLite',
} as const;

/** The name of a template, as `--template` takes it. */
export type TemplateName = keyof typeof TEMPLATES;

/** Tells whether there is a template of that name. */
export function isTemplateName(name: string): name is TemplateName {
  return Object.hasOwn(TEMPLATES, name);
}
