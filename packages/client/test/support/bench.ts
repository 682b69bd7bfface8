import { type ConnectOptions, connectOn } from '../../src/client/connect.ts';
import type { Client } from '../../src/client/typed-client.ts';
import type { Status, StatusDetail } from '../../src/connector/status.ts';
import { type Market, market } from './market.ts';
import { MemoryServer } from './memory-server.ts';
import { VirtualPlatform } from './virtual-platform.ts';

/** Where all servers of the tests are. */
const URL_OF_TESTS = 'ws://trunkline.test/rpc';

/** A client of the tests' contract. */
export function connectTo(platform: VirtualPlatform, options?: ConnectOptions): Client<Market>;
export function connectTo(platform: VirtualPlatform, options: ConnectOptions = {}): unknown {
  return connectOn(platform, URL_OF_TESTS, options);
}

/** A world with one server and one client, whose changes of status are kept. */
export class Bench {
  readonly platform = new VirtualPlatform();
  readonly server: MemoryServer;
  readonly client: Client<Market>;
  readonly statuses: (readonly [status: Status, detail: StatusDetail])[] = [];

  constructor(options: ConnectOptions = {}) {
    this.server = new MemoryServer(this.platform, market, options.codec && { codec: options.codec });
    this.platform.network = this.server.accept;
    this.client = connectTo(this.platform, options);
    this.client.on('status', (status, detail) => void this.statuses.push([status, detail]));
  }

  /** A world in which the client is connected. */
  static async live(options?: ConnectOptions): Promise<Bench> {
    const bench = new Bench(options);
    await bench.platform.advance(0);
    return bench;
  }

  /** Lets everything happen that can without time passing, or so many ms pass. */
  pass(ms = 0): Promise<void> {
    return this.platform.advance(ms);
  }

  /** Cuts the connection, and lets the client come back. */
  async reconnect(): Promise<void> {
    this.platform.transport.cut();
    await this.pass(60_000);
  }
}
