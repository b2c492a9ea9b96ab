package io.tidemark.flow;

/** A device by its full name: the names of two users' devices may be the same. */
public record DeviceName(String user, String device) {}
