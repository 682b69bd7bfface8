"""Sends sample messages to an echo server and prints `ok` when all came back as they were; the URL is the argument."""

import asyncio
import sys

import websockets


def samples():
    for length in (0, 1, 125, 126, 1023, 1024, 65535, 65536, 300000):
        yield ("a\u00e9\u20ac\U0001f600 lorem ipsum " * (length // 16 + 1))[:length]
        yield bytes((i * 7919 + i // 256) % 256 for i in range(length))


async def main(url, compression):
    compression = None if compression == "none" else compression
    async with websockets.connect(url, compression=compression, max_size=None, subprotocols=["echo"]) as socket:
        assert socket.subprotocol == "echo", socket.subprotocol
        for message in samples():
            await socket.send(message)
            reply = await socket.recv()
            assert reply == message, (type(message), len(message))
        # A message in fragments, from an iterator.
        await socket.send(part for part in ["one ", "two ", "three"])
        assert await socket.recv() == "one two three"
        await (await socket.ping(b"are you there"))
    assert socket.close_code == 1000, socket.close_code
    print("ok")


asyncio.run(main(sys.argv[1], sys.argv[2]))
