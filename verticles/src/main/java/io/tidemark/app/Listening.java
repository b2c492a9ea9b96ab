package io.tidemark.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.config.DataFolder;
import io.tidemark.config.Settings;
import io.tidemark.gateway.GatewayNode;
import io.tidemark.gateway.GatewayVerticle;
import io.tidemark.http.Endpoints;
import io.tidemark.tls.CertificateWatch;
import io.tidemark.tls.HandshakeFailures;
import io.tidemark.tls.Tls;
import io.vertx.core.DeploymentOptions;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.ext.web.Router;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateways of all event loops, on one port, with the certificate that they serve. */
record Listening(String url, List<Runnable> ends, Vertx vertx, String deployment) {
  private static final Logger LOG = LoggerFactory.getLogger(Listening.class);
  private static final long CERTIFICATE_LOOK_MILLIS = 2_000;

  /** Blocks until they listen. */
  static Listening start(
      Vertx vertx,
      Settings settings,
      DataFolder folder,
      GatewayNode node,
      int eventLoops,
      MeterRegistry registry,
      Function<Endpoints, Router> routers) {
    Optional<Tls> tls = Tls.of(settings, folder);
    HandshakeFailures failures = new HandshakeFailures(registry, System::nanoTime);
    List<GatewayVerticle> loops = Collections.synchronizedList(new ArrayList<>());
    String deployment =
        vertx
            .deployVerticle(
                () -> {
                  GatewayVerticle loop = new GatewayVerticle(node, routers, tls, failures::failed);
                  loops.add(loop);
                  return loop;
                },
                new DeploymentOptions().setInstances(eventLoops))
            .await();
    List<Runnable> ends = new ArrayList<>();
    tls.ifPresent(secure -> {
      LOG.info("listening with TLS engine={}", secure.engineName());
      CertificateWatch watch =
          new CertificateWatch(vertx, secure, loops.getFirst()::renew, registry);
      watch.start(CERTIFICATE_LOOK_MILLIS);
      ends.add(watch::stop);
    });
    Settings.Http http = settings.http();
    String scheme = tls.isPresent() ? "https" : "http";
    String url =
        http.publicUrl().isEmpty()
            ? "%s://%s:%d".formatted(scheme, http.host(), loops.getFirst().port())
            : http.publicUrl();
    return new Listening(url, ends, vertx, deployment);
  }

  Future<?> stop() {
    ends.forEach(Runnable::run);
    return vertx.undeploy(deployment);
  }
}
