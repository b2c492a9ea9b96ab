package io.tidemark.http;

import static io.tidemark.http.TestTokens.NOW;
import static io.tidemark.http.TestTokens.claims;
import static io.tidemark.http.TestTokens.sign;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.tidemark.flow.Caller;
import io.tidemark.flow.UserIds;
import io.tidemark.http.TestTokens.FixedKeys;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import java.time.Instant;
import java.util.Date;
import org.junit.jupiter.api.Test;

class JwtVerifierTest {
  private static final RSAKey RSA = TestTokens.rsa("rsa");
  private static final ECKey EC = TestTokens.ec("ec");

  private final FixedKeys keys = new FixedKeys(RSA.toPublicJWK(), EC.toPublicJWK());
  private Instant now = NOW;
  private final JwtVerifier verifier =
      new JwtVerifier(keys, "", () -> now, new SimpleMeterRegistry());

  @Test
  void an_rs256_token_names_its_user_device_and_expiry() {
    String token = sign(RSA, JWSAlgorithm.RS256, claims().claim("device", "d1").build());

    assertThat(verifier.verify(token).result())
        .isEqualTo(new Caller("alice", UserIds.of("alice"), "d1", NOW.plusSeconds(60)));
  }

  @Test
  void an_es256_token_is_accepted() {
    assertThat(verifier.verify(sign(EC, JWSAlgorithm.ES256, claims().build())).result().user())
        .isEqualTo("alice");
  }

  @Test
  void a_token_is_verified_once_and_then_known_until_it_expires() {
    String token = sign(RSA, JWSAlgorithm.RS256, claims().build());

    verifier.verify(token);
    assertThat(verifier.verify(token).succeeded()).isTrue();
    assertThat(keys.asked).isEqualTo(1);

    now = NOW.plusSeconds(71);
    assertRefused(verifier.verify(token), "expired");
  }

  @Test
  void a_known_token_is_verified_anew_when_a_key_was_taken_away() {
    String token = sign(RSA, JWSAlgorithm.RS256, claims().build());
    verifier.verify(token);

    keys.keys = java.util.List.of(EC.toPublicJWK());
    keys.generation++;

    assertRefused(verifier.verify(token), "not signed by a key");
  }

  @Test
  void a_token_from_a_clock_that_is_a_little_off_is_accepted() {
    String token = sign(RSA, JWSAlgorithm.RS256, claims().notBeforeTime(at(5)).build());
    assertThat(verifier.verify(token).succeeded()).isTrue();

    now = NOW.plusSeconds(65);
    assertThat(verifier.verify(token).succeeded()).isTrue();
  }

  @Test
  void an_expired_token_is_refused() {
    assertRefused(
        verifier.verify(sign(RSA, JWSAlgorithm.RS256, claims().expirationTime(at(-11)).build())),
        "expired");
  }

  @Test
  void a_token_that_is_not_valid_yet_is_refused() {
    assertRefused(
        verifier.verify(sign(RSA, JWSAlgorithm.RS256, claims().notBeforeTime(at(30)).build())),
        "valid from");
  }

  @Test
  void a_token_that_never_expires_is_refused() {
    assertRefused(
        verifier.verify(sign(RSA, JWSAlgorithm.RS256, claims().expirationTime(null).build())),
        "no 'exp'");
  }

  @Test
  void an_unsigned_token_is_refused() {
    assertRefused(verifier.verify(new PlainJWT(claims().build()).serialize()), "not a signed JWT");
    assertThat(keys.asked).isZero();
  }

  @Test
  void a_signed_token_that_claims_alg_none_is_refused() {
    String token = sign(RSA, JWSAlgorithm.RS256, claims().build());
    String unsigned = new PlainJWT(claims().build()).serialize();
    String forged =
        unsigned.substring(0, unsigned.indexOf('.')) + token.substring(token.indexOf('.'));

    assertRefused(verifier.verify(forged), "not a signed JWT");
  }

  @Test
  void a_public_key_does_not_serve_as_the_secret_of_an_hmac() throws JOSEException {
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID("rsa").build(), claims().build());
    jwt.sign(new MACSigner(RSA.toRSAPublicKey().getEncoded()));

    assertRefused(verifier.verify(jwt.serialize()), "algorithm is not allowed");
    assertThat(keys.asked).isZero();
  }

  @Test
  void another_rsa_algorithm_is_refused() {
    assertRefused(verifier.verify(sign(RSA, JWSAlgorithm.RS512, claims().build())), "not allowed");
  }

  @Test
  void a_token_of_a_stranger_is_refused_even_under_a_known_key_id() {
    RSAKey stranger = TestTokens.rsa("rsa");
    assertRefused(
        verifier.verify(sign(stranger, JWSAlgorithm.RS256, claims().build())),
        "not signed by a key");
  }

  @Test
  void a_token_with_another_body_under_its_signature_is_refused() {
    String token = sign(RSA, JWSAlgorithm.RS256, claims().build());
    String other = sign(RSA, JWSAlgorithm.RS256, claims().subject("mallory").build());
    String[] parts = token.split("\\.");
    String[] otherParts = other.split("\\.");

    assertRefused(
        verifier.verify(parts[0] + "." + otherParts[1] + "." + parts[2]), "not signed by a key");
  }

  @Test
  void a_subject_that_cannot_be_a_user_is_refused() {
    assertRefused(
        verifier.verify(sign(RSA, JWSAlgorithm.RS256, claims().subject("../alice").build())),
        "cannot be used");
    assertRefused(
        verifier.verify(sign(RSA, JWSAlgorithm.RS256, claims().subject(null).build())), "no 'sub'");
  }

  @Test
  void an_issuer_that_was_not_named_is_refused() {
    JwtVerifier strict =
        new JwtVerifier(keys, "https://issuer", () -> now, new SimpleMeterRegistry());

    assertThat(
            strict
                .verify(sign(RSA, JWSAlgorithm.RS256, claims().issuer("https://issuer").build()))
                .succeeded())
        .isTrue();
    assertRefused(
        strict.verify(sign(RSA, JWSAlgorithm.RS256, claims().issuer("https://other").build())),
        "'iss'");
  }

  @Test
  void garbage_is_refused_and_not_repeated_in_the_answer() {
    for (String garbage : new String[] {"", "secret", "a.b.c", "secret.secret.secret", "...."}) {
      Future<Caller> answer = verifier.verify(garbage);
      assertRefused(answer, "token");
      assertThat(answer.cause().getMessage()).doesNotContain("secret");
    }
    assertRefused(verifier.verify("x".repeat(100_000)), "longer than");
  }

  private static void assertRefused(Future<Caller> answer, String why) {
    assertThat(answer.failed()).isTrue();
    assertThat(answer.cause()).isInstanceOf(Problem.class).hasMessageContaining(why);
    assertThat(((Problem) answer.cause()).code()).isEqualTo(ProblemCode.UNAUTHORIZED);
  }

  private static Date at(long seconds) {
    return Date.from(NOW.plusSeconds(seconds));
  }
}
