import { describe, expect, it } from 'vitest';
import { groupsFor } from '../../src/suite/groups.ts';
import { EVERYTHING_POSSIBLE } from '../support/open-memory.ts';

const namesFor = (abilities: Parameters<typeof groupsFor>[0]) =>
  groupsFor(abilities).flatMap(({ name, cases }) => cases.map((brokerCase) => `${name}: ${brokerCase.name}`));

const all = namesFor(EVERYTHING_POSSIBLE);

const CLOCK = [
  'publish: remembers a key for two minutes',
  'log: trims by age as well',
  'heads: does not go back when all that was published is gone, while somebody is there',
  'values: counts the time of a value from its newest publication; a repeat is none',
  'values: keeps a value for its time',
  'members: removes the members of a server whose lease ended, and tells it',
  'members: renews the lease of a server with each of its members',
];
const LOSS = ['log: has another epoch when the store lost its memory'];

describe('groupsFor', () => {
  it('has these groups, and no name twice', () => {
    expect(groupsFor(EVERYTHING_POSSIBLE).map(({ name }) => name)).toEqual(['publish', 'log', 'heads', 'values', 'subscribe', 'members']);
    expect(new Set(all).size).toBe(all.length);
  });

  it.each([
    { abilities: { clock: true, loss: true }, leftOut: [] },
    { abilities: { clock: true }, leftOut: LOSS },
    { abilities: { clock: undefined, loss: true }, leftOut: CLOCK },
    { abilities: { clock: false, loss: false }, leftOut: [...CLOCK, ...LOSS] },
    { abilities: {}, leftOut: [...CLOCK, ...LOSS] },
  ])('leaves out exactly what needs more than $abilities', ({ abilities, leftOut }) => {
    const names = namesFor(abilities);
    expect(names).toEqual(all.filter((name) => !leftOut.includes(name)));
    expect(names.length).toBe(all.length - leftOut.length);
  });
});
