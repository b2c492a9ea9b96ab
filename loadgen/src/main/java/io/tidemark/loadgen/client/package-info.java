/**
 * The hub's HTTP calls, as a device or a tool makes them.
 *
 * <pre>
 *   Session (a user's calls) ──► HubHttp (one request, one answer) ──► hub
 *      │                             └─ refusal ──► HubException (its code), no answer ──► HubUnreachableException
 *      └─ BlockUploader: check ──► PUT what is missing ──► check again until nothing is missing
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.client;

import org.jspecify.annotations.NullMarked;
