/**
 * What one connected device has been sent, what it is owed, and what it follows: plain state
 * machines that know no Vert.x, no clock, no socket and no database. The gateway runs them on its
 * event loops, and the simulation under seeded faults.
 *
 * <pre>
 *   push ──► Delivery ──► DeviceSession: send, skip or owe
 *               │              │ owed (new, behind, slow, or a hole)
 *               │              ▼
 *               │         ReadRequest ──► (host reads the journal) ──► CatchUpPlan ──► deltas
 *               ▼
 *          DeviceOutlet ──► device
 *   hello, membership changes ──► Following ──► which Tracks the session has
 * </pre>
 */
@NullMarked
package io.tidemark.session;

import org.jspecify.annotations.NullMarked;
