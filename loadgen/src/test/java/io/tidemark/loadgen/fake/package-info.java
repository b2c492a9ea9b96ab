/**
 * A hub in memory that behaves as the contract says, for tests of what stands on the other side of
 * one; and that can be told to break its promise.
 */
package io.tidemark.loadgen.fake;
