package io.tidemark.http;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import io.vertx.core.Future;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The hub's own RSA keys for development: kept in a file that only its owner may read, so that
 * tokens outlive a restart.
 *
 * <p>The newest key signs; the one before it still verifies. A start that finds the newest older
 * than thirty days, the longest that a token may live, makes a new one.
 */
public final class DevKeys implements KeySource {
  static final Duration KEY_AGE = Duration.ofDays(30);

  private static final Set<PosixFilePermission> OWNER_ONLY =
      EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);

  private final List<RSAKey> newestFirst;
  private final List<JWK> publicKeys;

  private DevKeys(List<RSAKey> newestFirst) {
    this.newestFirst = newestFirst;
    this.publicKeys = newestFirst.stream().<JWK>map(RSAKey::toPublicJWK).toList();
  }

  /** Blocking. Reads the keys, and makes what is missing. */
  public static DevKeys load(Path file, Instant now) throws IOException {
    List<RSAKey> keys = new ArrayList<>();
    if (Files.exists(file)) {
      try {
        for (JWK key : JWKSet.load(file.toFile()).getKeys()) {
          keys.add(key.toRSAKey());
        }
      } catch (ParseException | ClassCastException e) {
        throw new IOException(file + " holds no RSA keys; remove it to have new ones made", e);
      }
    }
    if (keys.isEmpty() || age(keys.getFirst(), now).compareTo(KEY_AGE) > 0) {
      keys.addFirst(generate(now));
      keys = keys.subList(0, Math.min(2, keys.size()));
      store(file, keys);
    }
    return new DevKeys(List.copyOf(keys));
  }

  private static Duration age(RSAKey key, Instant now) {
    Date made = key.getIssueTime();
    return made == null ? KEY_AGE.plusDays(1) : Duration.between(made.toInstant(), now);
  }

  private static RSAKey generate(Instant now) {
    try {
      return new RSAKeyGenerator(2048)
          .keyUse(KeyUse.SIGNATURE)
          .algorithm(JWSAlgorithm.RS256)
          .keyID("dev-" + UUID.randomUUID())
          .issueTime(Date.from(now))
          .generate();
    } catch (JOSEException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  private static void store(Path file, List<RSAKey> keys) throws IOException {
    Path folder = file.toAbsolutePath().getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
    Path unfinished = file.resolveSibling(file.getFileName() + ".new");
    Files.deleteIfExists(unfinished);
    // Made with its mode: it is at no moment readable by others.
    Files.createFile(unfinished, PosixFilePermissions.asFileAttribute(OWNER_ONLY));
    Files.writeString(
        unfinished,
        new JWKSet(new ArrayList<>(keys)).toString(false),
        StandardOpenOption.WRITE,
        StandardOpenOption.SYNC);
    Files.move(
        unfinished, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
  }

  /** A token for {@code user}, and for nothing but {@code device} if that is given. */
  public String sign(String user, @Nullable String device, Instant now, Instant expiry) {
    return sign(user, device, null, now, expiry);
  }

  /**
   * @param scope what else its bearer may do, by spaces
   */
  String sign(
      String user, @Nullable String device, @Nullable String scope, Instant now, Instant expiry) {
    RSAKey key = newestFirst.getFirst();
    JWTClaimsSet.Builder claims =
        new JWTClaimsSet.Builder()
            .subject(user)
            .issueTime(Date.from(now))
            .expirationTime(Date.from(expiry));
    if (device != null) {
      claims.claim("device", device);
    }
    if (scope != null) {
      claims.claim("scope", scope);
    }
    SignedJWT jwt =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.RS256).keyID(key.getKeyID()).build(),
            claims.build());
    try {
      jwt.sign(new RSASSASigner(key));
    } catch (JOSEException e) {
      throw new IllegalStateException("the development key cannot sign", e);
    }
    return jwt.serialize();
  }

  @Override
  public Future<List<JWK>> keys(@Nullable String kid) {
    return Future.succeededFuture(
        kid == null
            ? publicKeys
            : publicKeys.stream().filter(key -> kid.equals(key.getKeyID())).toList());
  }

  @Override
  public long generation() {
    return 0; // Keys change with a restart only.
  }
}
