import type { Browser, CDPSession } from 'playwright-core';
import { onTestFinished } from 'vitest';
import { z } from 'zod';

/** What the tab's own part of the browser tells: an answer, or a frame that the page sent over a WebSocket. */
const told = z.union([
  z.object({ id: z.number(), error: z.object({ message: z.string() }).optional() }),
  z.object({ method: z.literal('Network.webSocketFrameSent'), params: z.object({ response: z.object({ payloadData: z.string() }) }) }),
]);

/** A tab beside those of Playwright, which has every page of its own believe that it is seen. This one can be behind another, and be frozen. */
export class BackgroundTab {
  /** The texts that its page sent over WebSockets, in order. */
  readonly sent: string[] = [];
  readonly #browser: CDPSession;
  readonly #target: string;
  readonly #session: string;
  readonly #answers = new Map<number, (error: string | undefined) => void>();
  #lastId = 0;

  private constructor(browser: CDPSession, target: string, session: string) {
    this.#browser = browser;
    this.#target = target;
    this.#session = session;
    browser.on('Target.receivedMessageFromTarget', ({ sessionId, message }) => {
      if (sessionId === session) this.#receive(message);
    });
  }

  /** Opens a page in front of all others. */
  static async open(browser: Browser, url: string): Promise<BackgroundTab> {
    const session = await browser.newBrowserCDPSession();
    onTestFinished(() => session.detach());
    const { targetId } = await session.send('Target.createTarget', { url: 'about:blank' });
    const { sessionId } = await session.send('Target.attachToTarget', { targetId });
    const tab = new BackgroundTab(session, targetId, sessionId);
    await tab.#command('Network.enable');
    await tab.#command('Page.navigate', { url });
    return tab;
  }

  /** How often the page asked its server for a sign of life. */
  get pings(): number {
    return this.sent.filter((text) => text.includes('"$/ping"')).length;
  }

  /** Opens another page in front of it: it is hidden, and its timers are throttled. */
  async hide(): Promise<void> {
    await this.#browser.send('Target.createTarget', { url: 'about:blank' });
  }

  async show(): Promise<void> {
    await this.#browser.send('Target.activateTarget', { targetId: this.#target });
  }

  /** Nothing runs on its page any more: no timer, and nothing that comes over the network. */
  freeze(): Promise<void> {
    return this.#command('Page.setWebLifecycleState', { state: 'frozen' });
  }

  /** It goes on, and is seen. */
  wake(): Promise<void> {
    return this.#command('Page.setWebLifecycleState', { state: 'active' });
  }

  async #command(method: string, params: object = {}): Promise<void> {
    this.#lastId += 1;
    const id = this.#lastId;
    const answered = new Promise<string | undefined>((resolve) => void this.#answers.set(id, resolve));
    await this.#browser.send('Target.sendMessageToTarget', { sessionId: this.#session, message: JSON.stringify({ id, method, params }) });
    const error = await answered;
    if (error !== undefined) throw new Error(`${method}: ${error}`);
  }

  #receive(message: string): void {
    const { data } = told.safeParse(JSON.parse(message));
    if (data === undefined) return;
    if ('method' in data) this.sent.push(data.params.response.payloadData);
    else this.#answers.get(data.id)?.(data.error?.message);
  }
}
