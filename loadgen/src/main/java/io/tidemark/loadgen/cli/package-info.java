/**
 * What all subcommands share: where the hub is, who one is there, how progress is shown, how a
 * failure becomes one line.
 */
@NullMarked
package io.tidemark.loadgen.cli;

import org.jspecify.annotations.NullMarked;
