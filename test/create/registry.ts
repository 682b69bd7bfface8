import { createServer } from 'node:http';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/** The parts of a package.json that the registry reads; it passes on all of it. */
export interface Manifest {
  readonly name: string;
  readonly version: string;
}

/** One version of a package. */
export interface Offer {
  readonly manifest: Manifest;
  /** Its files below one folder, as a tar archive, compressed or not. */
  archive(): Readable;
}

/** A registry of packages on this machine, as any package manager takes one. */
export interface Registry {
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a registry that has these packages and no others, so that nothing that installs from it can need the network. */
export function startRegistry(offers: readonly Offer[]): Promise<Registry> {
  const server = createServer(async (request, response) => {
    const [name = '', version] = decodeURIComponent(request.url ?? '')
      .slice(1)
      .split('/-/');
    const versions = offers.filter(({ manifest }) => manifest.name === name);
    const wanted = versions.find(({ manifest }) => manifest.version === version);
    if (wanted !== undefined) await pipeline(wanted.archive(), response);
    else if (version === undefined && versions.length > 0) response.end(JSON.stringify(packumentOf(versions, request.headers.host)));
    else response.writeHead(404).end('{}');
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address !== 'object' || address === null) return reject(new Error('a registry has a port'));
      resolve({
        url: `http://127.0.0.1:${address.port}/`,
        close: () => new Promise((closed) => server.close(() => closed()).closeAllConnections()),
      });
    });
  });
}

/** What a registry tells about a package. */
function packumentOf(offers: readonly Offer[], host = '') {
  const versions = offers.map(({ manifest }): [string, object] => [
    manifest.version,
    { ...manifest, dist: { tarball: `http://${host}/${manifest.name}/-/${manifest.version}` } },
  ]);
  const byAge = new Intl.Collator('en', { numeric: true });
  const latest = versions
    .map(([version]) => version)
    .sort(byAge.compare)
    .at(-1);
  return { name: offers[0]?.manifest.name, 'dist-tags': { latest }, versions: Object.fromEntries(versions) };
}
