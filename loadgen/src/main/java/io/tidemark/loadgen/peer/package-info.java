/**
 * Servers that only broadcast, to compare a hub's fan-out with. Each is a {@code Peer} and has its
 * name in {@code Peers}: how to add one stands at {@code Peer}.
 *
 * <pre>
 *   Peers ──► PeerServer: a bare epoll loop in C (src/bench/epoll_broadcast.c), plain Vert.x (VertxBroadcaster)
 *         ──► Nchan: nginx with its module, started here
 *         ──► Running: somebody else's server, by two addresses
 * </pre>
 *
 * <p>And a network that breaks promises on purpose, to see that the oracle finds it: {@code
 * ProxyCommand ──► BrokenProxy ──► Tampering}, one for each connection.
 */
@NullMarked
package io.tidemark.loadgen.peer;

import org.jspecify.annotations.NullMarked;
