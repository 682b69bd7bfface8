// What server and page agree about.

/** Most bytes of a document as Yjs encodes it, its history included, and so of an update. */
export const MAX_DOCUMENT_BYTES = 512 * 1024;

/** Most characters that the page lets somebody write: with their history they are less than {@link MAX_DOCUMENT_BYTES}. */
export const MAX_CHARACTERS = 100_000;

/** Most documents of one server. */
export const MAX_DOCUMENTS = 1_000;

/** Most characters of a title, and of a person's name. */
export const MAX_TITLE = 80;
export const MAX_NAME = 32;

/** The colours of people are numbered; the page decides what they look like. */
export const COLORS = 8;
