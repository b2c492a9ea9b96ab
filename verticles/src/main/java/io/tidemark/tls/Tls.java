package io.tidemark.tls;

import io.tidemark.config.DataFolder;
import io.tidemark.config.SettingException;
import io.tidemark.config.Settings;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.JdkSSLEngineOptions;
import io.vertx.core.net.OpenSSLEngineOptions;
import io.vertx.core.net.SSLEngineOptions;
import io.vertx.core.net.ServerSSLOptions;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** TLS 1.3 on the listener: the certificate that is served now, and the engine that serves it. */
public final class Tls {
  private static final Logger LOG = LoggerFactory.getLogger(Tls.class);

  /** Older versions are refused: every client of the last years speaks this one. */
  private static final Set<String> PROTOCOLS = Set.of("TLSv1.3");

  private static final List<HttpVersion> VERSIONS =
      List.of(HttpVersion.HTTP_2, HttpVersion.HTTP_1_1);
  private static final List<String> VERSION_NAMES = List.of("h2", "http/1.1");

  private final Settings.Tls settings;
  private final Settings.TlsEngine engine;
  private volatile KeyCertificate serves;

  private Tls(Settings.Tls settings, KeyCertificate serves) {
    this.settings = settings;
    this.engine = engine(settings.engine());
    this.serves = serves;
  }

  /**
   * What can be said without a data folder, so that a wrong setting is told before anything is
   * started.
   *
   * @throws SettingException if the files cannot be served
   */
  public static void check(Settings.Tls settings) {
    switch (settings.mode()) {
      case OFF, SELF -> {
        refuseFile(KeyCertificate.CERTIFICATE, settings.certificate(), settings.mode());
        refuseFile(KeyCertificate.KEY, settings.key(), settings.mode());
      }
      case FILES -> {
        var _ = KeyCertificate.read(settings.certificate(), settings.key());
      }
    }
    var _ = engine(settings.engine());
  }

  /**
   * Empty if the listener speaks without TLS.
   *
   * @throws SettingException if the files cannot be served
   */
  public static Optional<Tls> of(Settings settings, DataFolder folder) {
    check(settings.tls());
    return switch (settings.tls().mode()) {
      case OFF -> Optional.empty();
      case SELF ->
          Optional.of(
              new Tls(settings.tls(), SelfMade.of(folder, settings.http().host(), Instant.now())));
      case FILES -> {
        Tls tls =
            new Tls(
                settings.tls(),
                KeyCertificate.read(settings.tls().certificate(), settings.tls().key()));
        tls.warnOfExpiry();
        yield Optional.of(tls);
      }
    };
  }

  /** Where {@code tls.mode=self} leaves what clients are to be given. */
  public static Path selfMadeCertificate(DataFolder folder) {
    return folder.root().resolve(SelfMade.CERTIFICATE);
  }

  /** Has the listener speak HTTP/2 and HTTP/1.1 over TLS, on one port. */
  public void apply(HttpServerOptions options) {
    options
        .setSsl(true)
        .setUseAlpn(true)
        .setAlpnVersions(VERSIONS)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(settings.handshakeSeconds())
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setSslEngineOptions(engineOptions())
        .setKeyCertOptions(serves.options());
  }

  /** What new connections of a running listener are to get. */
  ServerSSLOptions renewed() {
    return new ServerSSLOptions()
        .setUseAlpn(true)
        .setApplicationLayerProtocols(VERSION_NAMES)
        .setEnabledSecureTransportProtocols(PROTOCOLS)
        .setSslHandshakeTimeout(settings.handshakeSeconds())
        .setSslHandshakeTimeoutUnit(TimeUnit.SECONDS)
        .setKeyCertOptions(serves.options());
  }

  /**
   * Looks at the files again; blocks.
   *
   * @return whether there is a new certificate to serve
   * @throws SettingException if they do not belong together, as while they are being replaced
   */
  boolean reread() {
    if (settings.mode() != Settings.TlsMode.FILES) {
      return false;
    }
    KeyCertificate read = KeyCertificate.read(settings.certificate(), settings.key());
    if (read.sameAs(serves)) {
      return false;
    }
    serves = read;
    warnOfExpiry();
    return true;
  }

  /** When the certificate that is served ends. */
  Instant expiry() {
    return serves.expiry();
  }

  /** {@code openssl} or {@code jdk}, whatever was asked for. */
  public String engineName() {
    return engine == Settings.TlsEngine.OPENSSL ? "openssl" : "jdk";
  }

  private SSLEngineOptions engineOptions() {
    return engine == Settings.TlsEngine.OPENSSL
        // Sessions are not resumed: a device holds its connection for hours.
        ? new OpenSSLEngineOptions().setSessionCacheEnabled(false)
        : new JdkSSLEngineOptions();
  }

  private void warnOfExpiry() {
    KeyCertificate read = serves;
    if (read.isExpired(Instant.now())) {
      LOG.warn("certificate has expired file={} expiry={}", settings.certificate(), read.expiry());
    }
  }

  private static Settings.TlsEngine engine(Settings.TlsEngine wanted) {
    boolean there = OpenSSLEngineOptions.isAvailable() && OpenSSLEngineOptions.isAlpnAvailable();
    return switch (wanted) {
      case AUTO -> there ? Settings.TlsEngine.OPENSSL : Settings.TlsEngine.JDK;
      case JDK -> Settings.TlsEngine.JDK;
      case OPENSSL -> {
        if (!there) {
          throw new SettingException(
              "tls.engine", "openssl", "auto or jdk, as its library does not load on this machine");
        }
        yield Settings.TlsEngine.OPENSSL;
      }
    };
  }

  private static void refuseFile(String setting, String file, Settings.TlsMode mode) {
    if (!file.isEmpty()) {
      throw new SettingException(
          setting,
          file,
          "none, as tls.mode is "
              + mode.name().toLowerCase(java.util.Locale.ROOT)
              + "; or tls.mode=files");
    }
  }
}
