package io.tidemark.http;

import static io.tidemark.http.TestTokens.NOW;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.flow.Caller;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class JwksKeysTest {
  private static final RSAKey OLD = TestTokens.rsa("old");
  private static final RSAKey NEW = TestTokens.rsa("new");

  private final Vertx vertx = Vertx.vertx();
  private final SimpleMeterRegistry metrics = new SimpleMeterRegistry();
  private final AtomicInteger fetches = new AtomicInteger();
  private volatile String answer = jwks(OLD);
  private volatile int status = 200;
  private volatile Instant now = NOW;
  private JwksKeys keys;
  private JwtVerifier verifier;

  @BeforeEach
  void start() {
    HttpServer issuer =
        TestHub.await(
            vertx
                .createHttpServer()
                .requestHandler(request -> {
                  fetches.incrementAndGet();
                  request.response().setStatusCode(status).end(answer);
                })
                .listen(0, "127.0.0.1"));
    keys =
        new JwksKeys(
            vertx, "http://127.0.0.1:" + issuer.actualPort() + "/keys", () -> now, metrics);
    verifier = new JwtVerifier(keys, null, () -> now, metrics);
  }

  @AfterEach
  void stop() {
    TestHub.await(vertx.close());
  }

  @Test
  void the_first_token_fetches_the_keys_and_the_next_ones_do_not() {
    assertThat(TestHub.await(verifier.verify(token(OLD))).user()).isEqualTo("alice");
    assertThat(TestHub.await(keys.keys("old"))).hasSize(1);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void tokens_that_come_while_the_keys_are_fetched_wait_for_the_one_fetch() {
    List<Future<Caller>> verified = new ArrayList<>();
    for (int i = 0; i < 20; i++) {
      verified.add(verifier.verify(token(OLD)));
    }

    verified.forEach(TestHub::await);
    assertThat(fetches).hasValue(1);
  }

  @Test
  void a_new_key_is_found_without_a_restart() {
    TestHub.await(verifier.verify(token(OLD)));
    answer = jwks(OLD, NEW);
    now = now.plusSeconds(10);

    assertThat(TestHub.await(verifier.verify(token(NEW))).user()).isEqualTo("alice");
    assertThat(keys.generation()).isZero();
  }

  @Test
  void made_up_key_ids_do_not_hammer_the_issuer() {
    TestHub.await(verifier.verify(token(OLD)));

    for (int i = 0; i < 50; i++) {
      assertThat(TestHub.await(keys.keys("made-up-" + i))).isEmpty();
    }

    assertThat(fetches).hasValue(1);
    assertThat(metrics.counter("jwks_fetches_suppressed_total").count()).isEqualTo(50);
  }

  @Test
  void a_key_that_was_taken_away_no_longer_counts_not_even_for_known_tokens() {
    TestHub.await(verifier.verify(token(OLD)));
    answer = jwks(NEW);
    now = now.plusSeconds(10);
    TestHub.await(verifier.verify(token(NEW)));

    assertThat(code(verifier.verify(token(OLD)))).isEqualTo(ProblemCode.UNAUTHORIZED);
    assertThat(keys.generation()).isEqualTo(1);
  }

  @Test
  void known_keys_go_on_while_the_issuer_is_away() {
    TestHub.await(verifier.verify(token(OLD)));
    status = 500;
    now = now.plusSeconds(600);

    assertThat(TestHub.await(keys.keys("old"))).hasSize(1);
  }

  @Test
  void without_any_keys_the_answer_is_to_come_back() {
    status = 500;

    for (int i = 0; i < 3; i++) {
      assertThat(code(verifier.verify(token(OLD)))).isEqualTo(ProblemCode.UNAVAILABLE);
    }
    assertThat(fetches).hasValue(1);
  }

  @Test
  void what_is_no_jwks_is_not_taken_for_one() {
    for (String nonsense : List.of("", "{}", "<html>", "x".repeat(3 << 20))) {
      answer = nonsense;
      now = now.plusSeconds(10);
      assertThat(code(verifier.verify(token(OLD)))).isEqualTo(ProblemCode.UNAVAILABLE);
    }
  }

  private static ProblemCode code(Future<?> refused) {
    return ((Problem) TestHub.failureOf(refused)).code();
  }

  private static String token(RSAKey key) {
    return TestTokens.sign(
        key,
        JWSAlgorithm.RS256,
        TestTokens.claims().expirationTime(java.util.Date.from(NOW.plusSeconds(3600))).build());
  }

  private static String jwks(JWK... keys) {
    return new JWKSet(List.of(keys)).toString();
  }
}
