/** The contract's documents as tests use them, here and in the modules that come after. */
@NullMarked
package io.tidemark.protocol.testing;

import org.jspecify.annotations.NullMarked;
