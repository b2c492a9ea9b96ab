package io.tidemark.http;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.RequestOptions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of an issuer's JWKS, fetched over HTTP and kept fresh, so that keys rotate without a
 * restart.
 *
 * <p>An unknown {@code kid} fetches anew, but only one fetch runs at a time and none starts within
 * ten seconds of the last: tokens with made-up key ids cannot be turned against the issuer. While
 * the issuer is away, the keys that are known go on to serve.
 */
public final class JwksKeys implements KeySource {
  private static final Logger LOG = LoggerFactory.getLogger(JwksKeys.class);
  private static final Duration FRESH = Duration.ofMinutes(5);
  private static final Duration BETWEEN_FETCHES = Duration.ofSeconds(10);
  private static final int JWKS_BYTES = 1 << 20;
  private static final int KEYS = 100;
  private static final int TIMEOUT_MILLIS = 5_000;

  private final HttpClient client;
  private final String uri;
  private final InstantSource clock;
  private final MeterRegistry metrics;

  // Guarded by this; read by every event loop.
  private @Nullable JWKSet known;
  private Instant nextFetch = Instant.MIN;
  private Instant freshUntil = Instant.MIN;
  private @Nullable Future<JWKSet> fetching;
  private volatile long generation;

  public JwksKeys(Vertx vertx, String uri, InstantSource clock, MeterRegistry metrics) {
    this.client =
        vertx.createHttpClient(
            new HttpClientOptions().setConnectTimeout(TIMEOUT_MILLIS).setVerifyHost(true));
    this.uri = uri;
    this.clock = clock;
    this.metrics = metrics;
  }

  @Override
  public Future<List<JWK>> keys(@Nullable String kid) {
    JWKSet current;
    Future<JWKSet> fetch;
    synchronized (this) {
      current = known;
      boolean isKnown = current != null && !matching(current, kid).isEmpty();
      boolean isFresh = clock.instant().isBefore(freshUntil);
      if (current != null && isKnown) {
        if (!isFresh) {
          fetchUnlessTooSoon(); // In the background: this caller need not wait for it.
        }
        return Future.succeededFuture(matching(current, kid));
      }
      fetch = fetchUnlessTooSoon();
    }
    if (fetch != null) {
      return fetch.map(set -> matching(set, kid));
    }
    if (current == null) {
      return Future.failedFuture(away());
    }
    return Future.succeededFuture(List.of());
  }

  @Override
  public long generation() {
    return generation;
  }

  private static List<JWK> matching(JWKSet set, @Nullable String kid) {
    return kid == null
        ? set.getKeys()
        : set.getKeys().stream().filter(key -> kid.equals(key.getKeyID())).toList();
  }

  /** The running fetch, a new one, or null within ten seconds of the last. Holds the lock. */
  private @Nullable Future<JWKSet> fetchUnlessTooSoon() {
    if (fetching != null) {
      return fetching;
    }
    Instant now = clock.instant();
    if (now.isBefore(nextFetch)) {
      metrics.counter("jwks_fetches_suppressed_total").increment();
      return null;
    }
    nextFetch = now.plus(BETWEEN_FETCHES);
    Future<JWKSet> fetch = fetch();
    fetching = fetch;
    fetch.onComplete(done -> finished(fetch));
    return fetch;
  }

  private Future<JWKSet> fetch() {
    RequestOptions request =
        new RequestOptions()
            .setMethod(HttpMethod.GET)
            .setAbsoluteURI(uri)
            .setTimeout(TIMEOUT_MILLIS)
            .setIdleTimeout(TIMEOUT_MILLIS);
    return client
        .request(request)
        .compose(sent -> sent.send().compose(JwksKeys::bodyOf))
        .map(JwksKeys::parse)
        .recover(failure -> {
          metrics.counter("jwks_fetch_failures_total").increment();
          LOG.warn("jwks not fetched uri={} cause='{}'", uri, failure.toString());
          return Future.failedFuture(away());
        });
  }

  private static Future<Buffer> bodyOf(HttpClientResponse response) {
    if (response.statusCode() != 200) {
      return Future.failedFuture("the JWKS was answered with " + response.statusCode());
    }
    Buffer body = Buffer.buffer();
    response.handler(part -> {
      if (body.length() + part.length() > JWKS_BYTES) {
        response.request().reset();
      } else {
        body.appendBuffer(part);
      }
    });
    return response.end().map(body);
  }

  private static JWKSet parse(Buffer body) {
    try {
      List<JWK> keys = JWKSet.parse(body.toString()).toPublicJWKSet().getKeys();
      return new JWKSet(keys.size() <= KEYS ? keys : keys.subList(0, KEYS));
    } catch (ParseException e) {
      throw new IllegalStateException("the JWKS cannot be read", e);
    }
  }

  private synchronized void finished(Future<JWKSet> fetch) {
    fetching = null;
    if (fetch.failed()) {
      return;
    }
    JWKSet before = known;
    JWKSet after = fetch.result();
    known = after;
    freshUntil = clock.instant().plus(FRESH);
    if (before != null && !after.getKeys().containsAll(before.getKeys())) {
      generation++;
    }
    if (!after.equals(before)) {
      LOG.info("jwks fetched uri={} keys={}", uri, after.getKeys().size());
    }
  }

  private static Problem away() {
    return Problem.retry(
        ProblemCode.UNAVAILABLE, "the issuer's keys cannot be fetched just now; come back", 5);
  }
}
