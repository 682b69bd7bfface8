import { vi } from 'vitest';

/** Waits until `check` throws no more; vitest's own second is short on a busy machine. */
export function eventually(check: () => void): Promise<void> {
  return vi.waitFor(check, 20_000);
}
