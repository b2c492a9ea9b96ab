/**
 * The listener's certificate: where it comes from, whether it is any good, and how it is replaced.
 *
 * <pre>
 *   tls.certificate, tls.key ─┐
 *                             ├─► KeyCertificate ─► Tls ─► options of the listener
 *   SelfMade (keytool, once) ─┘         ▲             └──► CertificateWatch: files that changed
 *                                       └─ checked before anything is started
 * </pre>
 */
@NullMarked
package io.tidemark.tls;

import org.jspecify.annotations.NullMarked;
