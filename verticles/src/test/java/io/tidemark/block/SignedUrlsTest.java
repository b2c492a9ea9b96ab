package io.tidemark.block;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.tidemark.block.SignedUrls.Method;
import io.tidemark.http.Problem;
import io.tidemark.protocol.ProblemCode;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class SignedUrlsTest {
  private static final Instant NOW = Instant.parse("2026-04-28T10:00:00.7Z");
  private static final String HASH = "ab".repeat(32);
  private final SignedUrls urls = urls("0123456789abcdef");

  @Test
  void a_url_is_absolute_and_good_for_its_hash_size_and_method() {
    String url = urls.putUrl(HASH, 42, NOW);

    assertThat(url).startsWith("http://hub:8080/v1/blocks/" + HASH + "?size=42&expires=");
    assertThat(check(urls, Method.PUT, HASH, query(url), NOW)).isEqualTo(42);
  }

  @Test
  void a_url_ends_after_its_lifetime_to_the_second() {
    Map<String, String> query = query(urls.getUrl(HASH, 42, NOW));
    Instant expiry = urls.expiry(NOW);

    assertThat(expiry).isEqualTo("2026-04-28T10:15:00Z");
    assertThat(check(urls, Method.GET, HASH, query, expiry.minusMillis(1))).isEqualTo(42);
    assertRefused(ProblemCode.URL_EXPIRED, Method.GET, HASH, query, expiry);
  }

  @Test
  void every_part_that_is_tampered_with_is_noticed() {
    Map<String, String> query = query(urls.putUrl(HASH, 42, NOW));

    assertRefused(ProblemCode.URL_INVALID, Method.GET, HASH, query, NOW);
    assertRefused(ProblemCode.URL_INVALID, Method.PUT, "cd".repeat(32), query, NOW);
    assertRefused(ProblemCode.URL_INVALID, Method.PUT, HASH, with(query, "size", "43"), NOW);
    assertRefused(
        ProblemCode.URL_INVALID, Method.PUT, HASH, with(query, "expires", "99999999999"), NOW);
    assertRefused(ProblemCode.URL_INVALID, Method.PUT, HASH, with(query, "signature", "ü"), NOW);
    assertRefused(ProblemCode.URL_INVALID, Method.PUT, HASH, with(query, "signature", ""), NOW);
    assertRefused(ProblemCode.URL_INVALID, Method.PUT, HASH, with(query, "size", "x"), NOW);
    for (String name : query.keySet()) {
      assertRefused(ProblemCode.URL_INVALID, Method.PUT, HASH, with(query, name, null), NOW);
    }
  }

  @Test
  void an_expired_url_that_was_tampered_with_is_invalid_rather_than_expired() {
    Map<String, String> query = with(query(urls.putUrl(HASH, 42, NOW)), "expires", "1");

    assertRefused(ProblemCode.URL_INVALID, Method.PUT, HASH, query, NOW);
  }

  @Test
  void another_hub_s_url_is_not_ours() {
    Map<String, String> query = query(urls("another key, longer").getUrl(HASH, 42, NOW));

    assertRefused(ProblemCode.URL_INVALID, Method.GET, HASH, query, NOW);
  }

  @Test
  void a_short_key_is_refused() {
    assertThatIllegalArgumentException().isThrownBy(() -> urls("short"));
  }

  private void assertRefused(
      ProblemCode code, Method method, String hash, Map<String, String> query, Instant at) {
    assertThatExceptionOfType(Problem.class)
        .isThrownBy(() -> check(urls, method, hash, query, at))
        .satisfies(problem -> assertThat(problem.code()).isEqualTo(code));
  }

  private static long check(
      SignedUrls urls, Method method, String hash, Map<String, String> query, Instant at) {
    return urls.check(
        method, hash, query.get("size"), query.get("expires"), query.get("signature"), at);
  }

  private static Map<String, String> query(String url) {
    Map<String, String> query = new HashMap<>();
    for (String pair : URI.create(url).getQuery().split("&")) {
      query.put(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
    }
    return query;
  }

  private static Map<String, String> with(Map<String, String> query, String name, String value) {
    Map<String, String> changed = new HashMap<>(query);
    changed.put(name, value);
    return changed;
  }

  private static SignedUrls urls(String key) {
    return new SignedUrls(
        key.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        Duration.ofMinutes(15),
        () -> "http://hub:8080");
  }
}
