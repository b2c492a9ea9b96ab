/**
 * The hub's pure core in a world that is made of chance: one seed gives one world, one course of
 * events, and one verdict, on every machine.
 *
 * <pre>
 *   Truth (journals, members) ──► SimRelay ──► SimKafka ──► SimNode: RepeatFilter, JournalMemory, FolderWindows
 *      │                             │                         │
 *      │                             └──► SimRedis ─┐          ▼
 *      └──► SimPostgres ──────────────────────────► SimLoop, SimConnection: Following, Delivery, DeviceSession
 *                                                              │
 *   Faults: every arrow can be late, cut, repeated             ▼
 *                                                 Link ──► SimDevice ──► Oracle (knows the Truth)
 * </pre>
 *
 * The classes named after what they do in the hub ({@code Following}, {@code FolderWindows} …) are
 * the hub's own; those that begin with {@code Sim} stand in for servers, sockets and threads.
 */
@NullMarked
package io.tidemark.simulation;

import org.jspecify.annotations.NullMarked;
