package io.tidemark.loadgen.device;

import org.jspecify.annotations.Nullable;

/**
 * One event of an event stream.
 *
 * @param id the last id that the stream named, with this event or before it; null before the first
 */
public record SseEvent(String type, String data, @Nullable String id) {}
