/**
 * The whole hub on real servers, over real sockets.
 *
 * <pre>
 *   TestHub (one a JVM) ──► TestClient · TestSocket · TestEvents ──► every answer and frame is held against protocol/*.yaml
 * </pre>
 */
package io.tidemark;
