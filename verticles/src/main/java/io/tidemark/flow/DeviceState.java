package io.tidemark.flow;

import org.jspecify.annotations.Nullable;

/**
 * What is known of a device, wherever it is connected.
 *
 * @param transport the one it is connected by, or was; empty if that is not known
 * @param seenSeconds since 1970, its last sign of life
 * @param watermark how far it is in the namespace that was asked for; null if that is not known
 */
public record DeviceState(
    DeviceName name,
    String transport,
    boolean connected,
    long seenSeconds,
    @Nullable Watermark watermark) {}
