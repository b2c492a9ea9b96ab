/**
 * What stands on the other side of the hub: the reference device, the tools that commit and watch,
 * and the load engineer's scenarios. It shares no code with the hub but {@code protocol}, so that
 * what it finds was said on the wire.
 *
 * <pre>
 *   Main ──► TokenCommand, put, watch, demo, load
 *               │ chunk: where a file is cut
 *               │ client: the hub's HTTP calls
 *               ▼ device: what follows a hub, and the ledger that holds it to its promises
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen;

import org.jspecify.annotations.NullMarked;
