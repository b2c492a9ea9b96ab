/**
 * What a run leaves behind: figures with units, histograms, and series over time.
 *
 * <pre>
 *   scenario ──► RunReport ──► ReportJson (loadgen/report.schema.json) ──► Comparison ◄── compare A.json B.json
 *      Sampler ──┘     ├──► HtmlReport (Plot)
 *                      ├──► HistogramLog (.hlog)
 *                      └──► Assertion (--assert)
 *   ReportOptions: which of them are wanted, for every scenario alike
 * </pre>
 */
@NullMarked
package io.tidemark.loadgen.report;

import org.jspecify.annotations.NullMarked;
