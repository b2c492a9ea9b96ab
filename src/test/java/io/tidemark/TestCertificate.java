package io.tidemark;

import io.tidemark.config.DataFolder;
import io.tidemark.config.Settings;
import io.tidemark.tls.Tls;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.Map;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A certificate for localhost with its key, as files; what the hub makes itself for trying out. */
record TestCertificate(Path certificate, Path key) {
  static TestCertificate make(Path folder) {
    Settings settings =
        Settings.load(Map.of(), Map.of("tls.mode", "self", "data.dir", folder.toString()));
    try (DataFolder data = DataFolder.open(folder)) {
      var _ = Tls.of(settings, data).orElseThrow();
      return new TestCertificate(Tls.selfMadeCertificate(data), data.secretFile("tls-key.pem"));
    }
  }

  /** Puts its files where the others are, the key first. */
  void replace(TestCertificate other) throws IOException {
    Files.copy(key, other.key, StandardCopyOption.REPLACE_EXISTING);
    Files.copy(certificate, other.certificate, StandardCopyOption.REPLACE_EXISTING);
  }

  X509Certificate read() throws IOException, GeneralSecurityException {
    try (InputStream file = Files.newInputStream(certificate)) {
      return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(file);
    }
  }

  /** Trusts these and nobody else. */
  static SSLContext trusting(TestCertificate... trusted)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null);
    for (TestCertificate one : trusted) {
      store.setCertificateEntry("hub" + store.size(), one.read());
    }
    TrustManagerFactory managers =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    managers.init(store);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(null, managers.getTrustManagers(), null);
    return context;
  }
}
