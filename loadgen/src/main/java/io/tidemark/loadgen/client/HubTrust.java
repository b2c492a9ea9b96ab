package io.tidemark.loadgen.client;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelInitializer;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.util.InsecureTrustManagerFactory;
import io.vertx.core.net.ClientOptionsBase;
import io.vertx.core.net.PemTrustOptions;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Whose certificates this process believes where the hub's address is https: the JDK's authorities,
 * or one file's, or, if so told, anybody's. A tool talks to one hub, so there is one of it.
 */
public final class HubTrust {
  private static final String VARIABLE = "TIDEMARK_CA";
  private static final String ANYBODY = "*";

  private static volatile HubTrust current = ofEnvironment(System.getenv(VARIABLE));

  private final @Nullable Path authority;
  private final boolean anybody;

  private HubTrust(@Nullable Path authority, boolean anybody) {
    this.authority = authority;
    this.anybody = anybody;
  }

  private static HubTrust ofEnvironment(@Nullable String authority) {
    return ANYBODY.equals(authority)
        ? new HubTrust(null, true)
        : new HubTrust(authority == null ? null : Path.of(authority), false);
  }

  /** So that a process that this one starts believes the same. */
  public void passTo(Map<String, String> environment) {
    if (anybody) {
      environment.put(VARIABLE, ANYBODY);
    } else if (authority != null) {
      environment.put(VARIABLE, authority.toAbsolutePath().toString());
    }
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

  /** What stands between a bare socket, which speaks HTTP/1.1, and its handler. */
  public static ChannelHandler before(ChannelHandler handler, SslContext context, URI hub) {
    return new ChannelInitializer<>() {
      @Override
      protected void initChannel(Channel channel) {
        SslHandler tls = context.newHandler(channel.alloc(), hub.getHost(), port(hub));
        channel.pipeline().addLast(tls, handler);
      }
    };
  }

  public static boolean isSecure(URI hub) {
    return "https".equals(hub.getScheme());
  }

  /** The one that is named, or the one of its scheme. */
  public static int port(URI hub) {
    return hub.getPort() >= 0 ? hub.getPort() : isSecure(hub) ? 443 : 80;
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
