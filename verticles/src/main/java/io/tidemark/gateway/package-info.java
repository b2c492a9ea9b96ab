/**
 * Sockets: who is connected, what each device has been sent, and what it is owed.
 *
 * <pre>
 *   EncodedDelta ──► GatewayLoop ──► Connection ──► session.Delivery
 *                                        ▲               │ what it owes (new, behind, slow, or a hole)
 *                                        │               ▼
 *                                  DeviceTransport ◄── Turns (reads) ──► ChangeSource
 *                             (WebSocket, event stream)
 *   device ──► ClientFrame ──► Connection ──► Acks ──► WatermarkStore
 * </pre>
 */
@NullMarked
package io.tidemark.gateway;

import org.jspecify.annotations.NullMarked;
