package io.tidemark.cluster;

/**
 * A node that has shown that it knows the secret.
 *
 * @param url where devices reach it
 * @param draining whether it is going down: nobody is sent there any more
 */
record ClusterNode(String id, String url, boolean draining) {}
