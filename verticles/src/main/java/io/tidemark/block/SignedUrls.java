package io.tidemark.block;

import io.tidemark.flow.BlockUrls;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.function.Supplier;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * Makes and checks URLs that carry their right with them: HMAC-SHA256 over method, hash, size and
 * expiry. The hash is part of what is signed, so that a URL is good for that block and no other.
 */
public final class SignedUrls implements BlockUrls {
  static final String PATH = "/v1/blocks/";

  private static final String ALGORITHM = "HmacSHA256";
  private static final int KEY_BYTES = 16;

  private final Mac keyed;
  private final Duration lifetime;
  private final Supplier<String> baseUrl;

  /** What a URL allows. */
  enum Method {
    GET,
    PUT
  }

  /**
   * @param key at least 16 bytes, the same on every node
   * @param baseUrl what goes before {@code /v1/…}, without a slash at its end; asked for each URL,
   *     since a listener's port may be known only later
   */
  public SignedUrls(byte[] key, Duration lifetime, Supplier<String> baseUrl) {
    if (key.length < KEY_BYTES) {
      throw new IllegalArgumentException(
          "the key that signs URLs has " + key.length + " bytes; at least 16 were expected");
    }
    this.keyed = keyed(key);
    this.lifetime = lifetime;
    this.baseUrl = baseUrl;
  }

  @Override
  public String getUrl(String sha256, long size, Instant now) {
    return url(Method.GET, sha256, size, expiry(now));
  }

  @Override
  public String putUrl(String sha256, long size, Instant now) {
    return url(Method.PUT, sha256, size, expiry(now));
  }

  @Override
  public Instant expiry(Instant now) {
    return now.plus(lifetime).truncatedTo(ChronoUnit.SECONDS);
  }

  private String url(Method method, String sha256, long size, Instant expiry) {
    long expires = expiry.getEpochSecond();
    return baseUrl.get()
        + PATH
        + sha256
        + "?size="
        + size
        + "&expires="
        + expires
        + "&signature="
        + signature(method, sha256, size, expires);
  }

  /**
   * Returns the size that the URL is for.
   *
   * @throws Problem {@code url_invalid} or {@code url_expired}
   */
  long check(
      Method method,
      String sha256,
      @Nullable String size,
      @Nullable String expires,
      @Nullable String signature,
      Instant now) {
    if (size == null || expires == null || signature == null) {
      throw invalid("the URL lacks size, expires or signature");
    }
    long sizeBytes;
    long expirySecond;
    try {
      sizeBytes = Long.parseLong(size);
      expirySecond = Long.parseLong(expires);
    } catch (NumberFormatException e) {
      throw invalid("size and expires must be whole numbers");
    }
    byte[] expected =
        signature(method, sha256, sizeBytes, expirySecond).getBytes(StandardCharsets.US_ASCII);
    if (!MessageDigest.isEqual(expected, signature.getBytes(StandardCharsets.UTF_8))) {
      throw invalid("the signature does not fit method, hash, size and expiry");
    }
    if (now.getEpochSecond() >= expirySecond) {
      throw Problem.of(
          ProblemCode.URL_EXPIRED,
          "the URL was good until " + Instant.ofEpochSecond(expirySecond) + "; ask for a new one");
    }
    return sizeBytes;
  }

  private static Problem invalid(String detail) {
    return Problem.of(ProblemCode.URL_INVALID, detail);
  }

  private String signature(Method method, String sha256, long size, long expires) {
    String signed = "tidemark.block.1\n" + method + "\n" + sha256 + "\n" + size + "\n" + expires;
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(copy().doFinal(signed.getBytes(StandardCharsets.US_ASCII)));
  }

  /** A copy that has its key already: half the cost of a new one, and no state is shared. */
  private Mac copy() {
    try {
      return (Mac) keyed.clone();
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("the JDK's HMAC can be copied", e);
    }
  }

  private static Mac keyed(byte[] key) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(new SecretKeySpec(key, ALGORITHM));
      return mac;
    } catch (NoSuchAlgorithmException | InvalidKeyException e) {
      throw new IllegalStateException("every JDK has HMAC-SHA256", e);
    }
  }
}
