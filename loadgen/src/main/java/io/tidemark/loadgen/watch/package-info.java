/** Shows a user's changes as they come: a {@code Device} with a printer for its events. */
@NullMarked
package io.tidemark.loadgen.watch;

import org.jspecify.annotations.NullMarked;
