package io.tidemark.tls;

import io.tidemark.config.SettingException;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.net.PemKeyCertOptions;
import io.vertx.core.net.impl.KeyStoreHelper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.List;

/**
 * A certificate with its key, read from two PEM files and found to belong together. What is served
 * is what was read, whatever the files say by then.
 *
 * @param leaf the hub's own, the first in its file; those of its issuers follow there
 */
record KeyCertificate(Buffer certificatePem, Buffer keyPem, X509Certificate leaf) {
  static final String CERTIFICATE = "tls.certificate";
  static final String KEY = "tls.key";

  /**
   * @throws SettingException if one cannot be read, or they do not belong together
   */
  static KeyCertificate read(String certificate, String key) {
    Buffer certificatePem =
        bytes(
            CERTIFICATE,
            certificate,
            "a PEM file with the hub's certificate, those of its issuers after it");
    Buffer keyPem = bytes(KEY, key, "a PEM file with the certificate's private key, unencrypted");
    try {
      KeyStore store = KeyStoreHelper.loadKeyCert(List.of(keyPem), List.of(certificatePem));
      String alias = store.aliases().nextElement();
      X509Certificate leaf = (X509Certificate) store.getCertificate(alias);
      if (store.getKey(alias, KeyStoreHelper.DUMMY_PASSWORD.toCharArray()) instanceof PrivateKey own
          && belongsTo(leaf, own)) {
        return new KeyCertificate(certificatePem, keyPem, leaf);
      }
    } catch (Exception e) {
      throw unreadable(certificate, certificatePem, key, e);
    }
    throw new SettingException(
        KEY, key, "the private key of the certificate in " + certificate + "; it is another's");
  }

  Instant expiry() {
    return leaf.getNotAfter().toInstant();
  }

  boolean isExpired(Instant now) {
    return now.isAfter(expiry());
  }

  PemKeyCertOptions options() {
    return new PemKeyCertOptions().addCertValue(certificatePem).addKeyValue(keyPem);
  }

  /** The same bytes. */
  boolean sameAs(KeyCertificate other) {
    return certificatePem.equals(other.certificatePem) && keyPem.equals(other.keyPem);
  }

  private static Buffer bytes(String setting, String file, String expected) {
    if (file.isEmpty()) {
      throw new SettingException(setting, file, expected + ", as tls.mode is files");
    }
    try {
      return Buffer.buffer(Files.readAllBytes(Path.of(file)));
    } catch (NoSuchFileException e) {
      throw new SettingException(setting, file, expected + "; there is no such file");
    } catch (IOException | InvalidPathException e) {
      throw new SettingException(setting, file, expected + "; it cannot be read: " + e);
    }
  }

  /** Of two files that cannot be used together, the one that is to blame. */
  private static SettingException unreadable(
      String certificate, Buffer certificatePem, String key, Exception cause) {
    return certificatePem.toString().contains("-----BEGIN CERTIFICATE-----")
        ? new SettingException(
            KEY,
            key,
            "a PEM file with an unencrypted RSA or EC key that fits the certificate in "
                + certificate
                + "; it was not understood: "
                + cause.getMessage())
        : new SettingException(
            CERTIFICATE,
            certificate,
            "a PEM file that holds '-----BEGIN CERTIFICATE-----'; it was not understood: "
                + cause.getMessage());
  }

  /** What the one signs the other verifies. */
  private static boolean belongsTo(X509Certificate leaf, PrivateKey key)
      throws GeneralSecurityException {
    if (!leaf.getPublicKey().getAlgorithm().equals(key.getAlgorithm())) {
      return false;
    }
    String algorithm =
        switch (key.getAlgorithm()) {
          case "RSA" -> "SHA256withRSA";
          case "EC" -> "SHA256withECDSA";
          default -> throw new GeneralSecurityException("a key of algorithm " + key.getAlgorithm());
        };
    byte[] sample = {1, 2, 3};
    Signature signing = Signature.getInstance(algorithm);
    signing.initSign(key);
    signing.update(sample);
    Signature verifying = Signature.getInstance(algorithm);
    verifying.initVerify(leaf.getPublicKey());
    verifying.update(sample);
    return verifying.verify(signing.sign());
  }
}
