package io.tidemark.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tidemark.config.DataFolder;
import io.tidemark.config.SettingException;
import io.tidemark.config.Settings;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TlsTest {
  @TempDir Path folder;

  @Test
  void a_self_made_certificate_is_kept_and_made_anew_when_it_ends_or_lacks_the_hosts_name()
      throws Exception {
    try (DataFolder data = DataFolder.open(folder)) {
      Instant now = Instant.now();
      KeyCertificate made = SelfMade.of(data, "127.0.0.1", now);

      assertThat(made.leaf().getPublicKey().getAlgorithm()).isEqualTo("EC");
      assertThat(made.leaf().getSubjectAlternativeNames().toString())
          .contains("localhost", "127.0.0.1", "0:0:0:0:0:0:0:1");
      assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(key(data))))
          .isEqualTo("rw-------");
      assertThat(data.secretFile("tls.p12.unfinished")).doesNotExist();
      assertThat(SelfMade.of(data, "localhost", now).sameAs(made)).isTrue();

      KeyCertificate named = SelfMade.of(data, "hub.example", now);
      assertThat(named.sameAs(made)).isFalse();
      assertThat(named.leaf().getSubjectAlternativeNames().toString()).contains("hub.example");
      Instant lastMonth = named.expiry().minus(Duration.ofDays(29));
      assertThat(SelfMade.of(data, "hub.example", lastMonth).sameAs(named)).isFalse();
      Files.writeString(key(data), "damaged");
      assertThat(SelfMade.of(data, "hub.example", now).leaf().getSubjectAlternativeNames())
          .isNotEmpty();
    }
  }

  @Test
  void files_that_cannot_be_served_are_named_with_what_was_expected() throws Exception {
    Path other = folder.resolve("other");
    try (DataFolder data = DataFolder.open(folder.resolve("data"));
        DataFolder others = DataFolder.open(other)) {
      var _ = SelfMade.of(data, "localhost", Instant.now());
      var _ = SelfMade.of(others, "localhost", Instant.now());
      String certificate = Tls.selfMadeCertificate(data).toString();
      String key = key(data).toString();
      Path text = Files.writeString(folder.resolve("text.pem"), "hello");

      Tls.check(settings("files", certificate, key).tls());
      refused("files", certificate, key(others).toString(), "tls.key", "it is another's");
      refused("files", "", key, "tls.certificate", "as tls.mode is files");
      refused("files", certificate, "", "tls.key", "as tls.mode is files");
      refused("files", "/no/such.pem", key, "tls.certificate", "there is no such file");
      refused("files", text.toString(), key, "tls.certificate", "BEGIN CERTIFICATE");
      refused("files", certificate, text.toString(), "tls.key", "unencrypted RSA or EC key");
      refused("off", certificate, "", "tls.certificate", "tls.mode is off");
      refused("self", "", key, "tls.key", "tls.mode is self");
    }
  }

  private static void refused(
      String mode, String certificate, String key, String setting, String... said) {
    assertThatThrownBy(() -> Tls.check(settings(mode, certificate, key).tls()))
        .isInstanceOf(SettingException.class)
        .hasMessageContaining("setting " + setting + " is '")
        .hasMessageContainingAll(said);
  }

  private static Settings settings(String mode, String certificate, String key) {
    Map<String, String> set = new HashMap<>();
    set.put("tls.mode", mode);
    set.put("tls.certificate", certificate);
    set.put("tls.key", key);
    return Settings.load(Map.of(), set);
  }

  private static Path key(DataFolder data) {
    return data.secretFile(SelfMade.KEY);
  }
}
