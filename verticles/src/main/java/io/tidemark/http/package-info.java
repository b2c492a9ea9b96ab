/** What all endpoints share: the caller, problem documents, strict bodies. */
@NullMarked
package io.tidemark.http;

import org.jspecify.annotations.NullMarked;
