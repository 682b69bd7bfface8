// Plain JavaScript: the system's Node may be too old to run TypeScript.

import { connect, createServer } from '@trunkline/core/node';

const server = createServer({
  onConnection(socket) {
    socket.onMessage = (message) => socket.send(message);
  },
});
const { port } = await server.listen({ port: 0, host: '127.0.0.1' });
const socket = await connect(`ws://127.0.0.1:${port}`);
socket.onMessage = async (message) => {
  console.log(`echoed: ${message}`);
  await server.close();
};
socket.send('hello');
