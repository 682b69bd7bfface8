const MANNERS = ['Calm', 'Brisk', 'Quiet', 'Bold', 'Early', 'Patient', 'Curious', 'Nimble', 'Lucky', 'Steady'];
const ANIMALS = ['Otter', 'Heron', 'Lynx', 'Badger', 'Falcon', 'Marten', 'Crane', 'Hare', 'Stork', 'Fox'];

/** Makes a name for somebody who gave none, of a number from 0 to below 1. */
export function nameOf(random: number): string {
  const index = Math.floor(random * MANNERS.length * ANIMALS.length);
  return `${MANNERS[index % MANNERS.length]} ${ANIMALS[Math.floor(index / MANNERS.length)]}`;
}

/** The first letters of a name's first two words. */
export function initialsOf(name: string): string {
  const words = name.trim().split(/\s+/u).slice(0, 2);
  return words.map((word) => [...word][0]?.toUpperCase() ?? '').join('');
}
