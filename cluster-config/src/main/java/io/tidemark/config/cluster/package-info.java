/**
 * How nodes find one another, and know one another again.
 *
 * <pre>
 *   Settings.Cluster ──► ClusterKey (from the secret) ──► MemberConfig: local.yaml, hosts.yaml or kubernetes.yaml
 * </pre>
 */
@NullMarked
package io.tidemark.config.cluster;

import org.jspecify.annotations.NullMarked;
