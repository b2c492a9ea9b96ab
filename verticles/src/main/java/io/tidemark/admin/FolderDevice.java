package io.tidemark.admin;

import io.tidemark.flow.DeviceState;

/**
 * A device and how far it is in one folder.
 *
 * @param watermark 0 where nothing is known that counts for this membership
 */
record FolderDevice(DeviceState state, long watermark) {}
