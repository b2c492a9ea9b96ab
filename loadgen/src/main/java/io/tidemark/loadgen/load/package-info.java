/**
 * Scenarios that measure a hub. The clock is honest: in an open loop each request has an intended
 * instant, given by the rate alone, and its latency counts from there, whether or not the generator
 * or the hub kept up.
 *
 * <pre>
 *   Pace (which instants are due) ──► Generator ──► RawConnection × n ──► hub
 *                                        │  ▲ Workload (the next request, and what its answer means)
 *                                        ▼
 *                                     Recording ──► LoadReport ──► report.RunReport
 *   HerdCommand ──► Herd, CatchUpCommand ──► FarBehind, SlowCommand ──► Slow:
 *     Setup (folders) · Committer (entries) · Fleet (devices) · HubProbe (memory, reads) · FolderAudit
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.load;

import org.jspecify.annotations.NullMarked;
