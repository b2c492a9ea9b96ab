/**
 * What all nodes of a cluster agree on, and nothing that runs for them: settings, where the servers
 * are, topics, Redis keys, SQL migrations, the data folder.
 *
 * <pre>
 *   environment + options ──► Settings ──► DataFolder (one hub at a time) ──► embedded servers, where none is configured
 *                                                                               │
 *                                              Servers (three addresses) ◄──────┘ ──► Migrations, Topics ──► the hub
 * </pre>
 */
@NullMarked
package io.tidemark.config;

import org.jspecify.annotations.NullMarked;
