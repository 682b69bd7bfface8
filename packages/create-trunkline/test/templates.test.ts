import { existsSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { isTemplateName, TEMPLATES } from '../src/templates.ts';

describe('isTemplateName', () => {
  it.each(Object.keys(TEMPLATES))('knows %s', (name) => {
    expect(isTemplateName(name)).toBe(true);
  });

  it.each(['', 'Minimal', 'toString'])('does not know "%s"', (name) => {
    expect(isTemplateName(name)).toBe(false);
  });
});

describe('TEMPLATES', () => {
  it.each(Object.keys(TEMPLATES))('has %s in the built package', (name) => {
    expect(existsSync(new URL(`../dist/templates/${name}/package.json`, import.meta.url))).toBe(true);
  });
});
