import { describe, expect, it, onTestFinished } from 'vitest';
import { TcpProxy } from '../support/tcp-proxy.ts';
import { EditorPage } from './support/editor-page.ts';
import { EditorProcess } from './support/editor-process.ts';
import { accessibilityFaults, eventually, useVisits, type VisitOptions } from './support/visits.ts';

const visit = useVisits();

const PHONE = { width: 390, height: 844 };

/** Several waits, each with a deadline of its own, on machines that do other things too. */
const TIMEOUT = { timeout: 180_000 };

async function open(url: string, options: VisitOptions = {}): Promise<EditorPage> {
  return new EditorPage(await visit(url, options)).saved();
}

/** Waits until everybody has everything, and has it saved. @returns how often each letter is in the text of all. */
async function agreed(letters: string, ...pages: readonly EditorPage[]): Promise<readonly number[]> {
  for (const page of pages) await page.saved();
  await eventually(async () => new Set(await Promise.all(pages.map((page) => page.text()))).size).toBe(1);
  return (await pages[0]?.count(letters)) ?? [];
}

describe('the editor', TIMEOUT, () => {
  it('has one text for three who write, whatever the network and the server do', async () => {
    const server = await EditorProcess.start();
    const proxy = await TcpProxy.to(server.port);
    onTestFinished(() => proxy.close());
    const ann = await open(server.url, { hasOutage: true });
    const hash = await ann.create('Together');
    const bob = await open(`${server.url}${hash}`, { hasOutage: true });
    const cy = await open(`http://127.0.0.1:${proxy.port}/${hash}`, { hasOutage: true });

    await Promise.all([ann.type('a'.repeat(30)), bob.type('b'.repeat(30)), cy.type('c'.repeat(30))]);
    expect(await agreed('abc', ann, bob, cy)).toEqual([30, 30, 30]);

    proxy.refuse(true);
    proxy.cut();
    await eventually(() => cy.standing()).toBe('Offline');
    await Promise.all([ann.type('a'.repeat(10)), cy.type('c'.repeat(10))]);
    await eventually(() => cy.standing()).toBe('Offline, 10 edits waiting');
    expect(await agreed('abc', ann, bob)).toEqual([40, 30, 30]);
    proxy.refuse(false);
    expect(await agreed('abc', ann, bob, cy)).toEqual([40, 30, 40]);

    const writing = Promise.all([ann.type('a'.repeat(60)), bob.type('b'.repeat(60)), cy.type('c'.repeat(60))]);
    await eventually(async () => (await bob.count('b'))[0]).toBeGreaterThan(45);
    await server.kill();
    await writing;
    await eventually(() => bob.standing()).toMatch(/^Offline/);
    await server.restart();
    expect(await agreed('abc', ann, bob, cy)).toEqual([100, 90, 100]);

    const undo = ann.page.getByRole('button', { name: 'Undo' });
    while (await undo.isEnabled()) await undo.click();
    expect(await agreed('abc', ann, bob, cy)).toEqual([0, 90, 100]);
    await ann.page.keyboard.press('Control+End');
    const latecomer = await open(`${server.url}${hash}`);
    expect(await agreed('abc', bob, latecomer)).toEqual([0, 90, 100]);
  });

  it('keeps what was written without a server over a closed tab, and sends it when its document is not shown', async () => {
    const server = await EditorProcess.start();
    const ann = await open(server.url, { hasOutage: true });
    const hash = await ann.create('Drafts');
    await ann.type('kept ');
    await ann.saved();
    await server.kill();
    await eventually(() => ann.standing()).toBe('Offline');
    await ann.type('here');
    await eventually(() => ann.standing()).toBe('Offline, 4 edits waiting');
    await ann.kept();
    const context = ann.page.context();
    await ann.page.close();
    await server.restart();
    const again = new EditorPage(await context.newPage());
    await again.page.goto(server.url);
    await again.page.getByRole('link', { name: 'Welcome' }).click();
    await again.saved();
    const bob = await open(`${server.url}${hash}`);
    await eventually(() => bob.text()).toBe('kept here');
  });

  it('lists documents, and calls them as everybody names them', async () => {
    const server = await EditorProcess.start();
    const [ann, bob] = [await open(server.url), await open(server.url)];
    await ann.create('Minutes');
    await bob.page.getByRole('link', { name: 'Minutes' }).click();
    await eventually(() => bob.page.getByLabel('Title').inputValue()).toBe('Minutes');
    await bob.page.getByLabel('Title').fill('Minutes of Monday');
    await bob.page.keyboard.press('Enter');
    await eventually(() => ann.page.getByLabel('Title').inputValue()).toBe('Minutes of Monday');
    await ann.page.getByRole('link', { name: 'Minutes of Monday' }).waitFor();
    expect(await ann.page.title()).toBe('Minutes of Monday – Editor on Trunkline');
  });

  it('shows who is here and where they write, under the names that they give themselves', async () => {
    const server = await EditorProcess.start();
    const [ann, bob] = [await open(server.url), await open(server.url)];
    await eventually(() => ann.page.locator('#people-count').textContent()).toBe('2');
    await bob.page.getByRole('button', { name: 'here' }).click();
    await bob.page.getByLabel('Your name').fill('Bob');
    await bob.page.keyboard.press('Enter');
    await bob.type('!');
    await ann.page.locator('.caret').getByText('Bob').waitFor();
    await bob.page.context().close();
    await eventually(() => ann.page.locator('#people-count').textContent()).toBe('1');
    await eventually(() => ann.page.locator('.caret').count()).toBe(0);
  });

  it('says that a document is full, and of one that does not exist that it is not there', async () => {
    const server = await EditorProcess.start();
    const ann = await open(server.url);
    await ann.create('Full');
    await ann.page.getByRole('textbox', { name: 'Text' }).focus();
    await ann.page.keyboard.insertText('x'.repeat(100_001));
    await ann.page.getByText('A document has room for 100,000 characters').waitFor();
    expect(await ann.text()).not.toContain('x');
    await ann.saved();
    await ann.page.goto(`${server.url}#0123456789abcdef`);
    await ann.page.getByText('This document cannot be opened: there is no such document.').waitFor();
    await ann.page.goto(`${server.url}#%`);
    await ann.page.getByText('This document cannot be opened').waitFor();
  });
});

describe('the page of the editor', TIMEOUT, () => {
  it.each(['light', 'dark'] as const)('is accessible, with others and their cursors in it (%s)', async (colorScheme) => {
    const server = await EditorProcess.start();
    const [ann, bob] = [await open(server.url, { colorScheme, reducedMotion: 'reduce' }), await open(server.url)];
    await bob.type('!');
    await ann.page.locator('.caret').waitFor();
    expect(await accessibilityFaults(ann.page)).toEqual([]);
    await ann.page.getByRole('button', { name: 'here' }).click();
    await ann.page.getByLabel('Your name').waitFor();
    expect(await accessibilityFaults(ann.page)).toEqual([]);
  });

  it.each(['light', 'dark'] as const)('is accessible on a phone, while the server is gone (%s)', async (colorScheme) => {
    const server = await EditorProcess.start();
    const ann = await open(server.url, { colorScheme, viewport: PHONE, reducedMotion: 'reduce', hasOutage: true });
    await server.kill();
    await ann.type('!');
    await eventually(() => ann.standing()).toBe('Offline, 1 edit waiting');
    expect(await accessibilityFaults(ann.page)).toEqual([]);
    await ann.page.getByRole('button', { name: 'Documents' }).click();
    await ann.page.getByRole('link', { name: 'Welcome' }).waitFor();
    expect(await accessibilityFaults(ann.page)).toEqual([]);
  });

  it('is used by keys alone', async () => {
    const server = await EditorProcess.start();
    const ann = await open(server.url);
    const { page } = ann;
    await page.getByRole('button', { name: 'New document' }).focus();
    await page.keyboard.press('Enter');
    await ann.hasFocus('#title');
    await page.keyboard.type('By keys');
    await page.keyboard.press('Tab');
    await page.getByRole('link', { name: 'By keys' }).waitFor();
    for (let tabs = 0; tabs < 6 && (await page.evaluate(`!document.activeElement.matches('.cm-content')`)); tabs += 1) {
      await page.keyboard.press('Tab');
    }
    await page.keyboard.type('written');
    await page.keyboard.press('Control+z');
    await page.keyboard.press('Control+y');
    await eventually(() => page.locator('.cm-line').first().textContent()).toBe('written');
    // The text is no trap.
    await page.keyboard.press('Tab');
    expect(await page.evaluate(`document.activeElement.matches('.cm-content')`)).toBe(false);
  });
});
