import { describe, expect, it } from 'vitest';
import { parseCommand } from './command-line.ts';
import { WORKLOADS } from './workloads.ts';

describe('parseCommand', () => {
  it('runs everything three times by default', () => {
    const workloadNames = WORKLOADS.map(({ name }) => name);
    expect(parseCommand([])).toEqual({ workloadNames, jsonFile: undefined, isSmoke: false, repeats: 3, seconds: 2 });
  });

  it('reads kinds, single workloads and every option', () => {
    const args = ['memory', 'echo-64-d1', '--json', 'rows.json', '--repeats', '5', '--seconds', '1.5'];
    expect(parseCommand(args)).toEqual({
      workloadNames: ['echo-64-d1', 'memory-idle-10000'],
      jsonFile: 'rows.json',
      isSmoke: false,
      repeats: 5,
      seconds: 1.5,
    });
  });

  it('makes a smoke test short', () => {
    expect(parseCommand(['--smoke'])).toMatchObject({ isSmoke: true, repeats: 1, seconds: 0.3 });
  });

  it('looks past the dashes that pnpm passes on', () => {
    expect(parseCommand(['--', 'memory', '--smoke'])).toMatchObject({ workloadNames: ['memory-idle-10000'], isSmoke: true });
  });

  it.each([[['nothing']], [['--seconds', '0']], [['--repeats', 'many']], [['--repeats', '1000']], [['--fast']]])('rejects %j', (args) => {
    expect(() => parseCommand(args)).toThrow();
  });
});
