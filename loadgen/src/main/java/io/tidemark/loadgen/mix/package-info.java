/**
 * Several scenarios as a file says: {@code load run FILE.yaml}.
 *
 * <pre>
 *   FILE ──► RunFile (what is wrong, with its line) ──► RunPlan ──► RunCommand ──► ScenarioProcess, one for each
 *               ▲ ScenarioOptions: what a scenario can be told, asked of its command
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.mix;

import org.jspecify.annotations.NullMarked;
