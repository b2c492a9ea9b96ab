package io.tidemark.config.cluster;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * What a cluster's secret is good for: its name among Hazelcast's members, and the seal on what
 * nodes tell one another. The secret itself goes over no wire, and neither does the key of the
 * seal.
 */
public final class ClusterKey {
  private static final String HMAC = "HmacSHA256";
  private static final int NAME_BYTES = 16;
  private static final int SEAL_BYTES = 32;

  private final byte[] secret;
  private final SecretKeySpec seal;

  public ClusterKey(byte[] secret) {
    this.secret = secret.clone();
    this.seal = new SecretKeySpec(derived("seal"), HMAC);
  }

  /** What members compare when one joins: who does not know the secret cannot say it. */
  public String memberName(String clusterName) {
    byte[] digest = Arrays.copyOf(derived("name:" + clusterName), NAME_BYTES);
    return clusterName + "-" + HexFormat.of().formatHex(digest);
  }

  /** The content behind its seal. */
  public byte[] sealed(byte[] content) {
    byte[] sealed = Arrays.copyOf(mac(seal, content), SEAL_BYTES + content.length);
    System.arraycopy(content, 0, sealed, SEAL_BYTES, content.length);
    return sealed;
  }

  /**
   * The content, if somebody who knows the secret has sealed it.
   *
   * @throws IllegalArgumentException if not
   */
  public byte[] opened(byte[] sealed) {
    if (sealed.length < SEAL_BYTES) {
      throw new IllegalArgumentException("shorter than a seal");
    }
    byte[] content = Arrays.copyOfRange(sealed, SEAL_BYTES, sealed.length);
    if (!MessageDigest.isEqual(mac(seal, content), Arrays.copyOf(sealed, SEAL_BYTES))) {
      throw new IllegalArgumentException("sealed with another secret");
    }
    return content;
  }

  private byte[] derived(String purpose) {
    return mac(
        new SecretKeySpec(secret, HMAC),
        ("tidemark cluster " + purpose).getBytes(StandardCharsets.UTF_8));
  }

  private static byte[] mac(SecretKeySpec key, byte[] content) {
    try {
      Mac mac = Mac.getInstance(HMAC);
      mac.init(key);
      return mac.doFinal(content);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has " + HMAC, e);
    }
  }
}
