import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import type { Document } from '../../contract.ts';
import { GroupCommit, transaction } from './group-commit.ts';

const SCHEMA = `
  PRAGMA journal_mode = WAL;
  -- Every commit waits for the disk: what is acknowledged survives a power cut too.
  PRAGMA synchronous = FULL;
  CREATE TABLE IF NOT EXISTS documents (id TEXT PRIMARY KEY, title TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS snapshots (document TEXT PRIMARY KEY REFERENCES documents, state BLOB NOT NULL) STRICT;
  CREATE TABLE IF NOT EXISTS updates (number INTEGER PRIMARY KEY, document TEXT NOT NULL REFERENCES documents, bytes BLOB NOT NULL) STRICT;
  CREATE INDEX IF NOT EXISTS updates_of_document ON updates (document, number);
`;

/** How long a write waits for another server that has the file open, as an old one does that drains beside a new one, in ms. */
const BUSY_MS = 1_000;

/**
 * Documents in SQLite: of each the newest snapshot, and the updates that came since.
 *
 *     update ──► appended ──► … ──► compacted: one snapshot in place of all
 */
export class DocumentStore {
  readonly #database: DatabaseSync;
  readonly #commits: GroupCommit;
  readonly #statements: Readonly<Record<keyof typeof STATEMENTS, StatementSync>>;

  /** Opens a file, which it makes, with its folder, where there is none; `:memory:` for none. */
  constructor(path: string) {
    if (path !== ':memory:') mkdirSync(dirname(path), { recursive: true });
    this.#database = new DatabaseSync(path, { timeout: BUSY_MS });
    this.#database.exec(SCHEMA);
    this.#commits = new GroupCommit(this.#database);
    this.#statements = {
      documents: this.#database.prepare(STATEMENTS.documents),
      put: this.#database.prepare(STATEMENTS.put),
      append: this.#database.prepare(STATEMENTS.append),
      snapshot: this.#database.prepare(STATEMENTS.snapshot),
      updates: this.#database.prepare(STATEMENTS.updates),
      putSnapshot: this.#database.prepare(STATEMENTS.putSnapshot),
      dropUpdates: this.#database.prepare(STATEMENTS.dropUpdates),
    };
  }

  /** All documents, the oldest first. */
  documents(): Document[] {
    return this.#statements.documents.all().map(({ id, title, created_at }) => ({
      id: String(id),
      title: String(title),
      createdAt: Number(created_at),
    }));
  }

  /** Adds a document, or changes its title. Resolves once it is on disk. */
  put({ id, title, createdAt }: Document): Promise<void> {
    return this.#commits.add(() => void this.#statements.put.run(id, title, createdAt));
  }

  /** Appends an update. Resolves once it is on disk. */
  append(id: string, update: Uint8Array): Promise<void> {
    return this.#commits.add(() => void this.#statements.append.run(id, update));
  }

  /** The snapshot of a document, if it has one, and all updates since; what was appended just now included. */
  read(id: string): Uint8Array[] {
    this.#commits.flush();
    return this.#stored(id);
  }

  /**
   * Puts one snapshot, which `merge` makes of all that is stored of a document, in its place; answers how many bytes it has.
   *
   * As one step: killed at any moment, it has both or neither. What another server has appended is read, and so is kept.
   */
  compact(id: string, merge: (stored: readonly Uint8Array[]) => Uint8Array): number {
    this.#commits.flush();
    return transaction(this.#database, () => {
      const state = merge(this.#stored(id));
      this.#statements.putSnapshot.run(id, state);
      this.#statements.dropUpdates.run(id);
      return state.length;
    });
  }

  #stored(id: string): Uint8Array[] {
    const rows = [...this.#statements.snapshot.all(id), ...this.#statements.updates.all(id)];
    return rows.map(({ bytes }) => bytes).filter((bytes) => bytes instanceof Uint8Array);
  }

  close(): void {
    this.#commits.flush();
    this.#database.close();
  }
}

const STATEMENTS = {
  documents: 'SELECT id, title, created_at FROM documents ORDER BY created_at, id',
  put: 'INSERT INTO documents (id, title, created_at) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE SET title = excluded.title',
  append: 'INSERT INTO updates (document, bytes) VALUES (?, ?)',
  snapshot: 'SELECT state AS bytes FROM snapshots WHERE document = ?',
  updates: 'SELECT bytes FROM updates WHERE document = ? ORDER BY number',
  putSnapshot: 'INSERT INTO snapshots (document, state) VALUES (?, ?) ON CONFLICT (document) DO UPDATE SET state = excluded.state',
  dropUpdates: 'DELETE FROM updates WHERE document = ?',
} as const;
