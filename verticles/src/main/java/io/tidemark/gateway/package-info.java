/**
 * Sockets: who is connected, what each device has been sent, and what it is owed.
 *
 * <pre>
 *   EncodedDelta ──► GatewayLoop ──► Connection ──► DeviceSession: send, skip or owe
 *                                        │               │ owed (new, behind, slow, or a hole)
 *                                        │               ▼
 *                                        │          ChangeSource ──► CatchUpPlan ──► deltas
 *                                        ▼
 *                                  DeviceTransport (WebSocket, event stream) ──► device
 *   device ──► ClientFrame ──► Connection ──► AckRules ──► WatermarkStore
 * </pre>
 */
@NullMarked
package io.tidemark.gateway;

import org.jspecify.annotations.NullMarked;
