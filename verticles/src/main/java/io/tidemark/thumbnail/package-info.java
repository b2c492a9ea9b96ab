/**
 * Thumbnails: a thousand in one request, each streamed as soon as it is ready.
 *
 * <pre>
 *   POST ──► ThumbnailRequest ──► ImageLocator (PostgreSQL: may the caller, which blocks) ──► BatchAnswer ──► response
 *                                                                                   │  a few at a time ▲
 *                                                                                   ▼                  │
 *                                     Thumbnails: memory ──► disk ──► FairQueue ──► RenderThread ──► RenderWorker (own process)
 * </pre>
 *
 * No event loop and no thread of the hub decodes anything. An answer asks for a few thumbnails more
 * than it has sent, so that who reads slowly is rendered for slowly, and the queue is fair among
 * answers.
 */
@NullMarked
package io.tidemark.thumbnail;

import org.jspecify.annotations.NullMarked;
