/**
 * Servers that only broadcast, to compare a hub's fan-out with: a bare epoll loop in C (its source
 * is {@code src/bench/epoll_broadcast.c}) and plain Vert.x. Both take the frame by POST and send it
 * to every WebSocket.
 *
 * <p>And a network that breaks promises on purpose, to see that the oracle finds it: {@code
 * ProxyCommand ──► BrokenProxy ──► Tampering}, one for each connection.
 */
@NullMarked
package io.tidemark.loadgen.peer;

import org.jspecify.annotations.NullMarked;
