/**
 * The program: reads the command line and wires everything in the order of start. It alone knows
 * all packages.
 */
@NullMarked
package io.tidemark.app;

import org.jspecify.annotations.NullMarked;
