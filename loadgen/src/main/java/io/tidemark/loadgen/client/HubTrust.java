package io.tidemark.loadgen.client;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemTrustOptions;
import java.nio.file.Path;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates this process believes where the hub's address is https: the JDK's authorities,
 * or one file's, or, if so told, anybody's. A tool talks to one hub, so there is one of it.
 */
public final class HubTrust {
  private static volatile HubTrust current = ofEnvironment(System.getenv("TIDEMARK_CA"));

  private final @Nullable Path authority;
  private final boolean anybody;

  private HubTrust(@Nullable Path authority, boolean anybody) {
    this.authority = authority;
    this.anybody = anybody;
  }

  private static HubTrust ofEnvironment(@Nullable String authority) {
    return new HubTrust(authority == null ? null : Path.of(authority), false);
  }

  /** For all clients that are made from now on. */
  public static void use(@Nullable Path authority, boolean anybody) {
    current = new HubTrust(authority, anybody);
  }

  public static HubTrust current() {
    return current;
  }

  /**
   * @param verifiesHost whether the certificate has to be for the host that was asked for
   */
  public <O extends ClientOptionsBase> O applyTo(O options, VerifiesHost<O> verifiesHost) {
    if (anybody) {
      options.setTrustAll(true);
    } else if (authority != null) {
      options.setTrustOptions(new PemTrustOptions().addCertPath(authority.toString()));
    }
    verifiesHost.set(options, !anybody);
    return options;
  }

  /** {@code setVerifyHost} of options that have it. */
  @FunctionalInterface
  public interface VerifiesHost<O> {
    Object set(O options, boolean verifies);
  }

  /** For bare sockets, which speak HTTP/1.1. */
  public SslContext context() {
    SslContextBuilder builder = SslContextBuilder.forClient();
    if (anybody) {
      builder.trustManager(InsecureTrustManagerFactory.INSTANCE);
    } else {
      builder.endpointIdentificationAlgorithm("HTTPS");
      if (authority != null) {
        builder.trustManager(authority.toFile());
      }
    }
    try {
      return builder.build();
    } catch (SSLException e) {
      throw new IllegalStateException("no TLS on this machine", e);
    }
  }
}
