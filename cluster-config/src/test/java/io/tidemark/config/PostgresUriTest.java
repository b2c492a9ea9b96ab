package io.tidemark.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PostgresUriTest {
  @Test
  void it_is_taken_apart() {
    PostgresUri uri =
        PostgresUri.parse("postgresql://al%40ice:p%3Aw+d@db.example:6000/tide?ssl=on");

    assertThat(uri)
        .isEqualTo(new PostgresUri("db.example", 6000, "tide", "al@ice", "p:w+d", "ssl=on"));
    assertThat(uri.jdbcUrl()).isEqualTo("jdbc:postgresql://db.example:6000/tide?ssl=on");
    assertThat(uri.jdbcProperties())
        .containsEntry("user", "al@ice")
        .containsEntry("password", "p:w+d");
    assertThat(uri.toString()).doesNotContain("p:w+d");
  }

  @Test
  void port_and_user_may_be_missing() {
    assertThat(PostgresUri.parse("postgres://h/d"))
        .isEqualTo(new PostgresUri("h", 5432, "d", "", "", ""));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"mysql://h/d", "postgresql://h", "postgresql:///d", "postgresql://h/", ":"})
  void anything_else_is_refused(String uri) {
    assertThatThrownBy(() -> PostgresUri.parse(uri))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("expected postgresql://user:password@host:port/database");
  }
}
