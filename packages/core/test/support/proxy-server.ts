import { connect, type Socket } from 'node:net';
import { type RawServer, rawServer, responseOf } from './raw-server.ts';

/** Starts a proxy that opens every tunnel to `port` of this machine, whatever host is asked for. */
export function proxyServer(port: number, tls = false): Promise<RawServer> {
  return rawServer(
    (_, socket: Socket) => {
      const onward = connect(port, '127.0.0.1', () => {
        socket.write(responseOf('200 Connection established'));
        socket.pipe(onward).pipe(socket);
      });
      onward.on('error', () => socket.destroy());
      onward.on('close', () => socket.destroy());
      socket.on('close', () => onward.destroy());
      return undefined;
    },
    { tls },
  );
}
