import { describe, expect, it } from 'vitest';
import { parseCommand } from './command-line.ts';

describe('parseCommand', () => {
  it('runs 2,000 seeds of 500 steps by default', () => {
    const command = { firstSeed: 0, seeds: 2_000, steps: 500, breaks: false, filter: '', jsonFile: undefined };
    expect(parseCommand([])).toEqual(command);
    expect(parseCommand(['--'])).toEqual(command);
  });

  it('reads every option', () => {
    const args = ['--seeds', '10', '--first', '7', '--steps', '100', '--mutants', '--filter', 'credit', '--json', 'out.json'];
    expect(parseCommand(args)).toEqual({ firstSeed: 7, seeds: 10, steps: 100, breaks: true, filter: 'credit', jsonFile: 'out.json' });
  });

  it('runs a single seed alone', () => {
    expect(parseCommand(['--seed', '42', '--seeds', '9'])).toMatchObject({ firstSeed: 42, seeds: 1 });
  });

  it.each([[['--seeds', '0']], [['--seed', '-1']], [['--steps', 'many']], [['--fast']], [['nothing']]])('rejects %j', (args) => {
    expect(() => parseCommand(args)).toThrow();
  });
});
