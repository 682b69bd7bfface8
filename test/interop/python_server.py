"""An echo server on a free port, which it prints first. Ends when its standard input ends."""

import asyncio
import sys

import websockets


async def echo(socket):
    async for message in socket:
        await socket.send(message)


async def main(compression):
    compression = None if compression == "none" else compression
    loop = asyncio.get_running_loop()
    async with websockets.serve(echo, "127.0.0.1", 0, compression=compression, max_size=None) as server:
        print(server.sockets[0].getsockname()[1], flush=True)
        await loop.run_in_executor(None, sys.stdin.read)


asyncio.run(main(sys.argv[1]))
