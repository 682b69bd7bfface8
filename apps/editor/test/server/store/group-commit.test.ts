import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { GroupCommit, transaction } from '../../../server/store/group-commit.ts';

function bench() {
  const database = new DatabaseSync(':memory:');
  database.exec('CREATE TABLE numbers (n INTEGER PRIMARY KEY)');
  const put = database.prepare('INSERT INTO numbers VALUES (?)');
  const stored = () =>
    database
      .prepare('SELECT n FROM numbers ORDER BY n')
      .all()
      .map(({ n }) => n);
  return { database, commits: new GroupCommit(database), put: (n: number) => void put.run(n), stored };
}

describe('GroupCommit', () => {
  it('commits the writes of one turn together, before it resolves', async () => {
    const { database, commits, put, stored } = bench();
    const isOpen: boolean[] = [];
    const all: boolean[] = [];
    const writes = [1, 2, 3].map((n) =>
      commits
        .add(() => {
          isOpen.push(database.isTransaction);
          put(n);
        })
        .then(() => all.push(stored().length === 3)),
    );
    expect(stored()).toEqual([]);
    await Promise.all(writes);
    expect({ isOpen, all }).toEqual({ isOpen: [true, true, true], all: [true, true, true] });
  });

  it('rejects all writes of a turn when one fails, keeps none, and takes the next', async () => {
    const { commits, put, stored } = bench();
    const outcomes = await Promise.allSettled([commits.add(() => put(1)), commits.add(() => put(1)), commits.add(() => put(2))]);
    expect({ statuses: outcomes.map(({ status }) => status), stored: stored() }).toEqual({
      statuses: ['rejected', 'rejected', 'rejected'],
      stored: [],
    });
    await commits.add(() => put(1));
    expect(stored()).toEqual([1]);
  });

  it('commits at once what waits, when it is told to, and nothing twice', async () => {
    const { commits, put, stored } = bench();
    const written = commits.add(() => put(1));
    commits.flush();
    commits.flush();
    expect(stored()).toEqual([1]);
    await written;
  });
});

describe('transaction', () => {
  it('leaves nothing behind of what throws', () => {
    const { database, put, stored } = bench();
    const run = () =>
      transaction(database, () => {
        put(1);
        throw new Error('no');
      });
    expect(run).toThrow('no');
    expect({ stored: stored(), isOpen: database.isTransaction }).toEqual({ stored: [], isOpen: false });
  });
});
