import type { Link, Message, PausableLink } from '@trunkline/protocol/wire';
import type { Host } from '../kernel/host.ts';
import type { Random } from '../kernel/random.ts';
import { expectThat } from '../kernel/violation.ts';
import { type Parcel, Way } from './way.ts';

/** What stands at one end of a connection. */
export interface CableEnd {
  readonly host: Host;
  receive(parcel: Parcel): void;
}

/** Bad envelope: the close code for a peer that breaks the protocol (protocol §7). */
const BAD_ENVELOPE = 4500;

/** One connection between a client and a server. Its parcels keep their order; those of different cables overtake each other. */
export class Cable {
  readonly name: string;
  readonly toServer: Way;
  readonly toClient: Way;
  readonly clientLink: Link;
  readonly serverLink: PausableLink;
  /** Until when the server held back what it had for the client. */
  congestedUntil = 0;
  /** Logged events that the server has forgotten to send: the room's number and the offset. */
  readonly skipped = new Set<string>();
  readonly #hosts: readonly Host[];
  /** Called when the client has read something. */
  onRead: (parcel: Parcel) => void = () => {};
  /** Whether the hello has to offer a session; `undefined`: it depends on what happens first. */
  owesOffer: boolean | undefined;

  constructor(name: string, client: CableEnd, server: CableEnd, random: Random, delayMs: () => number) {
    this.name = name;
    this.#hosts = [client.host, server.host];
    this.toServer = new Way(server.host, random.fork('to server'), delayMs, (parcel) => server.receive(parcel));
    this.toClient = new Way(client.host, random.fork('to client'), delayMs, (parcel) => {
      client.receive(parcel);
      this.onRead(parcel);
    });
    this.clientLink = this.#linkInto(this.toServer, client.host);
    const serverLink = this.#linkInto(this.toClient, server.host);
    this.serverLink = { ...serverLink, pause: () => this.toServer.pause(), resume: () => this.toServer.resume() };
  }

  #linkInto(way: Way, sender: Host): Link {
    return {
      send: (message) => {
        sender.note(`sends over ${this.name}`, message.length, () => excerpt(message));
        way.push({ kind: 'message', message, sentAt: sender.stage.time.now });
      },
      close: (code, reason) => {
        sender.note(`closes ${this.name}`, code, () => `${code} ${reason}`);
        expectThat(code !== BAD_ENVELOPE, 'no honest peer is closed with 4500', () => `${sender.name} closes ${this.name}: ${reason}`);
        way.push({ kind: 'close', code, reason });
      },
    };
  }

  /** Since when what the server sends reaches the client without a hitch, by the virtual time. */
  get steadySince(): number {
    return Math.max(this.toClient.disturbedUntil, this.congestedUntil, ...this.#hosts.map(({ awakeSince }) => awakeSince));
  }

  /** Breaks the connection. Each side learns of it after its time, or never. */
  cut(noticeMs: { readonly client: number | undefined; readonly server: number | undefined }): void {
    this.toClient.cut(noticeMs.client);
    this.toServer.cut(noticeMs.server);
  }
}

/** The begin of a message, for the readers of a trace. */
function excerpt(message: Message): string {
  const text =
    typeof message === 'string'
      ? message
      : Buffer.from(message)
          .toString('latin1')
          .replaceAll(/[^ -~]/g, '·');
  return text.length > 160 ? `${text.slice(0, 160)}… (${text.length})` : text;
}
