package io.tidemark.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.config.DataFolder;
import io.tidemark.config.Settings;
import io.tidemark.http.DevKeys;
import io.tidemark.http.DevTokens;
import io.tidemark.http.Endpoints;
import io.tidemark.http.JoinedKeys;
import io.tidemark.http.JwksKeys;
import io.tidemark.http.JwtVerifier;
import io.tidemark.http.KeySource;
import io.tidemark.http.TokenVerifier;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.InstantSource;
import java.util.List;

/**
 * Whose tokens the node believes, and whether it issues development tokens itself.
 *
 * @param devEndpoints {@code POST /v1/dev/token}, or none
 */
record Keys(TokenVerifier verifier, List<Endpoints> devEndpoints) {

  static Keys of(
      Vertx vertx,
      Settings settings,
      DataFolder folder,
      InstantSource clock,
      MeterRegistry registry) {
    Settings.Auth auth = settings.auth();
    if (!issuesTokens(settings)) {
      return new Keys(
          new JwtVerifier(
              new JwksKeys(vertx, auth.jwksUri(), clock, registry), auth.issuer(), clock, registry),
          List.of());
    }
    DevKeys own;
    try {
      own = DevKeys.load(folder.secretFile("dev-keys.json"), clock.instant());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    KeySource keys =
        auth.jwksUri().isEmpty()
            ? own
            : new JoinedKeys(own, new JwksKeys(vertx, auth.jwksUri(), clock, registry));
    return new Keys(
        new JwtVerifier(keys, auth.issuer(), clock, registry), List.of(new DevTokens(own, clock)));
  }

  /** Where nobody else issues tokens and nobody from outside can reach the listener, unless set. */
  private static boolean issuesTokens(Settings settings) {
    return switch (settings.auth().dev()) {
      case ON -> true;
      case OFF -> false;
      case AUTO -> settings.auth().jwksUri().isEmpty() && isLoopback(settings.http().host());
    };
  }

  private static boolean isLoopback(String host) {
    try {
      return InetAddress.getByName(host).isLoopbackAddress();
    } catch (UnknownHostException e) {
      return false;
    }
  }
}
