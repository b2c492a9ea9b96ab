/**
 * Devices by the ten thousand: a few fields each, on bare sockets, held to the same promises as the
 * reference device but without its tree and its objects.
 *
 * <pre>
 *   scenario ──► SwarmGroup ──► SwarmEnd: LocalSwarm, or RemoteSwarm ──pipe──► WorkerCommand ──► LocalSwarm
 *                                              │
 *                                              ▼
 *   hub ──► DeviceLine (WebSocketFrames | EventFrames) ──► SwarmDevice ──► FrameScanner ──► Mark (the client's rule)
 *                                                                              │
 *                                            Tally (histograms, counts) ◄──────┼──► Findings
 *                                            SpanLog ◄─────────────────────────┘
 *                                               └── at the end, with the journal's Timeline: staleness, lost
 * </pre>
 *
 * All devices of a process live on one event loop, so that nothing in them is locked. Several
 * processes answer the same commands, and what they measured is added up exactly.
 */
@NullMarked
package io.tidemark.loadgen.swarm;

import org.jspecify.annotations.NullMarked;
