/**
 * For those who look after a team folder: what its owners may see beside its content.
 *
 * <pre>
 *   …/devices ──► DeviceEndpoints ──► FolderDevices ──► members (PostgreSQL), their devices (Redis)
 *   …/settings ──► SettingsEndpoints ──► journal.FolderSettingsTable (PostgreSQL) ──► each node's folder.SettingsWatch
 *   …/storms ──► StormEndpoints ──► journal.StormTable ◄── each node's folder.Storms
 * </pre>
 */
@NullMarked
package io.tidemark.admin;

import org.jspecify.annotations.NullMarked;
