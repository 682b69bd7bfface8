import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { CreateError } from '../src/create-error.ts';
import { Terminal } from '../src/terminal.ts';

const ENTER = '\r';
const CTRL_C = '\u0003';

/** A terminal at which somebody types one key after the other. */
function terminalWith(...keys: string[]) {
  const input = new PassThrough();
  const output = new PassThrough();
  for (const key of keys) input.write(key);
  return { terminal: new Terminal({ input, output }), shown: () => String(output.read()) };
}

describe('Terminal', () => {
  it('takes the folder that is typed', async () => {
    const { terminal } = terminalWith('a', 'p', 'p', ENTER);
    expect(await terminal.dir(() => undefined)).toBe('app');
  });

  it('takes the default of whoever types nothing', async () => {
    expect(await terminalWith(ENTER).terminal.dir(() => undefined)).toBe('trunkline-app');
  });

  it('asks again for a folder that will not do', async () => {
    const { terminal, shown } = terminalWith('a', ENTER, 'b', ENTER);
    expect(await terminal.dir((dir) => (dir === 'a' ? 'a is not empty' : undefined))).toBe('ab');
    expect(shown()).toContain('a is not empty');
  });

  it('offers the templates with what they are', async () => {
    const { terminal, shown } = terminalWith(ENTER);
    expect(await terminal.template()).toBe('minimal');
    expect(shown()).toContain('a board of messages');
  });

  it.each([
    ['y', true],
    ['n', false],
  ])('takes "%s" as %s', async (key, answer) => {
    expect(await terminalWith(key).terminal.install()).toBe(answer);
  });

  it('says that nothing was written to whoever cancels', async () => {
    await expect(terminalWith(CTRL_C).terminal.dir(() => undefined)).rejects.toThrow(new CreateError('cancelled; nothing was written'));
  });
});
