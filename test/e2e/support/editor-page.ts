import type { Page } from 'playwright-core';
import { eventually } from './visits.ts';

/** The text without the carets of others, which stand in it. */
const TEXT = `
  [...document.querySelectorAll('.cm-line')].map((line) => {
    const copy = line.cloneNode(true);
    for (const caret of copy.querySelectorAll('.caret')) caret.remove();
    return copy.textContent;
  }).join('\\n')
`;

/** The page of the editor, as somebody sees it. */
export class EditorPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** How somebody's work stands, in words. */
  async standing(): Promise<string> {
    return (await this.page.locator('#pill-words').textContent()) ?? '';
  }

  /** Waits until everything is saved. */
  async saved(): Promise<this> {
    await eventually(() => this.standing()).toBe('Saved');
    return this;
  }

  text(): Promise<string> {
    return this.page.evaluate<string>(TEXT);
  }

  /** How often each of these letters stands in the text. */
  async count(letters: string): Promise<readonly number[]> {
    const text = await this.text();
    return [...letters].map((letter) => text.split(letter).length - 1);
  }

  /** Puts the cursor at the end of the text and types. */
  async type(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: 'Text' }).focus();
    await this.page.keyboard.press('Control+End');
    await this.page.keyboard.type(text);
  }

  /** Waits until the browser has on its disk what was typed in the document that is shown: a read waits for the writes before it. */
  async kept(): Promise<void> {
    const name = `editor ${new URL(this.page.url()).hash.slice(1)}`;
    await this.page.evaluate(`new Promise((resolve, reject) => {
      const opening = indexedDB.open('${name}');
      opening.onerror = reject;
      opening.onsuccess = () => {
        const reading = opening.result.transaction('updates');
        reading.onabort = reject;
        reading.oncomplete = () => { opening.result.close(); resolve(); };
        reading.objectStore('updates').count();
      };
    })`);
  }

  /** Waits until what is typed goes there. */
  hasFocus(selector: string): Promise<void> {
    return eventually(() => this.page.evaluate(`document.activeElement.matches('${selector}')`)).toBe(true);
  }

  /** Makes a document, which is then shown. @returns what its URL ends with. */
  async create(title: string): Promise<string> {
    await this.page.getByRole('button', { name: 'New document' }).click();
    await this.hasFocus('#title');
    await this.page.keyboard.type(title);
    await this.page.keyboard.press('Enter');
    await this.page.getByRole('link', { name: title }).waitFor();
    return new URL(this.page.url()).hash;
  }
}
