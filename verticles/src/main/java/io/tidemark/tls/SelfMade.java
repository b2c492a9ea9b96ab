package io.tidemark.tls;

import io.tidemark.config.DataFolder;
import io.tidemark.config.DataFolderException;
import io.tidemark.config.SettingException;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.CertificateParsingException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/**
 * A certificate for trying out, which nobody but those who are given it will trust: made once by
 * the JDK's own keytool, kept in the data folder, and made anew before it runs out or when the
 * listener's name is not in it.
 */
final class SelfMade {
  static final String CERTIFICATE = "tls-certificate.pem";
  static final String KEY = "tls-key.pem";

  private static final int DAYS = 365;
  private static final Duration LEFT_AT_LEAST = Duration.ofDays(30);
  private static final int KEYTOOL_SECONDS = 20;
  private static final String ALIAS = "hub";

  /** Of a file that lives for a second, in a folder that only its owner may enter. */
  private static final String PASSWORD = "changeit";

  private SelfMade() {}

  /**
   * @param host where the hub listens
   */
  static KeyCertificate of(DataFolder folder, String host, Instant now) {
    Path certificate = folder.root().resolve(CERTIFICATE);
    Path key = folder.secretFile(KEY);
    try {
      if (Files.exists(certificate) && Files.exists(key)) {
        KeyCertificate kept = KeyCertificate.read(certificate.toString(), key.toString());
        if (now.plus(LEFT_AT_LEAST).isBefore(kept.expiry())
            && names(kept).containsAll(names(host))) {
          return kept;
        }
      }
    } catch (SettingException | CertificateParsingException e) {
      // Damaged: a new one serves as well.
    }
    try {
      make(folder, certificate, names(host));
    } catch (IOException | GeneralSecurityException e) {
      throw new DataFolderException("cannot make a certificate in " + folder.root() + ": " + e, e);
    }
    return KeyCertificate.read(certificate.toString(), key.toString());
  }

  private static void make(DataFolder folder, Path certificate, Set<String> names)
      throws IOException, GeneralSecurityException {
    Path store = folder.secretFile("tls.p12.unfinished");
    Files.deleteIfExists(store);
    try {
      keytool(store, names);
      KeyStore made = KeyStore.getInstance(store.toFile(), PASSWORD.toCharArray());
      Key key = made.getKey(ALIAS, PASSWORD.toCharArray());
      if (key == null) {
        throw new GeneralSecurityException("keytool made no key");
      }
      // The key first: a certificate without its key would be taken for whole.
      folder.writeSecret(KEY, pem("PRIVATE KEY", key.getEncoded()));
      Files.writeString(certificate, pem("CERTIFICATE", made.getCertificate(ALIAS).getEncoded()));
    } finally {
      Files.deleteIfExists(store);
    }
  }

  private static void keytool(Path store, Set<String> names) throws IOException {
    Process keytool =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-genkeypair",
                "-alias",
                ALIAS,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-sigalg",
                "SHA256withECDSA",
                "-validity",
                Integer.toString(DAYS),
                "-dname",
                "CN=Tidemark (self-made)",
                "-ext",
                "san=" + String.join(",", names),
                "-storetype",
                "PKCS12",
                "-keystore",
                store.toString(),
                "-storepass",
                PASSWORD)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.PIPE)
            .start();
    try {
      keytool.getOutputStream().close();
      if (!keytool.waitFor(KEYTOOL_SECONDS, TimeUnit.SECONDS)) {
        keytool.destroyForcibly();
        throw new IOException("keytool did not end within " + KEYTOOL_SECONDS + " s");
      }
      if (keytool.exitValue() != 0) {
        String said =
            new String(keytool.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
        throw new IOException("keytool ended with " + keytool.exitValue() + ": " + said);
      }
    } catch (InterruptedException e) {
      keytool.destroyForcibly();
      Thread.currentThread().interrupt();
      throw new IOException(e);
    }
  }

  /** As keytool spells them. */
  private static Set<String> names(String host) {
    Set<String> names = new LinkedHashSet<>(List.of("dns:localhost", "ip:127.0.0.1", "ip:::1"));
    try {
      InetAddress literal = InetAddress.ofLiteral(host);
      if (!literal.isAnyLocalAddress() && !literal.isLoopbackAddress()) {
        names.add("ip:" + literal.getHostAddress());
      }
    } catch (IllegalArgumentException e) {
      if (!host.equals("localhost")) {
        names.add("dns:" + host);
      }
    }
    return names;
  }

  private static Set<String> names(KeyCertificate kept) throws CertificateParsingException {
    Set<String> names = new LinkedHashSet<>();
    Collection<List<?>> alternatives = kept.leaf().getSubjectAlternativeNames();
    if (alternatives != null) {
      for (List<?> one : alternatives) {
        String name = String.valueOf(one.get(1));
        boolean dns = Integer.valueOf(2).equals(one.get(0));
        names.add(
            dns
                ? "dns:" + name
                : "ip:"
                    + InetAddress.ofLiteral(name)
                        .getHostAddress()
                        .replace("0:0:0:0:0:0:0:1", "::1"));
      }
    }
    return names;
  }

  private static String pem(String type, byte[] der) {
    String text = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(der);
    return "-----BEGIN " + type + "-----\n" + text + "\n-----END " + type + "-----\n";
  }
}
