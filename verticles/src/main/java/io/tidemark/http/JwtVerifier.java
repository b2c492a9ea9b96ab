package io.tidemark.http;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.tidemark.flow.Caller;
import io.tidemark.flow.UserIds;
import io.tidemark.protocol.Ids;
import io.tidemark.protocol.ProblemCode;
import io.vertx.core.Future;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.text.ParseException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Verifies JWTs signed with RS256 or ES256, and nothing else: {@code none} and the HMAC algorithms,
 * for which a public key would do as the secret, are refused before any key is looked up.
 *
 * <p>What was verified is kept until it expires, by the token's hash: an RSA verification costs as
 * much as the rest of a small request. Used by all event loops at once.
 */
public final class JwtVerifier implements TokenVerifier {
  private static final int TOKEN_CHARS = 8192;
  private static final int CACHED_TOKENS = 65_536;
  private static final int KEYS_TRIED = 4;
  private static final long LEEWAY_SECONDS = 10;

  private final KeySource keys;
  private final @Nullable String issuer;
  private final InstantSource clock;
  private final Cache<ByteBuffer, Verified> cache =
      Caffeine.newBuilder().maximumSize(CACHED_TOKENS).executor(Runnable::run).build();
  private final Counter refused;

  private record Verified(Caller caller, long generation) {}

  /**
   * @param issuer what {@code iss} must be; null or empty: anything
   */
  public JwtVerifier(
      KeySource keys, @Nullable String issuer, InstantSource clock, MeterRegistry metrics) {
    this.keys = keys;
    this.issuer = issuer == null || issuer.isEmpty() ? null : issuer;
    this.clock = clock;
    this.refused = metrics.counter("tokens_refused_total");
  }

  @Override
  public Future<Caller> verify(String token) {
    if (token.isEmpty()) {
      return refuse("the token is empty; send 'Authorization: Bearer <JWT>'");
    }
    if (token.length() > TOKEN_CHARS) {
      return refuse("the token is longer than " + TOKEN_CHARS + " characters");
    }
    ByteBuffer hash = ByteBuffer.wrap(sha256(token));
    Verified known = cache.getIfPresent(hash);
    if (known != null && known.generation() == keys.generation()) {
      return isExpired(known.caller())
          ? refuse(expired(known.caller()))
          : Future.succeededFuture(known.caller());
    }
    SignedJWT jwt;
    try {
      jwt = SignedJWT.parse(token);
    } catch (ParseException | IllegalArgumentException e) {
      // An unsigned token ("alg":"none") ends here too: it is no JWS. The parser's message may
      // quote the token.
      return refuse("the token is not a signed JWT; RS256 or ES256 was expected");
    }
    JWSAlgorithm algorithm = jwt.getHeader().getAlgorithm();
    if (!algorithm.equals(JWSAlgorithm.RS256) && !algorithm.equals(JWSAlgorithm.ES256)) {
      return refuse("the token's algorithm is not allowed; RS256 or ES256 was expected");
    }
    long generation = keys.generation();
    return keys.keys(jwt.getHeader().getKeyID())
        .compose(candidates -> {
          Caller caller;
          try {
            if (!isSignedByOneOf(candidates, jwt, algorithm)) {
              throw unauthorized("the token is not signed by a key of this hub's issuer");
            }
            caller = callerOf(jwt);
          } catch (Problem problem) {
            refused.increment();
            return Future.failedFuture(problem);
          }
          cache.put(hash, new Verified(caller, generation));
          return Future.succeededFuture(caller);
        });
  }

  private static boolean isSignedByOneOf(
      List<JWK> candidates, SignedJWT jwt, JWSAlgorithm algorithm) {
    return candidates.stream()
        .filter(key -> suits(key, algorithm))
        .limit(KEYS_TRIED)
        .anyMatch(key -> isSignedBy(key, jwt));
  }

  private static boolean suits(JWK key, JWSAlgorithm algorithm) {
    if (key.getAlgorithm() != null && !key.getAlgorithm().equals(algorithm)) {
      return false;
    }
    return switch (key) {
      case RSAKey rsa -> algorithm.equals(JWSAlgorithm.RS256) && rsa.size() >= 2048;
      case ECKey ec -> algorithm.equals(JWSAlgorithm.ES256) && Curve.P_256.equals(ec.getCurve());
      default -> false;
    };
  }

  private static boolean isSignedBy(JWK key, SignedJWT jwt) {
    try {
      JWSVerifier verifier =
          key instanceof ECKey ec ? new ECDSAVerifier(ec) : new RSASSAVerifier(key.toRSAKey());
      return jwt.verify(verifier);
    } catch (JOSEException e) {
      return false;
    }
  }

  private Caller callerOf(SignedJWT jwt) {
    JWTClaimsSet claims;
    String device;
    String scope;
    try {
      claims = jwt.getJWTClaimsSet();
      device = claims.getStringClaim("device");
      scope = claims.getStringClaim("scope");
    } catch (ParseException e) {
      throw unauthorized("the token's claims cannot be read");
    }
    Date expiry = claims.getExpirationTime();
    if (expiry == null) {
      throw unauthorized("the token has no 'exp'; one that never expires is not accepted");
    }
    Instant now = clock.instant();
    Date notBefore = claims.getNotBeforeTime();
    if (notBefore != null && now.plusSeconds(LEEWAY_SECONDS).isBefore(notBefore.toInstant())) {
      throw unauthorized("the token is valid from " + notBefore.toInstant() + " only");
    }
    if (issuer != null && !issuer.equals(claims.getIssuer())) {
      throw unauthorized("the token's 'iss' is not '" + issuer + "'");
    }
    String subject = claims.getSubject();
    if (subject == null) {
      throw unauthorized("the token has no 'sub'; it names the user");
    }
    try {
      Ids.user(subject);
      if (device != null) {
        Ids.device(device);
      }
    } catch (IllegalArgumentException e) {
      throw unauthorized("the token's 'sub' or 'device' cannot be used: " + e.getMessage());
    }
    Date issued = claims.getIssueTime();
    Caller caller =
        new Caller(
            subject,
            UserIds.of(subject),
            device,
            expiry.toInstant(),
            issued == null ? Instant.EPOCH : issued.toInstant(),
            scope == null || scope.isBlank()
                ? Set.of()
                : Set.copyOf(List.of(scope.strip().split(" +"))));
    if (isExpired(caller)) {
      throw unauthorized(expired(caller));
    }
    return caller;
  }

  private boolean isExpired(Caller caller) {
    return !clock.instant().isBefore(caller.expiresAt().plusSeconds(LEEWAY_SECONDS));
  }

  private static String expired(Caller caller) {
    return "the token expired at " + caller.expiresAt() + "; get a new one";
  }

  private <T> Future<T> refuse(String detail) {
    refused.increment();
    return Future.failedFuture(unauthorized(detail));
  }

  private static Problem unauthorized(String detail) {
    return Problem.of(ProblemCode.UNAUTHORIZED, detail);
  }

  private static byte[] sha256(String token) {
    try {
      return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
