/**
 * For those who look after a team folder: what its owners may see beside its content.
 *
 * <pre>
 *   …/devices ──► DeviceEndpoints ──► FolderDevices ──► members (PostgreSQL), their devices (Redis)
 * </pre>
 */
@NullMarked
package io.tidemark.admin;

import org.jspecify.annotations.NullMarked;
