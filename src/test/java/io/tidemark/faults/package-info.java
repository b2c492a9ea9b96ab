/**
 * What happens to devices when a server, a node or a network fails: real servers and real nodes,
 * killed, stopped, cut off and started again under load.
 *
 * <pre>
 *   FailureMatrixIT: one test a row
 *        │ faults                      │ load and oracle
 *        ▼                             ▼
 *   FaultWorld ──► FaultServer × 3    FolderLoad ──► Committer (each commit until it is acknowledged)
 *        │  └────► TcpProxy             │    └─────► Fleet of devices on both nodes, Staleness
 *        └───────► FaultNode × 2        └► Audit: every acknowledged commit is in the journal once,
 *                                          and every device got the journal, whole and in order
 * </pre>
 */
@NullMarked
package io.tidemark.faults;

import org.jspecify.annotations.NullMarked;
