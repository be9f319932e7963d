"""A way to a PostgreSQL that can lose what goes along it, as a fail-over does, without closing anything."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from urllib.parse import urlsplit

from tests.databases import Postgres


class Proxy:
    """A TCP port that forwards to the server's socket. `lose` swallows, for good, what goes along the connections there are.

    While it is `away`, new connections are taken and forwarded to nobody.
    """

    def __init__(self, server: Postgres) -> None:
        self._socket = server._folder / ".s.PGSQL.5432"
        self._listener: asyncio.Server | None = None
        self._ends: list[asyncio.StreamWriter] = []
        self._generation = 0
        self.away = False

    @property
    def port(self) -> int:
        assert self._listener
        return int(self._listener.sockets[0].getsockname()[1])

    def url(self, direct: str) -> str:
        """A database of the server, by this way."""
        return f"postgresql://postgres@127.0.0.1:{self.port}{urlsplit(direct).path}"

    def lose(self) -> None:
        """Forward nothing more on the connections there are."""
        self._generation += 1

    async def open(self) -> None:
        self._listener = await asyncio.start_server(self._taken, "127.0.0.1", 0)

    async def close(self) -> None:
        assert self._listener
        self._listener.close()
        for end in self._ends:
            end.close()
        await asyncio.gather(*(end.wait_closed() for end in self._ends), return_exceptions=True)

    async def _taken(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        generation = self._generation - 1 if self.away else self._generation
        try:
            there, back = await asyncio.open_unix_connection(str(self._socket))
        except OSError:  # nobody is there
            writer.close()
            return
        self._ends += [writer, back]
        await asyncio.gather(self._forwarded(reader, back, generation), self._forwarded(there, writer, generation))

    async def _forwarded(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, generation: int) -> None:
        with contextlib.suppress(ConnectionError):
            while data := await source.read(65536):
                if generation == self._generation:
                    sink.write(data)
                    await sink.drain()
        if generation == self._generation:
            sink.close()


@contextlib.asynccontextmanager
async def proxied(server: Postgres) -> AsyncIterator[Proxy]:
    """Have such a way for as long as this is open."""
    proxy = Proxy(server)
    await proxy.open()
    try:
        yield proxy
    finally:
        await proxy.close()
