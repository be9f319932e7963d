"""A connection to PostgreSQL that waits for an answer so long, and no longer.

A fail-over may leave connections behind on which packets vanish, or which something in between acknowledges and forwards to nobody. Neither
ends by itself in the time a listener has, and the server's own limits are not heard of either.
"""

import asyncio
import contextlib
import os
import select
import socket
from collections.abc import Iterator
from typing import Any

import psycopg
from psycopg import waiting
from psycopg.pq import TransactionStatus

PATIENCE_SECONDS = 12.0
"""Longer than the server's statement_timeout, so that a server which is there speaks first."""
PING_SECONDS = 0.5
"""A server that is there answers a ping in a millisecond."""


class BoundedConnection(psycopg.AsyncConnection[Any]):
    """Every exchange is answered within `patience` seconds, or the line is dead: psycopg then raises what it raises for a lost one."""

    patience = PATIENCE_SECONDS

    async def wait(self, gen: Any, interval: float = 0.1, timeout: float | None = None) -> Any:  # noqa: ASYNC109 - psycopg's signature
        """Wait for an answer. What is cancelled meanwhile is not asked of the server: that too may never be answered."""
        loop = asyncio.get_running_loop()
        impatient: asyncio.TimerHandle

        def overdue() -> None:
            nonlocal impatient
            if self._is_answered:  # and only we are late: the answer is read next
                impatient = loop.call_later(self.patience, overdue)
            else:
                self._hang_up()

        impatient = loop.call_later(self.patience, overdue)
        try:
            return await waiting.wait_async(gen, self.pgconn.socket, interval=interval, timeout=timeout)
        except asyncio.CancelledError:
            if self._is_asking:
                self.pgconn.finish()
            raise
        finally:
            impatient.cancel()

    @contextlib.contextmanager
    def impatiently(self) -> Iterator[None]:
        """Wait no longer than for a ping."""
        self.patience = PING_SECONDS
        try:
            yield
        finally:
            self.patience = PATIENCE_SECONDS

    @property
    def _is_asking(self) -> bool:
        """Not while it listens for notifications, which may take for ever."""
        return self.pgconn.transaction_status == TransactionStatus.ACTIVE

    @property
    def _is_answered(self) -> bool:
        """Whether there is something to read. A process that had no processor for a while learns so after its own patience ended."""
        there = select.poll()
        there.register(self.pgconn.socket, select.POLLIN)
        return bool(there.poll(0))

    def _hang_up(self) -> None:
        """End the line under whoever waits on it, who reads that it has ended; closing it here would leave them waiting."""
        if self._is_asking:
            with socket.socket(fileno=os.dup(self.pgconn.socket)) as line, contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)


async def is_there(connection: BoundedConnection) -> None:
    """Raise what psycopg raises for a lost connection when nobody answers."""
    with connection.impatiently():
        await connection.execute("")
