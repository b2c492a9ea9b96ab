/**
 * The manifests under {@code k8s/}, held against the code that they run.
 *
 * <pre>
 *   k8s/**.yaml ──► ManifestFiles ──► Kustomization (base + overlay, by StrategicMerge) ──► StrictModels ──► Overlay
 *   sources, settings, openapi.yaml ──► HubFacts ──────────────────────────────────────────────────────────►  │
 *                                                        WorkloadChecks · NetworkChecks · MonitoringChecks ◄──┘ ──► problems
 * </pre>
 *
 * No cluster, no container engine and no kustomize is needed; where {@code kubectl} is there, its
 * own kustomize must make the same of the files.
 */
package io.tidemark.kubernetes;
