/**
 * Ends what tokens allow before they expire.
 *
 * <pre>
 *   POST /v1/logout, /v1/admin/users/{user}/revoke ──► journal.Revocations (PostgreSQL)
 *                                                            │ each second, and at once on a hint of another node
 *                                                            ▼
 *                                   RevocationWatch ──► KnownUsers (refuses) and gateways (close 4401)
 * </pre>
 */
@NullMarked
package io.tidemark.logout;

import org.jspecify.annotations.NullMarked;
