import { onTestFinished } from 'vitest';

/** Keeps what the process is warned of during this test. */
export function collectWarnings(): Error[] {
  const warnings: Error[] = [];
  const collect = (warning: Error) => {
    warnings.push(warning);
  };
  process.on('warning', collect);
  onTestFinished(() => {
    process.off('warning', collect);
  });
  return warnings;
}
