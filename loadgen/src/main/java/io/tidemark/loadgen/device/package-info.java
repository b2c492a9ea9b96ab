/**
 * The reference device: follows a hub by the client's rule of the contract, and a ledger that holds
 * the hub to its promises.
 *
 * <pre>
 *   hub ──► Transport (one for each Way) ──► Device ──► DeviceState ──► FolderState
 *              ▲                               ▲             │             │
 *              └── hello, acks ────────────────┤             ▼ effects     ▼
 *                  journal, snapshot (Session) ┘                         Ledger ──► Audit against the journal
 * </pre>
 *
 * DeviceState, FolderState, Ledger and Audit know no socket and no clock: time comes in as an
 * argument. A {@link io.tidemark.loadgen.device.Fleet} runs many devices on one event loop, so that
 * a device is a few fields and no thread ever waits.
 */
@NullMarked
package io.tidemark.loadgen.device;

import org.jspecify.annotations.NullMarked;
